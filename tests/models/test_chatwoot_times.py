"""Chatwoot's published times: ours where the definition is ours, else computed as they do from our columns."""

from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from tests.support.chats import START, Chats, chatwoot
from tests.support.world import World

pytestmark = pytest.mark.shared
SECOND = pl.duration(seconds=pl.col("first_response_seconds").cast(pl.Int64))
EDGES = {"0-1h": (0, 1), "1-4h": (1, 4), "4-8h": (4, 8), "8-24h": (8, 24), "24h+": (24, 10**6)}


def answered(waits: list[float], start: datetime = START) -> Chats:
    """Return chats that begin at `start`, each answered after so many seconds."""
    chats = Chats(start)
    for number, seconds in enumerate(waits):
        chats.opens(str(number))
        chats.says(str(number), 0, "customer")
        chats.says(str(number), seconds, "human")
    return chats


def test_a_reply_is_timed_from_the_waiting_message() -> None:
    case = next(case for case in chatwoot("events") if "reply_time" in case["out"])
    turns = answered([case["out"]["reply_time"]]).world().table("mart_turns")
    assert turns["response_gap_seconds"].to_list() == [case["out"]["reply_time"]]


def test_their_first_response_is_ours_after_the_handoff() -> None:
    case = next(case for case in chatwoot("events") if "first_response" in case["out"])
    chats = Chats()
    chats.opens("a", case["in"]["created"])
    chats.says("a", case["in"]["created"], "customer")
    chats.says("a", case["in"]["created"] + 1, "bot")
    chats.hands_off("a", case["in"]["bot_handoff_at"])
    chats.says("a", case["in"]["first_human_message_at"], "human")
    row = chats.world().table("mart_contacts").row(0, named=True)
    assert row["first_response_after_handoff_seconds"] == case["out"]["first_response"]
    # Ours beside it: the customer has waited since the first question.
    assert row["first_response_seconds"] == case["in"]["first_human_message_at"] - case["in"]["created"]


def test_their_clock_starts_again_where_a_conversation_reopens_as_our_next_contact_does() -> None:
    chats = answered([30])
    chats.moves("0", 60, "open", "solved")
    chats.says("0", 3600, "customer")
    chats.moves("0", 3600, "solved", "open", "customer")
    chats.says("0", 3642, "human")
    contacts = chats.world().table("mart_contacts").sort("number")
    assert contacts["first_response_seconds"].to_list() == [30, 42]


@pytest.mark.parametrize("number", [0, 1, 2])
def test_first_responses_fall_into_buckets_closed_on_the_left(number: int) -> None:
    case = chatwoot("first_response_buckets")[number]
    seconds = answered(case["in"]).world().table("mart_contacts")["first_response_seconds"]
    found = {
        name: int(seconds.is_between(low * 3600, high * 3600, "left").sum()) for name, (low, high) in EDGES.items()
    }
    assert found == case["out"]


def averages() -> World:
    """Return three first responses of the seconds they published, recorded at the moments they published."""
    case = chatwoot("timeseries_average")[0]
    now = datetime.fromisoformat(case["in"]["now"]).replace(tzinfo=None)
    back = {"now": timedelta(0), "now-1h": timedelta(hours=1), "now-7d": timedelta(days=7)}
    chats = Chats(now)
    for event in case["in"]["events"]:
        at = -back[event["at"]].total_seconds()
        chats.opens(event["at"], at - event["value"])
        chats.says(event["at"], at - event["value"], "customer")
        chats.says(event["at"], at, "human")
    return chats.world(days=1)


def test_daily_means_are_theirs_but_an_empty_day_is_no_data() -> None:
    out = chatwoot("timeseries_average")[0]["out"]
    contacts = averages().table("mart_contacts")
    days = contacts.group_by("opened_on").agg(pl.len(), pl.mean("first_response_seconds")).sort("opened_on").rows()
    theirs = [(date.fromisoformat(day), out[day]["count"], out[day]["value"]) for day in ("2020-10-19", "2020-10-26")]
    assert days == theirs
    # Theirs draws the days between as 0; ours has no row for them.
    assert out["2020-10-20..25"] == {"count": 0, "value": 0}
    # The mean of all is that of the rows, not of the days; the number that we show customers is the median.
    seconds = contacts["first_response_seconds"]
    assert seconds.mean() == out["overall"]
    assert seconds.median() == 93
    # Theirs counts on the day of the answer, ours on the day of the question: the same here.
    answers = contacts.select((pl.col("opened_at") + SECOND).dt.date().alias("day"))["day"]
    assert sorted(answers) == sorted(contacts["opened_on"])


def test_weekly_means_are_theirs_whichever_day_a_week_begins() -> None:
    contacts = averages().table("mart_contacts")
    theirs = [(row["count"], row["value"]) for row in chatwoot("timeseries_average")[1]["out"]]
    for begins_on_sunday in (0, 1):
        week = (pl.col("opened_on") + pl.duration(days=begins_on_sunday)).dt.truncate("1w").alias("week")
        weeks = contacts.group_by(week).agg(pl.len(), pl.mean("first_response_seconds")).sort("week")
        assert weeks.drop("week").rows() == theirs


def test_agents_are_averaged_as_they_do_from_our_turns_and_tickets() -> None:
    case = chatwoot("agent_summary")[0]
    told: dict[str, Any] = case["in"]
    opening = datetime(2026, 1, 5, 9)
    schedule = [{"schedule_id": "s", "tz": "UTC", "weekday": 1, "start": "09:00", "end": "17:00"}]
    chats = Chats(opening)
    spans = {"first": told["u1"]["first_response"][0], "second": told["u1"]["reply_time"][0],
             "third": told["u1"]["reply_time"][1], "solved": told["u2"]["conversation_resolved"][0]}  # fmt: skip
    # Before opening time lies what the calendar counts and business hours do not.
    for name, (calendar, business) in spans.items():
        chats.opens(name, business - calendar, schedule_id="s")
        chats.says(name, business - calendar, "customer")
        if name == "solved":
            chats.moves(name, business, "open", "solved")
        else:
            chats.says(name, business, "human", "u1")
    made = chats.world(schedules=schedule)
    calendar, hours = case["out"]["calendar"], case["out"]["business"]
    tickets = {row["ticket_id"]: row for row in made.table("mart_tickets").rows(named=True)}
    turns = {row["contact_id"].removesuffix("#1"): row for row in made.table("mart_turns").rows(named=True)}
    assert tickets["first"]["first_reply_seconds"] == calendar["u1"]["avg_first_response"]
    assert tickets["first"]["first_reply_business_seconds"] == hours["u1"]["avg_first_response"]
    assert tickets["solved"]["ticket_resolution_seconds"] == calendar["u2"]["avg_resolution"]
    assert tickets["solved"]["ticket_resolution_business_seconds"] == hours["u2"]["avg_resolution"]
    # Theirs leaves the first reply out of the replies; ours counts every turn that waits.
    later = [turns[name]["response_gap_seconds"] for name in ("second", "third")]
    assert sum(later) / len(later) == calendar["u1"]["avg_reply"]
    in_hours = [tickets[name]["first_reply_business_seconds"] for name in ("second", "third")]
    assert sum(in_hours) / len(in_hours) == hours["u1"]["avg_reply"]
    everything = [turns[name]["response_gap_seconds"] for name in ("first", "second", "third")]
    assert sum(everything) / len(everything) == 30
    # Nobody's resolution is no data for u1, as with them.
    solved = made.table("mart_contacts").filter(pl.col("is_ended"))
    assert solved.filter(pl.col("agent") == "u1").height == calendar["u1"]["resolved"]
    assert solved.height == calendar["u2"]["resolved"]
