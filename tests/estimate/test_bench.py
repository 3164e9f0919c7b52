"""T1 to T12 of the estimator's bench, small and seeded: weeks of 5,000 contacts whose truth is known.

The full bench is `make bench-estimate`. Where fewer than 100 weeks are made, a limit on bias is widened by two Monte
Carlo standard errors: such a test says that no bias beyond the limit was seen.
"""

from pathlib import Path

import numpy as np
import pytest

from lodestar.errors import LodestarError
from lodestar.estimate.design import read_features
from lodestar.estimate.guards import BEHAVIOUR_SILENT, NEVER_ANSWER
from tests.estimate import runs, worlds
from tests.estimate.runs import Told
from tests.estimate.worlds import MECHANISMS, Plan

WEEKS = {"mcar": 100, "mar": 100}
SOME = 30
ODDS = 3.0
ONE = pytest.mark.xdist_group("estimate")
pytestmark = ONE


def made(mechanism: str, auc: float = 0.69) -> tuple[runs.Run, ...]:
    return runs.runs(Plan(mechanism, auc), WEEKS.get(mechanism, SOME) if auc == 0.69 else SOME)


def seen(told: Told) -> float:
    """Return the least bias (points) that two Monte Carlo standard errors leave."""
    return max(abs(told.bias) - 2 * told.bias_error, 0.0)


def test_worlds_know_nothing_of_the_estimator() -> None:
    assert "lodestar" not in Path(worlds.__file__).read_text("utf-8").replace("Lodestar", "")


@pytest.mark.parametrize("auc", [0.69, 0.85])
def test_a_world_is_what_was_asked_for(auc: float) -> None:
    contacts = worlds.make_weeks(Plan("mcar", auc, contacts=60_000), 5)
    assert worlds.truth(contacts) == pytest.approx(0.74, abs=0.03)
    assert contacts["is_rated"].mean() == pytest.approx(0.12, abs=0.01)
    assert worlds.auc(contacts["journey"].to_numpy(), contacts["is_satisfied"].to_numpy()) == pytest.approx(
        auc, abs=0.015
    )


@pytest.mark.parametrize("mechanism", ["mcar", "mar"])
def test_t1_the_adjusted_share_is_right_where_the_silent_are_like_raters(mechanism: str) -> None:
    told = runs.adjusted(made(mechanism))
    assert told.covered >= 0.90
    assert abs(told.bias) <= 0.5


def test_t2_strong_selection_is_covered_or_named() -> None:
    some = made("strong_mar")
    named = np.mean([one.figure.state == NEVER_ANSWER for one in some])
    assert runs.adjusted(some).covered >= 0.88 or named >= 0.95


@pytest.mark.parametrize("mechanism", ["angry", "extremes"])
def test_t3_behaviour_takes_some_of_the_bias_away(mechanism: str) -> None:
    assert runs.cut(made(mechanism)) >= 0.15


@pytest.mark.parametrize(("mechanism", "least"), [("angry", 0.60), ("leavers", 0.25)])
def test_t3_telling_behaviour_takes_more_of_it_away(mechanism: str, least: float) -> None:
    assert runs.cut(made(mechanism, 0.85)) >= least


@pytest.mark.parametrize("auc", [0.69, 0.85])
@pytest.mark.parametrize("mechanism", ["angry", "extremes", "leavers"])
def test_t3_the_range_holds_the_truth(mechanism: str, auc: float) -> None:
    if not (auc == 0.85 and mechanism == "extremes"):  # not made for any other test
        assert runs.covered_by_range(made(mechanism, auc), ODDS) >= 0.97


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_t4_asking_the_silent_at_random_is_right_whatever_silence_means(mechanism: str) -> None:
    told = runs.asked(made(mechanism))
    assert told.covered >= 0.91
    assert seen(told) <= 0.7


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_t4_a_kinder_mode_is_taken_out(mechanism: str) -> None:
    assert seen(runs.asked(made(mechanism), kinder=True)) <= 1.0


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_t5_nothing_leaves_the_bounds_of_what_silence_allows(mechanism: str) -> None:
    assert runs.outside_bounds(made(mechanism)) == 0


def test_t6_an_unchanged_week_is_not_called_a_change() -> None:
    weeks = made("mar")
    assert np.mean([one.is_claimed for one in runs.claims(weeks[:-1], weeks[1:])]) <= 0.07


@pytest.mark.parametrize("mechanism", ["angry", "leavers"])
def test_t6_a_drifting_survey_is_not_called_a_change(mechanism: str) -> None:
    before, now = made("mar")[:SOME], made(mechanism)
    assert runs.naive_claims(before, now) >= 0.90, "the survey must drift for this test to say anything"
    assert np.mean([one.is_claimed for one in runs.claims(before, now)]) <= 0.10


def test_t7_sixty_restless_segments_ring_hardly_any_bell() -> None:
    assert runs.false_alarms(12, 12) <= 0.3
    assert runs.false_alarms(4, 12, with_spread=False) > 0.5, "the segments must be restless for this to say anything"


def test_t10_permuted_ratings_are_found_out() -> None:
    states = runs.permuted_states(20)
    assert np.mean([state == BEHAVIOUR_SILENT for state in states]) >= 0.95


def test_t11_what_is_known_too_late_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "features.toml"
    file.write_text('[refunded]\nkind = "flag"\nknown_at = "later"\n', "utf-8")
    with pytest.raises(LodestarError, match=r"features.toml \[refunded\]: what is known only after"):
        read_features(file)


def test_t12_a_new_rule_of_asking_moves_nothing() -> None:
    change = runs.rule_changes(24)
    assert change.rated.bias >= 2, "the rule must bite for this test to say anything"
    assert abs(change.predictions.bias) >= 1, "the model of outcomes must be wrong"
    assert abs(change.adjusted.bias) <= 0.5
