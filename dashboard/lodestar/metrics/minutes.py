"""Where did the time of a contact go? Every second from its opening to its ending is one of four things."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import polars as pl

from lodestar.metrics.marks import thanks_only
from lodestar.metrics.timeline import real_legs
from lodestar.metrics.told import Contact

PARTS = ("bot", "waiting", "served", "customer")
"""With the bot · the customer waits for us · being served · we wait for the customer."""

AT_WORK = timedelta(minutes=30)
"""As in handle time: at most so much of a pause between two actions counts as work."""


@dataclass(frozen=True)
class Span:
    """One stretch of the contact: what it went into, and how many seconds."""

    part: str
    seconds: float


def minutes(told: Contact) -> list[Span]:
    """Return the stretches in order; they add up to the time from opening to ending. Empty without messages or ending.

    A bot's leg is the bot's. In a human's, a customer's word (other than thanks) makes them wait until the next public
    reply; between two actions of ours we serve, for at most half an hour; the rest waits for the customer.
    """
    start, end = told.facts["opened_at"], told.facts["ended_at"]
    if end is None or told.messages.is_empty() or end <= start:
        return []
    steps = [step for step in _steps(told) if start <= step[0] < end]
    spans: list[Span] = []
    state = "waiting" if told.facts["initiated_by"] != "agent" else "customer"
    at = start
    for place, (moment, kind) in enumerate(steps):
        _add(spans, state, at, moment)
        following = steps[place + 1] if place + 1 < len(steps) else (end, "end")
        state, at = _state(state, kind), moment
        if state == "served":
            acts_again = following[1] in {"reply", "action"} or (
                following[1] == "end" and told.facts["ended_by"] == "human"
            )
            worked = min(following[0], moment + AT_WORK) if acts_again else moment
            _add(spans, "served", at, worked)
            state, at = "customer", worked
    _add(spans, state, at, end)
    return spans


def totals(spans: list[Span]) -> dict[str, float]:
    """Return the seconds of each part."""
    return {part: sum(span.seconds for span in spans if span.part == part) for part in PARTS}


def _add(spans: list[Span], part: str, start: datetime, end: datetime) -> None:
    """Add a stretch, one with the stretch before where that is of the same part."""
    seconds = (end - start).total_seconds()
    if seconds <= 0:
        return
    if spans and spans[-1].part == part:
        seconds += spans.pop().seconds
    spans.append(Span(part, seconds))


def _state(state: str, kind: str) -> str:
    """Return what the time goes into after a step."""
    if kind in {"bot", "waiting"}:
        return kind
    if state == "bot":
        return state
    if kind == "reply" or (kind == "action" and state != "waiting"):
        return "served"
    return "waiting" if kind == "question" else state


def _steps(told: Contact) -> list[tuple[datetime, str]]:
    """Return what moves the state: legs that begin, questions, replies and other actions of ours, in order."""
    kinds = {"bot": "bot", "human": "waiting"}
    legs = real_legs(told).iter_rows(named=True)
    steps = [(row["started_at"], 0, kinds.get(row["handler"], "nothing")) for row in legs]
    thanks = thanks_only(told.messages)
    for row in told.messages.iter_rows(named=True):
        kind = "nothing"
        if row["author_type"] == "customer" and row["is_public"] and row["row_id"] not in thanks:
            kind = "question"
        elif row["author_type"] == "human":
            kind = "reply" if row["is_public"] else "action"
        steps.append((row["at"], 1, kind))
    moved = told.events.filter(pl.col("event_type").is_in(["status", "category"]) & (pl.col("actor_type") == "human"))
    steps += [(at, 2, "action") for at in moved["at"]]
    return [(at, kind) for at, _, kind in sorted(steps) if kind != "nothing"]
