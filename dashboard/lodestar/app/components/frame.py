"""What surrounds every page: style, question, answer, freshness."""

from collections.abc import Mapping
from html import escape
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from lodestar.app import session
from lodestar.app.components.freshness import freshness
from lodestar.app.words import LANGUAGES, Words, wrong
from lodestar.errors import LodestarError
from lodestar.models.publish import POINTER

_CSS = Path(__file__).parent.parent / "lodestar.css"


def style() -> None:
    """Apply the design's colours and sizes."""
    st.html(_CSS)


def language_switch() -> None:
    """Draw the switch of languages; the address holds which one is in force."""
    st.session_state["lang"] = session.language()
    st.segmented_control(
        "Language · 语言",
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        key="lang",
        required=True,
        on_change=session.keep_language,
        label_visibility="collapsed",
    )


def links(pages: Mapping[str, StreamlitPage], word: Words) -> None:
    """Draw the links to all pages; each carries what is being looked at, so that nothing is lost on the way."""
    for name, page in pages.items():
        st.page_link(page, label=word(f"nav.{name}"), query_params=session.here())


def head(question: str, answer: str, basis: str = "", second: str = "") -> None:
    """Show the question a page answers with the data's freshness at the right end, the answer, and what it rests on.

    `**` marks the figures in `answer` and in the optional `second` sentence.
    """
    word, language = session.word(), session.language()
    fresh = freshness(session.published(), word, language)
    second = f'<p class="ls-second" lang="{language}">{marked(second)}</p>' if second else ""
    basis = f'<p class="ls-meta">{escape(basis)}</p>' if basis else ""
    st.html(
        f'<div class="ls-head"><h1 class="ls-question">{escape(question)}</h1>'
        f'<p class="ls-fresh {fresh.state}"><i aria-hidden="true"></i>{escape(fresh.text)}</p></div>'
        f'<p class="ls-answer" lang="{language}">{marked(answer)}</p>{second}{basis}',
        width="stretch",
    )


def marked(text: str) -> str:
    """Return text as HTML in which only what stands between two `**` is bold."""
    parts = escape(text).split("**")
    return "".join(f"<strong>{part}</strong>" if index % 2 else part for index, part in enumerate(parts))


def note(text: str) -> None:
    """Show a small grey line."""
    st.html(f'<p class="ls-meta">{escape(text)}</p>')


def section(text: str) -> None:
    """Show a section's title."""
    st.html(f'<h2 class="ls-section">{escape(text)}</h2>')


def unavailable(error: LodestarError, word: Words) -> None:
    """Say that there are no numbers to show, why, and what to do: begin, or mend what was published."""
    is_first_run = not (session.data_folder().marts / POINTER).exists()
    st.html(f'<h1 class="ls-question">{escape(word("states.no_mart" if is_first_run else "states.unreadable"))}</h1>')
    told = wrong(error, word)
    st.info(f"{told}\n\n{word('states.no_mart_todo')}" if is_first_run else told)
