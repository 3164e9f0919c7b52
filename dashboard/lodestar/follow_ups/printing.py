"""The state of the draws on the command line: a table for people, CSV and JSON for programs."""

from datetime import datetime
from typing import BinaryIO

import polars as pl

from lodestar.cells import safe_text

_SHOWN = ("draw", "week", "drawn", "asked", "answered", "completion", "mode_shift", "to_ask", "ask_until")


def write_status(rows: pl.DataFrame, form: str, out: BinaryIO) -> None:
    """Write the rows of `follow_up_status`."""
    if form == "csv":
        out.write(safe_text(rows).write_csv().encode())
    elif form == "json":
        out.write(rows.write_json().encode() + b"\n")
    elif rows.is_empty():
        out.write(b"Nobody was drawn yet: run `lodestar follow-up draw`.\n")
    else:
        out.write(_table(rows).encode())
    out.flush()


def _table(rows: pl.DataFrame) -> str:
    lines = [list(_SHOWN), *([_cell(row, name) for name in _SHOWN] for row in rows.iter_rows(named=True))]
    widths = [max(len(line[place]) for line in lines) for place in range(len(_SHOWN))]
    text = "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )
    notes = [
        "drawn, asked, answered: silent customers and raters; completion: answered of drawn; ask_until in UTC.",
        "mode_shift: how many points kinder raters answer when asked again, +- its 95 %, as of the last build.",
    ]
    return text + "\n\n" + "\n".join(notes) + "\n"


def _cell(row: dict[str, object], name: str) -> str:
    value = row[name]
    if value is None:
        return "-"
    if name == "completion":
        return f"{float(str(value)):.0%}"
    if name == "mode_shift":
        return f"{float(str(value)) * 100:+.1f} +-{float(str(row['mode_shift_error'])) * 196:.1f}"
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)
