"""Any metric by up to two dimensions, in periods or not: the question, how it is best drawn, and its pivot."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import polars as pl

from lodestar.metrics.card import latest_days
from lodestar.metrics.catalogue import Metric, load_catalogue
from lodestar.metrics.mart import Mart
from lodestar.metrics.periods import ONE_DAY, first_day_of
from lodestar.metrics.question import Condition, Grain, Question
from lodestar.metrics.rated_sql import LEVELS

PERIODS = 13
Shape = Literal["trend", "columns", "dots", "dumbbells", "bars"]
Key = tuple[Any, ...]


@dataclass(frozen=True)
class Pivot:
    """A table of answers: `down` and `across` are the keys of its rows and columns, `cells` the answers' rows.

    `names` are the columns that a row's key is made of, `of` what the columns are values of. `rows_left` and
    `columns_left` count what is not shown.
    """

    names: tuple[str, ...]
    of: str
    down: list[Key]
    across: list[Any]
    cells: dict[tuple[Key, Any], dict[str, Any]]
    rows_left: int
    columns_left: int


def explored(
    mart: Mart,
    metric_id: str,
    by: tuple[str, ...],
    *,
    where: tuple[Condition, ...],
    days: tuple[date, date] | int,
    grain: Grain | None,
) -> Question:
    """Return the question: one number per group for the days, or with a grain one per period.

    There are at least 13 periods up to the last of the days; after whole weeks (`days` is their number) the unfinished
    ones follow.
    """
    first, last = latest_days(mart, metric_id, where, days) if isinstance(days, int) else days
    if grain is None:
        return Question(metric_id, by, None, first, last, where)
    if load_catalogue().metric(metric_id).kind == "estimate":
        grain = "week"  # it is made of no other period
    start = first_day_of(last, grain)
    for _ in range(PERIODS - 1):
        start = first_day_of(start - ONE_DAY, grain)
    return Question(metric_id, by, grain, min(first, start), None if isinstance(days, int) else last, where)


def group_names(rows: pl.DataFrame) -> tuple[str, ...]:
    """Return the columns an answer is grouped by, but for the period: its dimensions, parts, and what stands apart."""
    before = rows.columns[: rows.columns.index("value")] if "value" in rows.columns else []
    return tuple(name for name in before if name != "period")


def shape(metric: Metric, rows: pl.DataFrame) -> Shape:
    """Return how the rows of an answer are best drawn."""
    if "period" in rows.columns:
        return "columns" if metric.kind == "partition" and group_names(rows) == ("part",) else "trend"
    if metric.kind in {"distribution", "delayed"}:
        return "dumbbells"
    return "dots" if metric.unit == "share" else "bars"


def largest(rows: pl.DataFrame, most: int) -> list[Key]:
    """Return the keys of the groups with the most counted rows (parts: the most rows in them), at most so many."""
    names = group_names(rows)
    if not names:
        return [()]
    size = "numerator" if "part" in names else "n"
    summed = rows.group_by(names, maintain_order=True).agg(pl.col(size).sum())
    return summed.sort(size, descending=True, maintain_order=True).select(names).head(most).rows()


def of_group(rows: pl.DataFrame, key: Key) -> pl.DataFrame:
    """Return the rows of one group; a key may hold None (unknown)."""
    names = group_names(rows)
    tests = [pl.col(name).eq_missing(pl.lit(value)) for name, value in zip(names, key, strict=True)]
    return rows.filter(*tests) if tests else rows


def pivot(rows: pl.DataFrame, most_rows: int, most_columns: int) -> Pivot:
    """Return the rows as a table: periods go across, else the last of several dimensions, else nothing (None).

    Rating scales kept apart stay beside the group they belong to.
    Kept are the groups with the most counted rows, in the answer's own order, and the newest periods.
    """
    names = group_names(rows)
    cut = [name for name in names if name != LEVELS]
    across = "period" if "period" in rows.columns else cut[-1] if len(cut) > 1 else ""
    down = tuple(name for name in names if name != across)
    listed = [(tuple(row[name] for name in down), row.get(across), row) for row in rows.iter_rows(named=True)]
    keys, columns = list(dict.fromkeys(key for key, _, _ in listed)), list(dict.fromkeys(col for _, col, _ in listed))
    sizes: dict[Key, float] = dict.fromkeys(keys, 0)
    for key, _, row in listed:
        sizes[key] += row["n"] or 0
    kept = set(sorted(keys, key=lambda key: -sizes[key])[:most_rows])
    shown = columns[-most_columns:] if across == "period" else columns[:most_columns]
    return Pivot(
        down,
        across,
        [key for key in keys if key in kept],
        shown,
        {(key, column): row for key, column, row in listed},
        max(len(keys) - most_rows, 0),
        len(columns) - len(shown),
    )
