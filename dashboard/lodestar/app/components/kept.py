"""Keep what a function of the metrics found, for all visitors, until new numbers are published."""

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

from lodestar.app import session
from lodestar.metrics.card import current_version
from lodestar.metrics.question import Question

_Found = TypeVar("_Found")
Key = tuple[int, str, Question, tuple[tuple[str, Any], ...]]
"""The published version, the function, what is asked, and how."""


@st.cache_data(max_entries=1_000, show_spinner=False)
def _kept(key: Key, _find: Callable[..., Any]) -> Any:
    _, _, question, options = key
    return _find(session.published(), question, **dict(options))


def kept(find: Callable[..., _Found], question: Question, **options: Any) -> _Found:
    """Return find(mart, question, **options), asked once per published version."""
    name = f"{find.__module__}.{find.__qualname__}"
    key = (current_version(session.published()), name, question, tuple(sorted(options.items())))
    found: _Found = _kept(key, find)
    return found
