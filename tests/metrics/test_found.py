"""What a chart asks of its own prints SQL that gives the same rows, run by hand on the mart file."""

from collections.abc import Callable
from datetime import date

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from lodestar.metrics.containment import containment
from lodestar.metrics.curve import incidence
from lodestar.metrics.flow import flow
from lodestar.metrics.found import Found
from lodestar.metrics.funnel import rating_funnel
from lodestar.metrics.handle_quarters import satisfaction_by_handle_time
from lodestar.metrics.handoff import handoff_stages
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Condition, Question
from lodestar.metrics.rating_levels import rating_levels
from lodestar.metrics.shape import lengths
from tests.support.mart import all_tables, publish

WHERE = (Condition("entry_point", ("O'Brien's page", "app")),)
FINDERS: dict[str, Callable[[Mart, Question], Found]] = {
    "csat: funnel": rating_funnel,
    "csat: levels": rating_levels,
    "csat: quarters": satisfaction_by_handle_time,
    "csat: quarters of all": lambda mart, question: satisfaction_by_handle_time(mart, question, among_alike=False),
    "escalation_rate: stages": handoff_stages,
    "no_return_containment: parts": containment,
    "backlog: flow": flow,
    "handle_seconds: lengths": lengths,
    "customer_wait_seconds: lengths": lengths,
    "first_response_seconds: curve": lambda mart, question: incidence(mart, question, (60.0, 600.5, 86_400.0)),
}


@pytest.fixture(scope="module")
def rated_mart(tmp_path_factory: pytest.TempPathFactory) -> Mart:
    """A mart whose ratings stand on the levels of two scales."""
    tables = all_tables()
    is_two = pl.col("contact_key") % 3 == 0
    leveled = tables["mart_ratings"].with_columns(
        levels=pl.when(is_two).then(2).otherwise(5).cast(pl.Int32),
        scale=pl.when(is_two).then(pl.lit("two")).otherwise(pl.lit("five")),
        value=(pl.col("contact_key") % pl.when(is_two).then(2).otherwise(5)).cast(pl.Float64),
        verdict=pl.when("is_positive").then(pl.lit("positive")).otherwise(pl.lit("negative")),
    )
    contacts = tables["mart_contacts"].drop("csat_levels")
    contacts = contacts.join(leveled.select("contact_key", csat_levels="levels"), on="contact_key", how="left")
    return publish(tmp_path_factory.mktemp("rated"), tables | {"mart_ratings": leveled, "mart_contacts": contacts})


@pytest.mark.parametrize("name", FINDERS)
@pytest.mark.parametrize("is_cut", [False, True])
def test_the_sql_gives_the_rows(name: str, rated_mart: Mart, *, is_cut: bool) -> None:
    question = Question(name.partition(":")[0])
    if is_cut:
        question = Question(question.metric, where=WHERE).between(date(2026, 1, 20), date(2026, 3, 10))
    found = FINDERS[name](rated_mart, question)
    assert found.rows.height
    with duckdb.connect(str(rated_mart.data.marts / "mart_v1.duckdb"), read_only=True) as by_hand:
        assert_frame_equal(found.rows, by_hand.sql(found.sql).pl(), rel_tol=1e-9)
