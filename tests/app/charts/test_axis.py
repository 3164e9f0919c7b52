"""Ticks are few, round and written as people say them; none touch on a phone, and a missing period leaves its place."""

import datetime as dt
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodestar.app.charts.axis import PHONE, day_axis, frame, scale, time_scale
from lodestar.app.charts.numbers import positions, stretches
from lodestar.app.charts.text import width
from lodestar.app.charts.theme import LIGHT
from lodestar.app.words import words

EN, ZH = words("en"), words("zh")
MONDAY = dt.date(2026, 8, 17)


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=20), st.booleans())
def test_shares_lie_between_ticks_in_percent(values: list[float], zero: bool) -> None:
    axis = scale(np.asarray(values), "share", EN, "en", zero=zero)
    assert axis.low <= 100 * min(values) + 1e-6
    assert axis.high >= 100 * max(values) - 1e-6
    assert 2 <= len(axis.ticks) <= 6
    assert len(set(axis.texts)) == len(axis.texts)
    assert axis.low >= -1e-9 or not zero
    if zero:
        assert axis.low == 0


@settings(deadline=None)
@given(st.lists(st.integers(0, 10_000_000), min_size=1, max_size=20))
def test_counts_start_at_zero_with_whole_ticks(values: list[int]) -> None:
    axis = scale(np.asarray(values, dtype=float), "count", EN, "en", zero=True)
    assert axis.low == 0
    assert axis.high >= max(values)
    assert all(tick == round(tick) for tick in axis.ticks)
    assert len(set(axis.texts)) == len(axis.texts) <= 6


def test_ticks_of_shares_have_only_the_decimals_they_need() -> None:
    assert scale(np.array([0.67, 0.78]), "share", EN, "en", zero=False).texts == ("65", "70", "75", "80")
    assert scale(np.array([0.712, 0.718]), "share", EN, "en", zero=False).texts == ("71.2", "71.4", "71.6", "71.8")
    assert scale(np.array([-0.012, 0.001]), "share", EN, "en", zero=True).texts == ("−1.5", "−1.0", "−0.5", "0", "0.5")


def test_big_counts_are_in_wan_for_chinese_readers() -> None:
    values = np.array([180_000.0])
    assert scale(values, "count", ZH, "zh", zero=True).texts == ("0", "5 万", "10 万", "15 万", "20 万")
    assert scale(values, "count", EN, "en", zero=True).texts[-1] == "200,000"


def test_times_have_the_ticks_people_think_in() -> None:
    waits = np.array([38, 111_600.0])
    assert time_scale(waits, EN, room=500).texts == ("1 min", "10 min", "1 h", "6 h", "1 d")
    assert time_scale(waits, ZH, room=500).texts == ("1 分钟", "10 分钟", "1 小时", "6 小时", "1 天")
    assert time_scale(np.array([300.0, 900]), EN, room=500).texts == ("5 min", "10 min")


@settings(deadline=None)
@given(st.lists(st.floats(0, 40_000_000), max_size=6), st.sampled_from([EN, ZH]), st.integers(90, 600))
def test_ticks_of_times_never_touch(seconds: list[float], word, room: int) -> None:
    axis = time_scale(np.asarray(seconds, dtype=float), word, room=room)
    named = [(axis.share(at) * room, text) for at, text in zip(axis.ticks, axis.texts, strict=True) if text]
    for (left, text), (right, other) in pairwise(named):
        assert right - left >= (width(text) + width(other)) * 0.46
    assert axis.low < axis.high
    for value in seconds:
        assert axis.low <= np.log10(max(value, 1)) <= axis.high


@settings(deadline=None)
@given(
    st.integers(1, 60),
    st.sampled_from(["day", "week", "month"]),
    st.sampled_from(["en", "zh"]),
    st.integers(16, 160),
    st.data(),
)
def test_periods_are_named_back_from_the_last_whole_one(size, grain, language, right, data) -> None:
    last = data.draw(st.integers(0, size - 1))
    months = [dt.date(2025 + at // 12, at % 12 + 1, 1) for at in range(size)]
    steps = {"day": 1, "week": 7}
    days = months if grain == "month" else [MONDAY + dt.timedelta(days=at * steps[grain]) for at in range(size)]
    sheet = frame(LIGHT, 280, right=right)
    day_axis(sheet, days, last, grain, language)
    axis = sheet.layout["xaxis"]
    assert axis["tickvals"][-1] == last
    assert len(axis["tickvals"]) <= 5 + (last == size - 1)
    pixels = (PHONE - sheet.margin["l"] - right) / (axis["range"][1] - axis["range"][0])
    for (first, text), (second, other) in pairwise(zip(axis["tickvals"], axis["ticktext"], strict=True)):
        assert (second - first) * pixels >= (width(text) + width(other)) * 0.46


def test_a_missing_period_leaves_its_place() -> None:
    assert positions([MONDAY, MONDAY + dt.timedelta(weeks=2)], "week").tolist() == [0, 2]
    assert positions([dt.date(2025, 11, 1), dt.date(2026, 2, 1)], "month").tolist() == [0, 3]
    assert positions([MONDAY, MONDAY + dt.timedelta(days=5)], "day").tolist() == [0, 5]


@pytest.mark.parametrize(
    ("known", "runs"),
    [([], []), ([0, 0], []), ([1, 1, 0, 1], [[0, 1], [3]]), ([0, 1, 1], [[1, 2]])],
)
def test_stretches_have_no_gap(known: list[int], runs: list[list[int]]) -> None:
    assert [run.tolist() for run in stretches(np.asarray(known, dtype=bool))] == runs
