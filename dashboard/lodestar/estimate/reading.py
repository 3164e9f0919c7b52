"""Read the contacts of closed weeks from the mart, as contacts.py describes them."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import polars as pl

from lodestar.errors import LodestarError
from lodestar.estimate.clusters import NOBODY
from lodestar.estimate.design import Feature
from lodestar.metrics.periods import first_unwhole_day

SEGMENTS = ("channel", "issue_1", "team", "segment")
"""Figures are made of these; never of an agent."""
_SIGNAL = "signal_"


def closed_weeks(work: duckdb.DuckDBPyConnection) -> list[date]:
    """Return the Mondays of the weeks with eligible contacts in which every rating that counts has been seen."""
    seen_to, zone, hours = _row(
        work,
        "select (select min(data_through) from mart_meta where not is_archived), report_zone, rating_age_hours\n"
        "from mart_settings",
    )
    if seen_to is None:
        return []
    open_from = first_unwhole_day(seen_to, ZoneInfo(zone), hours)
    sql = (
        "select cast(date_trunc('week', ended_on) as date) as week_on\nfrom mart_contacts\n"
        "where rating_coverage_den = 1 or rating_coverage_den is null and is_rating_eligible\n"
        "group by 1\nhaving bool_and(rating_coverage_den is not null)\norder by 1"
    )
    weeks = [week for (week,) in work.execute(sql).fetchall() if week is not None]
    return [week for week in weeks if week + timedelta(days=7) <= open_from]


def read_week(work: duckdb.DuckDBPyConnection, week_on: date, features: Sequence[Feature]) -> pl.DataFrame:
    """Return the eligible contacts that ended in one week, in an order that no rebuild changes.

    `customer_id` and `agent_id` are text here: see `numbered`. Columns that are features and segments stand once.
    """
    extra = dict.fromkeys([*(feature.column for feature in features), *SEGMENTS])
    listed = ", ".join(f"c.{name}" for name in extra if name not in {"channel", "handled_by"})
    sql = f"""
select
    c.contact_key, c.source, c.contact_id, $week as week_on, c.channel, c.handled_by,
    case when c.is_identified then c.namespace || '|' || c.customer_id end as customer_id,
    coalesce(c.rated_agent_id, c.agent) as agent_id,
    coalesce(c.transfers, 0) > 0 as is_transferred,
    case when c.invite_rate_den = 1 then c.invite_rate_num = 1 end as is_invited,
    c.rating_coverage_num = 1 as is_rated,
    case when c.rating_coverage_num = 1 then c.csat_num = 1 end as is_positive,
    {listed}
from mart_contacts as c
where c.rating_coverage_den = 1 and c.ended_on between $week and $last
order by c.source, c.contact_id
"""
    found = work.sql(sql, params={"week": week_on, "last": week_on + timedelta(days=6)})
    rows = pl.from_arrow(found.to_arrow_table())
    assert isinstance(rows, pl.DataFrame)
    return rows.with_columns(pl.col("week_on").cast(pl.Date))


def numbered(contacts: pl.DataFrame) -> pl.DataFrame:
    """Return contacts with numbers that no rebuild changes, as what is estimated depends on the order of rows.

    `contact_key` is the place among these contacts (the mart's own becomes `mart_key`), `customer` and `agent` are
    whole numbers in the order of their ids, NOBODY where unknown.
    """
    contacts = contacts.rename({"contact_key": "mart_key"}).with_row_index("contact_key")
    return contacts.with_columns(
        pl.col("contact_key").cast(pl.Int64),
        *(
            pl.col(f"{name}_id").rank("dense").cast(pl.Int64).fill_null(NOBODY).alias(name)
            for name in ("customer", "agent")
        ),
    )


def refuse_late(work: duckdb.DuckDBPyConnection, features: Sequence[Feature]) -> None:
    """Raise LodestarError where a signal among the features is known only after the ending: it is no feature then."""
    for feature in features:
        if not feature.column.startswith(_SIGNAL):
            continue
        name = feature.column.removeprefix(_SIGNAL).removesuffix("_num")
        sql = (
            "select count(*) from mart_signals as g inner join mart_contacts as c on c.contact_key = g.contact_key\n"
            "where g.signal = $name and g.known_at > c.recorded_at"
        )
        (late,) = _row(work, sql, {"name": name})
        if late:
            raise LodestarError(
                f"features.toml [{feature.column}]: known only after the ending in {late:,} contacts, so it cannot "
                "explain a rating: take it out of the features."
            )


def _row(work: duckdb.DuckDBPyConnection, sql: str, params: dict[str, object] | None = None) -> tuple[Any, ...]:
    row = work.execute(sql, params or {}).fetchone()
    assert row is not None
    return row
