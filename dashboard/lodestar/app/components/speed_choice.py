"""Which time does the speed page show, and by which clock? What the address says, changed by rows of names."""

import streamlit as st

from lodestar.app import session
from lodestar.app.components.asked import asked_all
from lodestar.app.components.filters import period_days
from lodestar.app.components.panel import get_card, is_known
from lodestar.app.view import View
from lodestar.app.words import Words
from lodestar.metrics.answer import Answer
from lodestar.metrics.card import Card

TIMES = (
    "first_response_seconds", "first_response_after_handoff_seconds", "queue_wait_seconds", "response_gap_seconds",
    "customer_wait_seconds", "pickup_seconds", "handle_seconds", "resolution_seconds",
)  # fmt: skip
ASKED = "time"
BUSINESS = {
    "first_response_seconds": "first_response_business_seconds",
    "resolution_seconds": "resolution_business_seconds",
}
"""The times that are also counted in business hours, and as what."""
CALENDAR, OPENING = "calendar", "business"
CLOCK = "clock"


def time_answers(view: View) -> list[Answer]:
    """Return every time that these data know for its own days of the view; the first response where none is known."""
    mart = session.published()
    answers = asked_all([view.question(name, period_days(view, mart, name)) for name in TIMES])
    return [one for one in answers if one.absent is None] or answers[:1]


def time_choice(answers: list[Answer], view: View, word: Words, language: str) -> Card:
    """Return the card of the time that is looked at, by the clock that is asked for where it runs on both."""
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
    ) or next(iter(labels))
    business = BUSINESS.get(chosen)
    if business is None or not is_known(business, view):
        return get_card(chosen, view)
    return get_card(business if _clock_choice(word) == OPENING else chosen, view)


def _clock_choice(word: Words) -> str:
    """Return the clock that is asked for; the calendar's goes without saying and so does not stand in the address."""
    clocks = (CALENDAR, OPENING)
    wanted = st.query_params.get(CLOCK, CALENDAR)
    st.session_state["clock-choice"] = wanted if wanted in clocks else CALENDAR
    chosen = st.segmented_control(
        word("speed.by_clock"),
        clocks,
        key="clock-choice",
        required=True,
        format_func=lambda clock: word(f"speed.on_{clock}"),
        on_change=_keep_clock,
        label_visibility="collapsed",
    )
    return chosen or CALENDAR


def _keep_clock() -> None:
    if st.session_state["clock-choice"] == OPENING:
        st.query_params[CLOCK] = OPENING
    else:
        st.query_params.pop(CLOCK, None)
