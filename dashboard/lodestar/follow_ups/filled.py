"""What does a filled list say, row by row? CSV or Excel, columns in any order, whatever a spreadsheet made of it."""

import unicodedata
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from lodestar.cells import FORMULA_STARTS
from lodestar.errors import LodestarError, nearest
from lodestar.follow_ups.listing import ANSWER
from lodestar.follow_ups.rules import Filled
from lodestar.intake.clocks import Clock
from lodestar.intake.forms import detect_dialect, open_sources, read_frames, read_header
from lodestar.intake.maps import tidy

NEEDED = ("draw", "source", "ticket_id", *ANSWER)
_OPTIONAL = ("scale",)
_TIMES = ("asked_at", "answered_at")
_SHEET_TIMES = ("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d")
"""As Excel writes times into a CSV file where dates are written year first."""


@dataclass(frozen=True)
class Line:
    """One row of the file, `row` as a spreadsheet counts: whom it speaks of, and what was filled in.

    `unreadable` says why the record cannot be read at all; `is_blank`: nobody was asked yet.
    """

    row: int
    draw: str
    source: str
    ticket_id: str
    filled: Filled
    is_blank: bool
    unreadable: str | None = None


_NOTHING = Filled(None, None, None, None, None, None, {})


def read_filled(path: Path, zone: str, encoding: str | None = None) -> list[Line]:
    """Return the rows of a filled list; times without an offset are in `zone`.

    Raises LodestarError where the file cannot be read, or is no such list.
    """
    if not path.is_file():
        raise LodestarError(f"{path} is no file: give the filled list itself.")
    lacking: list[tuple[str, list[str], list[str]]] = []
    for source in open_sources([path]):
        dialect = detect_dialect(source, encoding=encoding)
        header = [tidy(name) for name in read_header(source, dialect)]
        missing = [name for name in NEEDED if name not in header]
        if missing:
            lacking.append((source.name, missing, header))
            continue
        return [line for chunk in read_frames(source, dialect) for line in _lines(chunk.rows, chunk.rejected, zone)]
    name, missing, header = min(lacking, key=lambda one: len(one[1]))
    raise LodestarError(
        f"{name} has no column {missing[0]}.{nearest(missing[0], header)} A filled list has the columns "
        f"{', '.join(NEEDED)}, in any order."
    )


def _lines(rows: pl.DataFrame, rejected: pl.DataFrame, zone: str) -> list[Line]:
    names = {name: tidy(name) for name in rows.columns if tidy(name) in {*NEEDED, *_OPTIONAL, "_line"}}
    found = rows.select(list(names)).rename(names)
    if "scale" not in found.columns:
        found = found.with_columns(pl.lit(None, pl.String).alias("scale"))
    text = pl.exclude("_line")
    found = found.with_columns(text.str.strip_chars().str.replace(f"^'({FORMULA_STARTS[1:]})", "$1"))
    found = found.with_columns(pl.when(text != "").then(text))
    moments = {name: _moments(found[name], zone) for name in _TIMES}
    lines = [
        _line(row, {name: moments[name][place] for name in _TIMES})
        for place, row in enumerate(found.iter_rows(named=True))
    ]
    lines += [Line(row["_line"], "", "", "", _NOTHING, False, row["reason"]) for row in rejected.iter_rows(named=True)]
    return sorted(lines, key=lambda line: line.row)


def _line(row: dict[str, object], moments: dict[str, object]) -> Line:
    unread = {name: str(row[name]) for name in _TIMES if row[name] is not None and moments[name] is None}
    filled = Filled(
        asked_at=moments["asked_at"],  # type: ignore[arg-type]  # a column of moments
        answered_at=moments["answered_at"],  # type: ignore[arg-type]
        value_raw=_plain(row["value_raw"]),
        mode=_lower(row["mode"]),
        asked_by=_plain(row["asked_by"]),
        scale=_plain(row["scale"]),
        unread=unread,
    )
    is_blank = all(row[name] is None for name in ("asked_at", "answered_at", "value_raw"))
    draw, source, ticket = (str(row[name] or "") for name in ("draw", "source", "ticket_id"))
    return Line(int(str(row["_line"])), draw.removesuffix(".0"), source, ticket, filled, is_blank)


def _plain(value: object) -> str | None:
    """Return a text with full-width digits and signs as plain ones, as an input method may have left them."""
    return None if value is None else unicodedata.normalize("NFKC", str(value)).strip()


def _lower(value: object) -> str | None:
    plain = _plain(value)
    return None if plain is None else plain.lower()


def _moments(text: pl.Series, zone: str) -> pl.Series:
    """Return the times in UTC, those of a spreadsheet's CSV too."""
    read = Clock(zone=zone).read(text)
    other = Clock(formats=_SHEET_TIMES, zone=zone).read(text)
    return read.zip_with(read.is_not_null(), other)
