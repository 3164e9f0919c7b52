"""Any metric by any dimensions: the days asked for, how rows are drawn, what the pivot holds, what cannot be cut."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from lodestar.datafolder import DataFolder
from lodestar.errors import LodestarError
from lodestar.metrics.answer import ask
from lodestar.metrics.card import latest_days
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.cuts import lacking
from lodestar.metrics.explored import explored, group_names, largest, of_group, pivot, shape
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question

METRICS = load_catalogue().metrics
SPAN = (date(2026, 10, 5), date(2026, 10, 11))


@pytest.fixture(scope="module")
def mart(committed_sample: Path) -> Mart:
    return Mart(DataFolder(committed_sample))


ONE_OF_EACH = {(metric.kind, metric.mart, metric.rated_measure): name for name, metric in METRICS.items()}


@pytest.mark.parametrize("metric_id", ONE_OF_EACH.values())
def test_what_a_metric_lacks_is_what_cannot_be_asked(mart: Mart, metric_id: str) -> None:
    refused = set()
    for dimension in load_catalogue().dimensions:
        try:
            answer = ask(mart, Question(metric_id, by=(dimension,)).between(*SPAN))
        except LodestarError:
            refused.add(dimension)
        else:
            if answer.absent:
                refused.add(dimension)
    assert lacking(mart, metric_id) == refused


def test_one_number_per_group_is_for_the_days(mart: Mart) -> None:
    whole = explored(mart, "csat", ("channel",), where=(), days=1, grain=None)
    assert (whole.first_day, whole.last_day) == latest_days(mart, "csat", (), 1)
    chosen = explored(mart, "csat", (), where=(), days=SPAN, grain=None)
    assert (chosen.first_day, chosen.last_day) == SPAN


@pytest.mark.parametrize(
    ("grain", "first"), [("day", date(2026, 9, 29)), ("week", date(2026, 7, 13)), ("month", date(2025, 10, 1))]
)
def test_periods_are_at_least_thirteen(mart: Mart, grain: str, first: date) -> None:
    question = explored(mart, "csat", (), where=(), days=SPAN, grain=grain)  # type: ignore[arg-type]
    assert (question.first_day, question.last_day) == (first, SPAN[1])


def test_longer_days_are_kept_and_after_whole_weeks_the_unfinished_follow(mart: Mart) -> None:
    year = (date(2025, 1, 1), SPAN[1])
    assert explored(mart, "csat", (), where=(), days=year, grain="week").first_day == year[0]
    assert explored(mart, "csat", (), where=(), days=1, grain="week").last_day is None


def rows(**columns: list[object]) -> pl.DataFrame:
    return pl.DataFrame(columns)


@pytest.mark.parametrize(
    ("metric_id", "columns", "drawn"),
    [
        ("csat", {"channel": ["a"]}, "dots"),
        ("csat", {"period": [SPAN[0]], "channel": ["a"]}, "trend"),
        ("bot_outcome", {"period": [SPAN[0]], "part": ["handed"]}, "columns"),
        ("bot_outcome", {"period": [SPAN[0]], "channel": ["a"], "part": ["handed"]}, "trend"),
        ("bot_outcome", {"part": ["handed"]}, "dots"),
        ("first_response_seconds", {"channel": ["a"]}, "dumbbells"),
        ("open_resolution_seconds", {}, "dumbbells"),
        ("volume", {"channel": ["a"]}, "bars"),
        ("aht_mean", {"channel": ["a"]}, "bars"),
    ],
)
def test_the_drawing_follows_the_kind(metric_id: str, columns: dict[str, list[object]], drawn: str) -> None:
    assert shape(METRICS[metric_id], rows(**columns, value=[1.0], n=[1])) == drawn


CUT = rows(
    channel=["a", "a", "b", None], team=["x", "y", "x", "x"], value=[0.1, 0.2, 0.3, 0.4], n=[10, 20, 40, 5]
)  # fmt: skip


def test_groups_are_the_columns_before_the_value() -> None:
    assert group_names(CUT) == ("channel", "team")
    assert group_names(rows(period=[SPAN[0]], value=[1.0])) == ()
    assert group_names(pl.DataFrame()) == ()


def test_the_largest_groups_come_first() -> None:
    assert largest(CUT, 2) == [("b", "x"), ("a", "y")]
    assert largest(rows(value=[1.0], n=[3]), 2) == [()]
    parts = rows(part=["silent", "handed"], value=[0.2, 0.8], n=[10, 10], numerator=[2, 8])
    assert largest(parts, 1) == [("handed",)]


def test_unknown_is_a_group_like_any_other() -> None:
    assert of_group(CUT, (None, "x"))["value"].to_list() == [0.4]
    assert of_group(CUT.drop("channel", "team"), ()).height == 4


def test_the_last_dimension_goes_across() -> None:
    table = pivot(CUT, 9, 9)
    assert (table.names, table.down, table.across) == (("channel",), [("a",), ("b",), (None,)], ["x", "y"])
    assert table.cells[("a",), "y"]["value"] == 0.2
    assert (("b",), "y") not in table.cells
    assert (table.rows_left, table.columns_left) == (0, 0)


def test_scales_stay_beside_their_group() -> None:
    scales = rows(channel=["a", "a", "b"], levels=[2, 5, 5], value=[0.1, 0.2, 0.3], n=[1, 2, 3])
    table = pivot(scales, 9, 9)
    assert (table.names, table.across) == (("channel", "levels"), [None])
    both = pivot(scales.insert_column(1, pl.Series("team", ["x", "x", "y"])), 9, 9)
    assert (both.names, both.of, both.across) == (("channel", "levels"), "team", ["x", "y"])


def test_a_pivot_too_big_keeps_the_largest_and_says_what_is_left() -> None:
    table = pivot(CUT, 1, 1)
    assert (table.down, table.across) == ([("b",)], ["x"])
    assert (table.rows_left, table.columns_left) == (2, 1)


def test_periods_go_across_and_the_newest_stay() -> None:
    weeks = [date(2026, 10, 5), date(2026, 10, 12), date(2026, 10, 19)]
    table = pivot(rows(period=weeks, channel=["a"] * 3, value=[1.0, 2.0, 3.0], n=[1, 1, 1]), 9, 2)
    assert (table.names, table.down, table.across, table.columns_left) == (("channel",), [("a",)], weeks[1:], 1)


def test_one_dimension_stands_alone() -> None:
    table = pivot(CUT.drop("team"), 9, 9)
    assert (table.names, table.across) == (("channel",), [None])
