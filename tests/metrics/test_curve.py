"""The incidence at given times against the slow recomputation, and the printed SQL against what was asked."""

from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from lodestar.metrics.answer import ask
from lodestar.metrics.curve import incidence
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question
from tests.metrics.slow import incidence as slow_incidence
from tests.metrics.slow import wilson
from tests.metrics.small import small_mart

FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
AT = (0, 5, 12, 12.5, 39, 40, 41)
QUESTION = Question("first_response_seconds")
WAITS = st.lists(
    st.tuples(st.integers(0, 40), st.sampled_from(["answered", "answered", "no_reply", "waiting"])),
    min_size=1,
    max_size=60,
)
MEANS = {
    "event": {"answered": "event", "no_reply": "competing", "waiting": "waiting"},
    "competing": {"answered": "competing", "no_reply": "event", "waiting": "waiting"},
}


def waits_of(waits: list[tuple[int, str]]) -> pl.DataFrame:
    return pl.DataFrame(
        {"first_response_seconds": [float(t) for t, _ in waits], "first_response_end": [end for _, end in waits]}
    )


@FEW
@given(WAITS, st.sampled_from(["event", "competing"]))
def test_each_time_has_its_share(tmp_path: Path, waits: list[tuple[int, str]], end: str) -> None:
    got = incidence(small_mart(tmp_path, waits_of(waits)), QUESTION, AT, end).rows  # type: ignore[arg-type]
    times = [float(t) for t, _ in waits]
    steps = slow_incidence(times, [MEANS[end][how] for _, how in waits])
    assert got["seconds"].to_list() == list(AT)
    for at, share, low, high in got.select("seconds", "share", "low", "high").rows():
        seen = [(f, left) for t, f, left in steps if t <= at]
        if at > max(times) and steps[-1][2] > 1e-9:
            assert (share, low, high) == (None, None, None)
        else:
            assert share == pytest.approx(seen[-1][0] if seen else 0.0, abs=1e-9)
            assert 0 <= low <= share + 1e-9
            assert share - 1e-9 <= high <= 1


def test_who_gave_up_was_never_answered(tmp_path: Path) -> None:
    """Sixty answered in a minute, forty gave up after two: the curve ends at 60 %, with Wilson's interval."""
    waits = [(60, "answered")] * 60 + [(120, "no_reply")] * 40
    mart = small_mart(tmp_path, waits_of(waits))
    answered = incidence(mart, QUESTION, [30, 86_400]).rows
    assert answered["share"].to_list() == [0, pytest.approx(0.6)]
    assert answered.select("low", "high").row(1) == pytest.approx(wilson(0.6, 100))
    assert answered.select("low", "high").row(0) == pytest.approx((0, wilson(0, 100)[1]))
    lost = incidence(mart, QUESTION, [86_400], "competing").rows
    assert lost["share"].to_list() == [pytest.approx(0.4)]
    assert not lost["is_too_few"][0]


def test_the_half_is_reached_where_the_median_is(mart: Mart) -> None:
    for metric in ("first_response_seconds", "queue_wait_seconds", "handle_seconds", "response_gap_seconds"):
        for row in ask(mart, Question(metric, by=("channel",))).rows.to_dicts():
            of = Question(metric).only("channel", row["channel"])
            shares = incidence(mart, of, [row["value"] - 1, row["value"] + 1]).rows["share"].to_list()
            assert shares[0] - 1e-9 <= 0.5 <= shares[1] + 1e-9, (metric, row["channel"])


def test_a_group_nobody_named_has_its_curve(mart: Mart) -> None:
    got = incidence(mart, Question("first_response_seconds", by=("channel", "team")), [600, 6000]).rows
    alone = incidence(mart, Question("first_response_seconds").only("channel", None).only("team", None), [600, 6000])
    kept = got.filter(pl.col("channel").is_null() & pl.col("team").is_null())
    assert_frame_equal(kept.drop("channel", "team"), alone.rows, rel_tol=1e-9)


def test_printed_sql_gives_the_same_table(mart: Mart, mart_file: Path) -> None:
    curve = incidence(mart, Question("first_response_seconds", by=("channel",)), [60, 600.5])
    with duckdb.connect(str(mart_file), read_only=True) as by_hand:
        assert_frame_equal(curve.rows, by_hand.sql(curve.sql).pl(), rel_tol=1e-9)


def test_no_rows_no_curve(tmp_path: Path) -> None:
    mart = small_mart(tmp_path, waits_of([(1, "answered")]).with_columns(first_response_seconds=None))
    assert incidence(mart, QUESTION, [1]).rows.is_empty()
