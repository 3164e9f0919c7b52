"""Ask a question once for all visitors, until new numbers are published."""

import streamlit as st

from lodestar.app import session
from lodestar.metrics.answer import Answer, ask
from lodestar.metrics.card import current_version
from lodestar.metrics.question import Question


@st.cache_data(max_entries=2_000, show_spinner=False)
def _asked(version: int, question: Question) -> Answer:  # noqa: ARG001 - a new mart, a new answer
    return ask(session.published(), question)


def asked(question: Question) -> Answer:
    """Return the answer to a question. Raises LodestarError as metrics.answer.ask does."""
    return _asked(current_version(session.published()), question)
