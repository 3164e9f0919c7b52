"""Of many differences looked at, only those are called more than chance that are so among all of them."""

from typing import Any

import pytest

from lodestar.metrics.card import judge
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.many import extremes, judge_among

COVERAGE = load_catalogue().metric("rating_coverage")


def row(value: float, half: float, **more: Any) -> dict[str, Any]:
    ends = {"low": value - half, "high": value + half}
    return {"value": value, **ends, "is_too_few": False, "is_incomplete": False, **more}


@pytest.mark.parametrize("now", [row(0.1, 0.03), row(0.2, 0.03), row(0.15, 0.01, is_too_few=True), None])
def test_one_difference_is_judged_as_on_a_card(now: dict[str, Any] | None) -> None:
    assert judge_among(COVERAGE, now, row(0.15, 0.03), 1) == judge(COVERAGE, now, row(0.15, 0.03))[1]


def test_the_interval_is_as_wide_as_bonferroni_says() -> None:
    """Of ten two-sided tests each has 0.5 %: 2.807 standard errors instead of 1.960, 1.432 times as wide."""
    before = row(0.10, 0.0)
    assert judge_among(COVERAGE, row(0.10 + 0.0144, 0.01), before, 10) == "better"
    assert judge_among(COVERAGE, row(0.10 + 0.0143, 0.01), before, 10) == "within"
    assert judge_among(COVERAGE, row(0.10 - 0.0144, 0.01), before, 10) == "worse"


def test_without_an_interval_there_is_no_verdict() -> None:
    counted = {"value": 4.0, "low": None, "high": None, "is_too_few": False, "is_incomplete": False}
    assert judge_among(COVERAGE, counted, counted, 3) == "none"


def test_extremes_are_the_least_and_the_most_where_they_differ() -> None:
    low, middle, high = row(0.1, 0.02), row(0.15, 0.02), row(0.2, 0.02)
    assert extremes(COVERAGE, [high, low, middle]) == (low, high)
    assert extremes(COVERAGE, [low, row(0.11, 0.02)]) is None
    assert extremes(COVERAGE, [low, row(0.9, 0.02, is_too_few=True)]) is None
    assert extremes(COVERAGE, [low]) is None
    assert extremes(COVERAGE, []) is None
