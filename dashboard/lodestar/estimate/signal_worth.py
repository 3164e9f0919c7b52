"""Every behaviour signal held against the ratings of the last closed weeks: the table mart_signal_worth."""

from collections.abc import Sequence
from datetime import date, timedelta

import duckdb
import polars as pl

from lodestar.estimate.signals import WEEKS, SignalWorth, validate
from lodestar.estimate.table import Row

MOST_CHANNELS = 5
_SUFFIX = "_den"
_PREFIX = "signal_"


def signal_rows(work: duckdb.DuckDBPyConnection, weeks: Sequence[date], asked: pl.DataFrame) -> list[Row]:
    """Return one row per signal and channel ("" for all), judged over the last twelve closed weeks; none without weeks.

    `asked` as in weekly.NO_ANSWERS. A rating stands for a signal only where it speaks of the person who served.
    """
    if not weeks:
        return []
    signals = known_signals(work)
    contacts = read_signals(work, signals, weeks[-WEEKS:][0], weeks[-1])
    given = asked.filter((pl.col("frame") == "silent") & pl.col("is_answered"))
    contacts = contacts.join(
        given.select("contact_key", pl.col("is_positive").alias("asked_positive")), on="contact_key", how="left"
    )
    sizes = contacts.drop_nulls("channel")["channel"].value_counts().sort("count", "channel", descending=[True, False])
    channels = sizes["channel"].head(MOST_CHANNELS).to_list()
    return [_row(one, weeks[-1]) for one in validate(contacts, signals, channels)]


def known_signals(work: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the names of the signals that contacts carry, in their order in the mart."""
    sql = "select column_name from duckdb_columns() where table_name = 'mart_contacts' order by column_index"
    columns = dict.fromkeys(name for (name,) in work.execute(sql).fetchall())
    return [
        name.removeprefix(_PREFIX).removesuffix(_SUFFIX)
        for name in columns
        if name.startswith(_PREFIX) and name.endswith(_SUFFIX)
    ]


def read_signals(work: duckdb.DuckDBPyConnection, signals: Sequence[str], first: date, last: date) -> pl.DataFrame:
    """Return the eligible contacts of some weeks: per signal, whether it fired and whether the rating came first."""
    fired = ",\n    ".join(
        f"case when c.{_PREFIX}{name}_den = 1 then c.{_PREFIX}{name}_num = 1 end as {name},\n"
        f"    coalesce(max(g.known_at) filter (where g.signal = '{name}') > min(r.rated_at), false) as {name}_late"
        for name in signals
    )
    kept = ", ".join(f"c.{_PREFIX}{name}_den, c.{_PREFIX}{name}_num" for name in signals)
    sql = f"""
select
    c.contact_key,
    cast(date_trunc('week', c.ended_on) as date) as week_on,
    c.channel,
    c.rating_coverage_num = 1 as is_rated,
    case when c.rating_coverage_num = 1 then c.csat_num = 1 end as is_positive,
    {fired}
from mart_contacts as c
left join mart_signals as g on g.contact_key = c.contact_key
left join mart_ratings as r on r.contact_key = c.contact_key and r.csat_den = 1
where c.rating_coverage_den = 1 and c.ended_on between $first and $last
group by c.contact_key, c.ended_on, c.channel, c.rating_coverage_num, c.csat_num, {kept}
order by c.contact_key
"""
    asked = work.sql(sql, params={"first": first, "last": last + timedelta(days=6)})
    found = pl.from_arrow(asked.to_arrow_table())
    assert isinstance(found, pl.DataFrame)
    return found.with_columns(pl.col("week_on").cast(pl.Date))


def _row(one: SignalWorth, week_on: date) -> Row:
    """Return one row of mart_signal_worth: `trend` as three columns, the oldest third first."""
    row: Row = {name: value for name, value in vars(one).items() if name != "trend"}
    trend = [*one.trend, None, None, None][:3]
    return row | {"week_on": week_on} | {f"odds_ratio_{place}": ratio for place, ratio in enumerate(trend, start=1)}
