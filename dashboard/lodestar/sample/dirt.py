"""Which rows are wrong, as in real exports? A handful in any world, each of a kind that a check should find."""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class _Kind:
    """One kind of dirt: in a chunk's first row, in chunks whose number leaves `rest` divided by `every`."""

    every: int
    rest: int
    values: dict[str, pl.Expr] | None  # None: the row stands there twice


_KINDS = {
    "messages": (_Kind(5, 2, None),),
    "tickets": (
        _Kind(7, 3, {"issue_category": pl.col("issue_category").str.to_titlecase()}),
        _Kind(9, 4, {"closed_at": pl.col("created_at") - pl.duration(minutes=20)}),
    ),
    "ratings": (
        _Kind(11, 5, {"ticket_id": pl.lit("W000-0")}),
        _Kind(13, 6, {"value_raw": pl.lit("6"), "rated_at": pl.col("invited_at") + pl.duration(hours=1)}),
    ),
}


def add_dirt(table: str, rows: pl.DataFrame, chunk: int) -> pl.DataFrame:
    """Return the chunk's rows with its dirt: a row twice, a category spelt otherwise, a ticket closed before
    it was opened, a rating of no ticket, a rating off its scale.
    """
    kind = next((kind for kind in _KINDS.get(table, ()) if chunk % kind.every == kind.rest), None)
    if kind is None or not len(rows):
        return rows
    if kind.values is None:
        return pl.concat([rows, rows.head(1)])
    first = pl.int_range(pl.len()) == 0
    return rows.with_columns(**{n: pl.when(first).then(v).otherwise(n) for n, v in kind.values.items()})
