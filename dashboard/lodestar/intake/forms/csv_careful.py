"""What are the records of an irregular CSV block, and why can some of them not be read?"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from lodestar.intake.forms.chunk import Chunk, Reason, Rejection, rejected_frame
from lodestar.intake.forms.dialect import Dialect

_LONE_RETURN = re.compile(rb"\r(?!\n)")
_PRIVATE = range(0xF0000, 0xFFFFD)
_FIELD_LIMIT = 1 << 30


@dataclass(frozen=True)
class Record:
    """One record of a block: its fields (none for a blank line), where it ends, what is wrong with its bytes."""

    fields: list[str]
    start: int
    end: int
    reason: Reason | None
    is_open: bool


class _Lines:
    """The lines of a block for the csv module, remembering how far it has read and whether it asked for more."""

    def __init__(self, data: bytes, stand_in: bytes) -> None:
        self._file, self._stand_in = io.BytesIO(data), stand_in
        self.exhausted = False

    @property
    def position(self) -> int:
        """Return the byte behind the last line handed out."""
        return self._file.tell()

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._file.readline()
        if not line:
            self.exhausted = True
            raise StopIteration
        whole = _LONE_RETURN.sub(self._stand_in, line) if self._stand_in else line
        return whole.decode("utf-8", "surrogateescape")


def careful_records(data: bytes, dialect: Dialect, *, final: bool) -> Iterator[Record]:
    """Yield the records of `data`, which begins at a record; blank lines have no fields.

    Unless `final`, a record that the block cuts off is left out. With it, a quote still open at the end makes the
    last record `is_open`.
    """
    csv.field_size_limit(_FIELD_LIMIT)
    whole = data if final else data[: data.rfind(b"\n") + 1]
    has_lone_returns = _LONE_RETURN.search(whole) is not None
    stand_in = _unused(whole) if has_lone_returns else b""
    lines = _Lines(whole, stand_in)
    reader = csv.reader(
        lines,
        delimiter=dialect.delimiter,
        quotechar=dialect.quote or None,
        quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
    )
    start = 0
    for fields in reader:
        end = lines.position
        if lines.exhausted and not final:
            return
        raw = whole[start:end]
        values = [field.replace(stand_in.decode(), "\r") for field in fields] if has_lone_returns else fields
        yield Record(values, start, end, _fault(raw), lines.exhausted)
        start = end


def _unused(data: bytes) -> bytes:
    """Return a character, as UTF-8, that `data` does not hold: it stands for a lone carriage return."""
    return next(char for code in _PRIVATE if (char := chr(code).encode()) not in data)


def _fault(raw: bytes) -> Reason | None:
    """Return what is wrong with a record's bytes."""
    if b"\0" in raw:
        return "nul_byte"
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return "not_in_encoding"
    return None


def careful_chunk(
    data: bytes, columns: list[str], dialect: Dialect, line: int, *, final: bool
) -> tuple[Chunk, int, int]:
    """Return the chunk, the bytes used, and the number of the next record; `line` is the number of the first.

    Blank lines are no records but are numbered, as a spreadsheet would.
    """
    rows: list[list[str | None]] = []
    numbers: list[int] = []
    rejections: list[Rejection] = []
    used = 0
    for record in careful_records(data, dialect, final=final):
        reason = _reason(record, len(columns))
        if reason is not None:
            text = data[record.start : record.end].decode("utf-8", "replace")
            rejections.append((line, reason, text.rstrip("\r\n")))
        elif record.fields:
            rows.append([value or None for value in record.fields])
            numbers.append(line)
        used = record.end
        line += 1
    frame = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")
    numbered = frame.with_columns(pl.Series("_line", numbers, dtype=pl.Int64))
    return Chunk(numbered, rejected_frame(rejections)), used, line


def _reason(record: Record, width: int) -> Reason | None:
    """Return why a record cannot be stored; None where it can, or is a blank line."""
    if record.is_open:
        return "unclosed_quote"
    if not record.fields:
        return None
    if len(record.fields) != width:
        return "too_many_fields" if len(record.fields) > width else "too_few_fields"
    return record.reason
