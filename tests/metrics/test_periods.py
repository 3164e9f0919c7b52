"""Weeks are ISO weeks, months calendar months, days local days."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.errors import LodestarError
from lodestar.metrics.periods import (
    first_day_of,
    first_unwhole_day,
    last_day_of,
    period_name,
    previous_period,
    starts_at,
)
from lodestar.metrics.question import Condition, Question, read_condition, read_day

DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2060, 12, 31))
DAY = dt.timedelta(days=1)


@given(DAYS)
def test_a_week_is_seven_days_of_one_iso_week(day: dt.date) -> None:
    first, last = first_day_of(day, "week"), last_day_of(day, "week")
    assert first <= day <= last
    assert {(first + i * DAY).isocalendar()[:2] for i in range(7)} == {day.isocalendar()[:2]}
    assert last == first + 6 * DAY
    assert period_name(first, "week") == "{}-W{:02d}".format(*day.isocalendar()[:2])


@given(DAYS)
def test_a_month_ends_the_day_before_the_next_begins(day: dt.date) -> None:
    first, last = first_day_of(day, "month"), last_day_of(day, "month")
    assert (first.day, (last + DAY).day) == (1, 1)
    assert first <= day <= last
    assert (last - first).days < 31


@given(DAYS, st.integers(0, 400))
def test_the_period_before_ends_the_day_before(first: dt.date, days: int) -> None:
    last = first + days * DAY
    before_first, before_last = previous_period(first, last)
    assert before_last == first - DAY
    if not (first.day == 1 and (last + DAY).day == 1):
        assert before_last - before_first == last - first


def test_before_march_comes_february_whole() -> None:
    march = (dt.date(2026, 3, 1), dt.date(2026, 3, 31))
    assert previous_period(*march) == (dt.date(2026, 2, 1), dt.date(2026, 2, 28))
    quarter = (dt.date(2026, 1, 1), dt.date(2026, 3, 31))
    assert previous_period(*quarter) == (dt.date(2025, 10, 1), dt.date(2025, 12, 31))


@pytest.mark.parametrize(
    ("seen_to", "hours", "first_open"),
    [
        ("2026-03-31 15:59:59", 0, "2026-03-31"),  # one second before midnight in Shanghai
        ("2026-03-31 16:00:00", 0, "2026-04-01"),  # the 31st has just ended
        ("2026-03-31 16:00:00", 24, "2026-03-31"),
        ("2026-03-31 15:59:59", 72, "2026-03-28"),
    ],
)
def test_a_day_is_whole_when_its_end_and_window_are_seen(seen_to: str, hours: int, first_open: str) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    assert str(first_unwhole_day(dt.datetime.fromisoformat(seen_to), zone, hours)) == first_open


def test_a_local_day_begins_by_its_own_clock() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert starts_at(dt.date(2026, 3, 29), berlin) == dt.datetime(2026, 3, 28, 23)
    assert starts_at(dt.date(2026, 3, 30), berlin) == dt.datetime(2026, 3, 29, 22)


def test_conditions_are_read_and_printed_alike() -> None:
    assert read_condition("team!=A, B") == Condition("team", ("A", "B"), excludes=True)
    assert read_condition("agent=") == Condition("agent", ("",))
    assert str(read_condition("channel=email,chat")) == "channel=email,chat"
    for wrong in ("channel", "=email", ""):
        with pytest.raises(LodestarError, match="is no condition"):
            read_condition(wrong)


def test_questions_that_make_no_sense_are_refused() -> None:
    with pytest.raises(LodestarError, match="before it begins"):
        Question("csat", first_day=dt.date(2026, 2, 1), last_day=dt.date(2026, 1, 1))
    with pytest.raises(LodestarError, match="between 1 and 7"):
        Question("csat", age=8)
    with pytest.raises(LodestarError, match="twice"):
        Question("csat", by=("team", "team"))
    with pytest.raises(LodestarError, match="not a day"):
        read_day("09/11/2026")
