"""One of several is named only where its interval lies above all others'."""

from typing import Any

import pytest

from lodestar.metrics.apart import at_p90, highest


def row(value: float, low: float | None, high: float | None, *, is_too_few: bool = False) -> dict[str, Any]:
    return {"value": value, "low": low, "high": high, "is_too_few": is_too_few}


SLOW = row(100, 90, 110)


@pytest.mark.parametrize(
    ("others", "is_apart"),
    [
        ([row(50, 40, 60)], True),
        ([row(50, 40, 89.9), row(1, 0, 2)], True),
        ([row(50, 40, 90)], False),
        ([row(50, 40, None)], False),
        ([row(50, 40, 60), row(95, 94, 96)], False),
        ([row(50, 40, 60), row(80, None, None, is_too_few=True)], True),
        ([row(50, 40, 60), row(120, None, None, is_too_few=True)], False),
        ([row(50, None, None, is_too_few=True)], False),
        ([], False),
    ],
)
def test_only_who_is_above_all_others_is_named(others: list[dict[str, Any]], is_apart: bool) -> None:
    assert (highest([*others, SLOW]) is SLOW) == is_apart
    assert highest([SLOW, *others]) is (SLOW if is_apart else None)


def test_nobody_is_above_when_nobody_has_enough() -> None:
    assert highest([row(1, 0, 2, is_too_few=True)] * 2) is None


def test_an_open_upper_end_may_still_be_the_highest() -> None:
    top = row(100, 90, None)
    assert highest([row(50, 40, 60), top]) is top


def test_p90_takes_the_place_of_the_median() -> None:
    spread = {**row(5, 4, 6), "p90": 50, "p90_low": 40, "p90_high": None, "p90_is_beyond": True, "n": 99}
    assert at_p90(spread) == {**spread, "value": 50, "low": 40, "high": None, "value_is_beyond": True}
