"""Queries: `lodestar query`'s own path against hand-written SQL that returns the same table from the same mart.

Warm, two threads; ours and the other take turns, so that whatever else the machine does meets both.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from unittest.mock import patch

import duckdb
import polars as pl
from polars.testing import assert_frame_equal

from lodestar.datafolder import DataFolder
from lodestar.metrics import wide
from lodestar.metrics.answer import ask
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Condition, Question
from lodestar.models.publish import current_mart

RUNS = 15
HAND = Path(__file__).parent / "hand" / "queries"
DAY_CHANNEL_TEAM = "any span by (day, channel, team)"
DAYS_92 = "any filter, up to 92 days"
OTHER = "otherwise"
LIMIT_MS = {DAY_CHANNEL_TEAM: 100, DAYS_92: 100, OTHER: 400}
CONTACTS = 10_000_000
"""What the scripts by hand are written for: they know in which sample and in which table to look for so many."""
LIMITS = ("EXACT_UP_TO", "EFFECTS_EXACT_UP_TO", "SIXTEENTH_UP_TO")


@dataclass(frozen=True)
class Query:
    """One question, and the name of the file with the same question written by hand. `days`: the last so many."""

    name: str
    kind: str
    file: str
    metric: str
    by: tuple[str, ...] = ()
    days: int | None = None
    where: tuple[Condition, ...] = ()

    @property
    def hand(self) -> str:
        """Return the SQL by hand; it binds $first and $last."""
        return (HAND / f"{self.file}.sql").read_text(encoding="utf-8")


QUERIES = (
    Query("csat, all days", DAY_CHANNEL_TEAM, "csat", "csat"),
    Query("reopen_rate by channel and team, all days", DAY_CHANNEL_TEAM, "reopen_by_channel_team", "reopen_rate",
          ("channel", "team")),
    Query("handle_seconds by channel and team, all days", DAY_CHANNEL_TEAM, "handle_by_channel_team", "handle_seconds",
          ("channel", "team")),
    Query("csat by issue_2, 92 days", DAYS_92, "csat_by_issue", "csat", ("issue_2",), 92),
    Query("reopen_rate by agent, 28 days", DAYS_92, "reopen_by_agent", "reopen_rate", ("agent",), 28),
    Query("handle_seconds of language zh, 92 days", DAYS_92, "handle_of_language", "handle_seconds", (), 92,
          (Condition("language", ("zh",)),)),
    Query("escalation_rate by language and product, all days", OTHER, "escalation_by_language_product",
          "escalation_rate", ("language", "product")),
    Query("csat by agent, all days", OTHER, "csat_by_agent", "csat", ("agent",)),
)  # fmt: skip


@dataclass(frozen=True)
class Timed:
    """Milliseconds of ours and of the hand-written query, run by turns, and whether their tables were equal."""

    query: Query
    ours: tuple[float, ...]
    hand: tuple[float, ...]
    is_equal: bool

    @property
    def ours_ms(self) -> float:
        """Return our median."""
        return statistics.median(self.ours)

    @property
    def hand_ms(self) -> float:
        """Return the median by hand."""
        return statistics.median(self.hand)


def bench_queries(data: Path) -> list[Timed]:
    """Time every query on the published mart of a data folder, two threads, one after another."""
    published = current_mart(DataFolder(data))
    assert published is not None, f"{data} holds no mart"
    mart = Mart(DataFolder(data), threads=2)
    connection = duckdb.connect(config={"threads": 2})
    connection.execute(f"attach '{published.file}' as published (read_only)")
    connection.execute("use published")
    counted = "select min(ended_on), max(ended_on), count(*) from mart_contacts"
    first, last, contacts = connection.execute(counted).fetchall()[0]
    with _limits_for(contacts):
        return [_timed(query, mart, connection, first, last) for query in QUERIES]


@contextmanager
def _limits_for(contacts: int) -> Iterator[None]:
    """On a mart far smaller than the scripts by hand expect, let ours take the same ways at as much smaller sizes."""
    share = min(1.0, contacts / CONTACTS) if contacts < CONTACTS // 2 else 1.0
    with patch.multiple(wide, **{name: int(getattr(wide, name) * share) for name in LIMITS}):
        yield


def _timed(query: Query, mart: Mart, connection: duckdb.DuckDBPyConnection, first: date, last: date) -> Timed:
    since = first if query.days is None else last - timedelta(days=query.days - 1)
    question = Question(query.metric, query.by, None, since, last, query.where)
    sql, days = query.hand, {"first": since, "last": last}

    def hand() -> pl.DataFrame:
        with connection.cursor() as cursor:
            cursor.execute("use published")
            return pl.DataFrame(cursor.execute(sql, days).to_arrow_table())

    def ours() -> pl.DataFrame:
        return ask(mart, question).rows

    is_equal = _is_equal(ours(), hand(), query.by)
    taken = [(_milliseconds(ours), _milliseconds(hand)) for _ in range(RUNS)]
    return Timed(query, *zip(*taken, strict=True), is_equal=is_equal)


def _is_equal(ours: pl.DataFrame, hand: pl.DataFrame, by: tuple[str, ...]) -> bool:
    """Say whether all columns of the query by hand, which are all that count, are in ours with the same values."""
    keys = list(by) or ["n"]
    try:
        assert_frame_equal(
            ours.select(hand.columns).sort(keys),
            hand.sort(keys),
            check_dtypes=False,
            rel_tol=1e-9,
            abs_tol=1e-12,
        )
    except AssertionError:
        return False
    return True


def _milliseconds(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return (time.perf_counter() - started) * 1000
