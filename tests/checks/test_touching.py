"""Does a failed check mark just the numbers that rest on what is wrong?"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from lodestar.checks.catalogue import Check, Threshold, Words, load_rules
from lodestar.checks.counting import rows_file
from lodestar.checks.results import CheckResult
from lodestar.checks.touching import offending_sources, touched_by, touching
from lodestar.datafolder import DataFolder
from lodestar.metrics.catalogue import load_catalogue


@dataclass(frozen=True)
class Made:
    """A number as a check sees it."""

    id: str
    mart: str = "mart_contacts"
    needs: tuple[str, ...] = ()
    rule: str = "int_other.sql"


NUMBERS = (
    Made("csat", needs=("ratings",), rule="int_contact_ratings.sql"),
    Made("bot_csat", needs=("ratings",), rule="int_contact_ratings.sql"),
    Made("reopen_rate", needs=("tickets.customer_id|messages",), rule="int_returns.sql"),
    Made("response_gap_seconds", mart="mart_turns", needs=("messages",), rule="int_response_gaps.sql"),
    Made("staffed_hours", mart="mart_agent_days", needs=("agent_activity",), rule="int_agent_days.sql"),
)


def check(name: str, table: str, *affects: str, severity: str = "warn") -> Check:
    words = Words(title="t", fix="f", use="u")
    return Check(
        id=name, stage="raw", table=table, severity=severity, threshold=Threshold(count=0), reason="r",
        since=date(2026, 11, 22), affects=affects, en=words, zh=words,
    )  # fmt: skip


def failed(one: Check) -> CheckResult:
    return CheckResult(check=one, count=2, rows=10, share=0.2, state="failed")


def test_what_a_check_names_is_touched_and_what_the_same_rule_makes() -> None:
    assert touched_by(check("a", "current_ratings", "csat"), NUMBERS) == {"csat", "bot_csat"}


def test_a_check_that_names_none_touches_what_reads_its_table() -> None:
    assert touched_by(check("a", "current_messages"), NUMBERS) == {"reopen_rate", "response_gap_seconds"}
    assert touched_by(check("a", "raw_agent_activity"), NUMBERS) == {"staffed_hours"}
    assert touched_by(check("a", "mart_turns"), NUMBERS) == {"response_gap_seconds"}
    assert touched_by(check("a", "import_files"), NUMBERS) == set()


def test_tickets_carry_every_number() -> None:
    assert touched_by(check("a", "ticket_rows"), NUMBERS) == {number.id for number in NUMBERS}


@pytest.mark.parametrize(
    ("offending", "in_view", "is_touched"),
    [
        ((), (), True),
        ((), ("shop",), True),
        (("shop",), (), True),
        (("shop",), ("shop", "desk"), True),
        (("shop",), ("desk",), False),
    ],
)
def test_rows_of_a_source_out_of_view_do_no_harm(
    offending: tuple[str, ...], in_view: tuple[str, ...], is_touched: bool
) -> None:
    found = touching("csat", [failed(check("a", "current_ratings", "csat"))], NUMBERS, {"a": offending}, in_view)
    assert bool(found) == is_touched


def test_the_sources_of_offending_rows_are_read_from_them(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    for name, rows in (
        ("two", pl.DataFrame({"source": ["shop", "desk", "shop", None], "n": [1, 2, 3, 4]})),
        ("unsaid", pl.DataFrame({"n": [1]})),
    ):
        rows_file(folder, name).parent.mkdir(parents=True, exist_ok=True)
        rows.write_parquet(rows_file(folder, name))
    results = [failed(check(name, "current_ratings")) for name in ("two", "unsaid", "gone")]
    assert offending_sources(folder, results) == {"two": ("desk", "shop")}


def test_every_check_names_metrics_that_there_are() -> None:
    metrics = load_catalogue().metrics
    unknown = {rule.check.id: set(rule.check.affects) - metrics.keys() for rule in load_rules().values()}
    assert {name: names for name, names in unknown.items() if names} == {}
