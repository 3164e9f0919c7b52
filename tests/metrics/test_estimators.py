"""Each estimator against a slow recomputation that shares no code, and at its edges."""

from datetime import date, datetime
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lodestar.metrics.answer import ask
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question
from tests.metrics.slow import Z, design_effect, first_reached, incidence, wilson
from tests.metrics.small import small_mart
from tests.support.mart import DATA_THROUGH

FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
FREE = {"customer_key": pl.Int64, "agent": pl.String}

ROWS = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.one_of(st.none(), st.integers(1, 8)),
        st.one_of(st.none(), st.sampled_from(["a", "b", "c", "d", "e", "f", "g"])),
    ),
    min_size=1,
    max_size=60,
)


@FEW
@given(ROWS)
def test_share_effective_n_and_interval(tmp_path: Path, rows: list[tuple[int, int | None, str | None]]) -> None:
    values, customers, agents = (list(column) for column in zip(*rows, strict=True))
    frame = pl.DataFrame({"csat_num": values, "customer_key": customers, "agent": agents}, schema_overrides=FREE)
    answer = ask(small_mart(tmp_path, frame.with_columns(csat_den=1)), Question("csat"))
    got = answer.rows.row(0, named=True)
    effects = {"customer": design_effect(values, customers), "agent": design_effect(values, agents)}
    effective = len(values) / max([1.0, *(effect for effect in effects.values() if effect is not None)])
    low, high = wilson(sum(values) / len(values), effective)
    assert got["numerator"] == sum(values)
    assert got["n"] == len(values)
    assert got["n_effective"] == pytest.approx(effective, rel=1e-9)
    assert got["low"] == pytest.approx(max(0.0, low), abs=1e-9)
    assert got["high"] == pytest.approx(min(1.0, high), abs=1e-9)
    assert got["is_too_few"] == (effective < 30 - 1e-9) or effective == pytest.approx(30)
    few = [name for name, named in (("customer", customers), ("agent", agents)) if len(set(named) - {None}) < 5]
    assert got["left_out"] == (", ".join(few) or None)


@pytest.mark.parametrize(("good", "n"), [(0, 1), (1, 1), (15, 30), (30, 30), (0, 30), (612, 5000)])
def test_wilson_is_statsmodels_at_design_effect_one(tmp_path: Path, good: int, n: int) -> None:
    frame = pl.DataFrame({"csat_num": [1] * good + [0] * (n - good)}).with_columns(csat_den=1)
    got = ask(small_mart(tmp_path, frame), Question("csat")).rows.row(0, named=True)
    low, high = wilson(good / n, n)
    assert got["low"] == pytest.approx(max(0.0, low), abs=1e-12)
    assert got["high"] == pytest.approx(min(1.0, high), abs=1e-12)
    assert got["is_too_few"] == (n < 30)


def test_statsmodels_printed_value(tmp_path: Path) -> None:
    """As statsmodels 0.14 prints it: proportion_confint(8, 20, method="wilson") is (0.21880, 0.61342)."""
    frame = pl.DataFrame({"csat_num": [1] * 8 + [0] * 12}).with_columns(csat_den=1)
    got = ask(small_mart(tmp_path, frame), Question("csat")).rows.row(0, named=True)
    assert (round(got["low"], 4), round(got["high"], 4)) == (0.2188, 0.6134)


def test_a_denominator_ignores_what_is_pending_or_not_in_it(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {"csat_num": [1, 0, 0, None, None], "csat_den": [1, 1, 0, None, None]}, schema_overrides={"csat_num": pl.Int16}
    )
    got = ask(small_mart(tmp_path, frame), Question("csat")).rows.row(0, named=True)
    assert (got["value"], got["n"], got["pending"], got["is_incomplete"]) == (0.5, 2, 2, True)


def test_only_pending_is_no_number(tmp_path: Path) -> None:
    frame = pl.DataFrame({"csat_num": [None], "csat_den": [None]}, schema={"csat_num": pl.Int16, "csat_den": pl.Int16})
    got = ask(small_mart(tmp_path, frame), Question("csat")).rows.row(0, named=True)
    assert (got["value"], got["low"], got["high"], got["n"], got["pending"]) == (None, None, None, 0, 1)


@FEW
@given(st.lists(st.integers(0, 500), min_size=1, max_size=80))
def test_percentiles_are_exact(tmp_path: Path, seconds: list[int]) -> None:
    frame = pl.DataFrame({"pickup_seconds": [float(s) for s in seconds]})
    got = ask(small_mart(tmp_path, frame), Question("pickup_seconds")).rows.row(0, named=True)
    assert got["value"] == pytest.approx(float(np.percentile(seconds, 50)))
    assert got["p90"] == pytest.approx(float(np.percentile(seconds, 90)))
    assert got["mean"] == pytest.approx(float(np.mean(seconds)))
    ranked, n = sorted(seconds), len(seconds)
    half = Z * (0.25 / n) ** 0.5
    assert got["low"] == next(s for i, s in enumerate(ranked, 1) if i >= n * (0.5 - half) - 1e-9)
    above = [s for i, s in enumerate(ranked, 1) if i >= n * (0.5 + half) - 1e-9]
    assert got["high"] == (above[0] if above else None)


WAITS = st.lists(
    st.tuples(st.integers(0, 40), st.sampled_from(["answered", "answered", "no_reply", "waiting"])),
    min_size=1,
    max_size=60,
)
MEANS = {"answered": "event", "no_reply": "competing", "waiting": "waiting"}


@FEW
@given(WAITS)
def test_incidence_with_competing_ends(tmp_path: Path, waits: list[tuple[int, str]]) -> None:
    frame = pl.DataFrame(
        {"first_response_seconds": [float(t) for t, _ in waits], "first_response_end": [end for _, end in waits]}
    )
    got = ask(small_mart(tmp_path, frame), Question("first_response_seconds")).rows.row(0, named=True)
    steps = incidence([t for t, _ in waits], [MEANS[end] for _, end in waits])
    for name, q in (("value", 0.5), ("p90", 0.9)):
        reached = first_reached(steps, q)
        assert got[f"{name}_is_beyond"] == (reached is None)
        assert got[name] == (max(t for t, _ in waits) if reached is None else reached)
    assert got["pending"] == sum(end == "waiting" for _, end in waits)


def test_the_slow_ones_still_open_do_not_make_it_fast(tmp_path: Path) -> None:
    """Ten answered in a minute, ninety still waiting for an hour: the median is not a minute."""
    frame = pl.DataFrame(
        {
            "first_response_seconds": [60.0] * 10 + [3600.0] * 90,
            "first_response_end": ["answered"] * 10 + ["waiting"] * 90,
        }
    )
    got = ask(small_mart(tmp_path, frame), Question("first_response_seconds")).rows.row(0, named=True)
    assert (got["value"], got["value_is_beyond"], got["high"]) == (3600.0, True, None)


def test_kaplan_meier_and_greenwood_by_hand(tmp_path: Path) -> None:
    """Freireich's 6-MP arm: median 23 weeks, S(23) = 0.448; Brookmeyer-Crowley (linear) 13 to not reached."""
    events = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    open_ones = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    frame = pl.DataFrame(
        {
            "resolution_seconds": [float(t) for t in events + open_ones],
            "resolution_end": ["ended"] * len(events) + ["open"] * len(open_ones),
        }
    )
    got = ask(small_mart(tmp_path, frame), Question("resolution_seconds")).rows.row(0, named=True)
    assert (got["value"], got["low"], got["high"]) == (23, 13, None)
    assert got["p90_is_beyond"]
    assert got["p90"] == 35


def test_delayed_entry_counts_from_the_age_it_had(tmp_path: Path) -> None:
    """Open in February: one from January that ended, one that began and ended, one still open at the month's end."""
    opened = [datetime(2026, 1, 30, 16), datetime(2026, 2, 10), datetime(2026, 2, 20)]
    lasted = [5 * 86400.0, 3600.0, 30 * 86400.0]
    frame = pl.DataFrame(
        {
            "opened_at": opened,
            "opened_on": [date(2026, 1, 31), date(2026, 2, 10), date(2026, 2, 20)],
            "resolution_seconds": lasted,
            "resolution_end": ["ended", "ended", "ended"],
        }
    )
    february = Question("open_resolution_seconds", first_day=date(2026, 2, 1), last_day=date(2026, 2, 28))
    got = ask(small_mart(tmp_path, frame), february).rows.row(0, named=True)
    ends = 8 * 86400 + 16 * 3600  # the third leaves, still open, when February ends in Shanghai
    steps = incidence([lasted[0], lasted[1], ends], ["event", "event", "waiting"], [86400, -1, -1])
    assert got["n"] == 3
    assert got["pending"] == 1
    assert got["value"] == first_reached(steps, 0.5) == 3600
    january = ask(small_mart(tmp_path, frame), february.between(date(2026, 1, 1), date(2026, 1, 31)))
    assert (january.rows["n"][0], january.rows["pending"][0]) == (1, 1)


def test_backlog_is_what_is_open_at_the_end(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "opened_on": [date(2026, 2, 2), date(2026, 2, 3), date(2026, 2, 5), date(2026, 3, 2)],
            "ended_on": [date(2026, 2, 2), date(2026, 2, 9), None, None],
            "is_open": [False, False, True, True],
            "is_ended": [True, True, False, False],
        }
    )
    mart = small_mart(tmp_path, frame)
    span = {"first_day": date(2026, 2, 2), "last_day": date(2026, 2, 15)}
    weeks = ask(mart, Question("backlog", grain="week", **span)).rows
    assert weeks.select("period", "value").rows() == [(date(2026, 2, 2), 2.0), (date(2026, 2, 9), 1.0)]
    assert ask(mart, Question("backlog")).rows["value"][0] == 2
    ages = ask(mart, Question("backlog", by=("age",), last_day=date(2026, 2, 8))).rows
    assert sorted(ages.select("age", "value").rows()) == [("3 to 6 days", 2.0)]


def test_a_period_is_whole_only_when_seen_and_matured(tmp_path: Path) -> None:
    """Data to 20:00 UTC on 31 March, 04:00 on 1 April in Shanghai; returns are watched for 24 hours."""
    days = [date(2026, 3, 29), date(2026, 3, 30), date(2026, 3, 31)]
    assert datetime(2026, 3, 31, 20) == DATA_THROUGH
    frame = pl.DataFrame({"ended_on": days, "opened_on": days, "volume_num": 1}).with_columns(
        reopen_rate_num=0, reopen_rate_den=1
    )
    mart = small_mart(tmp_path, frame)
    returns = ask(mart, Question("reopen_rate", grain="day"))
    assert returns.rows["is_incomplete"].to_list() == [False, False, True]
    assert ask(mart, Question("volume", grain="day")).rows["is_incomplete"].to_list() == [False, False, False]
    cut = ask(mart, Question("volume", grain="week", first_day=days[0], last_day=days[1])).rows
    assert cut["is_incomplete"].to_list() == [True, True]


def test_shares_of_outcomes_sum_to_one(mart: Mart) -> None:
    rows = ask(mart, Question("bot_outcome", grain="month")).rows
    sums = rows.group_by("period").agg(pl.col("value").sum(), pl.col("numerator").sum(), pl.col("n").first())
    assert sums["value"].to_list() == pytest.approx([1.0] * sums.height)
    assert sums["numerator"].to_list() == sums["n"].to_list()
    assert rows["part"].to_list()[:6] == ["handed", "failed", "returned", "denied", "confirmed", "silent"]


def test_a_mean_and_its_interval(tmp_path: Path) -> None:
    seconds = [float(s) for s in range(10, 110)]
    agents = [f"a{i % 10}" for i in range(100)]
    frame = pl.DataFrame({"handle_seconds": seconds, "agent": agents})
    got = ask(small_mart(tmp_path, frame), Question("aht_mean")).rows.row(0, named=True)
    mean = float(np.mean(seconds))
    sums = np.array([sum(s - mean for s, a in zip(seconds, agents, strict=True) if a == name) for name in set(agents)])
    single = 100 / 99 * float(np.sum((np.array(seconds) - mean) ** 2)) / 100**2
    clustered = 10 / 9 * float(np.sum(sums**2)) / 100**2
    half = Z * max(single, clustered) ** 0.5
    assert got["value"] == mean
    assert got["low"] == pytest.approx(mean - half)
    assert got["high"] == pytest.approx(mean + half)
