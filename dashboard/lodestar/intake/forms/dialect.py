"""How is a text file written: encoding, delimiter, quote, lines above the header? Found, shown, and overridable."""

import csv
import io
from dataclasses import dataclass
from typing import Literal

from lodestar.errors import LodestarError
from lodestar.intake.forms.source import SourceFile, blocks
from lodestar.intake.forms.text import HEAD, check_encoding, encoding_of_bom

_DELIMITERS = (",", ";", "\t", "|")
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


@dataclass(frozen=True)
class Dialect:
    """How a text file is written. `skip_lines` lines above the header and
    `trailer_lines` at the end are no records.

    `line_end` is a newline (which stands for CRLF too) or a carriage return; `quote` is ""
    where the file knows no quoting.
    """

    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    skip_lines: int = 0
    trailer_lines: int = 0
    line_end: str = "\n"

    def __str__(self) -> str:
        """Return the dialect as it is shown to a person."""
        parts = [self.encoding, _NAMES.get(self.delimiter, repr(self.delimiter))]
        parts.append({'"': "double quotes", "": "no quotes"}.get(self.quote, f"quotes {self.quote}"))
        if self.skip_lines:
            parts.append(f"{self.skip_lines} lines above the header")
        if self.trailer_lines:
            parts.append(f"{self.trailer_lines} lines below the data")
        if self.line_end == "\r":
            parts.append("old Mac line ends")
        return ", ".join(parts)


def detect_dialect(
    source: SourceFile,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    quote: str = '"',
    skip_lines: int | None = None,
    trailer_lines: int = 0,
) -> Dialect:
    """Return how `source` is written, from its first megabyte; what is given is taken as given
    (`skip_lines=0` too: the first line is the header, come what may).

    Raises LodestarError where the encoding is unknown or does not fit, and where lines stand above the header. Forms
    other than CSV have only an encoding (JSON) or nothing to detect.
    """
    if source.form not in {"csv", "json", "jsonl"}:
        return Dialect()
    _check_marks(source.name, delimiter, quote)
    with source.open() as stream:
        head = b""
        for block in blocks(stream, HEAD):
            head += block
            if len(head) >= HEAD:
                break
    if not head:
        raise LodestarError(f"{source.name} is empty: export it again, or leave it out.")
    used = encoding or encoding_of_bom(head) or "utf-8"
    text = check_encoding(source.name, head, used, whole=len(head) < HEAD)
    line_end = "\r" if "\r" in text and "\n" not in text else "\n"
    if source.form != "csv":
        return Dialect(encoding=used, line_end=line_end)
    ended = text.replace("\r\n", "\n").replace("\r", "\n" if line_end == "\r" else " ")
    lines = io.StringIO(ended, newline="\n").readlines()[skip_lines or 0 :]
    if not "".join(lines).strip():
        raise LodestarError(f"{source.name} has no header: export it again, or leave it out.")
    used_delimiter = delimiter or _delimiter(lines, quote)
    if skip_lines is None:
        _refuse_preamble(source.name, lines, used_delimiter, quote)
    return Dialect(used, used_delimiter, quote, skip_lines or 0, trailer_lines, line_end)


def _check_marks(name: str, delimiter: str | None, quote: str) -> None:
    """Raise LodestarError for a delimiter or quote that no reader can tell apart."""
    for what, mark in (("delimiter", delimiter), ("quote", quote or None)):
        if mark is not None and (len(mark) != 1 or not mark.isascii() or mark in "\r\n\0"):
            raise LodestarError(f"{name} cannot be read with the {what} {mark!r}: give one plain character.")
    if delimiter is not None and delimiter == quote:
        raise LodestarError(f"{name} cannot have {quote} as both delimiter and quote: give two different ones.")


def _rows(lines: list[str], delimiter: str, quote: str, limit: int) -> list[list[str]]:
    """Return the first records under a delimiter; blank lines are none."""
    csv.field_size_limit(1 << 30)
    rows: list[list[str]] = []
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE
    try:
        for row in csv.reader(lines, delimiter=delimiter, quotechar=quote or None, quoting=quoting):
            if row:
                rows.append(row)
            if len(rows) == limit:
                break
    except csv.Error:
        return rows
    return rows


def _delimiter(lines: list[str], quote: str) -> str:
    """Return the delimiter under which most of the first records have the header's number of fields, above one."""
    best, best_score = ",", (0.0, 0)
    for delimiter in _DELIMITERS:
        rows = _rows(lines[:200], delimiter, quote, 30)
        width = len(rows[0]) if rows else 0
        if width < 2:  # noqa: PLR2004 - a delimiter makes at least two fields
            continue
        agreeing = sum(len(row) == width for row in rows) / len(rows)
        best, best_score = max((best, best_score), (delimiter, (agreeing, width)), key=lambda pair: pair[1])
    return best


def _refuse_preamble(name: str, lines: list[str], delimiter: str, quote: str) -> None:
    """Raise LodestarError where the first line is a title or period and the header comes after a blank line."""
    first = next(iter(_rows(lines[:1], delimiter, quote, 1)), [])
    filled = sum(1 for value in first if value.strip())
    for above, line in enumerate(lines[1:4], start=1):
        if line.strip(f"\r\n{delimiter} "):
            continue
        rows = _rows(lines[above:], delimiter, quote, 2)
        if rows and filled <= 2 and len(rows[0]) > filled:  # noqa: PLR2004 - a title, or from and to
            header = next(i for i, text in enumerate(lines) if i > above and text.strip(f"\r\n{delimiter} "))
            raise LodestarError(
                f"{name} starts with {header} lines above its header: set skip_lines = {header} in its map."
            )
