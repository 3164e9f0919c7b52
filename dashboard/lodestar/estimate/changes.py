"""Did it really change? A claim needs the adjusted share and the behaviour (or the follow-ups) to agree."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm
from statsmodels.stats.multitest import multipletests

LEVEL = 0.05
_POWER = 0.8
_MOVING_RANGE = 1.128
"""Mean moving range of two normal draws, in standard deviations (d2 for n = 2)."""
WEEKS_FOR_SPREAD = 8
_TWO = 2


@dataclass(frozen=True)
class Figure:
    """A share and its standard error."""

    value: float
    error: float


@dataclass(frozen=True)
class Move:
    """One figure in two weeks; `index` and `asked` are what the behaviour index and the follow-ups say of the same.

    `spread` is how many times its usual week-to-week movement exceeds its standard error (at least 1).
    `is_broken`: the two weeks cannot be compared.
    """

    before: Figure
    now: Figure
    index: tuple[Figure, Figure] | None = None
    asked: tuple[Figure, Figure] | None = None
    spread: float = 1.0
    is_broken: bool = False


@dataclass(frozen=True)
class Claim:
    """What may be said of a move: its size, 95 %, whether it is claimed; else what change would have been missed.

    `detectable` is the change seen four times in five after correction for the `family` judged together.
    """

    difference: float
    low: float
    high: float
    p_value: float
    is_claimed: bool
    detectable: float
    family: int


def judge(moves: Sequence[Move]) -> list[Claim | None]:
    """Return a claim per move, all corrected together (Benjamini and Hochberg 1995); None where weeks are broken."""
    open_moves = [move for move in moves if not move.is_broken]
    if not open_moves:
        return [None] * len(moves)
    tests = [_test(move) for move in open_moves]
    refused = multipletests([p for _, _, p in tests], alpha=LEVEL, method="fdr_bh")[0]
    family = len(tests)
    needed = norm.ppf(1 - LEVEL / family / 2) + norm.ppf(_POWER)
    made = iter(
        Claim(
            difference,
            difference - norm.ppf(1 - LEVEL / 2) * error,
            difference + norm.ppf(1 - LEVEL / 2) * error,
            p_value,
            bool(is_refused) and _agrees(move, difference),
            float(needed * error),
            family,
        )
        for move, (difference, error, p_value), is_refused in zip(open_moves, tests, refused, strict=True)
    )
    return [None if move.is_broken else next(made) for move in moves]


def spread(history: Sequence[Figure]) -> float:
    """Return how many standard errors a usual step between weeks is worth, at least 1 (Laney 2002, sigma z).

    1 where fewer than eight weeks are known.
    """
    if len(history) < WEEKS_FOR_SPREAD:
        return 1.0
    values, errors = np.array([one.value for one in history]), np.array([one.error for one in history])
    known = errors > 0
    if known.sum() < _TWO:
        return 1.0
    values, errors = values[known], errors[known]
    centre = float(np.sum(values / errors**2) / np.sum(1 / errors**2))
    scores = (values - centre) / errors
    return max(1.0, float(np.abs(np.diff(scores)).mean()) / _MOVING_RANGE)


def _test(move: Move) -> tuple[float, float, float]:
    difference = move.now.value - move.before.value
    error = move.spread * float(np.hypot(move.now.error, move.before.error))
    p_value = float(2 * norm.sf(abs(difference) / error)) if error else 1.0
    return difference, error, p_value


def _agrees(move: Move, difference: float) -> bool:
    return any(_is_same_way(pair, difference) for pair in (move.index, move.asked) if pair)


def _is_same_way(pair: tuple[Figure, Figure], difference: float) -> bool:
    before, now = pair
    error = float(np.hypot(now.error, before.error))
    step = now.value - before.value
    return error > 0 and step * difference > 0 and abs(step) / error > norm.ppf(1 - LEVEL / 2)
