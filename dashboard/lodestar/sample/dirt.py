"""Which rows are wrong, as rows are in real exports? A handful in any world, each of a kind that a check should find."""

import polars as pl

# One dirty row of a kind on the days whose number leaves this remainder.
_DOUBLED, _SPELLING, _BACKWARDS, _ORPHAN, _OFF_SCALE = (17, 3), (23, 5), (41, 7), (47, 11), (53, 13)


def add_dirt(table: str, rows: pl.DataFrame, day: int) -> pl.DataFrame:
    """Return that day's rows with the day's dirt: a row twice, a category spelt otherwise, a ticket closed before it was
    opened, a rating of no ticket, a rating off its scale.
    """
    if not len(rows):
        return rows
    if table == "messages" and _due(day, _DOUBLED):
        return pl.concat([rows, rows.head(1)])
    if table == "tickets" and _due(day, _SPELLING):
        return _first(rows, issue_category=pl.col("issue_category").str.to_titlecase())
    if table == "tickets" and _due(day, _BACKWARDS):
        return _first(rows, closed_at=pl.col("created_at") - pl.duration(minutes=20))
    if table == "ratings" and _due(day, _ORPHAN):
        return _first(rows, ticket_id=pl.lit("W000-0"))
    if table == "ratings" and _due(day, _OFF_SCALE):
        return _first(rows, value_raw=pl.lit("6"), rated_at=pl.col("invited_at") + pl.duration(hours=1))
    return rows


def _due(day: int, rule: tuple[int, int]) -> bool:
    return day % rule[0] == rule[1]


def _first(rows: pl.DataFrame, **values: pl.Expr) -> pl.DataFrame:
    """Return the rows, the first one changed."""
    first = pl.int_range(pl.len()) == 0
    return rows.with_columns(**{n: pl.when(first).then(v).otherwise(n) for n, v in values.items()})
