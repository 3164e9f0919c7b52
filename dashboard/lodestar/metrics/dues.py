"""Which promises are running out now, and which have run out and are still not kept?"""

from dataclasses import dataclass

import polars as pl

from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Condition, Question
from lodestar.metrics.selection import Fact, select_rows
from lodestar.metrics.statement import Statement

METRIC = "ola_met_rate"
SOON_HOURS = 24
SHOWN_AT_MOST = 50


@dataclass(frozen=True)
class Dues:
    """`overdue` and `soon` count all; `rows` holds the most pressing, longest overdue first, then the next due.

    Columns: contact_id, ticket_id, source, channel, team, agent, priority, measure, clock, due_at (UTC, without zone),
    is_overdue, left_seconds: what is left on the promise's own clock when the data ends, negative where overdue.
    """

    rows: pl.DataFrame
    overdue: int
    soon: int
    sql: str


def open_dues(mart: Mart, where: tuple[Condition, ...], limit: int = SHOWN_AT_MOST) -> Dues:
    """Return the promises open at the end of the data that are overdue, or due within a day of it.

    The day is one of the calendar, from the end of the source's own data; archived sources promise nothing any more.
    """
    catalogue = load_catalogue()
    metric = catalogue.metric(METRIC)
    statement = Statement(f"due soon and overdue: {metric.en.label}")
    fact = Fact(
        mart,
        metric.mart,
        metric.day,
        metric.id,
        joins="inner join mart_meta as e on e.source = m.source and not e.is_archived",
    )
    shown = ("contact_id", "ticket_id", "source", "channel", "team", "agent", "priority", "measure", "clock", "due_at",
             "is_overdue")  # fmt: skip
    columns = {name: f"m.{name}" for name in shown} | {"left_seconds": "m.target_seconds - m.used_seconds"}
    is_soon = f"m.ola_result = 'pending' and m.due_at <= e.data_through + interval '{SOON_HOURS}' hour"
    is_open = "(m.is_overdue or m.ola_result = 'pending')"  # what may be tested before the join, few of many rows
    only = f"{is_open} and (m.is_overdue or {is_soon})"
    select_rows(statement, mart, catalogue, fact, Question(METRIC, where=where), columns, only=only)
    listed = ", ".join((*shown, "left_seconds"))
    statement.finish(
        f"select\n    {listed},\n    cast(count(*) filter (where is_overdue) over () as bigint) as overdue,\n"
        "    cast(count(*) filter (where not is_overdue) over () as bigint) as soon\nfrom selected\n"
        f"order by is_overdue desc, left_seconds, contact_id, measure\nlimit {int(limit)}"
    )
    found = mart.query(statement.text, statement.params)
    overdue, soon = found.select("overdue", "soon").row(0) if found.height else (0, 0)
    return Dues(found.drop("overdue", "soon"), overdue, soon, statement.printed)
