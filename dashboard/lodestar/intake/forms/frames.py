"""What does a file hold, as text columns in bounded memory, and which of its records cannot be read?"""

from collections import deque
from collections.abc import Callable, Iterator

import polars as pl

from lodestar.intake.forms.chunk import Chunk, check_names, repeated_names
from lodestar.intake.forms.csv_reader import csv_header, read_csv
from lodestar.intake.forms.dialect import Dialect
from lodestar.intake.forms.json_reader import json_header, read_json
from lodestar.intake.forms.parquet_reader import parquet_header, read_parquet
from lodestar.intake.forms.source import SourceFile
from lodestar.intake.forms.workbook import read_sheet, sheet_header

__all__ = ["Chunk", "read_frames", "read_header"]


def read_header(source: SourceFile, dialect: Dialect, say: Callable[[str], None] | None = None) -> list[str]:
    """Return the column names. For JSON the keys of the first 1,000 records: a later chunk may have more columns.

    `say` gets a sentence where a name stands twice. Raises LodestarError for a name that Lodestar uses itself.
    """
    names = _raw_names(source, dialect)
    repeated = repeated_names(source.name, names)
    if say is not None and repeated is not None:
        say(repeated)
    return check_names(source.name, names)


def _raw_names(source: SourceFile, dialect: Dialect) -> list[str]:
    """Return the names as the file has them."""
    match source.form:
        case "csv":
            return csv_header(source, dialect)
        case "parquet":
            return parquet_header(source)
        case "xlsx":
            return sheet_header(source)
        case _:
            return json_header(source, dialect)


def read_frames(source: SourceFile, dialect: Dialect) -> Iterator[Chunk]:
    """Yield the records in order: text columns and `_line`, with those rejected beside them.

    Empty CSV and XLSX fields are null. Nested JSON values are JSON text. Rows and rejected rows together are all the
    records of the file, as `count_records` counts them. Raises LodestarError where the file as a whole is at fault.
    """
    match source.form:
        case "csv":
            chunks = read_csv(source, dialect)
            yield from _without_last(chunks, dialect.trailer_lines) if dialect.trailer_lines else chunks
        case "json" | "jsonl":
            yield from read_json(source, dialect)
        case "parquet":
            yield from read_parquet(source)
        case "xlsx":
            yield from read_sheet(source)


def _without_last(chunks: Iterator[Chunk], count: int) -> Iterator[Chunk]:
    """Yield the chunks less the last `count` records, which are no data."""
    held: deque[Chunk] = deque()
    for chunk in chunks:
        held.append(chunk)
        while sum(len(other) for other in held) - len(held[0]) >= count:
            yield held.popleft()
    lines = pl.concat([frame["_line"] for chunk in held for frame in (chunk.rows, chunk.rejected)] or [pl.Series([0])])
    kept = lines.sort().head(max(len(lines) - count, 0))
    last = kept[-1] if len(kept) else 0
    for chunk in held:
        yield Chunk(chunk.rows.filter(pl.col("_line") <= last), chunk.rejected.filter(pl.col("_line") <= last))
