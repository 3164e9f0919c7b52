"""A move is called better or worse only where its own interval leaves out zero."""

from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

from lodestar.metrics.card import card, judge, latest_whole_weeks
from tests.metrics.small import small_mart


def row(value: float | None, low: float | None, high: float | None, **more: Any) -> dict[str, Any]:
    return {"value": value, "low": low, "high": high, "is_too_few": False, "is_incomplete": False, **more}


@pytest.mark.parametrize(
    ("better", "now", "before", "verdict"),
    [
        ("higher", row(0.56, 0.455, 0.652), row(0.48, 0.41, 0.55), "within"),
        ("higher", row(0.80, 0.76, 0.84), row(0.60, 0.56, 0.64), "better"),
        ("lower", row(0.80, 0.76, 0.84), row(0.60, 0.56, 0.64), "worse"),
        ("neither", row(0.80, 0.76, 0.84), row(0.60, 0.56, 0.64), "changed"),
        ("higher", row(0.80, 0.76, 0.84, is_too_few=True), row(0.60, 0.56, 0.64), "none"),
        ("higher", row(0.80, 0.76, 0.84, is_incomplete=True), row(0.60, 0.56, 0.64), "none"),
        ("higher", row(0.80, 0.76, 0.84), row(0.60, 0.56, 0.64, is_incomplete=True), "none"),
        ("neither", row(100, None, None), row(90, None, None), "none"),
    ],
)
def test_verdict(better: str, now: dict[str, Any], before: dict[str, Any], verdict: str) -> None:
    assert judge(SimpleNamespace(kind="ratio", better=better), now, before)[1] == verdict  # type: ignore[arg-type]


def test_no_comparison_without_the_period_before() -> None:
    assert judge(SimpleNamespace(kind="ratio", better="higher"), row(0.5, 0.4, 0.6), None) == (None, "none")  # type: ignore[arg-type]


def test_newcombes_published_example() -> None:
    """Newcombe 1998, Statistics in Medicine 17, table II (a): 56/70 and 48/80, method 10: 0.0524 to 0.3339."""
    now, before = row(0.8, 0.6919, 0.8767), row(0.6, 0.4904, 0.7004)
    assert judge(SimpleNamespace(kind="ratio", better="higher"), now, before) == (pytest.approx(0.2), "better")  # type: ignore[arg-type]


def test_latest_whole_weeks_end_before_the_first_open_day() -> None:
    monday = date(2026, 11, 16)
    assert latest_whole_weeks(monday, 1) == (date(2026, 11, 9), date(2026, 11, 15))
    assert latest_whole_weeks(date(2026, 11, 15), 1) == (date(2026, 11, 2), date(2026, 11, 8))
    assert latest_whole_weeks(monday, 4) == (date(2026, 10, 19), date(2026, 11, 15))


def test_chosen_days_end_the_weeks_and_the_latest_show_what_is_unfinished(tmp_path: Path) -> None:
    days = [date(2026, 2, 2) + timedelta(weeks=at) for at in range(9)]
    rows = pl.DataFrame(
        {"contact_id": [f"T{at}#1" for at in range(9)], "opened_on": days, "volume_num": 1, "volume_den": 1}
    )
    mart = small_mart(tmp_path, rows)
    latest = card(mart, "volume", (), 1)
    assert latest.question.last_day == date(2026, 3, 29)
    assert latest.weeks["period"].to_list() == days
    chosen = card(mart, "volume", (), (date(2026, 2, 16), date(2026, 2, 22)))
    assert chosen.weeks["period"].to_list() == days[:3]
    assert chosen.weeks["value"][-1] == (chosen.now or {})["value"]
    assert (latest.is_chosen, chosen.is_chosen) == (False, True)
