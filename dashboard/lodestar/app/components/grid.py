"""A quiet table of text: headings, right-aligned numbers, everything escaped."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Literal

import streamlit as st

_CSS = Path(__file__).parent.parent / "reading.css"


@dataclass(frozen=True)
class Cell:
    """One cell with its look: strong, quiet, mono, a pill, a judgement's colour, or a moment, never torn apart."""

    text: str
    look: Literal["", "strong", "quiet", "mono", "pill", "worse", "when"] = ""


@dataclass(frozen=True)
class Head:
    """One column: its heading, and whether its cells hold numbers."""

    text: str
    is_number: bool = False


Row = Sequence[str | Cell]


def style() -> None:
    """Apply the look of tables and of pages that are read rather than watched."""
    st.html(_CSS)


def grid(heads: Sequence[Head], rows: Sequence[Row], label: str) -> None:
    """Draw the table; `label` names it for readers of the screen. It scrolls sideways where it is too wide."""
    st.html(grid_html(heads, rows, label), width="stretch")


def grid_html(heads: Sequence[Head], rows: Sequence[Row], label: str) -> str:
    """Return the table as HTML, every text escaped."""
    top = "".join(f'<th scope="col"{_number(head)}>{escape(head.text)}</th>' for head in heads)
    body = "".join(
        f"<tr>{''.join(_cell(head, one) for head, one in zip(heads, row, strict=True))}</tr>" for row in rows
    )
    table = f'<table class="ls-grid"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>'
    return f'<div class="ls-scroll" role="region" tabindex="0" aria-label="{escape(label)}">{table}</div>'


def _number(head: Head) -> str:
    return ' class="number"' if head.is_number else ""


def _cell(head: Head, value: str | Cell) -> str:
    cell = value if isinstance(value, Cell) else Cell(value)
    inner = f'<span class="{cell.look}">{escape(cell.text)}</span>' if cell.look else escape(cell.text)
    return f"<td{_number(head)}>{inner}</td>"


def exact(count: object) -> str:
    """Return a count to the last row, for tables in which rows are reconciled: never rounded to 万."""
    return f"{count:,}"
