"""Ask questions once for all visitors, until new numbers are published."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from lodestar.app import session
from lodestar.app.components.kept import MOST_KEPT, Kept
from lodestar.metrics.answer import Answer, ask_all, own_sql
from lodestar.metrics.card import current_version, of_week, weeks_to
from lodestar.metrics.question import Question


@st.cache_resource(show_spinner=False)
def _known() -> Kept[tuple[int, Question], Answer]:
    return Kept(MOST_KEPT)


def asked(question: Question) -> Answer:
    """Return the answer to a question. Raises LodestarError as metrics.answer.ask does."""
    return asked_all((question,))[0]


def asked_all(questions: Sequence[Question]) -> list[Answer]:
    """Return the answers to several questions, asked at once. Raises LodestarError as metrics.answer.ask does.

    A week that stands exactly in the answer about a card's weeks is taken from there.
    """
    mart, known = session.published(), _known()
    version = current_version(mart)

    def find(lacking: list[tuple[int, Question]]) -> list[Answer]:
        found = {question: _out_of_weeks(known, version, question) for _, question in lacking}
        unknown = [question for question, answer in found.items() if answer is None]
        answers = {**found, **dict(zip(unknown, ask_all(mart, unknown), strict=True))}
        return [answer for answer in answers.values() if answer]

    return known.find([(version, question) for question in questions], find)


def _out_of_weeks(known: Kept[tuple[int, Question], Answer], version: int, question: Question) -> Answer | None:
    """Return the answer about one week where that about its card's weeks is kept."""
    weekly = weeks_to(question)
    weeks = known.seen((version, weekly)) if weekly else None
    answer = of_week(weeks, question) if weeks else None
    return replace(answer, write_sql=partial(own_sql, session.published(), question)) if answer else None
