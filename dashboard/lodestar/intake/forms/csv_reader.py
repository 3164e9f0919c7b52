"""What are the records of a CSV file? Polars reads regular blocks, a careful reader the blocks that are not."""

from collections.abc import Iterator

import polars as pl

from lodestar.errors import LodestarError
from lodestar.intake.forms.chunk import Chunk, check_names, rejected_frame
from lodestar.intake.forms.csv_blocks import delimiters_outside, regular_end
from lodestar.intake.forms.csv_careful import careful_chunk, careful_records
from lodestar.intake.forms.dialect import Dialect
from lodestar.intake.forms.source import SourceFile
from lodestar.intake.forms.text import utf8_blocks

RECORD_LIMIT = 64 << 20
"""Bytes of one record: the longest real one is 3 MB; more is a quote that was never closed."""


def csv_header(source: SourceFile, dialect: Dialect) -> list[str]:
    """Return the header's fields. Raises LodestarError for a header that cannot be read."""
    return _header(source, dialect, utf8_blocks(source, dialect))[0]


def read_csv(source: SourceFile, dialect: Dialect) -> Iterator[Chunk]:
    """Yield the records as chunks. Raises LodestarError for an unusable header or a quote that is never closed."""
    blocks = utf8_blocks(source, dialect)
    names, carry, line = _header(source, dialect, blocks)
    columns = check_names(source.name, names)
    final = False
    while not final:
        block = next(blocks, b"")
        final = not block
        data = carry + block
        if final:
            data = data.removesuffix(b"\r")
        end = regular_end(data, dialect, final=final)
        rows = _fast_rows(data[:end], columns, dialect, line) if end else None
        if rows is not None:
            carry = data[end:]
            line += rows.height
            yield Chunk(rows, rejected_frame([]))
        elif data:
            chunk, used, line = careful_chunk(data, columns, dialect, line, final=final)
            carry = data[used:]
            _refuse_endless(source.name, carry, line)
            yield chunk


def _header(source: SourceFile, dialect: Dialect, blocks: Iterator[bytes]) -> tuple[list[str], bytes, int]:
    """Return the header's fields, the bytes already read behind them, and the number of the next record."""
    data = b""
    final = False
    while not final:
        block = next(blocks, b"")
        final = not block
        data += block
        number = dialect.skip_lines + 1
        for record in careful_records(data, dialect, final=final):
            if record.fields and not record.is_open:
                if record.reason:
                    raise LodestarError(f"{source.name} has a header that cannot be read: export it again.")
                return record.fields, data[record.end :], number + 1
            number += 1
        _refuse_endless(source.name, data, number)
    raise LodestarError(f"{source.name} has no header: export it again, or leave it out.")


def _refuse_endless(name: str, carry: bytes, line: int) -> None:
    """Raise LodestarError where what is carried on cannot be one record any more."""
    if len(carry) > RECORD_LIMIT:
        raise LodestarError(
            f"{name} has a quote in row {line} that is never closed: mend that row, or say in its map "
            'quote = "" if the file knows no quotes.'
        )


def _fast_rows(data: bytes, columns: list[str], dialect: Dialect, line: int) -> pl.DataFrame | None:
    """Return the rows of a regular block, numbered from `line`; None where a row of it needs care."""
    if b"\0" in data or (b"\r" in data and data.count(b"\r") != data.count(b"\r\n")):
        return None  # Polars takes a lone carriage return at the start of a block for nothing
    try:
        rows = pl.read_csv(
            data,
            has_header=False,
            schema=dict.fromkeys(columns, pl.String),
            separator=dialect.delimiter,
            quote_char=dialect.quote or None,
            infer_schema=False,
        )
    except pl.exceptions.PolarsError:
        return None
    if rows[columns[-1]].null_count() and (
        len(columns) == 1 or delimiters_outside(data, dialect) != rows.height * (len(columns) - 1)
    ):
        return None
    numbers = pl.int_range(line, line + rows.height, dtype=pl.Int64).alias("_line")
    if dialect.quote and dialect.quote.encode() in data:
        return rows.select(pl.when(pl.all() != "").then(pl.all()), numbers)  # "" and nothing are one and the same
    return rows.with_columns(numbers)
