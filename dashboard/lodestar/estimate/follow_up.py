"""What do the silent say when they are asked? A random sample of them answers for all of them. (L4)"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, logit

from lodestar.estimate.clusters import sum_variance
from lodestar.estimate.design import Floats
from lodestar.estimate.learning import Bools, Ints

HEADLINE_FROM = 400
TILT_FROM = 30
MODE_FROM = 30
COMPLETION_FROM = 0.6
NON_ANSWERERS_ODDS = 2.0
_Z95 = 1.959963984540054
_LEAST = 1e-6
_TILT_SPREAD = 1.5
"""How far odds (their logarithm) are thought to lie apart before anybody was asked: a weak prior, no more."""


@dataclass(frozen=True)
class ModeShift:
    """How much kinder raters answer when asked again, in shares of one, from `n` of them."""

    shift: float
    standard_error: float
    n: int


@dataclass(frozen=True)
class FollowedUp:
    """The share satisfied of all contacts, from asking silent ones at random; 95 %, 0..1.

    `method`: mean (their answers, assisted by the predictions) from 400 answers on, tilt (predictions moved by what
    their answers say) below. `odds`: those of the silent against raters with the same journey, as the answers have it.
    `range_low` and `range_high` allow for those who were drawn and did not answer, where too many did not.
    """

    method: str
    value: float
    low: float
    high: float
    silent: float
    odds: float
    drawn: int
    completed: int
    mode_shift: ModeShift | None
    range_low: float
    range_high: float


@dataclass(frozen=True)
class Answers:
    """Silent contacts drawn, as rows of the frame estimated: `row`, the chance of being drawn, whether they answered.

    `positive` is 1 or 0 where they did.
    """

    row: Ints
    chance: Floats
    answered: Bools
    positive: Floats


def mode_shift(first: Floats, again: Floats) -> ModeShift | None:
    """Return the mode shift from raters asked again (1 or 0 each time); None below 30 of them."""
    if len(first) < MODE_FROM:
        return None
    moved = again - first
    return ModeShift(float(moved.mean()), float(moved.std(ddof=1) / np.sqrt(len(moved))), len(moved))


def follow_up(
    rated: Bools,
    positive: Floats,
    predicted: Floats,
    answers: Answers,
    *,
    shift: ModeShift | None,
    clusters: Sequence[Ints],
) -> FollowedUp | None:
    """Return the share of all by follow-up; None below 30 answers or where nobody was silent.

    One element per contact of the weeks pooled, as in `adjust`. r * mean + (1 - r) * mean of the silent.
    """
    rows, given = answers.row[answers.answered], answers.positive[answers.answered]
    silent_count, n = int((~rated).sum()), len(rated)
    if len(rows) < TILT_FROM or not silent_count:
        return None
    weights = 1 / answers.chance[answers.answered]
    scores = logit(np.clip(predicted, _LEAST, 1 - _LEAST))
    moved, moved_error = _tilt(scores[rows], given, weights)
    is_mean = len(rows) >= HEADLINE_FROM
    if is_mean:
        silent, error = _mean(predicted, ~rated, rows, given, weights, clusters=clusters)
    else:
        chances = expit(scores[~rated] + moved)
        silent, error = float(chances.mean()), moved_error * float(np.mean(chances * (1 - chances)))
    if shift:
        silent, error = silent - shift.shift, float(np.hypot(error, shift.standard_error))
    silent = float(np.clip(silent, 0, 1))
    part, known = silent_count / n, float(np.where(rated, positive, 0.0).sum()) / n
    half = _Z95 * error
    low, high = (known + part * float(np.clip(silent + side * half, 0, 1)) for side in (-1, 1))
    completion = len(rows) / len(answers.row)
    outer = _outer(silent, completion) if completion < COMPLETION_FROM else (silent, silent)
    return FollowedUp(
        method="mean" if is_mean else "tilt",
        value=known + part * silent,
        low=low,
        high=high,
        silent=silent,
        odds=float(np.exp(moved)),
        drawn=len(answers.row),
        completed=len(rows),
        mode_shift=shift,
        range_low=low - part * (silent - outer[0]),
        range_high=high + part * (outer[1] - silent),
    )


def half_width(answers: int, silent_part: float = 1.0, share: float = 0.5) -> float:
    """Return half the width of the 95 % interval that so many answers leave, in shares of all contacts."""
    return silent_part * _Z95 * float(np.sqrt(share * (1 - share) / answers))


def draw_size(wanted_half: float, completion: float, silent_part: float = 1.0, share: float = 0.5) -> int:
    """Return how many to draw for an interval of +-`wanted_half` (shares of one) at the completion expected."""
    answers = share * (1 - share) * (silent_part * _Z95 / wanted_half) ** 2
    return ceil(answers / completion)


def _mean(
    predicted: Floats, silent: Bools, rows: Ints, given: Floats, weights: Floats, *, clusters: Sequence[Ints]
) -> tuple[float, float]:
    """Return the silent's share and its standard error: predictions for all, corrected by the answers (Hajek)."""
    residual = given - predicted[rows]
    correction = float(np.sum(weights * residual) / weights.sum())
    parts = weights * (residual - correction) / weights.sum()
    error = float(np.sqrt(sum_variance(parts, [kind[rows] for kind in clusters])))
    return float(predicted[silent].mean()) + correction, error


def _tilt(scores: Floats, given: Floats, weights: Floats) -> tuple[float, float]:
    """Return by how much the log odds of the silent differ from the predictions, and its standard error."""
    even = weights / weights.mean()

    def surplus(by: float) -> float:
        return float(np.sum(even * (given - expit(scores + by)))) - by / _TILT_SPREAD**2

    moved = float(brentq(surplus, -20, 20))
    chances = expit(scores + moved)
    return moved, float(1 / np.sqrt(np.sum(even * chances * (1 - chances)) + 1 / _TILT_SPREAD**2))


def _outer(silent: float, completion: float) -> tuple[float, float]:
    """Return the silent's share were the odds of those who did not answer twice lower or higher."""
    score = logit(np.clip(silent, _LEAST, 1 - _LEAST))
    low, high = (float(expit(score + side * np.log(NON_ANSWERERS_ODDS))) for side in (-1, 1))
    return completion * silent + (1 - completion) * low, completion * silent + (1 - completion) * high
