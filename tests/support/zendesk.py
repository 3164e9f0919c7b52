"""The golden Zendesk tickets of ../shared as canonical tables, read without intake (which has its own test)."""

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "cases" / "zendesk"
STATUSES = {"pending": "waiting_customer", "hold": "waiting_third_party"}
FIELDS = {"status": "status", "assignee_id": "assignee", "priority": "priority"}
MEASURES = {"first_reply_time": "first_response", "requester_wait_time": "customer_wait"}
ZONES = {"Beijing": "Asia/Shanghai", "Pacific Time (US & Canada)": "America/Los_Angeles"}
WEEK = 7 * 1440


def rows_of(path: str) -> list[dict[str, str]]:
    """Return a file of the golden folder, row by row, as text."""
    with (FOLDER / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tables() -> dict[str, list[dict[str, Any]]]:
    """Return the canonical tables of the 46 tickets."""
    tickets = rows_of("input/tickets.csv")
    customers = {row["id"]: row["requester_id"] for row in tickets}
    return {
        "tickets": [
            {
                "ticket_id": row["id"],
                "created_at": row["created_at"],
                "customer_id": row["requester_id"],
                "channel": row["channel"],
                "status": STATUSES.get(row["status"], row["status"]),
                "priority": row["priority"],
                "agent_id": row["assignee_id"],
                "schedule_id": row["schedule_id"],
                "policy_id": row["policy_id"] or None,
            }
            for row in tickets
        ],
        "messages": [
            {
                "message_id": row["message_id"],
                "ticket_id": row["ticket_id"],
                "sent_at": row["created_at"],
                "author_type": "human" if row["author_type"] == "agent" else "customer",
                "author_id": row["author_id"],
                "is_public": row["is_public"] == "True",
                "body": row["body"],
            }
            for row in rows_of("input/messages.csv")
        ],
        "ticket_events": [
            {
                "ticket_id": row["ticket_id"],
                "at": row["at"],
                "event_type": FIELDS[row["field"]],
                "new_value": STATUSES.get(row["value"], row["value"]) or None,
                "actor_id": row["actor_id"],
                "actor_type": "customer" if row["actor_id"] == customers[row["ticket_id"]] else "human",
            }
            for row in rows_of("input/ticket_events.csv")
            if row["field"] in FIELDS
        ],
        "schedules": [
            {
                "schedule_id": row["schedule_id"],
                "tz": ZONES[row["time_zone"]],
                "weekday": int(row["start_min_from_sunday_local"]) // 1440 or 7,
                "start": _clock(int(row["start_min_from_sunday_local"])),
                "end": _clock(int(row["end_min_from_sunday_local"])),
            }
            for row in rows_of("input/schedules.csv")
        ],
        "schedule_exceptions": [
            {"schedule_id": row["schedule_id"], "day": day.isoformat(), "kind": "closed"}
            for row in rows_of("input/schedule_holidays.csv")
            for day in _days(row["start_date"], row["end_date"])
        ],
        "ola_policies": [
            {
                "policy_id": row["policy_id"],
                "measure": MEASURES[row["metric"]],
                "priority": row["priority"],
                "target_minutes": float(row["target_minutes"]),
                "clock": "business" if row["business_hours"] == "TRUE" else "calendar",
                "valid_from": row["valid_from"],
            }
            for row in rows_of("input/sla_policy_targets.csv")
            if row["metric"] in MEASURES
        ],
    }


def _clock(minutes: int) -> str:
    return f"{minutes % 1440 // 60:02d}:{minutes % 60:02d}"


def _days(first: str, last: str) -> list[date]:
    start = date.fromisoformat(first)
    return [start + timedelta(days=n) for n in range((date.fromisoformat(last) - start).days + 1)]
