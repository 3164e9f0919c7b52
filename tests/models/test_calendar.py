"""Do business seconds equal a slow walk over the clock, minute by minute?"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from lodestar.errors import LodestarError
from lodestar.models.calendar import calendar_spans
from lodestar.models.workdays import Workdays, calendar_warnings
from lodestar.settings import Settings

SCHEDULE = ("source", "schedule_id", "tz", "weekday", "start", "end")
EXCEPTION = ("source", "schedule_id", "day", "kind", "start", "end")


def frame(columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    return pl.DataFrame(
        rows,
        schema=dict.fromkeys(columns, pl.String) | ({"weekday": pl.Int64} if "weekday" in columns else {}),
        orient="row",
    )


def spans(
    rows: list[tuple[Any, ...]], first: date, last: date, exceptions: Sequence[tuple[Any, ...]] = (), **hours: Any
) -> pl.DataFrame:
    made = Settings.model_validate(hours)
    return calendar_spans(frame(SCHEDULE, rows), frame(EXCEPTION, list(exceptions)), made, first, last)


def open_seconds(calendar: pl.DataFrame, schedule: str, start: datetime, end: datetime) -> int:
    """Look both instants up as the models do: equality on schedule and day, then the last span begun."""
    with duckdb.connect() as connection:
        connection.register("c", calendar.to_arrow())
        found = [
            connection.execute(
                "select coalesce(max(open_seconds_before + least(date_diff('second', opens_at, $1::timestamp),"
                " date_diff('second', opens_at, closes_at))) filter (where opens_at <= $1::timestamp),"
                " min(open_seconds_before)) from c where schedule_id = $2 and utc_day = $3::date",
                [instant, schedule, instant.date()],
            ).fetchone()
            for instant in (start, end)
        ]
    return int(found[1][0]) - int(found[0][0])


def walk(zone: str, weekly: dict[int, list[tuple[int, int]]], start: datetime, end: datetime) -> int:
    """Count the open minutes between two instants from the wall clock alone, one UTC minute after the other.

    A span opens in the first minute at which the wall clock has reached its start, and closes likewise.
    """
    local = ZoneInfo(zone)
    minutes = 0
    instant, highest = start - timedelta(hours=3), start - timedelta(days=9)
    while instant < end:
        highest = max(highest, instant.replace(tzinfo=UTC).astimezone(local).replace(tzinfo=None))
        midnight = highest.replace(hour=0, minute=0)
        is_open = any(
            day + timedelta(minutes=opens) <= highest < day + timedelta(minutes=closes)
            for day in (midnight, midnight - timedelta(days=1))
            for opens, closes in weekly.get(day.isoweekday(), [])
        )
        minutes += is_open and instant >= start
        instant += timedelta(minutes=1)
    return minutes * 60


ZONES = st.sampled_from(
    ["UTC", "Asia/Shanghai", "America/Los_Angeles", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata"]
)
# Around the jumps of the northern and the southern autumn and spring of 2025, and a plain week.
STARTS = st.sampled_from(
    [
        datetime(2025, 3, 7),
        datetime(2025, 3, 29),
        datetime(2025, 10, 4),
        datetime(2025, 10, 25),
        datetime(2025, 11, 1),
        datetime(2025, 7, 9),
    ]
)
CLOCKS = st.tuples(st.integers(0, 23 * 4), st.integers(1, 96)).map(
    lambda pair: (pair[0] * 15, pair[0] * 15 + pair[1] * 15)
)
WEEKS = st.dictionaries(st.integers(1, 7), st.lists(CLOCKS, min_size=1, max_size=2), min_size=1, max_size=7)


def clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


@settings(max_examples=60, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(ZONES, STARTS, WEEKS, st.integers(0, 2 * 1440), st.integers(0, 3 * 1440))
def test_business_seconds_equal_a_walk_over_the_clock(
    zone: str, base: datetime, week: dict[int, list[tuple[int, int]]], after: int, long: int
) -> None:
    start = base + timedelta(minutes=after)
    end = start + timedelta(minutes=long)
    rows = [("s", "x", zone, day, clock(a), clock(b)) for day, list_ in week.items() for a, b in list_]
    calendar = spans(rows, start.date() - timedelta(days=3), end.date() + timedelta(days=1))
    assert open_seconds(calendar, "s/x", start, end) == walk(zone, week, start, end)


def test_every_schedule_has_a_row_for_every_day_and_adds_up() -> None:
    calendar = spans([("s", "x", "UTC", 1, "22:00", "06:00")], date(2026, 1, 1), date(2026, 1, 31))
    for _, rows in calendar.group_by("schedule_id"):
        assert rows["utc_day"].n_unique() == 31
        seconds = (rows["closes_at"] - rows["opens_at"]).dt.total_seconds()
        assert (rows["open_seconds_before"] == seconds.cum_sum() - seconds).all()
        assert (rows["closes_at"].dt.offset_by("-1us").dt.date() <= rows["utc_day"]).all()


def test_five_days_of_eight_hours_are_144000_seconds() -> None:
    hours = {"business_hours": {"start": "09:00", "end": "17:00"}}
    calendar = spans([], date(2022, 3, 1), date(2022, 3, 31), **hours)
    assert open_seconds(calendar, "default", datetime(2022, 3, 20), datetime(2022, 3, 26, 23, 59)) == 144_000


def test_a_round_the_clock_schedule_never_closes() -> None:
    rows = [("s", "x", "America/New_York", day, "00:00", "24:00") for day in range(1, 8)]
    calendar = spans(rows, date(2025, 3, 1), date(2025, 3, 31))
    assert open_seconds(calendar, "s/x", datetime(2025, 3, 8), datetime(2025, 3, 10)) == 2 * 86_400


def test_a_span_in_the_hour_that_spring_leaves_out_opens_at_the_jump() -> None:
    rows = [("s", "x", "America/New_York", 7, "02:30", "04:00")]
    calendar = spans(rows, date(2025, 3, 9), date(2025, 3, 9)).filter(pl.col("schedule_id") == "s/x")
    assert calendar.row(0)[2:4] == (datetime(2025, 3, 9, 7), datetime(2025, 3, 9, 8))


def test_a_clock_time_that_comes_twice_means_its_first_coming() -> None:
    rows = [("s", "x", "America/New_York", 7, "01:30", "03:00")]
    calendar = spans(rows, date(2025, 11, 2), date(2025, 11, 2)).filter(pl.col("schedule_id") == "s/x")
    assert calendar.row(0)[2:4] == (datetime(2025, 11, 2, 5, 30), datetime(2025, 11, 2, 8))


@pytest.mark.parametrize(
    ("exceptions", "seconds"),
    [
        ([], 9 * 3600),
        ([("s", "x", "2026-01-05", "closed", None, None)], 0),
        ([("s", "x", "2026-01-05", "closed", "12:00", "13:30")], 9 * 3600 - 5400),
        ([("s", "x", "2026-01-05", "open", "10:00", "14:00")], 4 * 3600),
        ([("other", "x", "2026-01-05", "closed", None, None)], 9 * 3600),
    ],
)
def test_an_exception_changes_its_own_schedule_on_its_own_day(exceptions: list[tuple[Any, ...]], seconds: int) -> None:
    calendar = spans([("s", "x", "UTC", 1, "09:00", "18:00")], date(2026, 1, 1), date(2026, 1, 31), exceptions)
    assert open_seconds(calendar, "s/x", datetime(2026, 1, 5), datetime(2026, 1, 6)) == seconds
    assert open_seconds(calendar, "s/x", datetime(2026, 1, 12), datetime(2026, 1, 13)) == 9 * 3600


def test_an_open_sunday_without_times_takes_mondays_hours() -> None:
    exceptions = [("s", "x", "2026-01-04", "open", None, None)]
    calendar = spans([("s", "x", "UTC", 1, "08:00", "10:00")], date(2026, 1, 1), date(2026, 1, 9), exceptions)
    assert open_seconds(calendar, "s/x", datetime(2026, 1, 4), datetime(2026, 1, 5)) == 2 * 3600


# Published by the State Council; the days of which plain weekends, or holidays without bridge days, know nothing.
CHINA = [
    ("2020-01-19", True), ("2020-01-24", False), ("2020-01-31", False), ("2020-06-28", True), ("2020-10-10", True),
    ("2021-02-07", True), ("2021-02-20", True), ("2021-05-03", False), ("2021-09-18", True), ("2021-10-07", False),
    ("2022-01-03", False), ("2022-01-29", True), ("2022-05-07", True), ("2022-10-08", True), ("2022-10-07", False),
    ("2023-01-28", True), ("2023-04-23", True), ("2023-06-25", True), ("2023-10-06", False), ("2023-10-07", True),
    ("2024-02-04", True), ("2024-02-16", False), ("2024-02-18", True), ("2024-09-14", True), ("2024-10-12", True),
    ("2025-01-26", True), ("2025-02-08", True), ("2025-05-05", False), ("2025-09-28", True), ("2025-10-08", False),
    ("2025-10-11", True), ("2026-01-04", True), ("2026-02-14", True), ("2026-02-23", False), ("2026-10-10", True),
]  # fmt: skip


@pytest.mark.parametrize(("day", "is_open"), CHINA)
def test_chinas_shift_workdays_and_bridge_days_count_as_published(day: str, is_open: bool) -> None:
    own = date.fromisoformat(day)
    settings_ = {"report_zone": "Asia/Shanghai", "business_hours": {"country": "CN"}}
    calendar = spans([("s", "x", "UTC", own.isoweekday(), "00:00", "10:00")], own, own, **settings_)
    midnight = datetime(own.year, own.month, own.day)
    expected = 9 * 3600 if is_open else 0
    assert open_seconds(calendar, "default", midnight, midnight + timedelta(hours=12)) == expected
    # A schedule that a source exported keeps its own hours whatever the country.
    assert open_seconds(calendar, "s/x", midnight, midnight + timedelta(hours=12)) == 36_000


def test_a_shop_that_opens_at_weekends_closes_there_only_for_the_holiday_itself() -> None:
    workdays = Workdays("CN")
    assert workdays.is_open(date(2026, 3, 7), is_weekly=True)
    assert not workdays.is_open(date(2026, 3, 7), is_weekly=False)
    assert not workdays.is_open(date(2026, 10, 3), is_weekly=True)
    assert not workdays.is_open(date(2026, 3, 9), is_weekly=False)


def test_years_without_a_published_notice_are_said() -> None:
    china = Settings.model_validate({"business_hours": {"country": "CN"}})
    last = max(year for year in range(2020, 2100) if not calendar_warnings(china, [year]))
    assert last >= 2026
    assert len(calendar_warnings(china, range(2020, last + 3))) == 2
    assert f"CN in {last + 1} " in calendar_warnings(china, [last + 1])[0]
    assert calendar_warnings(Settings.model_validate({"business_hours": {"country": "US"}}), [2098, 2099]) == []
    assert calendar_warnings(Settings(), [2099]) == []


def test_what_cannot_be_read_is_named_with_its_schedule() -> None:
    day = date(2026, 1, 5)
    with pytest.raises(LodestarError, match="Schedule s/x: there is no time zone 'Beijing'"):
        spans([("s", "x", "Beijing", 1, "09:00", "18:00")], day, day)
    with pytest.raises(LodestarError, match="Schedule s/x: '9 am' is not a clock time"):
        spans([("s", "x", "UTC", 1, "9 am", "18:00")], day, day)
    with pytest.raises(LodestarError, match="country = XX is not a country code"):
        spans([], day, day, business_hours={"country": "XX"})
