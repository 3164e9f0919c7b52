"""Marts in which a check fires, or just does not: rows of mart tables, made by hand."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlglot

from lodestar.locate import program_folder

Case = dict[str, Any]
DAY = datetime(2026, 1, 5, 9)


@cache
def mart_columns(mart: str) -> tuple[str, ...]:
    """Return the columns of a mart table, as its SQL names them."""
    sql = (program_folder("queries") / "marts" / f"{mart}.sql").read_text(encoding="utf-8")
    return tuple(sqlglot.parse_one(sql, read="duckdb").named_selects)


def contact(number: int, **values: Any) -> Case:
    """Return one contact that no check objects to, with some columns as given."""
    row: Case = dict.fromkeys(mart_columns("mart_contacts"))
    row |= {name: 0 for name in row if name.endswith(("_den", "_num"))}
    row |= {name: 60.0 for name in row if name.endswith("_seconds")}
    row |= {"source": "s", "contact_key": number, "contact_id": f"t{number}#1", "bot_outcome": ""}
    row |= {"opened_at": DAY, "ended_at": DAY, "recorded_at": DAY, "opened_on": DAY.date(), "ended_on": DAY.date()}
    return row | {"bot_outcome": None} | values


def _contacts(count: int, *changed: Case) -> Callable[[], Case]:
    return lambda: {"count": count, "mart_contacts": [contact(i, **row) for i, row in enumerate(changed)]}


def _grain(mart: str, **key: Any) -> dict[str, Callable[[], Case]]:
    other = {name: (value + 1 if isinstance(value, int) else "other") for name, value in list(key.items())[-1:]}
    return {
        "fires": lambda: {"count": 1, mart: [key, key, {**key, **other}]},
        "holds": lambda: {"count": 0, mart: [key, {**key, **other}]},
    }


def _days(kind: str, fires: bool) -> Case:
    """Two contacts of one day and one without; the table of days holds both, or lost one return."""
    counted = {"reopen_rate_den": 1, "reopen_rate_num": 1}
    contacts = [contact(1, **counted), contact(2), contact(3, **counted, **{f"{kind}_on": None})]
    measures = [name for name in contact(1) if name.endswith(("_den", "_num"))]
    day = {f"{kind}_on": date(2026, 1, 5), **dict.fromkeys(measures, 0), **counted}
    if fires:
        day["reopen_rate_num"] = 0
    return {"count": int(fires), "mart_contacts": contacts, f"mart_{kind}_days": [day]}


def _layers(**changed: int) -> list[Case]:
    counts = {
        "tickets raw": 10, "tickets superseded": 2, "tickets staging": 9, "tickets of contacts": 9,
        "messages raw": 30, "messages superseded": 5, "messages staging": 25, "messages of contacts": 24,
        "messages without a ticket": 1, "events staging": 7, "events of contacts": 7,
        "contacts models": 10, "contacts left out": 2, "contacts mart": 8,
    } | {name.replace("_", " "): value for name, value in changed.items()}  # fmt: skip
    return [
        {"record": name.partition(" ")[0], "layer": name.partition(" ")[2], "row_count": n}
        for name, n in counts.items()
    ]


def _conservation(count: int, **changed: int) -> Case:
    return {"count": count, "mart_conservation": _layers(**changed)}


def _backwards(bad: int) -> Case:
    rows = [contact(i, ended_at=datetime(2026, 1, 5, 8)) for i in range(bad)]
    return {"count": bad, "mart_contacts": [*rows, *(contact(i) for i in range(bad, 1000))]}


def _links(*faults: str) -> Case:
    return {
        "count": sum(fault != "missing parent" for fault in faults),
        "int_link_steps": [{"ticket_key": 0}],
        "stg_tickets": [{"ticket_key": i, "ticket_id": f"t{i}"} for i in range(len(faults))],
        "int_link_faults": [
            {"source": "s", "ticket_key": i, "relation": "merge", "fault": fault} for i, fault in enumerate(faults)
        ],
    }


_PENDING: Case = dict.fromkeys(("escalation_rate_den", "escalation_rate_num"))
_HANDED: Case = {"escalation_rate_den": 1, "escalation_rate_num": 1, "handoff_request_rate_num": 1}
_RETURNED: Case = {"reopen_rate_den": 1, "reopen_rate_num": 1, "reopen_same_ticket_rate_den": 1,
                   "reopen_same_ticket_rate_num": 1, "reopen_new_ticket_rate_den": 1, "reopen_rate_72h_den": 1,
                   "reopen_rate_72h_num": 1, "reopen_rate_7d_den": 1, "reopen_rate_7d_num": 1}  # fmt: skip
_QUEUED: Case = {"answered_rate_den": 1, "answered_rate_num": 1, "abandonment_rate_den": 1, "still_waiting_rate_den": 1}
_RATED: Case = {"rating_coverage_den": 1, "rating_coverage_num": 1, "non_rating_rate_den": 1, "invite_rate_den": 1,
                "invite_rate_num": 1, "response_rate_den": 1, "response_rate_num": 1, "csat_den": 1}  # fmt: skip

MART_CASES: dict[str, dict[str, Callable[[], Case]]] = {
    "contacts_grain": _grain("mart_contacts", source="s", contact_id="t1#1"),
    "tickets_grain": _grain("mart_tickets", source="s", ticket_id="t1"),
    "legs_grain": _grain("mart_legs", contact_key=1, leg_number=1),
    "turns_grain": _grain("mart_turns", asked_row_id=1),
    "ola_grain": _grain("mart_ola", contact_key=1, ticket_id="t1", measure="resolution"),
    "ratings_grain": _grain("mart_ratings", row_id=1),
    "signals_grain": _grain("mart_signals", contact_key=1, signal="returned"),
    "vendor_metrics_grain": _grain("mart_vendor_metrics", source="s", ticket_id="t1", metric="made_sla"),
    "agent_days_grain": _grain("mart_agent_days", source="s", agent="a", worked_on="2026-01-05"),
    "rows_conserved": {
        "fires": lambda: _conservation(
            6, tickets_staging=7, messages_staging=24, events_of_contacts=8, contacts_mart=7, tickets_of_contacts=6
        ),
        "holds": lambda: _conservation(0, tickets_staging=9),
    },
    "contacts_left_out": {
        "fires": lambda: _conservation(1, contacts_left_out=3, contacts_mart=7),
        "holds": lambda: _conservation(0),
    },
    "ratios_within": {
        "fires": _contacts(3, {"csat_num": 1}, {"signal_returned_den": None}, {"complaint_rate_num": None}),
        "holds": _contacts(0, {"csat_num": 1, "csat_den": 1}, {"complaint_rate_num": None, "complaint_rate_den": None}),
    },
    "return_parts": {
        "fires": _contacts(
            4,
            {**_RETURNED, "reopen_new_ticket_rate_num": 1},
            {**_RETURNED, "reopen_rate_72h_num": 0},
            {**_RETURNED, "reopen_rate_7d_num": 0},
            {**_RETURNED, "reopen_new_ticket_rate_den": 0},
        ),
        "holds": _contacts(0, _RETURNED, {**_RETURNED, "reopen_rate_7d_den": None, "reopen_rate_7d_num": None}, {}),
    },
    "bot_outcome_parts": {
        "fires": _contacts(
            7,
            {"bot_outcome": "solved", "escalation_rate_den": 1},
            {"bot_outcome": "pending"},
            {"bot_outcome": "silent", **_PENDING},
            {"escalation_rate_den": 1},
            {"bot_outcome": "silent", "escalation_rate_den": 0},
            {**_HANDED, "bot_outcome": "silent"},
            {"bot_outcome": "denied", "escalation_rate_den": 1, "no_return_containment_num": 1},
        ),
        "holds": _contacts(
            0,
            {**_HANDED, "bot_outcome": "handed"},
            {"bot_outcome": "pending", **_PENDING},
            {"bot_outcome": "confirmed", "escalation_rate_den": 1, "no_return_containment_num": 1},
            {},
        ),
    },
    "queue_parts": {
        "fires": _contacts(2, {**_QUEUED, "abandonment_rate_num": 1}, {**_QUEUED, "answered_rate_num": 0}),
        "holds": _contacts(0, _QUEUED, {}),
    },
    "rating_funnel": {
        "fires": _contacts(
            4,
            {**_RATED, "non_rating_rate_num": 1},
            {**_RATED, "invite_rate_num": 0},
            {**_RATED, "rating_coverage_num": 0, "non_rating_rate_num": 1},
            {"csat_den": 1},
        ),
        "holds": _contacts(0, _RATED, {**_RATED, "csat_den": 0}, {}),
    },
    "ended_days_sum": {"fires": lambda: _days("ended", True), "holds": lambda: _days("ended", False)},
    "opened_days_sum": {"fires": lambda: _days("opened", True), "holds": lambda: _days("opened", False)},
    "contacts_negative_durations": {
        "fires": _contacts(2, {"handle_seconds": -1.0}, {"resolution_seconds": -0.5}),
        "holds": _contacts(0, {"handle_seconds": 0.0}, {"resolution_seconds": None}),
    },
    "contacts_backwards": {"fires": lambda: _backwards(2), "holds": lambda: _backwards(1)},
    "contacts_without_day": {
        "fires": _contacts(2, {"opened_on": None}, {"ended_on": None}, {}),
        "holds": _contacts(0, {"ended_on": None, "recorded_at": None, "ended_at": None}, {}),
    },
    "links_broken": {
        "fires": lambda: _links("circular", "too deep", "missing parent"),
        "holds": lambda: _links("missing parent"),
    },
}  # fmt: skip
