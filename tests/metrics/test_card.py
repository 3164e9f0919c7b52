"""A move is called better or worse only where its own interval leaves out zero."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from lodestar.metrics.card import judge, latest_whole_weeks


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
    assert judge(SimpleNamespace(better=better), now, before)[1] == verdict  # type: ignore[arg-type]


def test_no_comparison_without_the_period_before() -> None:
    assert judge(SimpleNamespace(better="higher"), row(0.5, 0.4, 0.6), None) == (None, "none")  # type: ignore[arg-type]


def test_newcombes_published_example() -> None:
    """Newcombe 1998, Statistics in Medicine 17, table II (a): 56/70 and 48/80, method 10: 0.0524 to 0.3339."""
    now, before = row(0.8, 0.6919, 0.8767), row(0.6, 0.4904, 0.7004)
    assert judge(SimpleNamespace(better="higher"), now, before) == (pytest.approx(0.2), "better")  # type: ignore[arg-type]


def test_latest_whole_weeks_end_before_the_first_open_day() -> None:
    monday = date(2026, 11, 16)
    assert latest_whole_weeks(monday, 1) == (date(2026, 11, 9), date(2026, 11, 15))
    assert latest_whole_weeks(date(2026, 11, 15), 1) == (date(2026, 11, 2), date(2026, 11, 8))
    assert latest_whole_weeks(monday, 4) == (date(2026, 10, 19), date(2026, 11, 15))
