"""Estimates of many worlds, once each: what the gate (test_bench.py) and the full bench (bench/estimate.py) read."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from lodestar.estimate.changes import Claim, Figure, Move, judge, spread
from lodestar.estimate.contacts import arrays
from lodestar.estimate.design import Feature
from lodestar.estimate.follow_up import FollowedUp
from lodestar.estimate.guards import Worth
from lodestar.estimate.index import Indexed, IndexModel, index_of, learn_index
from lodestar.estimate.weekly import Estimate, _followed, estimate_week
from tests.estimate import worlds
from tests.estimate.worlds import FIRST, Plan

FEATURES = (
    *(Feature(column=name, kind="category", known_at="opening") for name in ("channel", "issue", "handled_by")),
    *(
        Feature(column=name, kind=kind, known_at="ending", is_behaviour=True)
        for name, kind in (
            ("transfers", "count"), ("wait_seconds", "seconds"), ("handle_seconds", "seconds"),
            ("returns_before", "count"), ("no_thanks", "flag"), ("negative_words", "flag"),
        )
    ),
)  # fmt: skip
DRAWS = 4
"""Follow-ups drawn from each week, each by itself."""
ASKED = 200


@dataclass(frozen=True)
class Run:
    """One world's week: the truth and everything said of it. `bounds`: the least and most that any silence allows."""

    truth: float
    bounds: tuple[float, float]
    figure: Estimate
    worth: Worth | None
    index: Indexed
    followed: list[FollowedUp]
    kinder: list[FollowedUp]

    @property
    def rated_share(self) -> float:
        return self.figure.positive / self.figure.rated


@cache
def frozen_index() -> IndexModel:
    """Return the behaviour index of eight weeks in which answering depended on the journey."""
    model = learn_index(worlds.make_weeks(Plan(), 99_999, weeks=8), FEATURES, 1)
    assert model is not None
    return model


def run(plan: Plan, seed: int, kinder: str = "even") -> Run:
    """Return what is said of one week of one world, with follow-ups of 200 in an honest mode and in a kinder one."""
    contacts = worlds.make_weeks(plan, seed)
    week = estimate_week(contacts, FIRST, FEATURES, target=plan.satisfied)
    model, known = frozen_index(), arrays(contacts)
    at_least = int((known.rated & (known.positive > 0)).sum())
    return Run(
        worlds.truth(contacts),
        (at_least / len(known.rated), (at_least + int((~known.rated).sum())) / len(known.rated)),
        week.estimates[0],
        week.worth,
        index_of(model, model.chances(contacts), known.clusters),
        _asked(
            week.contacts, [worlds.follow_ups(contacts, seed * DRAWS + draw, completed=ASKED) for draw in range(DRAWS)]
        ),
        _asked(
            week.contacts,
            [
                worlds.follow_ups(contacts, seed * DRAWS + draw, completed=ASKED, raters=100, kinder=kinder)
                for draw in range(DRAWS)
            ],
        ),
    )


def _asked(contacts: pl.DataFrame, draws: Sequence[pl.DataFrame]) -> list[FollowedUp]:
    found = [_followed(contacts, drawn) for drawn in draws]
    return [one for one in found if one is not None]


@cache
def runs(plan: Plan, count: int) -> tuple[Run, ...]:
    """Return the runs of so many seeds."""
    return tuple(run(plan, seed) for seed in range(count))


@dataclass(frozen=True)
class Told:
    """How right figures were: mean error in points, its Monte Carlo standard error, the share of intervals right."""

    bias: float
    bias_error: float
    covered: float


def told(figures: Sequence[tuple[float, float, float, float]]) -> Told:
    """Return how right figures (truth, value, low, high) were."""
    made = np.array(figures)
    wrong = 100 * (made[:, 1] - made[:, 0])
    covered = (made[:, 2] <= made[:, 0]) & (made[:, 0] <= made[:, 3])
    return Told(float(wrong.mean()), float(wrong.std(ddof=1) / np.sqrt(len(wrong))), float(covered.mean()))


def adjusted(made: Sequence[Run]) -> Told:
    """Return how right the adjusted share was."""
    found = [(one.truth, one.figure.adjusted) for one in made]
    return told([(truth, it.value, it.low, it.high) for truth, it in found if it is not None])


def rated(made: Sequence[Run]) -> Told:
    """Return how right the rated share was (its interval is not looked at)."""
    return told([(one.truth, one.rated_share, one.rated_share, one.rated_share) for one in made])


def covered_by_range(made: Sequence[Run], odds: float) -> float:
    """Return the share of weeks whose truth lies in the range at these odds."""
    inside = [it.low <= one.truth <= it.high for one in made for it in one.figure.ranges if it.odds == odds]
    return float(np.mean(inside))


def asked(made: Sequence[Run], *, kinder: bool = False) -> Told:
    """Return how right follow-ups were."""
    return told(
        [(one.truth, it.value, it.low, it.high) for one in made for it in (one.kinder if kinder else one.followed)]
    )


def cut(made: Sequence[Run]) -> float:
    """Return the part of the rated share's bias that the adjustment takes away."""
    return 1 - abs(adjusted(made).bias) / abs(rated(made).bias)


def outside_bounds(made: Sequence[Run]) -> int:
    """Return how many figures or ends lie where no silence whatever could put the truth."""
    count = 0
    for one in made:
        ends = [(it.low, it.high) for it in one.figure.ranges]
        ends += [(it.range_low, it.range_high) for it in (*one.followed, *one.kinder)]
        ends += [(it.low, it.high) for it in (*one.followed, *one.kinder)]
        it = one.figure.adjusted
        ends += [(it.low, it.high), (it.value, it.value)] if it else []
        count += sum(low < one.bounds[0] - 1e-12 or high > one.bounds[1] + 1e-12 for low, high in ends)
    return count


def claims(before: Sequence[Run], now: Sequence[Run]) -> list[Claim]:
    """Return what is said of each pair of weeks, judged each by itself."""
    made = []
    for old, new in zip(before, now, strict=True):
        figures = [_figure(one) for one in (old, new)]
        shares = (Figure(old.index.share, old.index.error), Figure(new.index.share, new.index.error))
        made += judge([Move(figures[0], figures[1], index=shares)])
    return [one for one in made if one is not None]


def _figure(one: Run) -> Figure:
    it = one.figure.adjusted
    assert it is not None
    return Figure(it.value, it.standard_error)


def naive_claims(before: Sequence[Run], now: Sequence[Run]) -> float:
    """Return how often two rated shares differ by their own binomial error."""
    found = []
    for old, new in zip(before, now, strict=True):
        error = np.sqrt(sum(it.rated_share * (1 - it.rated_share) / it.figure.rated for it in (old, new)))
        found.append(abs(new.rated_share - old.rated_share) > 1.96 * error)
    return float(np.mean(found))


def false_alarms(worlds_count: int, history: int, *, with_spread: bool = True) -> float:
    """Return the mean false alarms a week among 60 segments that change no more than usual.

    The index is made to agree with every move: what is measured is the test alone.
    """
    alarms = weeks = 0
    for seed in range(worlds_count):
        positive, counted = worlds.segment_weeks(seed, weeks=history + 6)
        share = positive / counted
        error = np.sqrt(np.maximum(share * (1 - share), 1 / counted) / counted)
        for week in range(history, share.shape[1]):
            moves = [
                Move(
                    Figure(values[week - 1], errors[week - 1]),
                    Figure(values[week], errors[week]),
                    index=(Figure(values[week - 1], 1e-9), Figure(values[week], 1e-9)),
                    spread=_spread(values, errors, week, history) if with_spread else 1.0,
                )
                for values, errors in zip(share, error, strict=True)
            ]
            alarms += sum(one.is_claimed for one in judge(moves) if one)
            weeks += 1
    return alarms / weeks


def _spread(values: np.ndarray, errors: np.ndarray, week: int, history: int) -> float:
    before = slice(week - history, week)
    return spread([Figure(*one) for one in zip(values[before], errors[before], strict=True)])


@dataclass(frozen=True)
class RuleChange:
    """Errors in points when invitations stop after handoffs in the week estimated."""

    rated: Told
    adjusted: Told
    predictions: Told


@cache
def rule_changes(count: int, contacts: int = 20_000, weeks: int = 3) -> RuleChange:
    """Return how right figures are in a new rule's first week; satisfaction is no straight line of what is seen."""
    plan = Plan("mcar", 0.75, contacts, invites=True, rule_from=weeks - 1, worse=0.8, bend=0.6)
    week_on = worlds.FIRST + (weeks - 1) * (worlds.SECOND - worlds.FIRST)
    shares, figures, means = [], [], []
    for seed in range(count):
        made = worlds.make_weeks(plan, seed, weeks)
        week = estimate_week(made, week_on, FEATURES)
        truth, one = worlds.truth(made.filter(pl.col("week_on") == week_on)), week.estimates[0]
        it, share, mean = one.adjusted, one.positive / one.rated, float(week.contacts["predicted"].mean())
        assert it is not None
        shares.append((truth, share, share, share))
        figures.append((truth, it.value, it.low, it.high))
        means.append((truth, mean, mean, mean))
    return RuleChange(told(shares), told(figures), told(means))


def permuted_states(count: int) -> list[str]:
    """Return what is said of weeks whose ratings were dealt out anew."""
    return [
        estimate_week(worlds.permuted(worlds.make_weeks(Plan(), seed), seed), FIRST, FEATURES).estimates[0].state
        for seed in range(count)
    ]
