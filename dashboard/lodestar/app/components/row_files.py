"""The rows behind a number as files, exactly as they are filtered and searched."""

from html import escape

import streamlit as st

from lodestar.app import format as form
from lodestar.app.components.files_watch import files_watch
from lodestar.app.downloads import address_of
from lodestar.app.words import Words
from lodestar.exports.rows import FORMATS
from lodestar.exports.writers import EXCEL_ROWS
from lodestar.metrics.question import Question

EXCEL_ROWS_A_SECOND = 5_000
"""Measured: 100,000 contacts with all columns take about 20 s on two cores."""
LONG_SECONDS = 4


def row_files(question: Question, rows: int, word: Words, language: str, text: str = "") -> None:
    """Draw a link per form of file; say what Excel leaves out, how long it takes, and that a file is being made."""
    links = " · ".join(
        f'<a href="{escape(address_of(question, ending, text))}" download>{escape(word(f"export.{ending[1:]}"))}</a>'
        for ending in FORMATS
    )
    told = [word("export.capped", most=form.count(EXCEL_ROWS, language))] if rows > EXCEL_ROWS else []
    seconds = min(rows, EXCEL_ROWS) / EXCEL_ROWS_A_SECOND
    told += [word("export.takes", time=form.seconds(seconds, word))] if seconds >= LONG_SECONDS else []
    notes = f" {escape(word('export.note', notes=word('export.and').join(told)))}" if told else ""
    steps = "".join(
        f' data-{step}="{escape(word(f"export.{step}", file="FILE"))}"' for step in ("making", "made", "failed")
    )
    st.html(
        f'<p class="ls-meta ls-files"{steps}>{escape(word("export.rows"))} {links}{notes} '
        '<span class="ls-making" role="status"></span></p>'
    )
    files_watch()
