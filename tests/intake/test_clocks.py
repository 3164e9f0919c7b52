"""When was that? Every written form, clock changes and daylight saving."""

from datetime import datetime

import polars as pl
import pytest

from lodestar.intake.clocks import Clock
from lodestar.intake.mapping import Period

MOVED = Period(until=datetime(2023, 11, 28, 12), zone="America/Los_Angeles", even_if_labelled=True)


def read(clock: Clock, text: str, *formats: str) -> str | None:
    """Return one text as the clock reads it."""
    moment = clock.read(pl.Series([text]), formats)[0]
    return None if moment is None else str(moment)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-02T03:04:05Z", "2026-01-02 03:04:05"),
        ("2026-01-02 03:04:05.250", "2026-01-02 03:04:05.250000"),
        ("2026-01-02T03:04:05+08:00", "2026-01-01 19:04:05"),
        ("2026-01-02 03:04:05 +0800", "2026-01-01 19:04:05"),
        ("2026-01-02", "2026-01-02 00:00:00"),
        ("1767322000", "2026-01-02 02:46:40"),
        ("1767322000123", "2026-01-02 02:46:40.123000"),
        ("2026-02-30 00:00:00", None),
        ("31/12/2026", None),
        ("soon", None),
    ],
)
def test_iso_and_epoch_are_read_without_being_declared(text: str, moment: str | None) -> None:
    assert read(Clock(), text) == moment


@pytest.mark.parametrize(
    ("text", "form", "moment"),
    [
        ("29/2/2016 01:16", "%d/%m/%Y %H:%M", "2016-02-29 01:16:00"),
        ("2/29/2016 1:16 PM", "%m/%d/%Y %I:%M %p", "2016-02-29 13:16:00"),
        ("2016/2/9 1:06:07", "%Y/%m/%d %H:%M:%S", "2016-02-09 01:06:07"),
        ("29/2/2015 01:16", "%d/%m/%Y %H:%M", None),
    ],
)
def test_declared_forms_are_read(text: str, form: str, moment: str | None) -> None:
    assert read(Clock(formats=(form,)), text) == moment


def test_times_in_one_column_may_have_several_forms() -> None:
    clock = Clock(formats=("%d/%m/%Y", "%Y-%m-%d"))
    got = clock.read(pl.Series(["3/4/2026", "2026-04-05", None]))
    assert got.to_list() == [datetime(2026, 4, 3), datetime(2026, 4, 5), None]


@pytest.mark.parametrize(
    ("wall", "moment"),
    [
        ("2026-03-08 01:59:59", "2026-03-08 09:59:59"),
        ("2026-03-08 02:30:00", "2026-03-08 10:30:00"),  # in the gap: past it by as much
        ("2026-03-08 03:00:00", "2026-03-08 10:00:00"),
        ("2026-11-01 01:30:00", "2026-11-01 08:30:00"),  # twice that night: the earlier
        ("2026-11-01 02:00:00", "2026-11-01 10:00:00"),
    ],
)
def test_daylight_saving(wall: str, moment: str) -> None:
    assert read(Clock(zone="America/Los_Angeles"), wall) == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2023-06-01 00:19:16 +0000", "2023-06-01 07:19:16"),  # labelled UTC, but Pacific
        ("2023-05-31 17:19:16 -0700", "2023-06-01 07:19:16"),  # the same false instant under another label
        ("2023-01-01 00:00:00 +0000", "2023-01-01 08:00:00"),
        ("2023-11-28 11:59:59 +0000", "2023-11-28 19:59:59"),
        ("2023-11-28 12:00:00 +0000", "2023-11-28 12:00:00"),  # from the change on the label is true
    ],
)
def test_a_false_label_is_put_right_until_the_clock_was_changed(text: str, moment: str) -> None:
    assert read(Clock(periods=(MOVED,)), text) == moment


def test_each_period_has_its_own_zone() -> None:
    periods = (
        Period(until=datetime(2025, 2, 1), zone="Europe/Berlin"),
        Period(until=datetime(2025, 1, 1), zone="Asia/Shanghai"),
    )
    clock = Clock(zone="UTC", periods=periods)
    assert [read(clock, day) for day in ("2024-12-31 08:00", "2025-01-01 08:00", "2025-02-01 08:00")] == [
        "2024-12-31 00:00:00",
        "2025-01-01 07:00:00",
        "2025-02-01 08:00:00",
    ]
