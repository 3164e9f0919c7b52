"""Is staging only the newest version of each record, under its own names?"""

from tests.support.world import build_case


def test_a_ticket_keeps_its_values_and_gets_its_key() -> None:
    world = build_case({"tickets": [{"ticket_id": "1", "created_at": "2026-01-05 09:00:00", "channel": "chat"}]})
    assert world.rows("stg_tickets", "source", "ticket_id", "channel", "is_vanished") == [("s", "1", "chat", False)]


def test_updates_of_a_ticket_become_one_ticket_and_its_changes() -> None:
    updates = [
        {"ticket_id": "1", "at": "2026-01-05 09:00:00", "status": "new", "agent_id": None},
        {"ticket_id": "1", "at": "2026-01-05 09:05:00", "status": "open", "agent_id": "a"},
        {"ticket_id": "1", "at": "2026-01-05 09:06:00", "status": None, "agent_id": "a"},
        {"ticket_id": "1", "at": "2026-01-05 09:07:00", "status": "open", "agent_id": "a"},
        {"ticket_id": "1", "at": "2026-01-05 09:09:00", "status": "solved", "agent_id": "b"},
    ]
    for order in (updates, updates[::-1]):
        world = build_case({"ticket_snapshots": order})
        assert world.rows("stg_tickets", "ticket_id", "status", "agent_id") == [("1", "solved", "b")]
        assert str(world.table("stg_tickets")["created_at"][0]) == "2026-01-05 09:00:00"
        assert world.rows("stg_ticket_events", "event_type", "old_value", "new_value", "is_derived") == [
            ("assignee", "a", "b", True),
            ("assignee", None, "a", True),
            ("status", "new", "open", True),
            ("status", "open", "solved", True),
            ("status", None, "new", True),
        ]


def test_a_superseded_row_is_not_seen() -> None:
    rows = [{"ticket_id": "1", "sent_at": "2026-01-05 09:00:00", "author_type": "customer"}] * 2
    world = build_case({"messages": rows})
    first = world.inputs["raw_messages"]["_row_id"][0]
    world._connection.execute(f"insert into superseded_messages values ({first})")
    assert world.rows("stg_messages", "row_id", "is_public") == [(first + 1, True)]
