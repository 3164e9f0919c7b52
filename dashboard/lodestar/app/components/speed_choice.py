"""Which time does the speed page show? What the address says, changed by a row of names."""

import streamlit as st

from lodestar.app import session
from lodestar.app.components.asked import asked
from lodestar.app.components.filters import period_days
from lodestar.app.components.panel import get_card
from lodestar.app.view import View
from lodestar.app.words import Words
from lodestar.metrics.answer import Answer
from lodestar.metrics.card import Card

TIMES = (
    "first_response_seconds", "first_response_after_handoff_seconds", "queue_wait_seconds", "response_gap_seconds",
    "customer_wait_seconds", "pickup_seconds", "handle_seconds", "resolution_seconds",
)  # fmt: skip
ASKED = "time"


def time_answers(view: View) -> list[Answer]:
    """Return every time that these data know for its own days of the view; the first response where none is known."""
    mart = session.published()
    answers = [asked(view.question(name, period_days(view, mart, name))) for name in TIMES]
    return [one for one in answers if one.absent is None] or answers[:1]


def time_choice(answers: list[Answer], view: View, word: Words, language: str) -> Card:
    """Return the card of the time that is looked at."""
    labels = {one.metric.id: one.metric.words(language).label for one in answers}  # type: ignore[arg-type]
    wanted = st.query_params.get(ASKED, TIMES[0])
    st.session_state["time-choice"] = wanted if wanted in labels else next(iter(labels))
    chosen = st.pills(
        word("speed.time"),
        list(labels),
        key="time-choice",
        required=True,
        format_func=labels.__getitem__,
        on_change=lambda: st.query_params.update({ASKED: st.session_state["time-choice"]}),
        label_visibility="collapsed",
    )
    return get_card(chosen or next(iter(labels)), view)
