"""What happened in a contact, in order: its legs, what was said, silences, events, the ending and what followed."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import polars as pl

from lodestar.masking import mask
from lodestar.metrics.marks import Mark, asked_before, fired_span
from lodestar.metrics.told import Contact

LONG_GAP_SECONDS = 30 * 60
DONE = ("solved", "closed")
SHOWN_EVENTS = ("status", "priority", "category", "queue_exit", "session_end", "complaint", "tool_push", "tool_use")


@dataclass(frozen=True)
class Leg:
    """A leg begins. `queue_seconds`: how long the customer stood in the queue for it; `turns`: customer messages."""

    at: datetime
    handler: str
    team: str | None
    agent: str | None
    is_handed: bool
    seconds: float | None
    queue_seconds: float | None
    turns: int
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Gap:
    """Nothing was said for a while; `is_unanswered`: the customer waited for us, `is_fired`: that fired a signal."""

    seconds: float
    is_unanswered: bool
    is_fired: bool


@dataclass(frozen=True)
class Said:
    """One message as it may be shown; `fired` is where the sentence that fired a signal stands in `body`."""

    at: datetime
    author_type: str
    author_id: str | None
    is_public: bool
    body: str
    fired: tuple[int, int] | None = None
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Event:
    """Something happened: an event of the source, `ended` or `refund_after`. `value` is what it changed to."""

    at: datetime
    kind: str
    value: str | None
    actor_type: str | None
    actor_id: str | None
    is_ending: bool = False
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class After:
    """The customer's next contact, `seconds` after this one ended."""

    at: datetime
    seconds: float
    contact_id: str
    source: str
    marks: tuple[Mark, ...] = ()


Item = Leg | Gap | Said | Event | After


def timeline(told: Contact, *, is_masked: bool, reply_target_seconds: int) -> list[Item]:
    """Return what happened in order, each signal at the place where it fired.

    A signal that speaks of no one message stands where it became true: at the handoff, at the leaving of the queue, at
    the customer's last word (no thanks), at their next contact.
    """
    marks = _marks(told, reply_target_seconds)
    said = [_said(row, marks, is_masked=is_masked) for row in told.messages.iter_rows(named=True)]
    said = _mark_last_word(said, marks.pop("no_thanks", []))
    items: list[Item] = [*_legs(told, marks), *said, *_events(told, marks)]
    items.sort(key=lambda item: (item.at, isinstance(item, Event), not isinstance(item, Leg)))  # type: ignore[union-attr]
    return [*_with_gaps(items), *_after(told, marks)]


def real_legs(told: Contact) -> pl.DataFrame:
    """Return the legs that somebody served; all of them where nobody did."""
    real = told.legs.filter(pl.col("is_real"))
    return real if real.height else told.legs


def _marks(told: Contact, reply_target_seconds: int) -> dict[Any, list[Mark]]:
    """Return the marks by the row that fired them, by the signal's name where no row did."""
    found: dict[Any, list[Mark]] = {}
    gaps = {row: (seconds, end) for row, seconds, end in told.turns.iter_rows()}
    for signal, fired_at, row in told.signals.iter_rows():
        values: dict[str, Any] = {"at": fired_at}
        reason = signal
        if signal == "long_wait":
            seconds, end = gaps.get(row, (None, None))
            values = {"seconds": seconds, "target": reply_target_seconds}
            reason = f"long_wait_{end}" if end else signal
        elif signal == "same_question":
            values = {"at": asked_before(told.messages, row) or fired_at}
        elif signal == "asked_human":
            cause = told.facts.get("bot_cause")
            reason = cause if cause in {"asked_at_once", "asked_after_attempt"} else signal
        found.setdefault(row if row is not None else signal, []).append(Mark(signal, reason, values))
    return found


def _said(row: dict[str, Any], marks: dict[Any, list[Mark]], *, is_masked: bool) -> Said:
    own = tuple(marks.get(row["row_id"], ()))
    body = (mask(row["body"]) if is_masked else row["body"]) if row["body"] else ""
    span = fired_span(body, [mark.signal for mark in own]) if own else None
    return Said(row["at"], row["author_type"], row["author_id"], row["is_public"], body, span, own)


def _mark_last_word(said: list[Said], marks: list[Mark]) -> list[Said]:
    """Return the messages with the marks at the customer's last one."""
    places = [place for place, one in enumerate(said) if one.author_type == "customer"]
    if marks and places:
        last = said[places[-1]]
        own = (*last.marks, *marks)
        span = last.fired or fired_span(last.body, [mark.signal for mark in own])
        said[places[-1]] = replace(last, marks=own, fired=span)
    return said


def _legs(told: Contact, marks: dict[Any, list[Mark]]) -> list[Leg]:
    legs, before, queued, asked = [], "", False, told.messages.filter(pl.col("author_type") == "customer")
    for row in real_legs(told).iter_rows(named=True):
        is_handed = before == "bot" and row["handler"] == "human"
        start, end = row["started_at"], row["ended_at"]
        own = (*marks.pop("handed_over", ()), *marks.pop("asked_human", ())) if is_handed else ()
        within = asked.filter((pl.col("at") >= start) & (pl.col("at") < end if end else True))
        legs.append(
            Leg(
                start,
                row["handler"],
                row["team"],
                row["agent"],
                is_handed,
                (end - start).total_seconds() if end else None,
                told.facts["queue_wait_seconds"] if row["handler"] == "human" and not queued else None,
                within.height,
                own,
            )
        )
        before, queued = row["handler"], queued or row["handler"] == "human"
    return legs


def _events(told: Contact, marks: dict[Any, list[Mark]]) -> list[Event]:
    recorded = told.facts["recorded_at"]
    events = [
        Event(row["at"], row["event_type"], row["new_value"], row["actor_type"], row["actor_id"])
        for row in told.events.iter_rows(named=True)
        if row["event_type"] in SHOWN_EVENTS and (recorded is None or row["at"] <= recorded) and _is_news(row)
    ]
    left = marks.pop("left_queue", [])
    if left:
        events = [event for event in events if event.kind != "queue_exit"]
        events.append(Event(left[0].values["at"], "queue_exit", None, "customer", None, marks=tuple(left)))
    if recorded is not None:
        ends = [place for place, event in enumerate(events) if event.value in DONE and event.at == recorded]
        if ends:
            events[ends[-1]] = replace(events[ends[-1]], is_ending=True)
        else:
            events.append(Event(recorded, "ended", None, told.facts["ended_by"], None, is_ending=True))
    events += [
        Event(mark.values["at"], "refund_after", None, None, None, marks=(mark,))
        for mark in marks.pop("refund_after", ())
    ]
    return events


def _is_news(row: dict[str, Any]) -> bool:
    """Say whether an event tells more than that work goes on, and than the end of a part that was handed over."""
    if row["event_type"] == "status":
        handed_over = row["actor_type"] == "bot" and row["new_value"] in DONE
        return not handed_over and (row["new_value"] not in {"open", "new"} or row["old_value"] in DONE)
    return bool(row["event_type"] != "queue_exit" or row["actor_type"] == "customer")


def _with_gaps(items: list[Item]) -> list[Item]:
    """Return the items with a gap before each message or event that came after a long silence."""
    shown: list[Item] = []
    before: datetime | None = None
    asks = fires = is_bot = False
    for item in items:
        if isinstance(item, Leg):
            is_bot = item.handler == "bot"
        elif before is not None and not isinstance(item, Gap):
            seconds = (item.at - before).total_seconds()
            if seconds >= LONG_GAP_SECONDS or (fires and seconds >= LONG_GAP_SECONDS / 3):
                shown.append(Gap(seconds, asks and not is_bot, fires))
        if isinstance(item, Said):
            if item.is_public and item.author_type in {"customer", "human", "bot"}:
                asks = item.author_type == "customer"
            long_waits = any(mark.signal == "long_wait" for mark in item.marks)
            fires = asks and (fires or long_waits)
        if not isinstance(item, Leg):
            before = item.at  # type: ignore[union-attr]
        shown.append(item)
    return shown


def _after(told: Contact, marks: dict[Any, list[Mark]]) -> list[After]:
    """Return the customer's next contact with the marks that are left, where it fired any."""
    left = tuple(mark for signal in ("returned", "channel_change") for mark in marks.pop(signal, ()))
    following = told.after()
    if not left or following is None:
        return []
    seconds = (following["opened_at"] - told.facts["ended_at"]).total_seconds()
    return [After(following["opened_at"], seconds, following["contact_id"], following["source"], left)]
