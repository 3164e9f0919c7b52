"""What are the records of a JSON array or of JSON lines, as text columns?"""

from collections.abc import Iterable, Iterator
from itertools import chain, islice

import polars as pl

from lodestar.intake.forms.chunk import ROWS, Chunk, Rejection, check_names, rejected_frame
from lodestar.intake.forms.dialect import Dialect
from lodestar.intake.forms.json_array import elements
from lodestar.intake.forms.json_lines import line_batches
from lodestar.intake.forms.json_values import Parsed
from lodestar.intake.forms.source import SourceFile
from lodestar.intake.forms.text import utf8_blocks

_HEADER_RECORDS = 1000


def json_header(source: SourceFile, dialect: Dialect) -> list[str]:
    """Return the keys of the first 1,000 records, in the order they first appear."""
    names: dict[str, None] = {}
    for _, record, _, _ in islice(chain.from_iterable(_batches(source, dialect)), _HEADER_RECORDS):
        names.update(dict.fromkeys(record or {}))
    return list(names)


def read_json(source: SourceFile, dialect: Dialect) -> Iterator[Chunk]:
    """Yield the records; `_line` is the line in the file, or the place in the array.

    Broken lines are rejected with a reason; an array that breaks is refused with LodestarError.
    """
    for batch in _batches(source, dialect):
        yield _chunk(source.name, batch)


def _batches(source: SourceFile, dialect: Dialect) -> Iterator[list[Parsed]]:
    """Yield the records in lists of bounded size."""
    blocks = utf8_blocks(source, dialect)
    return _lists(elements(source.name, blocks)) if source.form == "json" else line_batches(source.name, blocks)


def _lists(records: Iterable[Parsed]) -> Iterator[list[Parsed]]:
    """Yield lists of at most ROWS records."""
    rest = iter(records)
    while batch := list(islice(rest, ROWS)):
        yield batch


def _chunk(name: str, batch: list[Parsed]) -> Chunk:
    """Return records as text columns, one for each key that any of them has."""
    rejections: list[Rejection] = [(line, reason, raw) for line, _, reason, raw in batch if reason is not None]
    good = [record for _, record, _, _ in batch if record is not None]
    lines = pl.Series("_line", [line for line, record, _, _ in batch if record is not None], dtype=pl.Int64)
    keys = list(dict.fromkeys(chain.from_iterable(good)))
    columns = [
        pl.Series(column, [record.get(key) for record in good], dtype=pl.String)
        for column, key in zip(check_names(name, keys), keys, strict=True)
    ]
    return Chunk(pl.DataFrame([*columns, lines]), rejected_frame(rejections))
