"""What happened in this contact, and what was said?"""

import streamlit as st

from lodestar.app import session
from lodestar.app.components import frame
from lodestar.app.components.address import asked_contact
from lodestar.app.components.contact_facts import contact_facts, contact_line
from lodestar.app.components.conversation import conversation
from lodestar.metrics.drill import contact

word, language, mart = session.word(), session.language(), session.published()
shown = contact(mart, *asked_contact())
frame.heading(word("contact.title", id=shown.facts["contact_id"]), contact_line(shown, mart, language))
said, facts = st.columns([7, 3], gap="medium")
with said:
    conversation(shown, mart, word, language)
with facts:
    contact_facts(shown, word, language)
