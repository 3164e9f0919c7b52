"""Ratings on different scales: together while their mix stays, apart where it moves; and what holds at which age."""

from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from lodestar.datafolder import DataFolder
from lodestar.errors import LodestarError
from lodestar.metrics.answer import ask
from lodestar.metrics.card import by_scale, card
from lodestar.metrics.drill import SHOWN, contacts_behind
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Condition, Question
from lodestar.metrics.scales import are_apart, most_used
from tests.metrics.small import small_mart

MONDAY = date(2026, 2, 2)
FINAL = {"until_age_seconds": None, "measure": "csat", "is_counted": True}


def rated(folder: Path, *weeks: dict[int, tuple[int, int]]) -> Mart:
    """Return a mart of weeks of ratings; a week says per number of levels how many were positive, of how many."""
    rows = [
        {"ended_on": MONDAY + place * timedelta(days=7), "levels": levels, "is_positive": number < positive}
        for place, week in enumerate(weeks)
        for levels, (positive, n) in week.items()
        for number in range(n)
    ]
    frame = (
        pl.DataFrame(rows)
        .with_row_index("contact_key")
        .with_columns(
            pl.col("contact_key").cast(pl.Int64),
            recorded_at=pl.col("ended_on").cast(pl.Datetime("us")),
            csat_num=pl.col("is_positive").cast(pl.Int16),
            csat_den=pl.lit(1),
            is_rating_eligible=True,
            opened_on=pl.col("ended_on"),
        )
    )
    ratings = frame.select(
        "contact_key", "levels", "is_positive", "ended_on", source=pl.lit("desk"), rated_at="recorded_at",
        rated_on="ended_on", age_seconds=pl.lit(0, pl.Int64), until_age_seconds=pl.lit(None, pl.Int64),
        measure=pl.lit("csat"), is_counted=True, agent=pl.lit(None, pl.String),
    )  # fmt: skip
    described = frame.drop("levels", "is_positive").with_columns(
        pl.lit(None, pl.String).alias(name) for name in SHOWN if name not in {"source", "channel", "agent", "opened_at"}
    )
    return small_mart(folder, described, mart_ratings=ratings)


def test_scales_of_one_mix_stand_in_one_figure(tmp_path: Path) -> None:
    """50 in 100 in one week, 52 in 100 in the next: just within two points."""
    mart = rated(tmp_path, {5: (40, 50), 2: (20, 50)}, {5: (42, 52), 2: (20, 48)})
    rows = ask(mart, Question("csat", grain="week")).rows
    assert "levels" not in rows.columns
    assert rows["n"].to_list() == [100, 100]


def test_scales_whose_mix_moves_are_shown_apart(tmp_path: Path) -> None:
    """Each scale stays at 80 % and 40 %; pooled, more ratings on the stricter one would read as worse service."""
    mart = rated(tmp_path, {5: (80, 100), 2: (20, 50)}, {5: (80, 100), 2: (60, 150)})
    answer = ask(mart, Question("csat", grain="week"))
    assert answer.question.by == ("levels",)
    found = answer.rows.select("period", "levels", "numerator", "n").rows()
    week = MONDAY + timedelta(days=7)
    assert found == [(MONDAY, 2, 20, 50), (MONDAY, 5, 80, 100), (week, 2, 60, 150), (week, 5, 80, 100)]
    whole = ask(mart, Question("csat")).rows
    assert whole.select("numerator", "n").rows() == [(240, 400)]


def test_just_more_than_two_points_is_another_mix(tmp_path: Path) -> None:
    mart = rated(tmp_path, {5: (40, 50), 2: (20, 50)}, {5: (43, 53), 2: (20, 47)})
    assert ask(mart, Question("csat", grain="week")).question.by == ("levels",)


def test_one_scale_or_one_period_is_never_cut(tmp_path: Path) -> None:
    one = rated(tmp_path / "one", {5: (80, 100)}, {5: (70, 100)})
    assert ask(one, Question("csat", grain="week")).question.by == ()
    month = rated(tmp_path / "two", {5: (80, 100)}, {2: (70, 100)})
    assert ask(month, Question("csat", grain="month")).question.by == ()


def test_an_unfinished_period_is_no_other_mix(tmp_path: Path) -> None:
    """The last week holds days whose ratings may still come: it is never compared."""
    same = {5: (8, 10), 2: (5, 10)}
    mart = rated(tmp_path, *[same] * 8, {2: (5, 10)})
    rows = ask(mart, Question("csat", grain="week")).rows
    assert rows["is_incomplete"].to_list()[-1]
    assert "levels" not in rows.columns


def test_a_card_is_drawn_per_scale_and_leads_to_its_own_contacts(tmp_path: Path) -> None:
    mart = rated(tmp_path, {5: (80, 100), 2: (20, 50)}, {5: (80, 100), 2: (60, 150)})
    week = MONDAY + timedelta(days=7)
    pooled = card(mart, "csat", (), (week, week + timedelta(days=6)))
    apart = by_scale(mart, pooled)
    assert [(one.now["n"], one.before["n"], one.verdict) for one in apart if one.now and one.before] == [
        (150, 50, "within"),
        (100, 100, "within"),
    ]
    assert [one.weeks.height for one in apart] == [2, 2]
    assert contacts_behind(mart, apart[0].question).height == 150


def test_a_card_of_one_mix_stays_one(tmp_path: Path) -> None:
    mart = rated(tmp_path, {5: (80, 100), 2: (20, 50)}, {5: (60, 100), 2: (20, 50)})
    week = MONDAY + timedelta(days=7)
    pooled = card(mart, "csat", (), (week, week + timedelta(days=6)))
    assert by_scale(mart, pooled) == [pooled]


def test_a_number_of_levels_can_be_chosen_or_cut_by(tmp_path: Path) -> None:
    mart = rated(tmp_path, {5: (80, 100), 2: (20, 50)})
    two = Question("csat", where=(Condition("levels", ("2",)),))
    assert ask(mart, two).rows.select("numerator", "n").rows() == [(20, 50)]
    cut = ask(mart, Question("csat", by=("levels",), basis="rated")).rows
    assert cut.select("levels", "n").rows() == [(2, 50), (5, 100)]
    with pytest.raises(LodestarError, match="No contact has levels '3'"):
        ask(mart, Question("csat", where=(Condition("levels", ("3",)),)))
    with pytest.raises(LodestarError, match="rating_coverage cannot be cut by levels"):
        ask(mart, Question("rating_coverage", by=("levels",)))


def test_the_scales_add_up_to_the_whole(committed_sample: Path) -> None:
    mart = Mart(DataFolder(committed_sample))
    for metric in ("csat", "bot_csat", "company_score"):
        whole = ask(mart, Question(metric)).rows
        cut = ask(mart, Question(metric, by=("levels",))).rows
        assert cut.select(pl.col("numerator", "n", "pending").sum()).equals(
            whole.select(pl.col("numerator", "n", "pending").cast(cut["n"].dtype))
        ), metric


def test_groups_of_two_dimensions_are_apart_where_one_of_them_has_another_mix() -> None:
    rows = pl.DataFrame(
        {"channel": ["a", "a", "a", "b"], "team": ["x", "x", "y", "x"], "levels": [2, 5, 2, 2], "n": [10, 10, 20, 20]}
    )
    assert are_apart(rows, "channel", "team")
    assert not are_apart(rows.filter(pl.col("levels") == 2), "channel", "team")
    assert most_used(rows) == 2


def test_a_rating_without_a_time_keeps_its_verdict_at_every_age(tmp_path: Path) -> None:
    at = datetime(2026, 2, 2, 3)
    frame = pl.DataFrame({"csat_num": [1], "csat_den": [1], "recorded_at": [at], "is_rating_eligible": [True]})
    ratings = pl.DataFrame(
        {"contact_key": 0, "levels": 5, "is_positive": True, "rated_at": None, "age_seconds": None, **FINAL},
        schema_overrides={"contact_key": pl.Int64, "rated_at": pl.Datetime("us"), "age_seconds": pl.Int64,
                          "until_age_seconds": pl.Int64},
    )  # fmt: skip
    mart = small_mart(tmp_path, frame, mart_ratings=ratings)
    assert ask(mart, Question("csat", age=3)).rows.select("numerator", "n").rows() == [(1, 1)]
