"""T9: worlds in which something is all or nothing. Late and edited ratings are settled before the frame is made."""

import numpy as np
import polars as pl
import pytest

from lodestar.estimate.guards import BEHAVIOUR_SILENT, ESTIMATED, FEW_DISSATISFIED, FEW_RATINGS
from lodestar.estimate.index import learn_index
from lodestar.estimate.shifts import find_shifts
from lodestar.estimate.weekly import Week, estimate_week
from tests.estimate import worlds
from tests.estimate.runs import FEATURES
from tests.estimate.worlds import FIRST, Plan

pytestmark = pytest.mark.xdist_group("estimate")


@pytest.fixture(scope="module")
def contacts() -> pl.DataFrame:
    return worlds.make_weeks(Plan(), 11)


def week_of(contacts: pl.DataFrame, *segments: str) -> Week:
    return estimate_week(contacts, FIRST, FEATURES, segments, target=0.8, asked=worlds.follow_ups(contacts, 1))


def test_all_rated(contacts: pl.DataFrame) -> None:
    all_rated = contacts.with_columns(pl.lit(value=True).alias("is_rated"), pl.col("is_satisfied").alias("is_positive"))
    one = estimate_week(all_rated, FIRST, FEATURES, target=0.8).estimates[0]
    assert one.adjusted is not None
    assert (one.adjusted.low, one.adjusted.value, one.adjusted.high) == (worlds.truth(contacts),) * 3
    assert (one.adjusted.silent, one.ranges, one.tipping, one.followed) == (None, [], None, None)
    assert one.state == ESTIMATED


def test_none_rated(contacts: pl.DataFrame) -> None:
    none = contacts.with_columns(pl.lit(value=False).alias("is_rated"), pl.lit(None, pl.Boolean).alias("is_positive"))
    week = week_of(none, "channel")
    assert {(one.state, one.rated, one.adjusted, one.tipping) for one in week.estimates} == {
        (FEW_RATINGS, 0, None, None)
    }
    assert all(not one.ranges for one in week.estimates)
    assert week.worth is None
    assert learn_index(none, FEATURES, 1) is None
    assert week.raters["of_raters"].drop_nulls().is_empty()
    assert find_shifts(week.contacts, week.contacts) == []
    followed = week.estimates[0].followed
    assert followed is not None, "the silent can be asked all the same"
    assert followed.low <= worlds.truth(none) <= followed.high


def test_all_five_stars(contacts: pl.DataFrame) -> None:
    happy = contacts.with_columns(pl.when("is_rated").then(pl.lit(value=True)).alias("is_positive"))
    week = week_of(happy)
    assert week.estimates[0].state == FEW_DISSATISFIED
    assert week.worth is None
    assert learn_index(happy, FEATURES, 1) is None
    assert week.estimates[0].adjusted is not None
    assert week.estimates[0].adjusted.value == pytest.approx(1, abs=1e-5)


def test_one_segment(contacts: pl.DataFrame) -> None:
    one = week_of(contacts.with_columns(pl.lit("chat").alias("channel")), "channel")
    everybody, segment = one.estimates
    assert (segment.dimension, segment.value) == ("channel", "chat")
    assert segment.adjusted == everybody.adjusted
    assert segment.ranges == everybody.ranges


def test_one_customer_many_times(contacts: pl.DataFrame) -> None:
    same = contacts.with_columns(pl.lit(1, pl.Int64).alias("customer"))
    week = week_of(same)
    assert week.estimates[0].state == BEHAVIOUR_SILENT, "nobody else's contacts could be learned from"
    assert week.estimates[0].adjusted is not None
    rated = contacts.filter("is_rated")["is_positive"].mean()
    assert week.estimates[0].adjusted.value == pytest.approx(rated, abs=1e-9)


def test_an_unknown_customer_and_agent_stand_alone(contacts: pl.DataFrame) -> None:
    nobody = contacts.with_columns(pl.lit(-1, pl.Int64).alias("customer"), pl.lit(-1, pl.Int64).alias("agent"))
    found = week_of(nobody).estimates[0]
    assert found.adjusted is not None
    assert np.isfinite(found.adjusted.standard_error)
    assert found.effective == found.rated
    assert found.state == ESTIMATED, "contacts of nobody known are not contacts of one customer"


def test_no_contacts() -> None:
    none = worlds.make_weeks(Plan(), 11).clear()
    one = estimate_week(none, FIRST, FEATURES).estimates[0]
    assert (one.eligible, one.rated, one.adjusted, one.state) == (0, 0, None, FEW_RATINGS)
