"""What surrounds every page: style, question, answer, freshness."""

from html import escape
from pathlib import Path

import streamlit as st

from lodestar.app.words import Words
from lodestar.errors import LodestarError

_CSS = Path(__file__).parent.parent / "lodestar.css"


def style() -> None:
    """Apply the design's colours and sizes."""
    st.html(_CSS)


def heading(question: str, meta: str) -> None:
    """Show the question a page answers and how fresh its data are."""
    st.html(f'<h1 class="ls-question">{escape(question)}</h1><p class="ls-meta">{escape(meta)}</p>')


def answer(text: str, language: str) -> None:
    """Show the answer in words; `**` marks its figures."""
    parts = escape(text).split("**")
    marked = "".join(f"<strong>{part}</strong>" if index % 2 else part for index, part in enumerate(parts))
    st.html(f'<p class="ls-answer" lang="{language}">{marked}</p>')


def note(text: str) -> None:
    """Show a small grey line."""
    st.html(f'<p class="ls-meta">{escape(text)}</p>')


def section(text: str) -> None:
    """Show a section's title."""
    st.html(f'<h2 class="ls-section">{escape(text)}</h2>')


def unavailable(error: LodestarError, word: Words) -> None:
    """Say that there are no numbers to show, why, and what to do."""
    st.html(f'<h1 class="ls-question">{escape(word("states.no_mart"))}</h1>')
    st.info(f"{error}\n\n{word('states.no_mart_todo')}")
