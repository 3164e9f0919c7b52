"""How much do contacts of one customer, or of one agent, say together? Variances and design effects by cluster."""

from collections.abc import Sequence

import numpy as np
from scipy import stats

from lodestar.estimate.design import Floats
from lodestar.estimate.learning import Bools, Ints

MIN_CLUSTERS = 5
NOBODY = -1
"""A row without a customer or agent: a cluster of its own."""


def sum_variance(parts: Floats, clusters: Sequence[Ints]) -> float:
    """Return the variance of the sum of centred parts: the largest of rows alone and each kind of cluster.

    Per kind k/(k-1) * sum over clusters of the squared sum of its parts (Liang and Zeger 1986); a kind with fewer than
    five named clusters is left out, as in the metrics.
    """
    alone = len(parts) / max(len(parts) - 1, 1) * float(np.sum(parts**2))
    return max([alone, *(_clustered(parts, kind) for kind in clusters)])


def _clustered(parts: Floats, cluster: Ints) -> float:
    named = cluster != NOBODY
    _, place = np.unique(cluster[named], return_inverse=True)
    sums = np.bincount(place, weights=parts[named]) if named.any() else np.empty(0)
    if len(sums) < MIN_CLUSTERS:
        return 0.0
    count = len(sums) + int((~named).sum())
    return count / (count - 1) * float(np.sum(sums**2) + np.sum(parts[~named] ** 2))


def design_effect(positive: Floats, clusters: Sequence[Ints]) -> float:
    """Return the design effect of a share, at least 1: how many times the rows are too many (Kish 1965)."""
    n, share = len(positive), float(positive.mean()) if len(positive) else 0.0
    if n < 2 or not 0 < share < 1:  # noqa: PLR2004
        return 1.0
    alone = n * share * (1 - share) * n / (n - 1)
    return max([1.0, *(_clustered(positive - share, kind) / alone for kind in clusters)])


def critical(clusters: Sequence[Ints], counted: Bools) -> float:
    """Return how many standard errors a 95 % interval spans to one side: Student's t where clusters are few."""
    sizes = [len(np.unique(kind[counted & (kind != NOBODY)])) for kind in clusters]
    freedom = min([size for size in sizes if size >= MIN_CLUSTERS], default=int(counted.sum())) - 1
    return float(stats.t.ppf(0.975, max(freedom, 1)))
