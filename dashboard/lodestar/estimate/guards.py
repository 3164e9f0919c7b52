"""When is a figure refused, and what is said in its place? Guard-rails between the ratings and the estimate."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import logit
from scipy.stats import rankdata
from sklearn.linear_model import LogisticRegression

from lodestar.estimate.adjusted import LEAST_CHANCE, Adjusted
from lodestar.estimate.design import OTHERS, Column, Floats
from lodestar.estimate.learning import Bools

MIN_EFFECTIVE = 30
ESTIMATE_FROM = 200
MIN_DISSATISFIED = 30
LEAST_AUC = 0.55
MOST_WEIGHT_EFFECT = 2.0
MOST_WEIGHT = 20.0
MOST_TRIMMED = 0.05
SLOPES = (0.8, 1.2)
MOST_NAMES = 3
_Z95 = 1.959963984540054
_LEAST = 1e-6

FEW_RATINGS = "few_ratings"
COUNTS_ONLY = "counts_only"
FEW_DISSATISFIED = "few_dissatisfied"
BEHAVIOUR_SILENT = "behaviour_silent"
NEVER_ANSWER = "never_answer"
ESTIMATED = "estimated"
STATES = (FEW_RATINGS, COUNTS_ONLY, FEW_DISSATISFIED, BEHAVIOUR_SILENT, NEVER_ANSWER, ESTIMATED)


@dataclass(frozen=True)
class Worth:
    """How well behaviour tells satisfied raters from others: the area under the curve, 95 %, and the slope.

    `slope` is that of the outcome on the log odds predicted: 1 where a chance of 70 % means 70 %.
    """

    auc: float
    auc_low: float
    auc_high: float
    slope: float


def worth(positive: Floats, predicted: Floats) -> Worth | None:
    """Return what predictions are worth among raters; None where all raters said the same (DeLong et al. 1988)."""
    good, bad = predicted[positive > 0], predicted[positive == 0]
    if len(good) < 2 or len(bad) < 2:  # noqa: PLR2004
        return None
    ranks = rankdata(np.concatenate([good, bad]))
    above = (ranks[: len(good)] - rankdata(good)) / len(bad)
    below = 1 - (ranks[len(good) :] - rankdata(bad)) / len(good)
    auc = float(above.mean())
    half = _Z95 * float(np.sqrt(above.var(ddof=1) / len(good) + below.var(ddof=1) / len(bad)))
    return Worth(auc, auc - half, auc + half, slope(positive, predicted))


def slope(positive: Floats, predicted: Floats) -> float:
    """Return the calibration slope (Cox 1958); 0 where predictions are all alike."""
    score = logit(np.clip(predicted, _LEAST, 1 - _LEAST)).reshape(-1, 1)
    if float(np.ptp(score)) < _LEAST:
        return 0.0
    return float(LogisticRegression(C=np.inf, solver="newton-cholesky").fit(score, positive).coef_[0, 0])


def guard(effective: float, rated: int, positive: int, found: Worth | None, adjusted: Adjusted | None) -> str:
    """Return the state of a figure: the first guard-rail that refuses it, or ESTIMATED.

    `effective` is the effective number of raters; `found` what behaviour tells over the weeks learned from.
    """
    if effective < MIN_EFFECTIVE:
        return FEW_RATINGS
    if effective < ESTIMATE_FROM:
        return COUNTS_ONLY
    if rated - positive < MIN_DISSATISFIED:
        return FEW_DISSATISFIED
    if found is None or found.auc_low <= LEAST_AUC:
        return BEHAVIOUR_SILENT
    if adjusted is None or not _is_even(adjusted):
        return NEVER_ANSWER
    return ESTIMATED


def _is_even(adjusted: Adjusted) -> bool:
    return (
        adjusted.weight_effect <= MOST_WEIGHT_EFFECT
        and adjusted.largest_weight <= MOST_WEIGHT
        and adjusted.trimmed <= MOST_TRIMMED
    )


def is_calibrated(found: float) -> bool:
    """Say whether a slope is near enough to 1 for the index to be shown."""
    return SLOPES[0] <= found <= SLOPES[1]


def seldom_answering(chance: Floats, matrix: Floats, columns: Sequence[Column]) -> list[tuple[str, str]]:
    """Return the kinds of contact (feature, value) that rate half as often as usual or less, the least likely first.

    At most three; none where what is refused lies in no one kind.
    """
    usual, found = float(chance.mean()), []
    for place, column in enumerate(columns):
        if column.kind not in {"category", "flag"} or column.level == OTHERS:
            continue
        inside: Bools = matrix[:, place] * column.spread + column.mean > 0.5  # noqa: PLR2004
        if inside.any():
            share = float(chance[inside].mean())
            if share < max(usual / 2, LEAST_CHANCE):
                found.append((share, column.feature, column.level))
    return [(feature, level) for _, feature, level in sorted(found)[:MOST_NAMES]]
