"""From a number to the contacts behind it, and from a contact to what was said."""

from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from lodestar.errors import LodestarError, shorten
from lodestar.intake.versions import resolve
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question
from lodestar.metrics.rated_sql import asks_for_levels, has_scale, rated_contacts
from lodestar.metrics.selection import CONTACTS, Fact, select_rows
from lodestar.metrics.statement import Statement, literal

SHOWN_AT_MOST = 1000
SHOWN = (
    "contact_id", "source", "channel", "team", "agent", "issue_1", "issue_2", "segment", "language", "priority",
    "handled_by", "opened_at", "ended_at",
)  # fmt: skip


@dataclass(frozen=True)
class Contact:
    """One contact: `facts` are its columns in the mart, `legs` its legs in order, `messages` what was said in order.

    messages: at (UTC), author_type, author_id, is_public, body, row_id, leg_number, handler.
    """

    facts: dict[str, Any]
    legs: pl.DataFrame
    messages: pl.DataFrame


def contacts_behind(mart: Mart, question: Question, limit: int | None = SHOWN_AT_MOST) -> pl.DataFrame:
    """Return the contacts a number was counted from, newest day first, one row each.

    Columns: those of SHOWN, and `counts`: 1 in the numerator, 0 in the denominator only (ratios), the number itself
    (durations; the largest, where a contact has several), null while pending.
    """
    catalogue = load_catalogue()
    metric = catalogue.metric(question.metric)
    statement = Statement(f"the contacts behind {metric.id}")
    fact = Fact(mart, metric.mart, metric.day, metric.id, agent=metric.agent)
    if asks_for_levels(question) and has_scale(metric):
        fact = rated_contacts(mart, metric, question)
    key = fact.column("contact_key")
    if not key:
        raise LodestarError(f"{metric.id} is not counted from contacts: there is no contact to show behind it.")
    counts, only = f"m.{metric.value or metric.numerator}", None
    if metric.kind == "ratio":
        only = f"(m.{metric.denominator} > 0 or m.{metric.denominator} is null)"
    elif metric.kind == "partition":
        counts, only = f"cast({counts} = {literal(metric.waiting or '')} as integer)", f"{counts} is not null"
    elif metric.value:
        only = f"{counts} is not null"
    elif metric.kind == "backlog":
        counts, only = "1", "m.is_open"
    plain = replace(question, by=(), grain=None)
    columns = {"contact_key": key, "counts": counts}
    select_rows(statement, mart, catalogue, fact, plain, columns, only=only)
    statement.step(
        "counted",
        "select contact_key, max(counts) as counts, max(on_day) as on_day\nfrom selected\ngroup by contact_key",
    )
    shown = ", ".join(f"c.{column}" for column in SHOWN)
    several = f"\nlimit {int(limit)}" if limit is not None else ""
    statement.finish(
        f"select {shown}, counted.counts\nfrom counted\n"
        f"inner join {CONTACTS} as c on c.contact_key = counted.contact_key\n"
        f"order by counted.on_day desc, c.opened_at desc, c.source, c.contact_id{several}"
    )
    return mart.query(statement.text, statement.params)


def contact(mart: Mart, contact_id: str, source: str | None = None) -> Contact:
    """Return one contact with its legs and messages. Raises LodestarError where there is none of that name."""
    test = "contact_id = $id" + (" and source = $source" if source else "")
    params = {"id": contact_id} | ({"source": source} if source else {})
    found = mart.query(f"select * from {CONTACTS} where {test} order by source limit 1", params)
    if found.is_empty():
        raise LodestarError(f"There is no contact {shorten(contact_id)!r} in the published numbers: it may have gone.")
    facts = found.row(0, named=True)
    legs = mart.query(
        "select leg_number, handler, leg_team as team, leg_agent as agent, started_at, ended_at, started_by"
        " from mart_legs where contact_key = $key order by leg_number",
        {"key": facts["contact_key"]},
    )
    return Contact(facts, legs, _with_legs(_messages(mart, int(facts["contact_key"])), legs))


def _messages(mart: Mart, contact_key: int) -> pl.DataFrame:
    """Return what was said in one contact, read from the imported files: newest versions only."""
    tickets = mart.query(
        "select ticket_key, since_at, until_at from mart_contact_tickets where contact_key = $key", {"key": contact_key}
    )
    resolved = resolve(mart.data)
    files = ", ".join(literal(str(path)) for path in resolved.raw["messages"])
    if not files or tickets.is_empty():
        return pl.DataFrame(schema=_SAID)
    keys = ", ".join(str(int(key)) for key in tickets["ticket_key"])
    since, until = tickets["since_at"].min(), tickets["until_at"].max()
    spans = [f"sent_at {sign} timestamp {literal(str(at))}" for sign, at in ((">=", since), ("<", until)) if at]
    return mart.query(
        "select sent_at as at, author_type, author_id, coalesce(is_public, true) as is_public, body,"
        f" _row_id as row_id from read_parquet([{files}], union_by_name = true)"
        f" where {' and '.join((f'ticket_key in ({keys})', *spans))}"
        f" and _row_id not in (select row_id from read_parquet({literal(str(resolved.superseded['messages']))}))"
        " order by sent_at, seq nulls last, _row_id"
    )


_SAID: dict[str, Any] = {
    "at": pl.Datetime("us"),
    "author_type": pl.String,
    "author_id": pl.String,
    "is_public": pl.Boolean,
    "body": pl.String,
    "row_id": pl.Int64,
}


def _with_legs(messages: pl.DataFrame, legs: pl.DataFrame) -> pl.DataFrame:
    """Return the messages with the number and handler of the leg running at their time (the first, before any)."""
    if legs.is_empty():
        return messages.with_columns(leg_number=pl.lit(1), handler=pl.lit("unknown"))
    starts = legs.select("leg_number", "handler", at=pl.col("started_at")).sort("at", "leg_number")
    joined = messages.sort("at", maintain_order=True).join_asof(starts, on="at", strategy="backward")
    first = starts.row(0, named=True)
    return joined.with_columns(
        pl.col("leg_number").fill_null(first["leg_number"]), pl.col("handler").fill_null(first["handler"])
    )
