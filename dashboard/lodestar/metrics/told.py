"""What is known of one contact: its facts, legs, messages, events, signals and ratings, and the customer's others."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import polars as pl

from lodestar.errors import LodestarError, shorten
from lodestar.intake.versions import Resolved, resolve
from lodestar.metrics.answer import AT_ONCE
from lodestar.metrics.mart import Mart
from lodestar.metrics.selection import CONTACTS
from lodestar.metrics.statement import literal

OTHERS_SHOWN = 4
_CHANGES = {"status": "status", "priority": "priority", "category": "issue_category"}
_EVENTS: dict[str, pl.DataType | type[pl.DataType]] = {
    "at": pl.Datetime("us"),
    "event_type": pl.String,
    "old_value": pl.String,
    "new_value": pl.String,
    "actor_id": pl.String,
    "actor_type": pl.String,
    "reason": pl.String,
}
_LEGS = (
    "leg_number, handler, leg_team as team, leg_agent as agent, started_at, ended_at, started_by,"
    " first_human_reply_at, is_real"
)
_RATINGS = "row_id, rated_at, value_raw, value, levels, subject, verdict"
_COMMENTS = "invited_at, _row_id as row_id, comment"
_TURNS = "asked_row_id, response_gap_seconds, response_gap_seconds_end"
_OLA = "measure, target_seconds, used_seconds, ola_result"
_EVENT_COLUMNS = ", ".join(f'"{name}"' for name in _EVENTS)
_SAID: dict[str, pl.DataType | type[pl.DataType]] = {
    "at": pl.Datetime("us"),
    "author_type": pl.String,
    "author_id": pl.String,
    "is_public": pl.Boolean,
    "body": pl.String,
    "row_id": pl.Int64,
}


@dataclass(frozen=True)
class Contact:
    """One contact. `facts` are its columns in the mart; all times are UTC.

    legs: leg_number, handler, team, agent, started_at, ended_at, started_by, first_human_reply_at, is_real ·
    messages: at, author_type, author_id, is_public, body, row_id, leg_number, handler · events: at, event_type,
    old_value, new_value, actor_id, actor_type, reason · signals: signal, fired_at, fired_row_id · turns: asked_row_id,
    response_gap_seconds, response_gap_seconds_end · ratings: rated_at, value_raw, levels, subject, verdict, comment ·
    ola: measure, target_seconds, used_seconds, ola_result · others: the customer's contacts around this one and itself,
    in order · invited_at: the first invitation to rate; invites_known: whether the source records them.
    """

    facts: dict[str, Any]
    legs: pl.DataFrame
    messages: pl.DataFrame
    events: pl.DataFrame
    signals: pl.DataFrame
    turns: pl.DataFrame
    ratings: pl.DataFrame
    ola: pl.DataFrame
    others: pl.DataFrame
    invited_at: Any
    invites_known: bool

    def after(self) -> dict[str, Any] | None:
        """Return the customer's next contact, if it is known."""
        later = self.others.filter(
            (pl.col("opened_at") > self.facts["opened_at"]) & (pl.col("contact_id") != self.facts["contact_id"])
        )
        return later.row(0, named=True) if later.height else None


def contact(mart: Mart, contact_id: str, source: str | None = None) -> Contact:
    """Return one contact with all that is known of it. Raises LodestarError where there is none of that name."""
    test = "contact_id = $id" + (" and source = $source" if source else "")
    params = {"id": contact_id} | ({"source": source} if source else {})
    found = mart.query(f"select * from {CONTACTS} where {test} order by source limit 1", params)
    if found.is_empty():
        raise LodestarError(f"There is no contact {shorten(contact_id)!r} in the published numbers: it may have gone.")
    facts = found.row(0, named=True)

    def of(table: str, columns: str, order: str) -> pl.DataFrame:
        return mart.query(
            f"select {columns} from {table} where contact_key = $key order by {order}", {"key": facts["contact_key"]}
        )

    tickets = of("mart_contact_tickets", "ticket_key, since_at, until_at", "since_at nulls first, ticket_key")
    files = resolve(mart.data)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        said = pool.submit(_messages, mart, files, tickets)
        happened = pool.submit(_events, mart, files, tickets)
        others = pool.submit(_others, mart, facts)
        legs = pool.submit(of, "mart_legs", _LEGS, "leg_number")
        commented = pool.submit(_imported, mart, files, "ratings", tickets, _COMMENTS, None)
        rated = pool.submit(of, "mart_ratings", _RATINGS, "rated_at, row_id")
        signals = pool.submit(of, "mart_signals", "signal, fired_at, fired_row_id", "fired_at, signal")
        turns = pool.submit(of, "mart_turns", _TURNS, "asked_at")
        ola = pool.submit(of, "mart_ola", _OLA, "measure, ticket_id")
    comments = commented.result()
    return Contact(
        facts=facts,
        legs=legs.result(),
        messages=_with_legs(said.result(), legs.result()),
        events=happened.result(),
        signals=signals.result(),
        turns=turns.result(),
        ratings=rated.result().join(
            comments.select("row_id", "comment"), on="row_id", how="left", maintain_order="left"
        ),
        ola=ola.result(),
        others=others.result(),
        invited_at=comments["invited_at"].drop_nulls().min() if comments.height else None,
        invites_known=_records_invitations(mart, facts["source"]),
    )


def _records_invitations(mart: Mart, source: str) -> bool:
    known = mart.once("invitations by source", "select source, invites_known from mart_meta")
    return bool(known.filter(pl.col("source") == source)["invites_known"].fill_null(value=False).any())


def _messages(mart: Mart, files: Resolved, tickets: pl.DataFrame) -> pl.DataFrame:
    """Return what was said in one contact, read from the imported files: newest versions only."""
    columns = "sent_at as at, author_type, author_id, coalesce(is_public, true) as is_public, body, _row_id as row_id"
    said = _imported(mart, files, "messages", tickets, columns, "sent_at")
    return said if said.width else pl.DataFrame(schema=_SAID)


def _events(mart: Mart, files: Resolved, tickets: pl.DataFrame) -> pl.DataFrame:
    """Return what happened to the contact's tickets: the source's events, and changes between its updates."""
    told = _imported(mart, files, "ticket_events", tickets, _EVENT_COLUMNS, '"at"')
    found = [frame.cast(pl.Schema(_EVENTS)) for frame in (told,) if frame.width]
    columns = f'"at", ticket_key, {", ".join(_CHANGES.values())}'
    updates = _imported(mart, files, "ticket_snapshots", tickets, columns, '"at"')
    found += [_changes(updates, kind, column) for kind, column in _CHANGES.items() if updates.height]
    return pl.concat(found).sort("at", maintain_order=True) if found else pl.DataFrame(schema=_EVENTS)


def _changes(updates: pl.DataFrame, kind: str, column: str) -> pl.DataFrame:
    """Return one event per update of a ticket that changed a column."""
    before = pl.col(column).shift().over("ticket_key")
    return (
        updates.with_columns(old_value=before, event_type=pl.lit(kind), new_value=pl.col(column))
        .filter(pl.col("old_value").is_not_null() & (pl.col("old_value") != pl.col("new_value")))
        .with_columns(actor_id=pl.lit(None), actor_type=pl.lit(None), reason=pl.lit(None))
        .select(*_EVENTS)
        .cast(pl.Schema(_EVENTS))
    )


def _imported(  # noqa: PLR0917  # what is read, of which tickets
    mart: Mart, files: Resolved, table: str, tickets: pl.DataFrame, columns: str, moment: str | None
) -> pl.DataFrame:
    """Return the newest rows of one imported table that belong to the contact; without columns where there are none.

    `moment` is the column whose time puts a row into this contact and not the ticket's earlier or later ones.
    """
    parts = ", ".join(literal(str(path)) for path in files.raw[table])
    if not parts or tickets.is_empty():
        return pl.DataFrame()
    tests = []
    for key, since, until in tickets.iter_rows():
        ends = [
            f"{moment} {sign} timestamp {literal(at)}" for sign, at in ((">=", since), ("<", until)) if at and moment
        ]
        tests.append(" and ".join((f"ticket_key = {int(key)}", *ends)))
    keys = ", ".join(str(int(key)) for key in tickets["ticket_key"])
    order = f" order by {moment}, seq nulls last, _row_id" if moment else " order by _row_id"
    return mart.query(
        f"select {columns} from read_parquet([{parts}], union_by_name = true)"
        f" where ticket_key in ({keys}) and ({' or '.join(f'({test})' for test in tests)})"
        f" and _row_id not in (select row_id from read_parquet({literal(str(files.superseded[table]))})){order}"
    )


def _others(mart: Mart, facts: dict[str, Any]) -> pl.DataFrame:
    """Return the customer's contacts: some before this one, itself, some after it; nobody's where they are unknown."""
    columns = "contact_id, source, opened_at, issue_2, is_open, csat_value, csat_levels"
    if facts["customer_key"] is None or not facts["is_identified"]:
        return mart.query(f"select {columns} from {CONTACTS} where false")
    parts = (("<=", "desc", OTHERS_SHOWN + 1), (">", "asc", OTHERS_SHOWN))
    spans = " union all ".join(
        f"(select {columns} from {CONTACTS} where customer_key = $customer and is_identified"
        f" and (opened_at, contact_id) {sign} ($at, $id) order by opened_at {way}, contact_id {way} limit {most})"
        for sign, way, most in parts
    )
    given = {"customer": facts["customer_key"], "at": facts["opened_at"], "id": facts["contact_id"]}
    return mart.query(f"select * from ({spans}) order by opened_at, contact_id", given)


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
