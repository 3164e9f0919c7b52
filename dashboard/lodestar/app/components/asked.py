"""Ask questions once for all visitors, until new numbers are published."""

from collections.abc import Sequence

import streamlit as st

from lodestar.app import session
from lodestar.app.components.kept import MOST_KEPT, Kept
from lodestar.metrics.answer import Answer, ask, ask_all
from lodestar.metrics.card import current_version
from lodestar.metrics.question import Question


@st.cache_resource(show_spinner=False)
def _known() -> Kept[tuple[int, Question], Answer]:
    return Kept(MOST_KEPT)


def asked(question: Question) -> Answer:
    """Return the answer to a question. Raises LodestarError as metrics.answer.ask does."""
    key = (current_version(session.published()), question)
    return _known().one(key, lambda: ask(session.published(), question))


def asked_all(questions: Sequence[Question]) -> list[Answer]:
    """Return the answers to several questions, asked at once. Raises LodestarError as metrics.answer.ask does."""
    version = current_version(session.published())

    def find(lacking: list[tuple[int, Question]]) -> list[Answer]:
        return ask_all(session.published(), [question for _, question in lacking])

    return _known().find([(version, question) for question in questions], find)
