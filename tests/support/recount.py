"""Contacts and returns counted again, slowly and plainly, one ticket after another. Shares no code with the models."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

HOUR = timedelta(hours=1)
DONE = ("solved", "closed")


@dataclass
class Step:
    """One thing that happens on a ticket. kind: status, customer, thanks, human, bot."""

    at: datetime
    seq: int
    kind: str
    status: str = ""
    actor: str = ""


@dataclass
class Ticket:
    """One ticket with its steps."""

    name: str
    customer: str | None
    issue: str | None
    created_at: datetime
    steps: list[Step] = field(default_factory=list)


@dataclass
class Contact:
    """What a ticket's history comes to."""

    ticket: Ticket
    number: int
    opened_at: datetime
    recorded_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None
    done_again: int = 0
    thanks_after: int = 0


def contacts_of(ticket: Ticket, through: datetime) -> list[Contact]:  # noqa: C901  # one plain walk, on purpose
    """Return the contacts of one unlinked ticket of a source with status events, walking through its history once."""
    found = [Contact(ticket, 1, ticket.created_at)]
    status = ""
    talk: list[Step] = []
    is_asked = is_thanked = False
    for step in with_pauses(ticket, through):
        now = found[-1]
        if step.kind == "pause":
            if not now.recorded_at:
                end(now, step.at, "inactivity", talk)
        elif step.kind != "status":
            is_asked = is_asked or step.kind == "customer"
            is_thanked = is_thanked or step.kind == "thanks"
            if step.kind == "customer" and now.recorded_at:
                found.append(Contact(ticket, now.number + 1, step.at))
                talk = []
            elif step.kind == "thanks" and now.recorded_at:
                now.thanks_after += 1
            talk.append(step)
        elif step.status != status:
            was_done, is_done = status in DONE, step.status in DONE
            status = step.status
            if is_done and not was_done and now.recorded_at:
                now.done_again += 1
            elif is_done and not now.recorded_at and (not was_done or is_asked):
                end(now, step.at, step.actor, talk)
            elif was_done and not is_done and step.actor == "customer" and now.recorded_at and not is_thanked:
                found.append(Contact(ticket, now.number + 1, step.at))
                talk = []
            is_asked = is_thanked = False
    return found


def with_pauses(ticket: Ticket, through: datetime) -> list[Step]:
    """Return the steps in order, messages first within a second; after the last move of a done ticket also each pause
    of 72 hours that follows a stretch of messages in which we spoke.
    """
    steps = sorted(ticket.steps, key=lambda step: (step.at, step.kind == "status", step.seq))
    moves = [number for number, step in enumerate(steps) if step.kind == "status" and is_move(steps[:number], step)]
    if not moves or steps[moves[-1]].status not in DONE:
        return steps
    result = steps[: moves[-1] + 1]
    spoken: list[Step] = []
    for number, step in enumerate(steps[moves[-1] + 1 :], moves[-1] + 1):
        result.append(step)
        if step.kind == "status":
            continue
        spoken.append(step)
        later = [s for s in steps[number + 1 :] if s.kind != "status"]
        limit = step.at + 72 * HOUR
        if not later or later[0].at > limit:
            if limit <= through and any(s.kind in ("human", "bot") for s in spoken):
                result.append(Step(limit, 0, "pause"))
            spoken = []
    return result


def is_move(before: list[Step], step: Step) -> bool:
    """Return whether a status step moves the ticket into, within or out of being done."""
    old = next((s.status for s in reversed(before) if s.kind == "status"), "")
    return step.status != old and (step.status in DONE or old in DONE)


def end(contact: Contact, at: datetime, actor: str, talk: list[Step]) -> None:
    """Write the ending down; one by the system is dated back to our last word, or to thanks."""
    contact.recorded_at, contact.ended_at = at, at
    contact.ended_by = "system" if actor == "bot" else actor
    if actor in ("system", "bot", "inactivity") and talk and talk[-1].kind != "customer":
        contact.ended_at = talk[-1].at


def returns_of(contacts: list[Contact], through: datetime, limit: timedelta) -> dict[tuple[str, int], bool | None]:
    """Return per ended contact of a known customer whether it came back within `limit`; None while pending."""
    ended = [c for c in contacts if c.recorded_at and c.ticket.customer]
    longest = timedelta(days=7)
    claimed: dict[int, list[Contact]] = {}
    for back in contacts:
        before = [
            c
            for c in ended
            if c is not back
            and c.ticket.customer == back.ticket.customer
            and c.ticket.issue is not None
            and c.ticket.issue == back.ticket.issue
            and c.ended_at is not None
            and c.ended_at < back.opened_at <= watched_from(c) + longest
        ]
        if before:
            nearest = max(c.ended_at for c in before if c.ended_at)
            for c in [c for c in before if c.ended_at == nearest][:1]:
                claimed.setdefault(id(c), []).append(back)
    result: dict[tuple[str, int], bool | None] = {}
    for c in ended:
        within = any(back.opened_at <= watched_from(c) + limit for back in claimed.get(id(c), []))
        result[c.ticket.name, c.number] = within if watched_from(c) + limit <= through else None
    return result


def watched_from(contact: Contact) -> datetime:
    """Return when the return window begins."""
    assert contact.recorded_at is not None
    assert contact.ended_at is not None
    return contact.ended_at if contact.ended_by == "inactivity" else contact.recorded_at
