"""A small next mart, as the build leaves it before estimates are made, filled from a world of contacts."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import polars as pl

from lodestar.models.publish import MART_FORMAT, NEXT
from tests.support.mart import with_described

ZONE = "Asia/Shanghai"
RATING_HOURS = 72
TABLES = (
    "mart_estimates", "mart_estimate_shifts", "mart_estimate_never_asked", "mart_estimate_raters", "mart_index_models",
    "mart_signal_worth",
)  # fmt: skip
SIGNALS = {"no_thanks": "no_thanks", "negative_words": "negative_words", "handed_over": "is_handed"}


def mart_contacts(world: pl.DataFrame) -> pl.DataFrame:
    """Return mart_contacts of a world: seven days a week, one customer in seven unknown, one agent in nine."""
    handed = pl.col("handled_by") == "both"
    rows = world.with_columns(handed.alias("is_handed")).with_columns(
        contact_id=pl.format("T{}#1", "contact_key"),
        namespace=pl.lit("shop"),
        is_identified=pl.col("customer") % 7 > 0,
        customer_id=pl.format("c{}", "customer"),
        customer_key=pl.col("customer"),
        agent=pl.when(pl.col("agent") % 9 > 0).then(pl.format("a{}", "agent")),
        rated_agent_id=pl.lit(None, pl.String),
        ended_on=pl.col("week_on").cast(pl.Date) + pl.duration(days=pl.col("contact_key") % 7),
        issue_1=pl.col("issue"),
        segment=pl.when(pl.col("customer") % 3 > 0).then(pl.lit("old")),
        customer_wait_seconds=pl.col("wait_seconds"),
        is_rating_eligible=pl.lit(value=True),
        invite_rate_den=pl.when(pl.col("is_invited").is_not_null()).then(1),
        invite_rate_num=pl.col("is_invited").cast(pl.Int16),
        rating_coverage_den=pl.lit(1, pl.Int16),
        rating_coverage_num=pl.col("is_rated").cast(pl.Int16),
        csat_den=pl.col("is_rated").cast(pl.Int16),
        csat_num=pl.col("is_positive").fill_null(value=False).cast(pl.Int16),
        **{f"signal_{name}_num": pl.col(column).cast(pl.Int16) for name, column in SIGNALS.items()},
        **{f"signal_{name}_den": pl.lit(1, pl.Int16) for name in SIGNALS},
    )
    rows = rows.with_columns(recorded_at=pl.col("ended_on").cast(pl.Datetime("us")) + pl.duration(hours=4))
    made = with_described(rows, "mart_contacts")
    return made.select(with_described(pl.DataFrame(), "mart_contacts").columns).sort("ended_on", "contact_key")


def closed_after(week_on: date) -> datetime:
    """Return the first moment (UTC) at which all that may be rated about a week has been seen."""
    midnight = datetime.combine(week_on + timedelta(days=7), time.min, ZoneInfo(ZONE)).astimezone(UTC)
    return midnight.replace(tzinfo=None) + timedelta(hours=RATING_HOURS)


@contextmanager
def next_mart(
    contacts: pl.DataFrame, seen_to: datetime | None, late_signals: pl.DataFrame | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a working database whose next mart holds these contacts and what is read beside them."""
    rated = contacts.filter(pl.col("rating_coverage_num") == 1)
    fired = [
        contacts.filter(pl.col(f"signal_{name}_num") == 1).select(
            "contact_key", pl.lit(name).alias("signal"), pl.col("recorded_at").alias("known_at")
        )
        for name in SIGNALS
    ]
    tables: dict[str, pl.DataFrame] = {
        "mart_contacts": contacts,
        "mart_meta": pl.DataFrame(
            {"data_through": pl.Series([seen_to], dtype=pl.Datetime("us")), "is_archived": False}
        ),
        "mart_settings": pl.DataFrame({"report_zone": [ZONE], "rating_age_hours": [RATING_HOURS]}),
        "mart_signals": pl.concat([*fired, *([late_signals] if late_signals is not None else [])]),
        "mart_ratings": rated.select(
            "contact_key", "csat_den", (pl.col("recorded_at") + pl.duration(hours=3)).alias("rated_at")
        ),
        "mart_contact_tickets": contacts.select(
            "source", "contact_key", pl.col("contact_id").str.strip_suffix("#1").alias("ticket_id")
        ),
        "mart_follow_ups": with_described(pl.DataFrame(), "mart_follow_ups").clear(),
    }
    with duckdb.connect() as work:
        work.execute(f"attach ':memory:' as {NEXT}")
        work.execute(f"set search_path = 'memory.main,{NEXT}.main'")
        for name, frame in tables.items():
            work.register("frame_in", frame.to_arrow())
            work.execute(f"create table {NEXT}.{name} as select * from frame_in")
            work.unregister("frame_in")
        yield work


def written(work: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[Any, ...]]]:
    """Return every table of estimates as it stands, row by row in its own order."""
    return {name: work.execute(f"from {NEXT}.{name}").fetchall() for name in TABLES}


def put_in_force(work: duckdb.DuckDBPyConnection, marts: Path, names: tuple[str, ...] = TABLES) -> None:
    """Publish the tables of estimates as the mart in force."""
    marts.mkdir(parents=True, exist_ok=True)
    file = marts / "mart_v1.duckdb"
    work.execute(f"attach '{file}' as published")
    for name in names:
        work.execute(f"create table published.{name} as from {NEXT}.{name}")
    work.execute("detach published")
    named = {"version": 1, "format": MART_FORMAT, "file": file.name, "built_at": "2026-04-01T00:00:00"}
    (marts / "CURRENT").write_text(json.dumps(named), encoding="utf-8")
