"""Which time does the speed page show? What the address says, changed by a row of names."""

import streamlit as st

from lodestar.app.components.panel import get_card
from lodestar.app.view import View
from lodestar.app.words import Words
from lodestar.metrics.card import Card
from lodestar.metrics.catalogue import load_catalogue

TIMES = (
    "first_response_seconds", "first_response_after_handoff_seconds", "queue_wait_seconds", "response_gap_seconds",
    "customer_wait_seconds", "pickup_seconds", "handle_seconds", "resolution_seconds",
)  # fmt: skip
ASKED = "time"


def time_cards(view: View) -> list[Card]:
    """Return the cards of every time that these data know, the first response always among them."""
    cards = [get_card(name, view) for name in TIMES]
    return [card for card in cards if card.absent is None] or cards[:1]


def time_choice(cards: list[Card], word: Words, language: str) -> Card:
    """Return the card of the time that is looked at."""
    labels = {card.metric.id: load_catalogue().metrics[card.metric.id].words(language).label for card in cards}  # type: ignore[arg-type]
    asked = st.query_params.get(ASKED, TIMES[0])
    st.session_state["time-choice"] = asked if asked in labels else next(iter(labels))
    chosen = st.pills(
        word("speed.time"),
        list(labels),
        key="time-choice",
        required=True,
        format_func=labels.__getitem__,
        on_change=lambda: st.query_params.update({ASKED: st.session_state["time-choice"]}),
        label_visibility="collapsed",
    )
    return next(card for card in cards if card.metric.id == (chosen or next(iter(labels))))
