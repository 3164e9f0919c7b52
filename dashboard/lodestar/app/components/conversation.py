"""The panel with a contact's transcript, and under it how it was rated."""

from pathlib import Path

import streamlit as st

from lodestar.app import format as form
from lodestar.app.components import frame
from lodestar.app.components.listing import is_masked
from lodestar.app.components.rating_line import rating_line
from lodestar.app.components.transcript import Told, foot, transcript
from lodestar.app.words import Words
from lodestar.metrics.mart import Mart
from lodestar.metrics.timeline import timeline
from lodestar.metrics.told import Contact

SHOWN_ITEMS = 300
_CSS = Path(__file__).parent.parent / "transcript.css"


def style() -> None:
    """Apply the look of a contact's page."""
    st.html(_CSS)


def conversation(told: Contact, mart: Mart, word: Words, language: str) -> None:
    """Draw everything that happened in order; of a very long contact the first part, the rest on demand."""
    target = int(mart.settings["reply_gap_seconds"])
    items = timeline(told, is_masked=is_masked(), reply_target_seconds=target)
    key = f"all-{told.facts['contact_id']}"
    shown = items if st.session_state.get(key) else items[:SHOWN_ITEMS]
    speaks = Told(word, language, mart.local, lambda signal: word(f"contact.signal_{signal}"))
    with st.container(border=True, key="panel-conversation", gap="small"):
        if told.messages.is_empty():
            frame.note(word("contact.no_messages" if items else "contact.nothing"))
        st.html(transcript(shown, speaks), width="stretch")
        if len(shown) < len(items):
            counts = {"shown": form.count(len(shown), language), "count": form.count(len(items), language)}
            frame.note(word("contact.more_messages", **counts))
            st.button(
                word("contact.all_messages", count=counts["count"]),
                on_click=st.session_state.__setitem__,
                args=(key, True),
            )
        st.html(foot(*rating_line(told, mart, word, language)), width="stretch")
