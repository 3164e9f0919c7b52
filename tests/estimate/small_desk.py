"""A made-up desk with one closed week: whom a follow-up may ask, whom it may not, and why, all known."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
from filelock import FileLock

from tests.support.published import lodestar

WEEK = "2026-W02"
MONDAY = datetime(2026, 1, 5, 9)
NOW = datetime(2026, 1, 20, 12, 0, 30)  # 20:00:30 at the desk
ASKED_AT = "2026-01-20 21:00"
SILENT, RATED, TWICE, MIXED, NEVER, NOBODY = 90, 70, 10, 5, 25, 4
ODD_ID = "=1+1"
"""A ticket whose id a spreadsheet would take for a formula."""


def small_desk(shared: Path) -> Path:
    """Return its data folder, imported and built; made by the first who asks."""
    data = shared / "small-desk"
    with FileLock(shared / "small-desk.lock"):
        if not (data / "marts" / "CURRENT").exists():
            files = shared / "small-desk-files"
            files.mkdir(exist_ok=True)
            _write(files)
            data.mkdir(exist_ok=True)
            (data / "lodestar.toml").write_text('report_zone = "Asia/Shanghai"\n[sources.desk]\ninvites_known = true\n')
            done = lodestar(data, "import", str(files), "--source", "desk", "--exported-at", "2026-01-20T00:00Z")
            assert done.returncode == 0, done.stderr
            done = lodestar(data, "build")
            assert done.returncode == 0, done.stderr
    return data


def copy_of(data: Path, to: Path) -> Path:
    """Return a copy that a test may write to."""
    shutil.copytree(data, to)
    return to


def _write(folder: Path) -> None:
    """90 silent customers (10 of them with two contacts each), 70 who rated, 5 who did both, 25 by letter, which is
    never invited, and 4 contacts of nobody known.
    """
    tickets, ratings = [], []

    def add(ticket: str, customer: str | None, channel: str = "chat", rated: int | None = None) -> None:
        at = MONDAY + timedelta(minutes=37 * len(tickets) % 5000)
        tickets.append(
            {"ticket_id": ticket, "created_at": at, "customer_id": customer, "channel": channel, "status": "solved",
             "solved_at": at + timedelta(hours=1), "first_response_at": at + timedelta(minutes=9),
             "agent_id": f"agent {len(tickets) % 3}", "initiated_by": "customer", "language": "en"})  # fmt: skip
        if channel != "letter":
            given = at + timedelta(hours=3) if rated else None
            ratings.append({"ticket_id": ticket, "invited_at": at + timedelta(hours=2), "rated_at": given,
                            "value_raw": rated and str(rated), "scale": "1-5"})  # fmt: skip

    for number in range(SILENT):
        add(ODD_ID if number == 0 else f"00{number}", f"silent {number}")
    for number in range(TWICE):
        add(f"again {number}", f"silent {number}")
    for number in range(RATED):
        add(f"rated {number}", f"rater {number}", rated=1 + number % 5)
    for number in range(MIXED):
        add(f"mixed {number}", f"both {number}", rated=5)
        add(f"unmixed {number}", f"both {number}")
    for number in range(NEVER):
        add(f"letter {number}", f"letter {number}", channel="letter")
    for number in range(NOBODY):
        add(f"nobody {number}", None)
    later = MONDAY + timedelta(days=14)
    tickets.append({"ticket_id": "later", "created_at": later, "customer_id": "later", "channel": "chat",
                    "status": "solved", "solved_at": later, "first_response_at": later, "agent_id": "agent 0",
                    "initiated_by": "customer", "language": "en"})  # fmt: skip
    pl.DataFrame(tickets).write_csv(folder / "tickets.csv")
    pl.DataFrame(ratings, infer_schema_length=None).write_csv(folder / "ratings.csv")
