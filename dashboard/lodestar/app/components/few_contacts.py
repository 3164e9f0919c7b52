"""What to look at where the latest days hold next to nothing: the last days that were as busy as usual."""

from html import escape

import streamlit as st

from lodestar.app import format as form
from lodestar.app import session
from lodestar.app.words import Words
from lodestar.metrics.usual_days import few_contacts


def offer_usual_days(word: Words, language: str) -> None:
    """Say that the latest weeks hold few contacts and offer the last usual ones; nothing where days were chosen."""
    view = session.view()
    few = few_contacts(session.published(), view.days) if isinstance(view.days, int) else None
    if few is None:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="few-contacts"):
        counts = {"n": form.count(few.contacts, language), "average": form.count(few.average, language)}
        st.html(f'<p class="ls-meta">{escape(word("frame.few", **counts))}</p>', width="content")
        look = word("frame.few_look", days=form.span(*few.usual, language))
        st.button(look, key="look-at-usual", on_click=session.look_at, args=(view.during(*few.usual),))
