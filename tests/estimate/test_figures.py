"""The figures one by one: small cases done by hand, and what must hold whatever the numbers are."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodestar.estimate.adjusted import adjust
from lodestar.estimate.changes import Figure, Move, judge
from lodestar.estimate.clusters import NOBODY, critical, design_effect, sum_variance
from lodestar.estimate.follow_up import Answers, draw_size, follow_up, half_width, mode_shift
from lodestar.estimate.learning import cross_fit, fit
from lodestar.estimate.ranges import ranges, tipping

pytestmark = pytest.mark.xdist_group("estimate")
SEEDS = st.integers(0, 2**32 - 1)
MANY = settings(deadline=None, max_examples=60)


def some_week(seed: int, n: int = 200) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    chance, predicted = rng.uniform(0.02, 0.95, n), rng.uniform(0.05, 0.95, n)
    rated = rng.random(n) < chance * rng.uniform(0.1, 1)
    rated[0], rated[1] = True, False
    positive = np.where(rated, rng.random(n) < rng.uniform(0.1, 0.95), 0).astype(float)
    return rated, positive, predicted, chance, rng.integers(NOBODY, 60, n)


def test_adjusted_by_hand() -> None:
    rated = np.array([True, True, False, False])
    positive, predicted = np.array([1.0, 0, 0, 0]), np.array([0.8, 0.4, 0.6, 0.2])
    found = adjust(rated, positive, predicted, np.array([0.5, 0.25, 0.5, 0.25]), [])
    assert found is not None
    # predictions' mean .5; weights 2 and 4; residuals .2 and -.4: (2 * .2 - 4 * .4) / 6 = -.2
    assert found.value == pytest.approx(0.3)
    assert found.silent == pytest.approx((0.3 * 4 - 1) / 2)
    assert (found.n, found.rated, found.positive) == (4, 2, 1)
    assert found.weight_effect == pytest.approx(2 * (4 + 16) / 36)
    assert found.largest_weight == pytest.approx(4 / 3)


def test_nobody_rated_is_no_figure() -> None:
    assert adjust(np.zeros(3, bool), np.zeros(3), np.full(3, 0.5), np.full(3, 0.1), []) is None


def test_trimmed_just_under_the_least_chance() -> None:
    rated = np.array([True, True, False, False])
    chance = np.array([0.01, 0.0099, 0.01, 0.5])
    found = adjust(rated, np.array([1.0, 0, 0, 0]), np.full(4, 0.5), chance, [])
    assert found is not None
    assert found.trimmed == 0.25
    assert found.weight_effect == pytest.approx(1), "both weigh a hundred"


@MANY
@given(SEEDS)
def test_adjusted_keeps_the_bounds_that_silence_allows(seed: int) -> None:
    rated, positive, predicted, chance, customer = some_week(seed)
    found = adjust(rated, positive, predicted, chance, [customer])
    assert found is not None
    assert found.silent is not None
    floor, ceiling = positive.sum() / len(rated), (positive.sum() + (~rated).sum()) / len(rated)
    assert floor <= found.low <= found.value <= found.high <= ceiling
    assert -1e-9 <= found.silent <= 1 + 1e-9
    assert found.weight_effect >= 1 - 1e-9


@MANY
@given(SEEDS)
def test_ranges_widen_with_the_odds_and_hold_the_figure(seed: int) -> None:
    rated, positive, predicted, chance, customer = some_week(seed)
    found = adjust(rated, positive, predicted, chance, [customer])
    assert found is not None
    made = ranges(found, rated, predicted, (1.0, 1.5, 2.0, 3.0, 10.0))
    floor, ceiling = positive.sum() / len(rated), (positive.sum() + (~rated).sum()) / len(rated)
    for one in made:
        assert floor - 1e-9 <= one.low <= found.value + 1e-5
        assert found.value - 1e-5 <= one.high <= ceiling + 1e-9
    for one, wider in pairwise(made):
        assert wider.silent_low <= one.silent_low + 1e-9
        assert wider.silent_high >= one.silent_high - 1e-9
        assert wider.low <= one.low + 1e-9
        assert wider.high >= one.high - 1e-9
    assert (made[0].low, made[0].high) == pytest.approx((found.low, found.high), abs=1e-4), (
        "odds alike: no more than L2"
    )


@MANY
@given(SEEDS, st.floats(0.02, 0.98))
def test_the_tipping_share_gives_the_target_back(seed: int, target: float) -> None:
    rated, positive, predicted, chance, _ = some_week(seed)
    found = adjust(rated, positive, predicted, chance, [])
    assert found is not None
    tip = tipping(found, rated, predicted, target)
    assert tip is not None
    silent = int((~rated).sum())
    assert (positive.sum() + silent * tip.silent) / len(rated) == pytest.approx(target, abs=1e-9)
    if tip.odds is not None:
        assert 0 < tip.silent < 1
        at = ranges(found, rated, predicted, (tip.odds,))[0]
        assert min(abs(at.silent_low - tip.silent), abs(at.silent_high - tip.silent)) < 1e-6


def test_no_tipping_beyond_what_the_silent_could_say() -> None:
    rated = np.array([True] * 8 + [False] * 2)
    found = adjust(rated, np.array([1.0] * 4 + [0.0] * 6), np.full(10, 0.5), np.full(10, 0.8), [])
    assert found is not None
    tip = tipping(found, rated, np.full(10, 0.5), 0.9)
    assert tip is not None
    assert (tip.silent, tip.odds) == (pytest.approx(2.5), None)


def test_cluster_variance_by_hand() -> None:
    parts = np.array([1.0, -1, 2, -2, 3, -3, 1, -1, 0, 0])
    pairs = np.repeat(np.arange(5), 2)
    assert sum_variance(parts, []) == pytest.approx(10 / 9 * 30)
    assert sum_variance(parts, [pairs]) == pytest.approx(10 / 9 * 30), "opposites in one cluster: rows alone count"
    apart = np.array([0, 1, 0, 2, 0, 3, 0, 4, 4, 4])
    assert sum_variance(parts, [apart]) == pytest.approx(5 / 4 * (7**2 + 1 + 4 + 9 + 1))
    four = np.minimum(apart, 3)
    assert sum_variance(parts, [four]) == pytest.approx(10 / 9 * 30), "four clusters are too few"


def test_design_effect_at_its_edges() -> None:
    ten = np.array([1.0, 0] * 5)
    assert design_effect(ten, [np.full(10, NOBODY)]) == 1.0
    assert design_effect(np.ones(10), [np.repeat(np.arange(5), 2)]) == 1.0
    assert design_effect(np.zeros(0), []) == 1.0
    doubled = np.repeat([1.0, 0, 1, 0, 1], 20)
    assert design_effect(doubled, [np.repeat(np.arange(5), 20)]) > 20


def test_few_clusters_take_students_t() -> None:
    counted = np.ones(600, dtype=bool)
    assert critical([], counted) == pytest.approx(1.96, abs=0.01)
    assert critical([np.arange(600) % 5], counted) == pytest.approx(2.776, abs=0.001)
    assert critical([np.arange(600) % 4], counted) == pytest.approx(1.96, abs=0.01), "too few to be weighed"


def test_cross_fitting_never_lets_a_customer_predict_itself() -> None:
    rng = np.random.default_rng(3)
    customer = np.repeat(np.arange(40), 10)
    happy = np.repeat(rng.permutation([0.0, 1.0] * 20), 10)
    names = (customer[:, None] == np.arange(40)).astype(float) * 6
    everybody = np.ones(400, dtype=bool)
    found = cross_fit(names, happy, everybody, everybody, customer)
    leaked = fit(names, happy)
    assert np.mean((names @ leaked[0] + leaked[1] > 0) == happy) == 1, "a model that saw them knows them all"
    assert abs(np.corrcoef(found, happy)[0, 1]) < 0.5
    for one in range(40):
        assert np.ptp(found[customer == one]) < 1e-12, "its own column was never seen, so its rows are all alike"


def test_cross_fitting_learns_only_from_whom_it_may() -> None:
    rng = np.random.default_rng(4)
    seen = rng.normal(size=(1_000, 1))
    happy = (rng.random(1_000) < 1 / (1 + np.exp(-2 * seen[:, 0]))).astype(float)
    learns = rng.random(1_000) < 0.5
    lied = np.where(learns, happy, 1 - happy)
    everybody, customer = np.ones(1_000, dtype=bool), np.arange(1_000)
    assert np.array_equal(
        cross_fit(seen, happy, learns, everybody, customer), cross_fit(seen, lied, learns, everybody, customer)
    )
    some = rng.random(1_000) < 0.3
    whole = cross_fit(seen, happy, learns, everybody, customer)
    assert np.array_equal(cross_fit(seen, happy, learns, some, customer), whole[some])


def test_unknown_customers_are_not_one_customer() -> None:
    rng = np.random.default_rng(5)
    seen = rng.normal(size=(500, 1))
    happy = (seen[:, 0] > 0).astype(float)
    everybody = np.ones(500, dtype=bool)
    found = cross_fit(seen, happy, everybody, everybody, np.full(500, NOBODY))
    assert np.corrcoef(found, happy)[0, 1] > 0.8


@pytest.mark.parametrize("customers", [1, 4])
def test_fewer_customers_than_folds_have_their_share(customers: int) -> None:
    everybody = np.ones(100, dtype=bool)
    happy = np.array([1.0, 1, 1, 0] * 25)
    found = cross_fit(np.arange(100.0)[:, None], happy, everybody, everybody, np.arange(100) % customers)
    assert set(found) == {0.75}


@MANY
@given(SEEDS)
def test_asking_all_the_silent_is_the_truth(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rated = rng.random(900) < 0.3
    happy = (rng.random(900) < 0.7).astype(float)
    rows = np.flatnonzero(~rated)
    answers = Answers(rows, np.ones(len(rows)), np.ones(len(rows), dtype=bool), happy[rows])
    found = follow_up(rated, happy, rng.uniform(0.3, 0.9, 900), answers, shift=None, clusters=[])
    assert found is not None
    assert found.method == "mean"
    assert found.value == pytest.approx(happy.mean(), abs=1e-9)
    assert found.range_low == found.low <= found.value <= found.high == found.range_high


@pytest.mark.parametrize(("count", "method"), [(29, None), (30, "tilt"), (399, "tilt"), (400, "mean")])
def test_follow_ups_by_how_many_answered(count: int, method: str | None) -> None:
    rated = np.array([True] * 100 + [False] * 900)
    answers = Answers(
        np.arange(100, 100 + count), np.full(count, count / 900), np.ones(count, bool), (np.arange(count) % 4 > 0) * 1.0
    )
    found = follow_up(rated, rated * 1.0, np.full(1_000, 0.5), answers, shift=None, clusters=[])
    assert (found.method if found else None) == method
    if found:
        assert found.silent == pytest.approx(0.75, abs=0.035), "a weak prior pulls thirty towards the predictions"
        assert found.odds == pytest.approx(3, abs=0.5)


def test_those_who_do_not_answer_a_follow_up_widen_it() -> None:
    rated = np.array([True] * 100 + [False] * 900)

    def asked(drawn: int, answered: int) -> tuple[float, float]:
        answers = Answers(
            np.arange(100, 100 + drawn),
            np.full(drawn, drawn / 900),
            np.arange(drawn) < answered,
            np.arange(drawn) % 2.0,
        )
        found = follow_up(rated, rated * 1.0, np.full(1_000, 0.5), answers, shift=None, clusters=[])
        assert found is not None
        return found.low - found.range_low, found.range_high - found.high

    assert asked(100, 60) == (0, 0)
    assert min(asked(100, 59)) > 0.05


def test_the_mode_shift_is_taken_out() -> None:
    first = np.array([0.0] * 20 + [1.0] * 20)
    again = np.array([1.0] * 4 + [0.0] * 16 + [1.0] * 20)
    shift = mode_shift(first, again)
    assert shift is not None
    assert (shift.shift, shift.n) == (pytest.approx(0.1), 40)
    assert shift.standard_error == pytest.approx((again - first).std(ddof=1) / 40**0.5)
    assert mode_shift(first[:29], again[:29]) is None
    rated = np.array([True] * 100 + [False] * 900)
    answers = Answers(np.arange(100, 600), np.full(500, 5 / 9), np.ones(500, bool), np.arange(500) % 2.0)
    plain = follow_up(rated, rated * 1.0, np.full(1_000, 0.5), answers, shift=None, clusters=[])
    moved = follow_up(rated, rated * 1.0, np.full(1_000, 0.5), answers, shift=shift, clusters=[])
    assert plain is not None
    assert moved is not None
    assert plain.value - moved.value == pytest.approx(0.9 * 0.1)
    assert moved.high - moved.low > plain.high - plain.low


def test_how_many_to_ask() -> None:
    assert half_width(400) == pytest.approx(0.049, abs=0.0005)
    assert half_width(400, 0.88, 0.74) == pytest.approx(0.0378, abs=0.0005)
    assert draw_size(0.05, 1.0) == 385
    assert draw_size(0.05, 0.5) == 769
    assert half_width(draw_size(0.03, 1.0)) <= 0.03


STILL = Figure(0.7, 0.01)
DOWN = Figure(0.6, 0.01)


@pytest.mark.parametrize(
    ("move", "is_claimed"),
    [
        (Move(STILL, DOWN), False),
        (Move(STILL, DOWN, index=(STILL, DOWN)), True),
        (Move(STILL, DOWN, index=(DOWN, STILL)), False),
        (Move(STILL, DOWN, index=(STILL, STILL), asked=(STILL, DOWN)), True),
        (Move(STILL, DOWN, index=(STILL, DOWN), spread=5.0), False),
        (Move(STILL, STILL, index=(STILL, DOWN)), False),
        (Move(Figure(0.7, 0), Figure(0.6, 0), index=(STILL, DOWN)), False),
    ],
)
def test_a_change_is_claimed_when_two_agree(move: Move, is_claimed: bool) -> None:
    (claim,) = judge([move])
    assert claim is not None
    assert claim.is_claimed is is_claimed


def test_a_broken_line_is_no_claim_and_no_member_of_the_family() -> None:
    good, broken = Move(STILL, DOWN, index=(STILL, DOWN)), Move(STILL, DOWN, index=(STILL, DOWN), is_broken=True)
    first, second, third = judge([broken, good, broken])
    assert (first, third) == (None, None)
    assert second is not None
    assert second.family == 1
    assert (second.difference, second.low, second.high) == pytest.approx((-0.1, -0.12772, -0.07228), abs=1e-5)
    assert second.detectable == pytest.approx((1.95996 + 0.84162) * 0.01 * 2**0.5, abs=1e-6)
    assert judge([]) == []
    assert judge([broken]) == [None]


def test_one_of_many_needs_more() -> None:
    edge = Move(STILL, Figure(0.7 - 2.2 * 0.01 * 2**0.5, 0.01), index=(STILL, DOWN))
    still = Move(STILL, STILL)
    assert judge([edge])[0].is_claimed
    many = judge([edge, *[still] * 20])[0]
    assert not many.is_claimed
    assert many.detectable > judge([edge])[0].detectable
