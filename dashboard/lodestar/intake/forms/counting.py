"""How many records does a file hold? Counted without the readers, so that rows lost on the way are seen."""

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from lodestar.intake.forms.dialect import Dialect
from lodestar.intake.forms.json_count import count_elements
from lodestar.intake.forms.parquet_reader import count_parquet
from lodestar.intake.forms.source import SourceFile
from lodestar.intake.forms.text import utf8_blocks
from lodestar.intake.forms.workbook_count import count_sheet_rows

_NEWLINE, _RETURN = 10, 13


def count_records(source: SourceFile, dialect: Dialect) -> int:
    """Return the number of records, the header not counted. Blank lines are no records, wherever they stand."""
    match source.form:
        case "csv":
            records = count_csv_records(utf8_blocks(source, dialect), dialect)
            return max(records - 1 - dialect.trailer_lines, 0)
        case "jsonl":
            return _count_lines(utf8_blocks(source, dialect))
        case "json":
            return count_elements(utf8_blocks(source, dialect))
        case "parquet":
            return count_parquet(source)
        case "xlsx":
            return max(count_sheet_rows(source) - 1, 0)


def count_csv_records(blocks: Iterator[bytes], dialect: Dialect) -> int:
    """Return the records in UTF-8 blocks, header included: newlines outside quoted fields, less those of blank lines.

    Quoted fields are cut out as wholes, so that every newline left ends a record; a field open at the end of a block
    is carried on as a state, not as bytes.
    """
    counter = _Counter(dialect)
    for block in _unambiguous(blocks, dialect.quote.encode()):
        counter.add(block)
    return counter.total()


class _Counter:
    """Counts records over blocks; between blocks it knows the last byte and whether a quoted field is open."""

    def __init__(self, dialect: Dialect) -> None:
        self._quote = dialect.quote.encode()
        q, d = re.escape(self._quote or b'"'), re.escape(dialect.delimiter.encode())
        start = rb"%b(?<=[%b\n]%b)" % (q, d, q)
        self._field = re.compile(rb"%b[^%b]*+(?:%b%b[^%b]*+)*+%b" % (start, q, q, q, q, q))
        self._open = re.compile(start)
        self._rest = re.compile(rb"[^%b]*+(?:%b%b[^%b]*+)*+%b" % (q, q, q, q, q))
        self._last = b"\n"
        self._is_open = False
        self._records = 0
        self._line_bytes = 0

    def add(self, block: bytes) -> None:
        """Count the records that end in this block."""
        if self._quote and self._is_open:
            close = self._rest.match(block)
            if close is None:
                return
            self._is_open = False
            self._last = b"x"
            block = block[close.end() :]
        plain = self._last + block
        if self._quote and self._quote in block:
            plain = self._field.sub(b"x", plain)
            opening = self._open.search(plain) if self._quote in plain else None
            if opening is not None:
                self._is_open = True
                plain = plain[: opening.start()] + b"x"
        values = np.frombuffer(plain, dtype=np.uint8)
        ends = np.flatnonzero(values == _NEWLINE)
        self._records += len(ends) - (plain[0] == _NEWLINE) - _blank_lines(values, ends)
        line = len(plain) - 1 - (int(ends[-1]) if len(ends) else 0)
        self._line_bytes = line if len(ends) and ends[-1] > 0 else self._line_bytes + len(plain) - 1
        self._last = plain[-1:]

    def total(self) -> int:
        """Return the records counted, with one that the file's end cuts off."""
        return self._records + (self._is_open or self._line_bytes > (self._last == b"\r"))


def _blank_lines(values: NDArray[np.uint8], ends: NDArray[np.intp]) -> int:
    """Return how many of the newlines at `ends` stand right behind another, or behind it and a carriage return."""
    gaps = np.diff(ends)
    returns = values[ends[1:][gaps == 2] - 1] == _RETURN  # noqa: PLR2004 - one byte between them
    return int(np.count_nonzero(gaps == 1) + np.count_nonzero(returns))


def _unambiguous(blocks: Iterator[bytes], quote: bytes) -> Iterator[bytes]:
    """Yield the blocks cut so that none ends in a quote or a carriage return, whose meaning the next byte decides."""
    held = b""
    doubtful = quote + b"\r"
    for block in blocks:
        data = held + block
        kept = data.rstrip(doubtful)
        held = data[len(kept) :]
        if kept:
            yield kept
    if held:
        yield held


def _count_lines(blocks: Iterator[bytes]) -> int:
    """Return the lines that hold more than white space."""
    lines, last = 0, b""
    for block in blocks:
        *whole, last = (last + block).split(b"\n")
        lines += sum(1 for line in whole if line.strip())
    return lines + bool(last.strip())
