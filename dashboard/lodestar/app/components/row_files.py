"""The rows behind a number as files, exactly as they are filtered and searched."""

from html import escape

import streamlit as st

from lodestar.app import format as form
from lodestar.app.downloads import address_of
from lodestar.app.words import Words
from lodestar.exports.rows import FORMATS
from lodestar.exports.writers import EXCEL_ROWS
from lodestar.metrics.question import Question


def row_files(question: Question, rows: int, word: Words, language: str, text: str = "") -> None:
    """Draw a link per form of file, and the word about Excel where there are more rows than it may hold."""
    links = " · ".join(
        f'<a href="{escape(address_of(question, ending, text))}" download>{escape(word(f"export.{ending[1:]}"))}</a>'
        for ending in FORMATS
    )
    capped = word("export.capped", most=form.count(EXCEL_ROWS, language)) if rows > EXCEL_ROWS else ""
    st.html(f'<p class="ls-meta">{escape(word("export.rows"))} {links} {escape(capped)}</p>')
