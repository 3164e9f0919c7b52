"""The dashboard's entry: language, filters, navigation, and what to show where nothing is published."""

from pathlib import Path

import streamlit as st

from lodestar.app import session
from lodestar.app.components import frame
from lodestar.app.components.few_contacts import offer_usual_days
from lodestar.app.components.filters import filter_bar
from lodestar.app.components.saved_views import saved_views
from lodestar.app.components.theme_watch import theme_watch
from lodestar.app.components.trail import trail
from lodestar.app.components.values import options
from lodestar.errors import LodestarError

PAGES = (
    "overview", "satisfaction", "speed", "load", "returns", "bot", "silent", "explore", "contacts", "health",
    "definitions",
)  # fmt: skip
HIDDEN = ("contact",)
HERE = Path(__file__).parent

st.set_page_config(page_title="Lodestar", page_icon="✦", layout="wide")
frame.style()
st.logo(HERE / "static" / "logo.svg")
word, language = session.word(), session.language()
pages = {
    name: st.Page(
        f"app_pages/{name}.py",
        title=word(f"nav.{name}"),
        url_path=name,
        default=name == PAGES[0],
        visibility="hidden" if name in HIDDEN else "visible",
    )
    for name in (*PAGES, *HIDDEN)
    if (HERE / "app_pages" / f"{name}.py").exists()
}
# The links are drawn by us: they carry the view along, so that an address always holds all there is to it.
page = st.navigation(list(pages.values()), position="hidden")
top = st.container(horizontal=True, key="nav", gap=None, wrap=False)
with st.container(horizontal=True, key="bar", vertical_alignment="center"):
    left = st.container(horizontal=True, key="filters", gap="xsmall", vertical_alignment="center")
    with st.container(width="content", key="language-row"):
        frame.language_switch()
try:
    session.read_address(options)
    with top:
        frame.links({name: pages[name] for name in PAGES if name in pages}, word)
    with left:
        if page == pages["contact"]:
            trail(session.published(), word, language)
        else:
            filter_bar(session.published(), word, language)
            saved_views(page.url_path or PAGES[0], {name: word(f"nav.{name}") for name in pages}, word, language)
    if page != pages["contact"]:
        offer_usual_days(word, language)
    page.run()
    theme_watch()
except LodestarError as error:
    frame.unavailable(error, word)
