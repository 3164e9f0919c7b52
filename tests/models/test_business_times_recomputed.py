"""Do the durations in opening hours equal a count of every single minute, over nights, a clock change and schedules?"""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.support import slow_times as slow
from tests.support.world import World, build_case

FRIDAY = datetime(2026, 3, 27, 6)  # spring leaves out an hour of Sunday in Berlin, not in Shanghai
UNTIL = FRIDAY + timedelta(days=5)
QUARTERS = st.integers(0, 4 * 96).map(lambda quarter: FRIDAY + timedelta(minutes=15 * quarter))
HOURS = st.lists(
    st.sampled_from(
        [("09:00", "18:00"), ("09:00", "12:00"), ("14:00", "18:00"), ("20:00", "04:00"), ("00:00", "24:00")]
    ),
    max_size=2,
    unique=True,
)
ZONES = {"east": "Asia/Shanghai", "west": "Europe/Berlin"}
NAMES = st.sampled_from(["east", "west", "west", "nobody_knows", None])
Clocks = dict[tuple[str, int], list[tuple[str, str]]]


@st.composite
def worlds(draw: st.DrawFn) -> tuple[World, Clocks, list[dict[str, Any]]]:
    """Return a world of tickets under two schedules and the settings' own, the hours drawn, and the schedule events."""
    clocks = {(name, weekday): draw(HOURS) for name in ZONES for weekday in range(1, 8)}
    tickets, messages, events = [], [], []
    for number in range(16):
        name = f"t{number}"
        opened = draw(QUARTERS)
        said = sorted(draw(st.lists(st.tuples(QUARTERS, st.sampled_from(["customer", "human", "bot"])), max_size=4)))
        messages += [
            {"ticket_id": name, "sent_at": max(at, opened), "author_type": who, "is_public": True} for at, who in said
        ]
        ended = draw(st.one_of(st.none(), QUARTERS))
        is_done = ended is not None and ended >= opened
        tickets.append(
            {"ticket_id": name, "created_at": opened, "schedule_id": draw(NAMES), "channel": "chat",
             "status": "solved" if is_done else "open", "solved_at": ended if is_done else None}
        )  # fmt: skip
        for at in sorted(draw(st.lists(QUARTERS, max_size=2, unique=True))):
            new = draw(st.sampled_from(["east", "west", "nobody_knows"]))
            events.append(
                {"ticket_id": name, "at": at, "event_type": "schedule", "old_value": draw(NAMES), "new_value": new}
            )
    hours = [
        {"schedule_id": name, "tz": ZONES[name], "weekday": weekday, "start": start, "end": end}
        for (name, weekday), spans in clocks.items()
        for start, end in spans
    ]
    tables = {"tickets": tickets, "messages": messages, "ticket_events": events, "schedules": hours}
    world = build_case({name: rows for name, rows in tables.items() if rows}, {"report_zone": "Asia/Shanghai"}, UNTIL)
    return world, clocks, events


def schedule_at(minute: datetime, ticket: dict[str, Any], events: list[dict[str, Any]]) -> str | None:
    """Return the schedule a ticket went by in that minute, as its events tell, else as the ticket does."""
    own = [event for event in events if event["ticket_id"] == ticket["ticket_id"]]
    if not own:
        return str(ticket["schedule_id"])
    name = own[0]["old_value"] or own[0]["new_value"]
    for event in own:
        name = event["new_value"] if event["at"] <= minute else name
    return str(name)


def is_open(minute: datetime, name: str | None, clocks: Clocks) -> bool:
    """Return whether the wall clock of that minute lies in the hours of its day, or in a night begun the day before."""
    described = {schedule for (schedule, _), spans in clocks.items() if spans}
    zone = ZONES[name] if name in described else "Asia/Shanghai"
    local = minute.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    clock, today = local.strftime("%H:%M"), local.isoweekday()
    if name not in described:
        return today <= 5 and "09:00" <= clock < "18:00"
    spans = clocks[str(name), today]
    night = [(start, end) for start, end in clocks[str(name), (today - 2) % 7 + 1] if end < start]
    return any(start <= clock and (clock < end or end < start) for start, end in spans) or any(
        clock < end for _, end in night
    )


@settings(
    max_examples=8,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
@given(worlds())
def test_every_open_minute_counts_and_no_other(drawn: tuple[World, Clocks, list[dict[str, Any]]]) -> None:
    world, clocks, events = drawn
    names = {row["contact_key"]: row["contact_id"] for row in world.table("int_contacts").rows(named=True)}
    made = {names[row["contact_key"]]: row for row in world.table("int_business_times").rows(named=True)}
    tickets = {row["ticket_key"]: row for row in world.table("stg_tickets").rows(named=True)}
    contacts = slow.contacts_of(world)
    assert made.keys() == contacts.keys()
    for name, contact in contacts.items():
        ticket = tickets[contact.facts["ticket_key"]]

        def counted(start: datetime, end: datetime, ticket: dict[str, Any] = ticket) -> int:
            return sum(
                60
                for minute in slow.minutes(start, end)
                if is_open(minute, schedule_at(minute, ticket, events), clocks)
            )

        questions = contact.questions() if contact.is_for_people else []
        answers = [reply["at"] for question in questions[:1] for reply in contact.replies_after(question)[:1]]
        response = counted(questions[0]["at"], answers[0] if answers else contact.until) if questions else None
        assert (name, made[name]["first_response_business_seconds"]) == (name, response)
        resolution = counted(contact.facts["opened_at"], contact.until)
        assert (name, made[name]["resolution_business_seconds"]) == (name, resolution)
