"""The conversation of one contact, in the report zone's times."""

import streamlit as st

from lodestar.app.components import frame
from lodestar.app.components.transcript import Said, transcript
from lodestar.app.words import Words
from lodestar.metrics.drill import Contact
from lodestar.metrics.mart import Mart


def conversation(shown: Contact, mart: Mart, word: Words, language: str) -> None:
    """Draw the messages with their legs, or say that the source holds none."""
    if shown.messages.is_empty():
        st.info(word("contact.no_messages"))
        return
    said = [
        Said(
            mart.local(row["at"]),
            row["author_type"],
            row["is_public"],
            row["body"] or "",
            row["leg_number"],
            row["handler"],
        )
        for row in shown.messages.iter_rows(named=True)
    ]
    with st.container(border=True, key="panel-conversation"):
        st.html(transcript(said, word, language))
        frame.note(word("contact.masked"))
