"""Do the golden Zendesk tickets come out as dbt_zendesk counted them, ticket by ticket, but for the named ones?"""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

import polars as pl
import pytest

from tests.support import zendesk
from tests.support.world import World, build_case

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not zendesk.FOLDER.exists(), reason="the golden tickets of ../shared are not here"),
]

# When the golden run looked: ticket 10 had then been open for the 906,174 minutes it states.
LOOKED_AT = datetime(2025, 3, 3, 2) + timedelta(minutes=906_174)
# NOTE.md: opened by an agent; ours waits from the customer's first message, and not at all without one.
OPENED_BY_AGENT = {"14": None, "15": 45.0, "16": None}
# Still open when the golden run looked: its business clock stopped after 52 weeks, ours runs on.
OPEN_TICKET, STOPPED_AT = "10", datetime(2026, 3, 1)
TICKETS = [str(number) for number in range(1, 47)]


@cache
def world() -> World:
    return build_case(zendesk.tables(), until=LOOKED_AT)


@cache
def times() -> dict[str, dict[str, Any]]:
    return {row["ticket_id"]: row for row in world().table("int_ticket_times").iter_rows(named=True)}


@cache
def expected() -> dict[str, dict[str, str]]:
    return {row["ticket_id"]: row for row in zendesk.rows_of("expected/ticket_metrics.csv")}


def minutes(value: int | None) -> float | None:
    return None if value is None else value / 60


def told(ticket: str, column: str) -> float | None:
    text = expected()[ticket][column]
    return float(text) if text else None


@pytest.mark.parametrize("ticket", TICKETS)
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("first_reply_seconds", "first_reply_time_calendar_minutes"),
        ("first_reply_business_seconds", "first_reply_time_business_minutes"),
        ("customer_wait_seconds_by_status", "requester_wait_time_in_calendar_minutes"),
        ("customer_wait_business_seconds_by_status", "requester_wait_time_in_business_minutes"),
    ],
)
def test_first_reply_and_wait_agree_per_ticket(ticket: str, ours: str, theirs: str) -> None:
    if (ticket, ours) == (OPEN_TICKET, "customer_wait_business_seconds_by_status"):
        assert minutes(times()[ticket][ours]) > told(ticket, theirs)
        earlier = build_case(zendesk.tables(), until=STOPPED_AT).table("int_ticket_times")
        assert minutes(earlier.row(by_predicate=pl.col("ticket_id") == ticket, named=True)[ours]) == told(
            ticket, theirs
        )
        return
    wanted = OPENED_BY_AGENT[ticket] if ticket in OPENED_BY_AGENT else told(ticket, theirs)
    assert minutes(times()[ticket][ours]) == wanted


@pytest.mark.parametrize("ticket", TICKETS)
def test_resolution_agrees_per_ticket(ticket: str) -> None:
    own = times()[ticket]
    assert minutes(own["ticket_resolution_business_seconds"]) == told(ticket, "full_resolution_business_minutes")
    assert minutes(own["ticket_resolution_seconds"]) == told(ticket, "final_resolution_calendar_minutes")
    last = expected()[ticket]["last_solved_at"]
    assert own["last_solved_at"] == (datetime.fromisoformat(last) if last else None)


def test_the_first_response_of_a_contact_is_the_tickets_where_it_is_the_only_one() -> None:
    contacts = {row["contact_key"]: row for row in world().table("int_contacts").iter_rows(named=True)}
    seen = 0
    for row in world().table("int_first_response").iter_rows(named=True):
        contact = contacts[row["contact_key"]]
        if contact["number"] == 1 and row["first_response_end"] == "answered":
            assert row["first_response_seconds"] == times()[contact["root_ticket_id"]]["first_reply_seconds"]
            seen += 1
    assert seen == 42


def sla_rows() -> list[dict[str, str]]:
    rows = zendesk.rows_of("expected/sla_policies.csv") if zendesk.FOLDER.exists() else []
    return [row for row in rows if row["metric"] in zendesk.MEASURES]


@pytest.mark.parametrize("row", sla_rows(), ids=lambda row: f"{row['ticket_id']}-{row['metric']}")
def test_promises_are_met_and_missed_per_ticket(row: dict[str, str]) -> None:
    dues = world().table("mart_ola").rows(named=True)
    due = next(
        d for d in dues if d["ticket_id"] == row["ticket_id"] and d["measure"] == zendesk.MEASURES[row["metric"]]
    )
    assert due["ola_result"] == ("missed" if row["is_sla_breach"] == "t" else "met")
    assert due["used_seconds"] == float(row["sla_elapsed_time"]) * 60
    assert due["target_seconds"] == float(row["target"]) * 60
    assert due["clock"] == ("business" if row["in_business_hours"] == "t" else "calendar")
    assert due["priority"] == row["priority_applied"]
    assert due["starts_at"] == datetime.fromisoformat(row["sla_applied_at"])
    if row["is_sla_breach"] == "t" or row["metric"] != "first_reply_time":
        assert due["due_at"] == datetime.fromisoformat(row["sla_breach_at"])


def test_there_is_a_promise_for_each_golden_one() -> None:
    golden = {(row["ticket_id"], zendesk.MEASURES[row["metric"]]) for row in sla_rows()}
    ours = {(d["ticket_id"], d["measure"]) for d in world().table("mart_ola").rows(named=True)}
    # Policy 7001's business-clock wait rows were taken out of the golden file as known to be wrong.
    assert ours - golden == {(ticket, "customer_wait") for ticket in ("40", "41", "42")}
    assert golden <= ours
