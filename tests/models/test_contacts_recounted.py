"""Do contacts and returns of random histories come out as a plain walk through each history counts them?"""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.recount import Contact, Step, Ticket, contacts_of, returns_of
from tests.support.world import build_case

START = datetime(2026, 1, 5)
THROUGH = START + timedelta(days=25)
HOURS = st.sampled_from([0, 0, 1, 2, 24, 25, 71, 72, 73, 168, 300])


@st.composite
def histories(draw: st.DrawFn) -> Ticket:
    """Draw one ticket: gaps of hours between steps, often none, so that moves and messages share a second."""
    at = START + timedelta(hours=draw(st.integers(0, 200)))
    ticket = Ticket(
        "", draw(st.sampled_from(["ann", "ann", "bob", None])), draw(st.sampled_from(["x", "x", "y", None])), at
    )
    for seq in range(draw(st.integers(0, 9))):
        at += timedelta(hours=draw(HOURS))
        kind = draw(st.sampled_from(["status", "status", "customer", "thanks", "human"]))
        status = draw(st.sampled_from(["solved", "solved", "closed", "open"])) if kind == "status" else ""
        actor = draw(st.sampled_from(["human", "customer", "system"])) if kind == "status" else ""
        ticket.steps.append(Step(at, seq, kind, status, actor))
    return ticket


def frames(tickets: list[Ticket]) -> dict[str, list[dict[str, object]]]:
    """Return the tickets as canonical tables."""
    events, messages, rows = [], [], []
    for ticket in tickets:
        last = [s for s in ticket.steps if s.kind == "status"][-1:]
        rows.append({"ticket_id": ticket.name, "created_at": ticket.created_at, "customer_id": ticket.customer,
                     "issue_category": ticket.issue, "initiated_by": "customer",
                     "status": last[0].status if last else "new"})  # fmt: skip
        for s in ticket.steps:
            place = {"ticket_id": ticket.name, "seq": s.seq}
            if s.kind == "status":
                events.append(
                    place | {"at": s.at, "event_type": "status", "new_value": s.status, "actor_type": s.actor}
                )
            else:
                author = "human" if s.kind == "human" else "customer"
                words = "thanks_only" if s.kind == "thanks" else None
                messages.append(place | {"sent_at": s.at, "author_type": author, "words": words})
    return {"tickets": rows, "ticket_events": events, "messages": messages}


def always_there() -> Ticket:
    """Return a ticket that makes the source one with status, messages and issues, of nobody."""
    steps = [Step(START, 1, "customer"), Step(START, 2, "status", "solved", "human")]
    return Ticket("anchor", None, "x", START - timedelta(hours=1), steps)


@settings(max_examples=20, deadline=None, derandomize=True, database=None)
@given(st.lists(histories(), min_size=0, max_size=14))
def test_contacts_and_returns_equal_a_plain_walk(drawn: list[Ticket]) -> None:
    tickets = [always_there(), *drawn]
    for number, ticket in enumerate(drawn):
        # tickets never share a second, so that "the nearest before" is one
        ticket.name = str(number)
        shift = timedelta(seconds=number + 1)
        ticket.created_at += shift
        for step in ticket.steps:
            step.at += shift
    world = build_case(frames(tickets), until=THROUGH)
    found = world.table("int_contacts")
    counted = [contact for ticket in tickets for contact in contacts_of(ticket, THROUGH)]
    columns = [
        "contact_id",
        "opened_at",
        "recorded_at",
        "ended_at",
        "ended_by",
        "done_again_count",
        "thanks_after_count",
    ]
    assert sorted(found.select(columns).rows()) == sorted(_row(contact) for contact in counted)
    names = dict(found.select("contact_key", "contact_id").rows())
    returns = world.table("int_returns")
    for hours, column in ((24, "is_returned_24h"), (72, "is_returned_72h"), (168, "is_returned_7d")):
        told = {names[key]: value for key, value in returns.select("contact_key", column).rows()}
        plain = returns_of(counted, THROUGH, timedelta(hours=hours))
        assert told == {f"{name}#{number}": value for (name, number), value in plain.items()}


def _row(contact: Contact) -> tuple[object, ...]:
    return (
        f"{contact.ticket.name}#{contact.number}",
        contact.opened_at,
        contact.recorded_at,
        contact.ended_at,
        contact.ended_by,
        contact.done_again,
        contact.thanks_after,
    )
