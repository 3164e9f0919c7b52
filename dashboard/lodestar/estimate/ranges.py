"""And if the silent differ from raters with the same journey? The range for given odds, and the tipping point. (L3)"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, logit

from lodestar.estimate.adjusted import Adjusted
from lodestar.estimate.design import Floats
from lodestar.estimate.learning import Bools

ODDS = (1.5, 2.0, 3.0)
"""By how much the odds of silent look-alikes may differ: shown as shares, never as odds."""
MOST_ODDS = 1000.0
_LEAST = 1e-6
_STEP = 1e-4


@dataclass(frozen=True)
class Range:
    """The share of all, were the odds of the silent `odds` times lower or higher; the silent's own two shares.

    `low` and `high` are widened by the sampling error of the adjusted share.
    """

    odds: float
    low: float
    high: float
    silent_low: float
    silent_high: float


@dataclass(frozen=True)
class Tipping:
    """Where the answer to "on target?" flips: the share of the silent it takes, and how far from raters' that is.

    `odds` is None where even odds a thousand times apart do not flip it; `silent` may then be outside 0..1.
    """

    target: float
    silent: float
    odds: float | None


def ranges(adjusted: Adjusted, rated: Bools, predicted: Floats, odds: tuple[float, ...] = ODDS) -> list[Range]:
    """Return one range per odds, the narrowest first; none where nobody was silent."""
    if adjusted.silent is None:
        return []
    silent = _Silent(adjusted, predicted[~rated])
    return [silent.range_at(one) for one in odds]


def tipping(adjusted: Adjusted, rated: Bools, predicted: Floats, target: float) -> Tipping | None:
    """Return where the share of all equals the target; None where nobody was silent."""
    if adjusted.silent is None:
        return None
    silent = _Silent(adjusted, predicted[~rated])
    needed = (target * adjusted.n - adjusted.positive) / silent.count
    return Tipping(target, needed, silent.odds_for(needed))


class _Silent:
    """The silent of one figure: their chances, moved together until their mean is what the adjusted share says."""

    def __init__(self, adjusted: Adjusted, predicted: Floats) -> None:
        self.adjusted, self.count = adjusted, len(predicted)
        assert adjusted.silent is not None
        self.scores = np.asarray(logit(np.clip(predicted, _LEAST, 1 - _LEAST)))
        self.moved = self._move_to(float(np.clip(adjusted.silent, _LEAST, 1 - _LEAST)))

    def share(self, log_odds: float) -> float:
        return float(np.mean(expit(self.scores + self.moved + log_odds)))

    def range_at(self, odds: float) -> Range:
        low, high = self.share(-np.log(odds)), self.share(np.log(odds))
        return Range(odds, self._end(-np.log(odds), low, -1), self._end(np.log(odds), high, 1), low, high)

    def odds_for(self, share: float) -> float | None:
        """Return the odds, at least 1, at which the share of the silent is this one."""
        most = np.log(MOST_ODDS)
        if not self.share(-most) < share < self.share(most):
            return None
        return float(np.exp(abs(brentq(lambda at: self.share(at) - share, -most, most))))

    def _end(self, log_odds: float, share: float, side: int) -> float:
        """Return the share of all at one end, widened by what the adjusted share does not know."""
        one = self.adjusted
        value = (one.positive + self.count * share) / one.n
        half = (one.high - one.value) if side > 0 else (one.value - one.low)
        floor, ceiling = one.positive / one.n, (one.positive + self.count) / one.n
        return float(np.clip(value + side * half * self._slope(log_odds), floor, ceiling))

    def _slope(self, log_odds: float) -> float:
        """Return how far this end moves when the adjusted share moves by one."""
        at_one = self.share(_STEP) - self.share(-_STEP)
        return (self.share(log_odds + _STEP) - self.share(log_odds - _STEP)) / at_one if at_one else 1.0

    def _move_to(self, share: float) -> float:
        return float(brentq(lambda by: float(np.mean(expit(self.scores + by))) - share, -40, 40))
