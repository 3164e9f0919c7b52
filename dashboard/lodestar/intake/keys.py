"""Which record is this row? 64-bit keys and content hashes that are the same on every machine and in every version."""

from collections.abc import Collection, Iterable

import numpy as np
import numpy.typing as npt
import polars as pl
import polars_hash as plh  # registers .nchash

from lodestar.schema import Table

SEPARATOR = "\x1f"
NULL = "\x00"
_FIRST_BITS = 28
_FLAGS_A_HASH = 8
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
    """A growing set of 64-bit hashes: sorted runs, and a flag (one bit) per top bits that spares most look-ups in them.

    There are eight flags a hash at the least, so one in eight looks seen before and has to be looked up: with a fixed
    number every hash did after a hundred million, and an import of ten times as much took twenty times as long.
    """

    def __init__(self) -> None:
        self._runs: list[npt.NDArray[np.uint64]] = []
        self._count = 0
        self._make_flags(_FIRST_BITS)

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
        doubtful = np.flatnonzero(self._are_flagged(hashes) & is_first)
        if len(doubtful):
            known = doubtful[self._holds(hashes[doubtful])]
            if len(known):
                is_first[known] = False
                ordered = np.sort(hashes[is_first])
        self._flag(ordered)
        self._add(ordered)
        return is_first

    def _make_flags(self, bits: int) -> None:
        """Make so many flags (a power of two) and set those of all that is remembered."""
        self._shift = np.uint64(64 - bits)
        self._flags = np.zeros(1 << (bits - 3), dtype=np.uint8)
        for run in self._runs:
            for start in range(0, len(run), 1 << 20):
                self._flag(run[start : start + (1 << 20)])

    def _are_flagged(self, hashes: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
        places = hashes >> self._shift
        flags = self._flags[places >> np.uint64(3)] >> (places & np.uint64(7)).astype(np.uint8)
        are_set: npt.NDArray[np.bool_] = (flags & np.uint8(1)).astype(np.bool_)
        return are_set

    def _flag(self, ordered: npt.NDArray[np.uint64]) -> None:
        """Set the flags of sorted hashes, those that share a byte at once."""
        if not len(ordered):
            return
        places = ordered >> self._shift
        bytes_of = places >> np.uint64(3)
        starts = np.flatnonzero(np.append(True, bytes_of[1:] != bytes_of[:-1]))
        bits = np.left_shift(np.uint8(1), (places & np.uint64(7)).astype(np.uint8))
        self._flags[bytes_of[starts]] |= np.bitwise_or.reduceat(bits, starts)

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
        self._count += len(run)
        while self._runs and len(self._runs[-1]) <= 2 * len(run):
            run = np.sort(np.concatenate([self._runs.pop(), run]), kind="stable")
        self._runs.append(run)
        if self._count * _FLAGS_A_HASH > 8 * len(self._flags):
            self._make_flags(int(8 * len(self._flags)).bit_length())
