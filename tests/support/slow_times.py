"""The time measures again, slowly and obviously: one contact at a time, one minute after the other, in plain Python.

Takes contacts, legs, messages and events as the models cut them, and shares nothing else with the SQL. All instants lie
on whole minutes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from tests.support.world import World

MINUTE = timedelta(minutes=1)
WAITING_FOR_US = {"new", "open", "waiting_third_party"}
WAITING_FOR_OTHERS = {"waiting_customer", "waiting_third_party"}
Row = dict[str, Any]


@dataclass
class Contact:
    """One contact with all that belongs to it."""

    facts: Row
    data_through: datetime
    by_status: bool
    has_status: bool
    legs: list[Row] = field(default_factory=list)
    messages: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    tickets: list[Row] = field(default_factory=list)
    statuses: dict[int, list[tuple[datetime, str]]] = field(default_factory=dict)

    @property
    def until(self) -> datetime:
        return self.facts["ended_at"] or self.data_through

    def handler(self, leg: int) -> str:
        return next(row["handler"] for row in self.legs if row["leg_number"] == leg)

    @property
    def is_for_people(self) -> bool:
        handlers = {row["handler"] for row in self.legs}
        return "human" in handlers or "bot" not in handlers

    def questions(self) -> list[Row]:
        return [
            m for m in self.messages if m["author_type"] == "customer" and m["is_public"] and not m["is_thanks_only"]
        ]

    def replies_after(self, message: Row) -> list[Row]:
        return [m for m in self.messages if is_reply(m) and m["ordinal"] > message["ordinal"]]

    def status_at(self, ticket: int, minute: datetime) -> tuple[str | None, datetime | None]:
        """Return the status in which the ticket passes this minute, and since when."""
        now: tuple[str | None, datetime | None] = (None, None)
        for at, status in self.statuses.get(ticket, []):
            if at <= minute:
                now = (status, at)
        return now


def is_reply(message: Row) -> bool:
    return message["author_type"] == "human" and bool(message["is_public"])


def contacts_of(world: World) -> dict[str, Contact]:
    """Return every contact of a world, by contact_id."""
    through = {row["source"]: row["data_through"] for row in world.table("int_sources").rows(named=True)}
    events = sorted(
        (e for e in world.table("stg_ticket_events").rows(named=True) if e["event_type"] == "status"),
        key=lambda e: (e["at"], e["row_id"]),
    )
    with_status = {e["source"] for e in events}
    created = {t["ticket_key"]: t["created_at"] for t in world.table("stg_tickets").rows(named=True)}
    statuses: dict[int, list[tuple[datetime, str]]] = {}
    for e in events:
        line = statuses.setdefault(e["ticket_key"], [(created[e["ticket_key"]], "new")])
        if line[-1][1] != e["new_value"] or len(line) == 1:
            line.append((e["at"], e["new_value"]))
    found = {
        c["contact_key"]: Contact(c, through[c["source"]], c["source"] in with_status, False)
        for c in world.table("int_contacts").rows(named=True)
    }
    for relation, name in (
        ("int_legs", "legs"),
        ("int_contact_messages", "messages"),
        ("int_contact_events", "events"),
        ("int_contact_tickets", "tickets"),
    ):
        for row in world.table(relation).rows(named=True):
            getattr(found[row["contact_key"]], name).append(row)
    for contact in found.values():
        contact.messages.sort(key=lambda m: m["ordinal"])
        contact.events.sort(key=lambda e: e["ordinal"])
        contact.statuses = {
            t["ticket_key"]: statuses[t["ticket_key"]] for t in contact.tickets if t["ticket_key"] in statuses
        }
        contact.has_status = bool(contact.statuses)
    return {contact.facts["contact_id"]: contact for contact in found.values()}


def minutes(start: datetime, end: datetime) -> Iterator[datetime]:
    """Yield every minute from start up to, not including, end."""
    while start < end:
        yield start
        start += MINUTE


def seconds(start: datetime, end: datetime) -> int:
    return max(0, int((end - start).total_seconds()))


def first_response(contact: Contact) -> tuple[int, str] | None:
    questions = contact.questions()
    if not questions or not contact.is_for_people:
        return None
    replies = contact.replies_after(questions[0])
    if replies:
        return seconds(questions[0]["at"], replies[0]["at"]), "answered"
    return seconds(questions[0]["at"], contact.until), "no_reply" if contact.facts["ended_at"] else "waiting"


def gaps(contact: Contact) -> list[tuple[datetime, int, str]]:
    found = []
    asked: Row | None = None
    bot_came_between = False
    for m in contact.messages:
        if is_reply(m):
            if asked:
                found.append((asked["at"], seconds(asked["at"], m["at"]), "answered"))
            asked = None
        elif m in contact.questions():
            bot_came_between = contact.handler(m["leg_number"]) == "bot"
            if asked is None and not bot_came_between:
                asked = m
    if asked:
        end = "no_reply" if contact.facts["ended_at"] else "waiting"
        found.append((asked["at"], seconds(asked["at"], contact.until), end))
    return found


def customer_wait(contact: Contact) -> int | None:
    """Count the minutes in which the customer waits and no bot serves."""
    questions = contact.questions()
    ours = contact.facts["initiated_by"] not in ("customer", "unknown")
    if not contact.is_for_people or (ours and not questions) or (not contact.by_status and not questions):
        return None
    if contact.by_status and not contact.has_status:
        return None
    start = questions[0]["at"] if ours else contact.facts["opened_at"]
    thanks = {(m["ticket_key"], m["at"]) for m in contact.messages if m["is_thanks_only"]}
    total = 0
    for minute in minutes(start, contact.until):
        if contact.by_status:
            waits = False
            for ticket in contact.statuses:
                status, since = contact.status_at(ticket, minute)
                waits = waits or (status in WAITING_FOR_US and not (status == "open" and (ticket, since) in thanks))
        else:
            waits = any(
                q["at"] <= minute and not any(r["at"] <= minute for r in contact.replies_after(q)) for q in questions
            )
        in_bot = any(
            leg["handler"] == "bot"
            and leg["started_at"] <= minute
            and (not leg["ended_at"] or minute < leg["ended_at"])
            for leg in contact.legs
        )
        total += 60 * (waits and not in_bot)
    return total


def actions(contact: Contact) -> list[Row]:
    """Return what humans did: messages, notes, status and category changes."""
    said = [m for m in contact.messages if m["author_type"] == "human"]
    done = [e for e in contact.events if e["actor_type"] == "human" and e["event_type"] in ("status", "category")]
    return sorted(said + done, key=lambda row: row["at"])


def handle(contact: Contact) -> int | None:
    total, legs = 0, {row["leg_number"] for row in actions(contact)}
    for leg in legs:
        own = [row for row in actions(contact) if row["leg_number"] == leg]
        if own[0]["at"] == own[-1]["at"]:
            return None
        for before, after in pairwise(own):
            active = sum(
                60
                for minute in minutes(before["at"], after["at"])
                if contact.status_at(after["ticket_key"], minute)[0] not in WAITING_FOR_OTHERS
            )
            total += min(active, 1800)
    return total if legs else None


def queue(contact: Contact) -> tuple[int, str] | None:
    entered = [e["at"] for e in contact.events if e["event_type"] == "queue_enter"]
    if not entered:
        return None
    acted = [row["at"] for row in actions(contact) if row["at"] >= entered[0]]
    left = [e["at"] for e in contact.events if e["event_type"] == "queue_exit" and e["at"] >= entered[0]]
    ended = [contact.facts["ended_at"]] if contact.facts["ended_at"] else []
    gone = left[:1] or ended
    if acted and (not gone or acted[0] <= gone[0]):
        return seconds(entered[0], acted[0]), "answered"
    if gone:
        return seconds(entered[0], gone[0]), "abandoned"
    return seconds(entered[0], contact.data_through), "waiting"


def promise(contact: Contact, measure: str, target: int, is_business: bool) -> tuple[str, datetime, int] | None:
    """Return result, due moment and seconds used of a promise on a contact; business hours are Mon-Fri 9-18 UTC."""
    questions = contact.questions()
    ours = contact.facts["initiated_by"] not in ("customer", "unknown")
    human_legs = [leg["started_at"] for leg in contact.legs if leg["handler"] == "human"]
    has_bot = any(leg["handler"] == "bot" for leg in contact.legs)
    if (ours and not questions) or (has_bot and not human_legs):
        return None
    start = questions[0]["at"] if ours else min(human_legs) if has_bot else contact.facts["opened_at"]
    ended = contact.facts["ended_at"]
    done = [ended] if ended else []
    if measure == "first_response" and questions:
        done += [m["at"] for m in contact.messages if is_reply(m) and m["at"] >= max(start, questions[0]["at"])][:1]
    looked_at = max(start, min(done) if done else contact.data_through)
    used = ran = 0
    due, minute = None, start
    ticket = contact.facts["ticket_key"]
    while due is None or minute < looked_at:
        status = contact.status_at(ticket, minute)[0]
        paused = (
            minute < looked_at
            and status is not None
            and (
                (measure == "resolution" and status == "waiting_customer")
                or (measure == "customer_wait" and status not in WAITING_FOR_US)
            )
        )
        is_open = not is_business or (minute.isoweekday() <= 5 and 9 <= minute.hour < 18)
        runs = 60 * (is_open and not paused)
        used += runs if minute < looked_at else 0
        ran += runs
        minute += MINUTE
        due = minute if due is None and ran >= target else due
    late = used > target
    return ("missed" if late else "met" if done else "pending"), due, used
