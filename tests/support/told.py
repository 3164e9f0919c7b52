"""A contact made by hand: what was said, line by line, with the legs, events and signals a test needs."""

from datetime import datetime, timedelta
from typing import Any

import polars as pl

from lodestar.metrics.told import Contact

START = datetime(2026, 11, 12, 3, 31)
MOMENT = pl.Datetime("us")
TURN = ("asked_row_id", "response_gap_seconds", "response_gap_seconds_end")
FACTS: dict[str, Any] = {
    "contact_id": "48402#1", "source": "desk", "customer_id": "C-1", "customer_key": 1, "is_identified": True,
    "channel": "app_chat", "team": None, "agent": None, "issue_2": "refund/not_received", "segment": None,
    "priority": None, "language": "en", "product": None, "handled_by": "human", "initiated_by": "customer",
    "opened_at": START, "recorded_at": None, "ended_at": None, "is_open": True, "is_ended": False, "ended_by": None,
    "bot_outcome": None, "bot_cause": None, "csat_value": None, "csat_levels": None, "csat_den": 0, "csat_num": 0,
    "reopen_rate_den": 1, "reopen_rate_num": 0, "first_response_seconds": None, "first_response_end": None,
    "first_response_after_handoff_seconds": None, "first_response_after_handoff_end": None,
    "queue_wait_seconds": None, "queue_wait_end": None, "customer_wait_seconds": None, "customer_wait_basis": None,
    "handle_seconds": None, "handle_basis": None, "resolution_seconds": None,
}  # fmt: skip


def after(minutes: float) -> datetime:
    """Return the moment so many minutes after the opening."""
    return START + timedelta(minutes=minutes)


def told(
    messages: list[tuple[float, str, str]],
    *,
    legs: list[tuple[float, str]] = [(0, "human")],  # noqa: B006 - only read
    events: list[tuple[float, str, str | None, str | None, str]] = [],  # noqa: B006 - only read
    signals: list[tuple[str, float, int | None]] = [],  # noqa: B006 - only read
    turns: list[tuple[int, float, str]] = [],  # noqa: B006 - only read
    ends: float | None = None,
    later: float | None = None,
    **facts: Any,
) -> Contact:
    """Return the contact; times are minutes after its opening, a message's row id its number from 0.

    A message whose author is `note` is a human's internal note.
    """
    if ends is not None:
        facts = {"recorded_at": after(ends), "ended_at": after(ends), "is_open": False, "is_ended": True} | facts
    others = [("48402#1", START), *([("48455#1", after(later))] if later is not None else [])]
    said = [
        {"at": after(at), "author_type": "human" if who == "note" else who, "author_id": "wei",
         "is_public": who != "note", "body": body, "row_id": row, "leg_number": 1, "handler": "human"}
        for row, (at, who, body) in enumerate(messages)
    ]  # fmt: skip
    schema = {
        "at": MOMENT, "author_type": pl.String, "author_id": pl.String, "is_public": pl.Boolean, "body": pl.String,
        "row_id": pl.Int64, "leg_number": pl.Int64, "handler": pl.String,
    }  # fmt: skip
    return Contact(
        facts=FACTS | facts,
        legs=pl.DataFrame(
            [
                {
                    "leg_number": number,
                    "handler": handler,
                    "team": "Billing",
                    "agent": None,
                    "started_at": after(at),
                    "ended_at": after(legs[number][0]) if number < len(legs) else None,
                    "started_by": "opening",
                    "first_human_reply_at": None,
                    "is_real": True,
                }
                for number, (at, handler) in enumerate(legs, start=1)
            ],
            schema_overrides={"ended_at": MOMENT},
        ),
        messages=pl.DataFrame(said, schema=schema),
        events=pl.DataFrame(
            [(after(at), kind, old, new, "wei", actor, None) for at, kind, old, new, actor in events],
            schema={"at": MOMENT}
            | dict.fromkeys(("event_type", "old_value", "new_value", "actor_id", "actor_type", "reason"), pl.String),
            orient="row",
        ),
        signals=pl.DataFrame(
            [(name, after(at), row) for name, at, row in signals],
            schema={"signal": pl.String, "fired_at": MOMENT, "fired_row_id": pl.Int64},
            orient="row",
        ),
        turns=pl.DataFrame(
            turns,
            schema=dict(zip(TURN, (pl.Int64, pl.Float64, pl.String), strict=True)),
            orient="row",
        ),
        ratings=pl.DataFrame(),
        ola=pl.DataFrame(),
        others=pl.DataFrame(
            [(name, "desk", at) for name, at in others],
            schema={"contact_id": pl.String, "source": pl.String, "opened_at": MOMENT},
            orient="row",
        ),
        invited_at=None,
        invites_known=True,
    )
