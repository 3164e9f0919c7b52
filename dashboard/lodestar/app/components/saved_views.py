"""Saved views: open what somebody kept under a name, keep what is being looked at, take one away."""

from urllib.parse import parse_qs, urlencode

import streamlit as st

from lodestar.app import format as form
from lodestar.app import session
from lodestar.app.components.vocabulary import plain
from lodestar.app.words import Words, wrong
from lodestar.errors import LodestarError
from lodestar.state.views import LONGEST_NAME, NameTakenError, SavedView, delete_view, list_views, save_view

NAME, TAKEN, ASKED, WRONG = "views-name", "views-taken", "views-asked", "views-wrong"
OPENED = "views-opened"
NOT_KEPT = frozenset({"lang"})


def saved_views(page: str, pages: dict[str, str], word: Words, language: str) -> None:
    """Draw the popover. `page` is the page being looked at, `pages` the name of every page that can be opened."""
    # another key once a view was opened: a new popover is shut
    with st.popover(word("views.views"), key=f"popover-views-{st.session_state.get(OPENED, 0)}"):
        try:
            kept = list_views(session.data_folder())
        except LodestarError as error:
            st.error(plain(wrong(error, word)))
            return
        if not kept:
            st.caption(word("views.none"))
        for number, view in enumerate(kept):
            _row(number, view, pages, word, language)
        _save(page, word)


def _row(number: int, view: SavedView, pages: dict[str, str], word: Words, language: str) -> None:
    """Draw one view: its name opens it, a cross asks before it takes it away."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"view-{number}"):
        when = form.moment(session.published().local(view.saved_at), language)
        about = word("views.about", page=pages.get(view.page, view.page), when=when)
        opens = st.button(plain(view.name), key=f"view-open-{number}", type="tertiary", help=about)
        if opens and view.page in pages:
            st.session_state[OPENED] = st.session_state.get(OPENED, 0) + 1
            address = parse_qs(view.address, keep_blank_values=True)
            st.switch_page(f"app_pages/{view.page}.py", query_params={**address, "lang": language})
        if st.session_state.get(ASKED) == view.name:
            st.button(word("views.delete"), key=f"view-delete-{number}", on_click=_delete, args=(view.name,))
            st.button(word("views.keep"), key=f"view-keep-{number}", on_click=_forget)
        else:
            said = word("views.delete_named", name=plain(view.name))
            st.button("×", key=f"view-off-{number}", type="tertiary", help=said, on_click=_ask, args=(view.name,))


def _save(page: str, word: Words) -> None:
    """Draw the field for a name, and what came of the last attempt."""
    with st.form("views-save", border=False, clear_on_submit=False):
        st.text_input(word("views.name"), key=NAME, max_chars=LONGEST_NAME, placeholder=word("views.example"))
        st.form_submit_button(word("views.save"), on_click=_keep, args=(page, False))
    taken, failed = st.session_state.get(TAKEN), st.session_state.get(WRONG)
    if taken:
        st.warning(word("views.taken", name=plain(taken)))
        st.button(word("views.replace"), key="views-replace", on_click=_keep, args=(page, True))
    if failed:
        st.error(plain(wrong(failed, word)))


def _keep(page: str, replace: bool) -> None:
    """Keep the address of the page as it is now under the name that was typed."""
    name = st.session_state[NAME]
    _forget()
    if not name.strip():
        return
    parts = {part: st.query_params.get_all(part) for part in st.query_params if part not in NOT_KEPT}
    try:
        save_view(session.data_folder(), name, page, urlencode(parts, doseq=True), replace=replace)
    except NameTakenError:
        st.session_state[TAKEN] = name
    except LodestarError as error:
        st.session_state[WRONG] = error
    else:
        st.session_state[NAME] = ""


def _ask(name: str) -> None:
    _forget()
    st.session_state[ASKED] = name


def _delete(name: str) -> None:
    _forget()
    try:
        delete_view(session.data_folder(), name)
    except LodestarError as error:
        st.session_state[WRONG] = error


def _forget() -> None:
    """Forget what was asked or said before."""
    for key in (TAKEN, ASKED, WRONG):
        st.session_state.pop(key, None)
