"""The estimators once more, slowly and in plain Python, sharing nothing with the product."""

import math
from collections import defaultdict
from collections.abc import Hashable, Sequence

Z = 1.959963984540054


def wilson(share: float, n: float) -> tuple[float, float]:
    """Return statsmodels.stats.proportion.proportion_confint(method="wilson"), written out."""
    denominator = 1 + Z**2 / n
    middle = (share + Z**2 / (2 * n)) / denominator
    half = Z * math.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2)) / denominator
    return middle - half, middle + half


def design_effect(values: Sequence[int], clusters: Sequence[Hashable | None]) -> float | None:
    """Return the variance of the share by clusters over that of single rows; None under five named clusters."""
    n, share = len(values), sum(values) / len(values)
    if len({c for c in clusters if c is not None}) < 5:
        return None
    residuals: dict[Hashable, float] = defaultdict(float)
    for row, (value, cluster) in enumerate(zip(values, clusters, strict=True)):
        residuals[("alone", row) if cluster is None else ("of", cluster)] += value - share
    k = len(residuals)
    clustered = k / (k - 1) * sum(r * r for r in residuals.values()) / n**2
    single = share * (1 - share) / (n - 1)
    return clustered / single if single else None


def incidence(
    times: Sequence[float], endings: Sequence[str], joined: Sequence[float] | None = None
) -> list[tuple[float, float, float]]:
    """Return (t, F(t), survival from every end after t) at each time something happened, by Aalen and Johansen."""
    joined = joined or [-1] * len(times)
    survival, share, steps = 1.0, 0.0, []
    for t in sorted(set(times)):
        at_risk = sum(j < t <= time for j, time in zip(joined, times, strict=True))
        here = [e for e, time in zip(endings, times, strict=True) if time == t]
        if not at_risk:
            continue
        share += survival * here.count("event") / at_risk
        survival *= 1 - sum(e != "waiting" for e in here) / at_risk
        steps.append((t, share, survival))
    return steps


def first_reached(steps: Sequence[tuple[float, float, float]], q: float) -> float | None:
    """Return the first time at which the incidence is q, or None."""
    return next((t for t, share, _ in steps if share >= q - 1e-12), None)
