"""Which contacts are behind this number?"""

import streamlit as st

from lodestar.app import session
from lodestar.app.components import frame
from lodestar.app.components.address import asked_question
from lodestar.app.components.contact_table import contact_table, table_title
from lodestar.app.components.freshness import freshness
from lodestar.metrics.drill import contacts_behind

word, language, mart = session.word(), session.language(), session.published()
question = asked_question(mart)
st.page_link("app_pages/overview.py", label=word("contacts.back"), query_params={"lang": language})
frame.heading(word("contacts.question"), freshness(mart, word, language))
frame.answer(table_title(mart, question, word, language), language)
contact_table(contacts_behind(mart, question), mart, word, language)
