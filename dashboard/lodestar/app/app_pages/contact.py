"""What happened in this contact, and what was said?"""

import streamlit as st

from lodestar.app import session
from lodestar.app.components.contact_facts import customer_panel, facts_panel, time_panel
from lodestar.app.components.contact_head import contact_head
from lodestar.app.components.conversation import conversation, style
from lodestar.app.components.listing import read_listing
from lodestar.app.components.trail import asked_contact

word, language, mart = session.word(), session.language(), session.published()
style()
listing = read_listing(mart, session.view(), st.query_params)
told = asked_contact(mart, word)
if told:
    contact_head(told, mart, word, language)
    said, beside = st.columns([0.7, 0.3], gap="small")
    with said:
        conversation(told, mart, word, language)
    with beside:
        time_panel(told, mart, word)
        facts_panel(told, word, language)
        customer_panel(told, listing, mart, word, language)
