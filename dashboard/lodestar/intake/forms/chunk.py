"""What comes out of reading: rows as text, and the records that could not be read, each with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Literal

import polars as pl

from lodestar.errors import LodestarError

Reason = Literal[
    "too_many_fields",
    "too_few_fields",
    "not_in_encoding",
    "nul_byte",
    "lone_surrogate",
    "unclosed_quote",
    "broken_json",
    "not_an_object",
]

REJECTED = {"_line": pl.Int64, "reason": pl.String, "text": pl.String}
RAW_LIMIT = 4000
"""Characters kept of a rejected record: enough to find it again, not a 3 MB row."""

ROWS = 50_000
"""Records per chunk where a reader makes them one by one."""

Rejection = tuple[int, Reason, str]

_NONE = pl.DataFrame(schema=REJECTED)


@dataclass(frozen=True)
class Chunk:
    """Rows (text columns and `_line`, the 1-based record number, the header being record 1) and rejected records."""

    rows: pl.DataFrame
    rejected: pl.DataFrame

    def __len__(self) -> int:
        """Return how many records of the file this chunk accounts for."""
        return self.rows.height + self.rejected.height


def rejected_frame(rejections: Sequence[Rejection]) -> pl.DataFrame:
    """Return rejected records as `_line`, `reason`, `text`, the text cut to RAW_LIMIT characters."""
    if not rejections:
        return _NONE
    cut = [(line, reason, text[:RAW_LIMIT].replace("\0", "\\0")) for line, reason, text in rejections]
    return pl.DataFrame(cut, schema=REJECTED, orient="row")


def check_names(name: str, names: Sequence[str]) -> list[str]:
    """Return a header as column names: trimmed, an empty one called `column_<n>`, a repeated one `<name>_2`, `_3`.

    A real ServiceNow log has two columns `category`; a map says which it means, and `repeated_names` tells the person.
    Raises LodestarError for `_line`, which Lodestar adds itself.
    """
    columns: list[str] = []
    taken = {text.strip() for text in names}
    for place, text in enumerate(names, start=1):
        column = text.strip() or f"column_{place}"
        if column in columns:
            column = next(new for n in count(2) if (new := f"{column}_{n}") not in taken)
        taken.add(column)
        columns.append(column)
    if "_line" in columns:
        raise LodestarError(f"{name} has a column named _line, which Lodestar adds itself: rename it.")
    return columns


def repeated_names(name: str, names: Sequence[str]) -> str | None:
    """Return one sentence for a header that holds a name twice, None for one that does not."""
    trimmed = [text.strip() for text in names if text.strip()]
    twice = sorted({text for text in trimmed if trimmed.count(text) > 1})
    if not twice:
        return None
    return f"{name} has a column twice ({', '.join(twice[:5])}): the later ones are called {twice[0]}_2 and so on."
