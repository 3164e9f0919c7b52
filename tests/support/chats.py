"""Small worlds written down as what happens at which second, for facts that others publish as numbers."""

import json
from datetime import datetime, timedelta
from typing import Any

from tests.support.shared import shared
from tests.support.world import World, build_case

START = datetime(2026, 1, 5, 9)


def chatwoot(section: str) -> list[dict[str, Any]]:
    """Return one section of Chatwoot's published facts; skip the test where they are absent."""
    cases: dict[str, list[dict[str, Any]]] = json.loads(
        (shared("cases") / "chatwoot" / "cases.json").read_text("utf-8")
    )
    return cases[section]


class Chats:
    """Tickets, messages and events by seconds after `start`; what happens in one second happens in the order told."""

    def __init__(self, start: datetime = START) -> None:
        self.start = start
        self.tables: dict[str, list[dict[str, Any]]] = {"tickets": [], "messages": [], "ticket_events": []}

    def opens(self, ticket: str, at: float = 0, **more: Any) -> None:
        """Let a ticket begin, by default opened by a customer of its own."""
        row = {"ticket_id": ticket, "customer_id": ticket, "issue_category": "a/b", "initiated_by": "customer"}
        self.tables["tickets"].append(row | {"created_at": self._time(at)} | more)

    def says(self, ticket: str, at: float, author: str, agent: str | None = None) -> None:
        """Let a customer, a bot or a human write."""
        seq = len(self.tables["messages"])
        self.tables["messages"].append(
            {"ticket_id": ticket, "message_id": str(seq), "sent_at": self._time(at), "seq": seq, "author_type": author,
             "author_id": agent})  # fmt: skip

    def moves(self, ticket: str, at: float, before: str, after: str, actor: str = "human") -> None:
        """Let a status change."""
        self._happens(ticket, at, {"event_type": "status", "old_value": before, "new_value": after}, actor)

    def hands_off(self, ticket: str, at: float) -> None:
        """Let the bot hand off."""
        self._happens(ticket, at, {"event_type": "handoff", "old_value": None, "new_value": None}, "bot")

    def world(self, days: float = 30, settings: dict[str, Any] | None = None, **tables: list[dict[str, Any]]) -> World:
        """Return the world as exported that many days after `start`."""
        return build_case(self.tables | tables, settings, until=self.start + timedelta(days=days))

    def _happens(self, ticket: str, at: float, what: dict[str, Any], actor: str) -> None:
        row = {"ticket_id": ticket, "at": self._time(at), "seq": len(self.tables["ticket_events"]), "actor_type": actor}
        self.tables["ticket_events"].append(row | what)

    def _time(self, at: float) -> datetime:
        return self.start + timedelta(seconds=at)
