"""Which record is this row? 64-bit keys and content hashes that are the same on every machine and in every version."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import polars as pl
import polars_hash as plh  # registers .nchash

from lodestar.schema import Table

SEPARATOR = "\x1f"
NULL = "\x00"
assert plh  # the import is what makes the hashes available


def hash64(text: pl.Expr) -> pl.Expr:
    """Return the XXH3 hash of a text as a signed 64-bit integer; null stays null."""
    return text.nchash.xxh3_64().reinterpret(signed=True)  # type: ignore[attr-defined,no-any-return]


def joined(columns: Iterable[pl.Expr]) -> pl.Expr:
    """Return the columns as one text in which null, '' and shifted values stay apart."""
    return pl.concat_str([c.cast(pl.String).fill_null(NULL) for c in columns], separator=SEPARATOR)


def ticket_key(source: str) -> pl.Expr:
    """Return the key of the row's ticket: `source`, unit separator, ticket id."""
    return hash64(pl.lit(source + SEPARATOR) + pl.col("ticket_id"))


def content_hash(table: Table) -> pl.Expr:
    """Return the hash of all canonical values of a row, times as their microseconds."""
    return hash64(joined(_as_text(table)))


def _as_text(table: Table) -> list[pl.Expr]:
    numbers = {"time": pl.Int64, "day": pl.Int32}
    return [pl.col(c.name).cast(numbers[c.kind]) if c.kind in numbers else pl.col(c.name) for c in table.columns]


def record_key(table: Table, source: str) -> pl.Expr:
    """Return the key of the record a row is a version of.

    The table's own key; rows without it are known by the fallback key and their content (`_hash` must exist).
    """
    start = pl.lit(source + SEPARATOR + table.name)
    kinds = {c.name: c.kind for c in table.columns}

    def part(name: str) -> pl.Expr:
        return pl.col(name).cast(pl.Int64) if kinds[name] == "time" else pl.col(name)

    if table.key and not table.fallback_key:
        return hash64(joined([start, *(part(name) for name in table.key)]))
    by_content = hash64(joined([start, *(part(name) for name in table.fallback_key), pl.col("_hash")]))
    if not table.key:
        return by_content
    own = hash64(joined([start, *(part(name) for name in table.key)]))
    return pl.when(pl.col(table.key[0]).is_not_null()).then(own).otherwise(by_content)


class SeenHashes:
    """A growing set of 64-bit hashes, kept as a few sorted runs: what has been seen costs eight bytes."""

    def __init__(self) -> None:
        self._runs: list[npt.NDArray[np.uint64]] = []

    def first_seen(self, hashes: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
        """Return where a hash comes for the first time, and remember them all."""
        unique, where = np.unique(hashes, return_index=True)
        fresh = np.ones(len(unique), dtype=bool)
        for run in self._runs:
            place = np.searchsorted(run, unique)
            place[place == len(run)] = 0
            fresh &= run[place] != unique
        is_first = np.zeros(len(hashes), dtype=bool)
        is_first[where[fresh]] = True
        if fresh.any():
            self._add(unique[fresh])
        return is_first

    def _add(self, run: npt.NDArray[np.uint64]) -> None:
        while self._runs and len(self._runs[-1]) <= 2 * len(run):
            run = np.sort(np.concatenate([self._runs.pop(), run]), kind="stable")
        self._runs.append(run)
