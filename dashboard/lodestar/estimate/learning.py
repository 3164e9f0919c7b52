"""Predictions that no contact had a part in: each customer's contacts are predicted by a model that never saw them."""

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from lodestar.estimate.design import Floats

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
FOLDS = 5
SEED = 2026
MOST_ROWS = 100_000
"""A model of some thirty numbers learns little from further rows; which ones it sees is drawn with SEED."""
_LEAST = 1e-6


def cross_fit(matrix: Floats, is_so: Floats, learns: Bools, wanted: Bools, customer: Ints) -> Floats:
    """Return the chance of `is_so` for the rows wanted, each from a model without that row's customer.

    A row whose customer is unknown (negative) is a customer of its own. Models learn from the rows `learns` only (their
    `is_so` is 0 or 1). Where all of those are alike, or customers are fewer than folds, the chance is their share.
    """
    chances = np.full(int(wanted.sum()), _share(is_so[learns]))
    customer = _alone(customer)
    groups = np.unique(customer)
    if len(groups) < FOLDS or len(np.unique(is_so[learns])) < 2:  # noqa: PLR2004
        return chances
    places = np.flatnonzero(wanted)
    rank = np.full(len(wanted), -1)
    rank[places] = np.arange(len(places))
    folds = GroupKFold(n_splits=FOLDS, shuffle=True, random_state=SEED)
    for inside, outside in folds.split(matrix, groups=customer):
        rows = _some(inside[learns[inside]])
        asked = outside[wanted[outside]]
        if len(asked):
            chances[rank[asked]] = _predict(matrix[rows], is_so[rows], matrix[asked])
    return chances


def fit(matrix: Floats, is_so: Floats) -> tuple[Floats, float]:
    """Return coefficients and intercept of one logistic model of all rows (ridge, C = 1)."""
    model = _model().fit(matrix, is_so)
    return model.coef_[0], float(model.intercept_[0])


def _alone(customer: Ints) -> Ints:
    """Return the customers with a number of its own for each row that has none."""
    unknown = np.flatnonzero(customer < 0)
    made = customer.copy()
    made[unknown] = customer.max(initial=0) + 1 + np.arange(len(unknown))
    return made


def _predict(matrix: Floats, is_so: Floats, asked: Floats) -> Floats:
    if len(np.unique(is_so)) < 2:  # noqa: PLR2004
        return np.full(len(asked), _share(is_so))
    model = _model().fit(matrix, is_so)
    chances: Floats = np.clip(model.predict_proba(asked)[:, 1], _LEAST, 1 - _LEAST)
    return chances


def _model() -> LogisticRegression:
    return LogisticRegression(C=1.0, solver="newton-cholesky", max_iter=50)


def _some(rows: Ints) -> Ints:
    if len(rows) <= MOST_ROWS:
        return rows
    return np.sort(np.random.default_rng(SEED).choice(rows, MOST_ROWS, replace=False))


def _share(values: Floats) -> float:
    return float(np.clip(values.mean(), _LEAST, 1 - _LEAST)) if len(values) else 0.5
