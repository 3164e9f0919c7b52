"""The dashboard's entry: language, navigation, and what to show where nothing is published."""

import streamlit as st

from lodestar.app import session
from lodestar.app.components import frame
from lodestar.app.words import LANGUAGES
from lodestar.errors import LodestarError

st.set_page_config(page_title="Lodestar", page_icon="✦", layout="wide")
frame.style()

# Drawn before the navigation, so that page names and filters speak the chosen language in the same run.
with st.container(horizontal=True, horizontal_alignment="right", key="language-row"):
    st.segmented_control(
        "Language · 语言",
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        key="lang",
        default=session.asked_language(),
        required=True,
        on_change=session.keep_language,
        label_visibility="collapsed",
    )
word = session.word()
page = st.navigation(
    [
        st.Page("app_pages/overview.py", title=word("nav.overview"), default=True),
        st.Page("app_pages/contacts.py", title=word("nav.contacts"), url_path="contacts"),
        st.Page("app_pages/contact.py", title=word("nav.contacts"), url_path="contact", visibility="hidden"),
    ],
    position="top",
)
try:
    page.run()
except LodestarError as error:
    frame.unavailable(error, word)
