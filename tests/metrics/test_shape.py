"""Counts per bucket of a constant ratio against plain Python."""

import math
from collections import Counter
from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question
from lodestar.metrics.shape import RATIO, lengths
from tests.metrics.small import small_mart

FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def bucket(seconds: float) -> int:
    """Return the k with RATIO ** k <= seconds < RATIO ** (k + 1); 0 under a second."""
    return 0 if seconds < 1 else next(k for k in range(200) if RATIO**k <= seconds < RATIO ** (k + 1))


@FEW
@given(st.lists(st.tuples(st.floats(0, 1e6), st.sampled_from(["answered", "no_reply", "waiting"])), max_size=60))
def test_every_answered_length_is_in_its_bucket(tmp_path: Path, rows: list[tuple[float, str]]) -> None:
    seconds = {"first_response_seconds": [t for t, _ in rows], "first_response_end": [end for _, end in rows]}
    frame = pl.DataFrame(seconds, schema={"first_response_seconds": pl.Float64, "first_response_end": pl.String})
    got = lengths(small_mart(tmp_path, frame), Question("first_response_seconds")).rows
    wanted = Counter(bucket(t) for t, end in rows if end == "answered")
    assert got["n"].to_list() == [wanted[k] for k in sorted(wanted)]
    assert got["low_seconds"].to_list() == pytest.approx([RATIO**k for k in sorted(wanted)])
    assert got["high_seconds"].to_list() == pytest.approx([RATIO ** (k + 1) for k in sorted(wanted)])


def test_what_is_over_counts_whole_and_by_group(tmp_path: Path) -> None:
    frame = pl.DataFrame({"handle_seconds": [0.0, 60, 60, 61, None], "channel": ["a", "a", "b", None, "a"]})
    got = lengths(small_mart(tmp_path, frame), Question("handle_seconds", by=("channel",))).rows
    step = math.floor(math.log(60) / math.log(RATIO))
    low = pytest.approx(RATIO**step)
    assert got.select("channel", "low_seconds", "n").rows() == [
        ("a", 1, 1),
        ("a", low, 1),
        ("b", low, 1),
        (None, low, 1),
    ]


def test_printed_sql_gives_the_same_table(mart: Mart, mart_file: Path) -> None:
    shape = lengths(mart, Question("response_gap_seconds", by=("channel",)))
    assert shape.rows.height
    with duckdb.connect(str(mart_file), read_only=True) as by_hand:
        assert_frame_equal(shape.rows, by_hand.sql(shape.sql).pl(), rel_tol=1e-9)
