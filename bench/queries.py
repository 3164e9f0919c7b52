"""Queries: `lodestar query`'s own path against hand-written SQL on the same mart, warm, median of several runs."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb
import polars as pl

from lodestar.datafolder import DataFolder
from lodestar.metrics.answer import ask
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question

RUNS = 15
DAY_CHANNEL_TEAM = "any span by (day, channel, team)"
DAYS_92 = "any filter, up to 92 days"
OTHER = "otherwise"
LIMIT_MS = {DAY_CHANNEL_TEAM: 100, DAYS_92: 100, OTHER: 400}


@dataclass(frozen=True)
class Query:
    """One question and the hand-written SQL with the same groups, numerators and denominators."""

    name: str
    kind: str
    metric: str
    by: tuple[str, ...]
    days: int | None
    hand: str


def _sums(metric: str, table: str, by: tuple[str, ...]) -> str:
    columns = "".join(f"{name}, " for name in by)
    return (
        f"select {columns}sum({metric}_num) as numerator, sum({metric}_den) as n from {table} "
        f"where ended_on between $first and $last {'group by ' + columns.rstrip(', ') if by else ''}"
    )


QUERIES = tuple(
    Query(name, kind, metric, by, days, _sums(metric, table, by))
    for name, kind, metric, by, days, table in (
        ("csat, all days", DAY_CHANNEL_TEAM, "csat", (), None, "mart_ended_days"),
        ("reopen_rate by channel and team, all days", DAY_CHANNEL_TEAM, "reopen_rate", ("channel", "team"), None,
         "mart_ended_days"),
        ("csat by issue_2, 92 days", DAYS_92, "csat", ("issue_2",), 92, "mart_contacts"),
        ("reopen_rate by agent, 28 days", DAYS_92, "reopen_rate", ("agent",), 28, "mart_contacts"),
        ("escalation_rate by language and product, all days", OTHER, "escalation_rate", ("language", "product"), None,
         "mart_contacts"),
        ("csat by agent, all days", OTHER, "csat", ("agent",), None, "mart_contacts"),
    )
)  # fmt: skip


@dataclass(frozen=True)
class Timed:
    """Median milliseconds of ours and of the hand-written query, and whether their rows were equal."""

    query: Query
    ours_ms: float
    hand_ms: float
    is_equal: bool


def bench_queries(data: Path) -> list[Timed]:
    """Time every query on the published mart of a data folder, two threads, one after another."""
    mart = Mart(DataFolder(data), threads=2)
    (file,) = data.glob("marts/mart_v*.duckdb")
    connection = duckdb.connect(config={"threads": 2})
    connection.execute(f"attach '{file}' as published (read_only)")
    connection.execute("use published")
    first, last = connection.execute("select min(ended_on), max(ended_on) from mart_contacts").fetchall()[0]
    return [_timed(query, mart, connection, first, last) for query in QUERIES]


def _timed(query: Query, mart: Mart, connection: duckdb.DuckDBPyConnection, first: date, last: date) -> Timed:
    since = first if query.days is None else last - timedelta(days=query.days - 1)
    question = Question(query.metric, query.by, None, since, last)
    days = {"first": since, "last": last}

    def hand() -> pl.DataFrame:
        with connection.cursor() as cursor:
            cursor.execute("use published")
            frame: pl.DataFrame = cursor.sql(query.hand, params=days).pl()
        return frame

    ours = ask(mart, question).rows
    return Timed(
        query,
        _median(lambda: ask(mart, question)),
        _median(hand),
        _counts(ours, query.by) == _counts(hand(), query.by),
    )


def _counts(rows: pl.DataFrame, by: tuple[str, ...]) -> list[tuple[object, ...]]:
    """Return groups with their numerators and denominators; groups in which nothing is counted left out."""
    counted = rows.filter(pl.col("n") > 0).select(*by, pl.col("numerator").cast(pl.Int64), pl.col("n").cast(pl.Int64))
    return sorted(counted.rows(), key=repr)


def _median(run: Callable[[], object]) -> float:
    run()
    taken = []
    for _ in range(RUNS):
        started = time.perf_counter()
        run()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)
