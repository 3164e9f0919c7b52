"""What share of everybody is satisfied, if the silent think like raters with the same journey? (L2: AIPW)

Robins, Rotnitzky and Zhao 1994, cross-fitted (Chernozhukov et al. 2018), weights normalised (Hajek 1971). Right where
either who answers or who is satisfied is described well; never right where silence itself speaks: see ranges.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lodestar.estimate.clusters import critical, sum_variance
from lodestar.estimate.design import Floats
from lodestar.estimate.learning import Bools, Ints

LEAST_CHANCE = 0.01
"""Nobody counts for more than a hundred: chances of answering below this are raised to it."""


@dataclass(frozen=True)
class Adjusted:
    """Shares of one, 95 %: `value` of all contacts, `silent` of those who did not rate; 0..1 throughout.

    `n` contacts, `rated` of them; `standard_error` of value. `weight_effect` is Kish's design effect of the weights,
    `largest_weight` the largest against their mean, `trimmed` the share of contacts whose chance had to be raised.
    """

    value: float
    low: float
    high: float
    silent: float | None
    standard_error: float
    n: int
    rated: int
    positive: int
    weight_effect: float
    largest_weight: float
    trimmed: float


def adjust(
    rated: Bools, positive: Floats, predicted: Floats, chance: Floats, clusters: Sequence[Ints]
) -> Adjusted | None:
    """Return the adjusted share; None where nobody rated.

    One element per contact: `positive` 1 or 0 where rated, `predicted` the chance of being satisfied given the journey,
    `chance` the chance of having rated. Equal to ppi_mean_pointestimate(lam=1, w=1/chance) of ppi-python.
    """
    n, raters = len(rated), int(rated.sum())
    if not raters:
        return None
    answered = np.where(rated, positive, 0.0)
    weights = np.where(rated, 1 / np.clip(chance, LEAST_CHANCE, 1.0), 0.0)
    residual = np.where(rated, answered - predicted, 0.0)
    correction = float(np.sum(weights * residual) / weights.sum())
    base = float(predicted.mean())
    parts = (predicted - base) / n + weights * (residual - correction * rated) / weights.sum()
    error = float(np.sqrt(sum_variance(parts, clusters)))
    floor, ceiling = answered.sum() / n, (answered.sum() + n - raters) / n
    value = float(np.clip(base + correction, floor, ceiling))
    half = critical(clusters, rated) * error
    used = weights[rated]
    return Adjusted(
        value=value,
        low=float(np.clip(value - half, floor, ceiling)),
        high=float(np.clip(value + half, floor, ceiling)),
        silent=(value * n - float(answered.sum())) / (n - raters) if n > raters else None,
        standard_error=error,
        n=n,
        rated=raters,
        positive=round(float(answered.sum())),
        weight_effect=float(raters * np.sum(used**2) / used.sum() ** 2),
        largest_weight=float(used.max() / used.mean()),
        trimmed=float(np.mean(chance < LEAST_CHANCE)),
    )
