"""Which record is this row? 64-bit keys and content hashes that are the same on every machine and in every version."""

from collections.abc import Collection, Iterable

import numpy as np
import numpy.typing as npt
import polars as pl
import polars_hash as plh  # registers .nchash

from lodestar.schema import Table

SEPARATOR = "\x1f"
NULL = "\x00"
_FLAG_BITS = 25
_FLAG_SHIFT = np.uint64(64 - _FLAG_BITS)
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


def content_hash(table: Table, filled: Collection[str]) -> pl.Expr:
    """Return the hash of all canonical values of a row, times as their microseconds; columns not `filled` are null."""
    numbers = {"time": pl.Int64, "day": pl.Int32}
    return hash64(
        joined(
            pl.lit(NULL)
            if c.name not in filled
            else pl.col(c.name).cast(numbers[c.kind])
            if c.kind in numbers
            else pl.col(c.name)
            for c in table.columns
        )
    )


def record_key(table: Table, source: str, *, all_have_ids: bool) -> pl.Expr:
    """Return the key of the record a row is a version of.

    The table's own key; rows without it are known by the fallback key and their content (`_hash` must exist).
    `all_have_ids`: no row is without its own key.
    """
    start = pl.lit(source + SEPARATOR + table.name)
    kinds = {c.name: c.kind for c in table.columns}

    def part(name: str) -> pl.Expr:
        return pl.col(name).cast(pl.Int64) if kinds[name] == "time" else pl.col(name)

    if table.key and (all_have_ids or not table.fallback_key):
        return hash64(joined([start, *(part(name) for name in table.key)]))
    by_content = hash64(joined([start, *(part(name) for name in table.fallback_key), pl.col("_hash")]))
    if not table.key:
        return by_content
    own = hash64(joined([start, *(part(name) for name in table.key)]))
    return pl.when(pl.col(table.key[0]).is_not_null()).then(own).otherwise(by_content)


class SeenHashes:
    """A growing set of 64-bit hashes: sorted runs, and a flag per top bits that spares most look-ups in them."""

    def __init__(self) -> None:
        self._runs: list[npt.NDArray[np.uint64]] = []
        self._flags = np.zeros(1 << _FLAG_BITS, dtype=bool)

    def first_seen(self, hashes: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
        """Return where a hash comes for the first time, and remember them all."""
        is_first = np.ones(len(hashes), dtype=bool)
        if not len(hashes):
            return is_first
        ordered = np.sort(hashes)
        if (ordered[1:] == ordered[:-1]).any():
            ordered, where = np.unique(hashes, return_index=True)
            is_first[:] = False
            is_first[where] = True
        flags = (hashes >> _FLAG_SHIFT).astype(np.int64)
        doubtful = np.flatnonzero(self._flags[flags] & is_first)
        if len(doubtful):
            known = doubtful[self._holds(hashes[doubtful])]
            if len(known):
                is_first[known] = False
                ordered = np.sort(hashes[is_first])
        self._flags[flags] = True
        self._add(ordered)
        return is_first

    def _holds(self, hashes: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
        """Return which hashes stand in a run."""
        found = np.zeros(len(hashes), dtype=bool)
        for run in self._runs:
            place = np.searchsorted(run, hashes)
            place[place == len(run)] = 0
            found |= run[place] == hashes
        return found

    def _add(self, run: npt.NDArray[np.uint64]) -> None:
        if not len(run):
            return
        while self._runs and len(self._runs[-1]) <= 2 * len(run):
            run = np.sort(np.concatenate([self._runs.pop(), run]), kind="stable")
        self._runs.append(run)
