"""Do the time measures equal a slow recomputation in plain Python, on random contacts full of ties and silences?"""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.support import slow_times as slow
from tests.support.world import World, build_case

FRIDAY = datetime(2026, 3, 6, 7)
UNTIL = FRIDAY + timedelta(days=4)
# Coarse steps, so that ties, equal-to-target and closing times happen all the time; over a weekend.
MOMENTS = st.integers(0, 70 * 4).map(lambda quarter: FRIDAY + timedelta(minutes=15 * quarter))
NEAR = st.lists(st.integers(0, 12), min_size=1, max_size=14)
AUTHORS = st.sampled_from(["customer", "customer", "customer", "human", "human", "bot", "system"])
STATUSES = st.sampled_from(["open", "waiting_customer", "waiting_third_party", "solved", "closed", "open"])
EVENTS = st.sampled_from(
    ["status", "status", "status", "category", "queue_enter", "queue_exit", "team", "handoff", "assignee"]
)
TARGETS = {"first_response": 45, "resolution": 300, "customer_wait": 90}


@st.composite
def tickets(draw: st.DrawFn, number: int, source: str) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of one random ticket: bursts of messages and events some quarters of an hour apart."""
    at = opened = draw(MOMENTS)
    own = {"ticket_id": str(number), "source": source}
    messages, events = [], []
    for step in draw(NEAR):
        at += timedelta(minutes=5 * step)
        if draw(st.booleans()):
            author = draw(AUTHORS)
            hidden = author == "human" and draw(st.integers(0, 4)) == 0
            thanks = author == "customer" and draw(st.integers(0, 4)) == 0
            messages.append(
                own | {"sent_at": at, "author_type": author, "is_public": not hidden,
                       "author_id": f"{author}-{draw(st.integers(1, 2))}", "words": "thanks_only" if thanks else None}
            )  # fmt: skip
        else:
            kind = draw(EVENTS)
            if kind == "status" and source == "m":
                continue
            value = {"status": draw(STATUSES), "assignee": "human-1", "team": draw(st.sampled_from(["t1", "t2"]))}.get(
                kind
            )
            actor = draw(st.sampled_from(["customer", "human", "human", "system", None]))
            events.append(own | {"at": at, "event_type": kind, "new_value": value, "actor_type": actor})
    policy = draw(st.sampled_from(["calendar", "business", None]))
    ticket = own | {
        "created_at": opened, "policy_id": policy, "channel": "chat",
        "initiated_by": draw(st.sampled_from([None, None, "customer", "agent"])),
    }  # fmt: skip
    if source == "m" and draw(st.booleans()):
        ticket |= {"status": "solved", "solved_at": at}
    return {"tickets": [ticket], "messages": messages, "ticket_events": events}


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Return a world of random tickets of two sources: one with status events, one with messages only."""
    given_: dict[str, list[dict[str, Any]]] = {"tickets": [], "messages": [], "ticket_events": [], "ola_policies": []}
    for number in range(30):
        for table, rows in draw(tickets(number, "s" if number % 2 else "m")).items():
            given_[table] += rows
    for source in ("s", "m"):
        given_["ola_policies"] += [
            {"source": source, "policy_id": clock, "measure": measure, "target_minutes": float(target), "clock": clock}
            for clock in ("calendar", "business")
            for measure, target in TARGETS.items()
        ]
    return build_case(given_, until=UNTIL)


def by_contact(world: World, relation: str) -> dict[str, list[dict[str, Any]]]:
    names = {row["contact_key"]: row["contact_id"] for row in world.table("int_contacts").rows(named=True)}
    found: dict[str, list[dict[str, Any]]] = {}
    for row in world.table(relation).rows(named=True):
        found.setdefault(names[row["contact_key"]], []).append(row)
    return found


def one(rows: list[dict[str, Any]] | None, *columns: str) -> Any:
    if rows is None:
        return None
    assert len(rows) == 1, "one row per contact"
    values = tuple(rows[0][column] for column in columns)
    return values if len(columns) > 1 else values[0]


@settings(
    max_examples=6,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
@given(worlds())
def test_the_time_measures_equal_a_slow_recomputation(world: World) -> None:
    made = {
        relation: by_contact(world, relation)
        for relation in ("int_first_response", "int_response_gaps", "int_customer_waits", "int_handle_times",
                         "int_queue_waits", "int_ola_dues")
    }  # fmt: skip
    policies = {(t["source"], t["ticket_id"]): t["policy_id"] for t in world.table("stg_tickets").rows(named=True)}
    for name, contact in slow.contacts_of(world).items():
        response = one(made["int_first_response"].get(name), "first_response_seconds", "first_response_end")
        assert (name, response) == (name, slow.first_response(contact))
        gaps = [
            (row["asked_at"], row["response_gap_seconds"], row["gap_end"])
            for row in made["int_response_gaps"].get(name, [])
        ]
        assert (name, sorted(gaps)) == (name, sorted(slow.gaps(contact)))
        wait = one(made["int_customer_waits"].get(name), "customer_wait_seconds")
        assert (name, wait) == (name, slow.customer_wait(contact))
        handled = one(made["int_handle_times"].get(name), "handle_seconds")
        assert (name, handled) == (name, slow.handle(contact))
        queued = one(made["int_queue_waits"].get(name), "queue_wait_seconds", "queue_wait_end")
        assert (name, queued) == (name, slow.queue(contact))
        clock = policies[contact.facts["source"], contact.facts["root_ticket_id"]]
        dues = {row["measure"]: row for row in made["int_ola_dues"].get(name, [])}
        for measure, target in TARGETS.items():
            wanted = slow.promise(contact, measure, target * 60, clock == "business") if clock else None
            due = dues.get(measure)
            found = due and (due["ola_result"], due["due_at"], due["used_seconds"])
            assert (name, measure, found) == (name, measure, wanted)
