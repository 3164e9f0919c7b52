"""The pages keep what they found; tests of one file must not see what those of another looked at."""

from collections.abc import Iterator

import pytest
import streamlit as st


@pytest.fixture(autouse=True, scope="module")
def _nothing_kept() -> Iterator[None]:
    forget()
    yield
    forget()


def forget() -> None:
    """Forget every answer and the mart they came from."""
    st.cache_data.clear()
    st.cache_resource.clear()
