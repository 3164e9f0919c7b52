"""Which contacts are behind this number?"""

import streamlit as st

from lodestar.app import session
from lodestar.app.components.contact_table import contact_table, open_chosen_contact
from lodestar.app.components.list_controls import list_controls
from lodestar.app.components.list_head import list_head
from lodestar.app.components.listing import counted, read_listing
from lodestar.app.components.row_files import row_files

word, language, mart = session.word(), session.language(), session.published()
listing = read_listing(mart, session.view(), st.query_params)
open_chosen_contact(listing, language)
has_rows = list_head(listing, mart, word, language)
list_controls(listing, mart, word, language)
if has_rows:
    row_files(listing.question, counted(listing).rows, word, language, listing.text)
    contact_table(listing, mart, word, language)
