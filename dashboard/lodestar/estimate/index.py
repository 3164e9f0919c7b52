"""Does behaviour get better or worse? A model frozen at the start, for the trend only, never a level. (L5)"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from scipy.special import expit

from lodestar.estimate.clusters import sum_variance
from lodestar.estimate.design import Column, Feature, Floats, learn_columns, matrix
from lodestar.estimate.learning import Ints, fit

LEARNS_FROM = 8
"""Closed weeks that a model learns from."""


@dataclass(frozen=True)
class IndexModel:
    """One frozen model: what it looks at, how much that counts, and the mean it had over the weeks learned from."""

    version: int
    first_week: date
    last_week: date
    raters: int
    columns: tuple[Column, ...]
    coefficients: tuple[float, ...]
    intercept: float
    base: float

    def chances(self, contacts: pl.DataFrame) -> Floats:
        """Return each contact's chance of being satisfied as this model has it."""
        made = matrix(contacts, self.columns) @ np.array(self.coefficients) + self.intercept
        return np.asarray(expit(made))


@dataclass(frozen=True)
class Indexed:
    """The index of some contacts, 100 over the weeks learned from; `share` and `error` are in shares of one."""

    index: float
    share: float
    error: float


def learn_index(contacts: pl.DataFrame, features: Sequence[Feature], version: int) -> IndexModel | None:
    """Return a model of raters' satisfaction by behaviour alone; None where raters all said the same."""
    behaviours = [feature for feature in features if feature.is_behaviour]
    raters = contacts.filter("is_rated")
    if raters["is_positive"].n_unique() < 2:  # noqa: PLR2004
        return None
    columns = learn_columns(contacts, behaviours)
    coefficients, intercept = fit(matrix(raters, columns), raters["is_positive"].cast(pl.Float64).to_numpy())
    weeks = contacts["week_on"]
    first, last = weeks.min(), weeks.max()
    assert isinstance(first, date)
    assert isinstance(last, date)
    model = IndexModel(
        version, first, last, raters.height, columns, tuple(float(one) for one in coefficients), intercept, 1.0
    )
    base = float(model.chances(contacts).mean())
    return IndexModel(version, first, last, raters.height, columns, model.coefficients, intercept, base)


def index_of(model: IndexModel, chances: Floats, clusters: Sequence[Ints]) -> Indexed:
    """Return the index of contacts whose chances these are."""
    share = float(chances.mean())
    error = float(np.sqrt(sum_variance((chances - share) / len(chances), clusters)))
    return Indexed(100 * share / model.base, share, error)
