"""How many bot contacts asked for a human, and how many got one, recounted row by row."""

from datetime import date
from pathlib import Path

import polars as pl

from lodestar.metrics.handoff import handoff_stages
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question
from tests.metrics.small import small_mart

ASKED = Question("escalation_rate").between(date(2026, 2, 2), date(2026, 2, 8))
COLUMNS = (
    "handoff_request_rate_den",
    "handoff_request_rate_num",
    "handoff_success_rate_den",
    "handoff_success_rate_num",
)


def flags(*rows: tuple[int | None, ...]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.Int16), orient="row")


def test_stages_leave_out_what_is_pending_or_never_met_the_bot(tmp_path: Path) -> None:
    settled, refused, served = (1, 0, 0, 0), (1, 1, 1, 0), (1, 1, 1, 1)
    nobot, young = (0, 0, 0, 0), (None, None, None, None)
    mart = small_mart(tmp_path, flags(settled, settled, refused, served, served, served, nobot, young))
    assert handoff_stages(mart, ASKED).rows.rows() == [
        ("bot", 6, 1.0, None),
        ("asked", 4, 4 / 6, 4 / 6),
        ("handed", 3, 0.5, 0.75),
    ]


def test_nobody_asked(tmp_path: Path) -> None:
    rows = handoff_stages(small_mart(tmp_path, flags((1, 0, 0, 0))), ASKED).rows.rows()
    assert rows == [("bot", 1, 1.0, None), ("asked", 0, 0.0, 0.0), ("handed", 0, 0.0, None)]


def test_no_bot_contact_has_no_stages(tmp_path: Path) -> None:
    mart = small_mart(tmp_path, flags((0, 0, 0, 0)))
    assert handoff_stages(mart, ASKED).rows.is_empty()
    assert handoff_stages(mart, ASKED.between(date(2025, 1, 1), date(2025, 1, 1))).rows.is_empty()


def test_stages_of_many_rows_are_a_plain_count(mart: Mart, tables: dict[str, pl.DataFrame]) -> None:
    ended = [row for row in tables["mart_contacts"].iter_rows(named=True) if row["ended_on"]]
    wanted = [
        sum(row[name] for row in ended if row["handoff_request_rate_den"] is not None) for name in COLUMNS[:2]
    ]  # fmt: skip
    wanted.append(sum(row["handoff_success_rate_num"] or 0 for row in ended))
    assert handoff_stages(mart, Question("escalation_rate")).rows["contacts"].to_list() == wanted
