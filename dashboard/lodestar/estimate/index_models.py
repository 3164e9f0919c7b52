"""Which behaviour model is in force? Each is learned once, kept with the mart, and never changed again."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import duckdb
import polars as pl

from lodestar.datafolder import DataFolder
from lodestar.errors import LodestarError
from lodestar.estimate.contacts import arrays
from lodestar.estimate.design import Column, Feature
from lodestar.estimate.guards import ESTIMATE_FROM, MIN_DISSATISFIED, is_calibrated, slope
from lodestar.estimate.index import LEARNS_FROM, IndexModel, learn_index
from lodestar.estimate.table import Row
from lodestar.models.publish import current_mart

LEAST_WEEKS = 26
"""A model that no longer fits is followed by a next one, but not sooner: a trend needs one model."""


def read(data: DataFolder) -> list[IndexModel]:
    """Return the models of the mart in force, the oldest first; none where there is no mart, or one without them."""
    try:
        published = current_mart(data)
    except LodestarError:
        return []  # a damaged or older mart: the models are learned again from the same weeks
    if not published:
        return []
    with duckdb.connect(str(published.file), read_only=True) as mart:
        known = mart.execute("select 1 from duckdb_tables() where table_name = 'mart_index_models'").fetchone()
        rows = mart.execute("select model from mart_index_models order by version").fetchall() if known else []
    return [_model(json.loads(text)) for (text,) in rows]


def in_force(models: Sequence[IndexModel], week_on: date) -> IndexModel | None:
    """Return the model of a week: the newest that had learned all it knows by then; None before the first had."""
    return next((model for model in reversed(models) if model.last_week <= week_on), None)


def with_next(
    models: list[IndexModel], window: pl.DataFrame, week_on: date, features: Sequence[Feature]
) -> list[IndexModel]:
    """Return the models, with one more where there is none yet, or the last one no longer fits.

    `window`: the contacts of the week and of the weeks before it, from which the next model learns.
    """
    if models and (week_on <= models[-1].last_week + timedelta(weeks=LEAST_WEEKS) or _fits(models[-1], window)):
        return models
    if window["week_on"].n_unique() < LEARNS_FROM or not _is_enough(window):
        return models
    made = learn_index(window, features, len(models) + 1)
    return [*models, made] if made else models


def as_rows(models: Sequence[IndexModel]) -> list[Row]:
    """Return one row of mart_index_models per model."""
    return [
        {
            "version": model.version,
            "first_week": model.first_week,
            "last_week": model.last_week,
            "raters": model.raters,
            "model": json.dumps(asdict(model), default=str),
        }
        for model in models
    ]


def _fits(model: IndexModel, window: pl.DataFrame) -> bool:
    raters = window.filter("is_rated")
    return not _is_enough(raters) or is_calibrated(slope(arrays(raters).positive, model.chances(raters)))


def _is_enough(contacts: pl.DataFrame) -> bool:
    raters = contacts.filter("is_rated")
    unhappy = raters.height - int(raters["is_positive"].sum())
    return raters.height >= ESTIMATE_FROM and unhappy >= MIN_DISSATISFIED


def _model(values: dict[str, Any]) -> IndexModel:
    return IndexModel(
        **values
        | {
            "first_week": date.fromisoformat(values["first_week"]),
            "last_week": date.fromisoformat(values["last_week"]),
            "columns": tuple(Column(**column) for column in values["columns"]),
            "coefficients": tuple(values["coefficients"]),
        }
    )
