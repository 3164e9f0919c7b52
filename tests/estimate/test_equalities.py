"""T8: where two roads lead to the same number, they do. The other roads: statsmodels, ppi-python, and our own SQL."""

import duckdb
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import fisher_exact
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.proportion import proportion_confint

from lodestar.estimate.adjusted import adjust
from lodestar.estimate.changes import Figure, spread
from lodestar.estimate.clusters import NOBODY, design_effect
from lodestar.estimate.signals import odds
from lodestar.metrics.effects import add_effects, wilson
from lodestar.metrics.selection import Selected
from lodestar.metrics.statement import Statement

pytestmark = pytest.mark.xdist_group("estimate")


def test_wilson_is_that_of_statsmodels_where_rows_stand_alone() -> None:
    pairs = [(some, n) for n in (1, 7, 30, 612, 5_000) for some in {0, 1, n // 3, n - 1, n}]
    middle, half = wilson("value", "n")
    frame = pl.DataFrame([(some / n, float(n)) for some, n in pairs], schema=["value", "n"], orient="row")
    with duckdb.connect() as connection:
        connection.register("pairs", frame.to_arrow())
        found = connection.sql(f"select {middle} - {half}, {middle} + {half} from pairs").fetchall()
    for (some, n), ends in zip(pairs, found, strict=True):
        assert np.clip(ends, 0, 1) == pytest.approx(proportion_confint(some, n, method="wilson"), abs=1e-12)


def ppi_mean_pointestimate(y: np.ndarray, yhat: np.ndarray, yhat_unlabeled: np.ndarray, w: np.ndarray) -> float:
    """Return what ppi-python 0.2.3 does for lam=1 (ppi_py/ppi.py, line 130; its `w` is normalised to a mean of 1).

    `(w_unlabeled * lam * Yhat_unlabeled).mean(axis=0) + (w * (Y - lam * Yhat)).mean(axis=0).squeeze()`. The package
    itself would bring numba, llvmlite and gdown along.
    """
    w = w / w.sum() * len(y)
    return float(yhat_unlabeled.mean() + (w * (y - yhat)).mean())


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(20, 400))
def test_the_adjusted_share_is_the_prediction_powered_mean(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    chance, predicted = rng.uniform(0.05, 0.9, n), rng.uniform(0.3, 0.9, n)
    rated = rng.random(n) < chance
    rated[:2] = True
    positive = np.where(rated, rng.random(n) < predicted, 0).astype(float)
    found = adjust(rated, positive, predicted, chance, [])
    assert found is not None
    value = ppi_mean_pointestimate(positive[rated], predicted[rated], predicted, 1 / chance[rated])
    floor = positive.sum() / n
    assert found.value == pytest.approx(np.clip(value, floor, floor + (~rated).sum() / n), abs=1e-9)


def effect_by_sql(positive: np.ndarray, customer: np.ndarray, agent: np.ndarray) -> float:
    """Return the design effect that the metrics' own SQL gives."""
    rows = pl.DataFrame({"num": positive, "den": 1.0, "customer": customer, "agent": agent}).with_columns(
        pl.col(name).replace(NOBODY, None) for name in ("customer", "agent")
    )
    statement = Statement("the design effect of one share")
    statement.step("totals", "select sum(num) as num, sum(den) as den from ratings")
    add_effects(statement, Selected((), ""), ("customer", "agent"), source="ratings")
    statement.finish("select effect from effects")
    with duckdb.connect() as connection:
        connection.register("ratings", rows.to_arrow())
        found = connection.execute(statement.text, statement.params).fetchone()
    assert found is not None
    return float(found[0])


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 300), st.integers(1, 60))
def test_the_design_effect_is_that_of_the_metrics(seed: int, n: int, kinds: int) -> None:
    rng = np.random.default_rng(seed)
    customer, agent = rng.integers(NOBODY, kinds, n), rng.integers(NOBODY, 8, n)
    habit = rng.uniform(0, 1, kinds + 1)
    positive = (rng.random(n) < habit[customer]).astype(float)
    found = design_effect(positive, [customer, agent])
    assert found == pytest.approx(effect_by_sql(positive, customer, agent), abs=1e-9)


def test_odds_are_those_of_statsmodels_and_scipy() -> None:
    fired = pl.Series([True] * 40 + [False] * 60)
    unhappy = pl.Series([True] * 22 + [False] * 18 + [True] * 12 + [False] * 48)
    table = Table2x2(np.array([[22, 18], [12, 48]]))
    found = odds(fired, unhappy)
    assert found is not None
    assert found[0] == pytest.approx(22 * 48 / (18 * 12), abs=1e-12)
    assert found[1:3] == pytest.approx(table.oddsratio_confint(0.05), abs=1e-12)
    assert found[3] == pytest.approx(fisher_exact([[22, 18], [12, 48]]).pvalue, abs=1e-12)


def test_a_spread_of_one_leaves_the_chart_as_it_is() -> None:
    assert spread([Figure(0.7, 0.02)] * 12) == 1.0
    assert spread([Figure(0.7 + 0.04 * (week % 2), 0.02) for week in range(7)]) == 1.0, "seven weeks say nothing"
    # steps of two standard errors each: 2 / 1.128
    assert spread([Figure(0.7 + 0.04 * (week % 2), 0.02) for week in range(8)]) == pytest.approx(2 / 1.128)
