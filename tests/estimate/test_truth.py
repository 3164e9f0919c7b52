"""What the estimates say of whole made-up worlds against who was really satisfied there, week by week.

In these worlds silence speaks: delight and loud anger answer, quiet disappointment leaves. So the adjusted share must
be too high, its interval must miss, and what is to hold is the range beside it, and the follow-ups.
"""

import os
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from lodestar.estimate.shifts import SURVEY_RULE
from tests.estimate.truth import (
    RULE_CHANGES,
    TrueWorld,
    covered,
    estimated,
    follow_up_all,
    table_of,
    true_world,
)

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("truth")]
SEEDS = (11, 12, 13, 14, 15)
DEFAULT, UNEVENTFUL = 2026, 7
ENOUGH = 30
"""Answers from which a figure by follow-up is given."""


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture(scope="module")
def worlds(base: Path) -> dict[int, TrueWorld]:
    return {DEFAULT: true_world(base, DEFAULT)}


@pytest.fixture(scope="module")
def before(worlds: dict[int, TrueWorld]) -> pl.DataFrame:
    """Return the weeks of the default world before anybody was asked."""
    return worlds[DEFAULT].weeks()


@pytest.fixture(scope="module")
def after(worlds: dict[int, TrueWorld], before: pl.DataFrame) -> pl.DataFrame:
    """Return the same weeks once 200 silent customers of each were asked."""
    assert before["asked_estimate"].null_count() == before.height
    follow_up_all(worlds[DEFAULT], seed=5)
    return worlds[DEFAULT].weeks()


def holds(rows: pl.DataFrame) -> None:
    """Hold the weeks of a world against its truth: what is shown, and what stands beside it."""
    shown = estimated(rows)
    assert (rows["contacts"] == rows["true_contacts"]).all()
    assert shown.height >= rows.height // 2, "a world so large has ratings enough in most weeks"
    too_high = (shown["estimate"] - shown["truth"]).mean()
    assert 0.02 <= too_high <= 0.08, "silence speaks in this world: if it did not, the ranges would prove nothing"
    assert too_high <= (shown["rated_share"] - shown["truth"]).mean() + 0.002, "adjusting makes nothing worse"
    assert covered(rows, "odds_2_low", "odds_2_high") >= 0.9, table_of(rows)
    assert covered(rows, "odds_3_low", "odds_3_high") == 1, table_of(rows)


def has_one_shift(world: TrueWorld) -> None:
    """Hold the shifts against the story: the survey rule in its week, the handed-over first, and nothing else."""
    shifts = world.shifts()
    assert set(shifts["week_on"]) == {RULE_CHANGES}, table_of(shifts)
    assert set(shifts["kind"]) == {SURVEY_RULE}, table_of(shifts)
    assert shifts.row(0) == (RULE_CHANGES, SURVEY_RULE, "handled_by", "bot_then_human")
    assert world.claims().is_empty(), table_of(world.claims())


def test_the_range_holds_what_is_so(before: pl.DataFrame) -> None:
    holds(before)


def test_the_survey_rule_is_found_in_its_week_and_nothing_is_claimed(worlds: dict[int, TrueWorld]) -> None:
    has_one_shift(worlds[DEFAULT])


def test_no_week_is_held_against_one_before_the_rule(before: pl.DataFrame) -> None:
    week = before.filter(pl.col("week_on") == RULE_CHANGES)
    assert week["broken"].item() == SURVEY_RULE
    assert week["change"].item() is None
    assert before.filter(pl.col("broken").is_not_null()).height == 1
    assert week["not_asked"].item() > 0, "whom the rule leaves out is counted beside the estimate"


def test_asking_the_silent_shows_what_is_so(after: pl.DataFrame) -> None:
    enough = after.filter(pl.col("asked_completed") >= ENOUGH)
    assert enough.height == after.height, "every week was asked"
    assert covered(enough, "asked_low", "asked_high", "pooled_truth") >= 0.9, table_of(after)
    assert abs((enough["asked_estimate"] - enough["pooled_truth"]).mean()) <= 0.01
    assert (enough["mode_shift"].abs() <= 3 * enough["mode_shift_error"]).all(), "answers were honest"
    assert (enough["asked_odds"] < 1).all(), "the silent are less satisfied than raters like them"
    rolling = enough.filter(pl.col("week_on") >= enough["week_on"].min() + timedelta(weeks=2))
    assert (rolling["asked_method"] == "mean").all(), "400 answers are there from the third week"


def test_what_is_asked_changes_no_other_figure(before: pl.DataFrame, after: pl.DataFrame) -> None:
    same = ["week_on", "state", "contacts", "rated", "estimate", "low", "high", "odds_3_low", "odds_3_high", "broken"]
    assert after.select(same).equals(before.select(same))


@pytest.mark.parametrize("seed", SEEDS)
def test_another_world(seed: int, base: Path) -> None:
    world = true_world(base, seed)
    holds(world.weeks())
    has_one_shift(world)


def test_where_nothing_happens_nothing_is_found(base: Path) -> None:
    world = true_world(base, UNEVENTFUL, "--no-events")
    holds(world.weeks())
    assert world.shifts().is_empty(), table_of(world.shifts())
    assert world.claims().is_empty(), table_of(world.claims())
