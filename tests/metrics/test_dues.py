"""Promises that run out within a day of the data's end, and those that ran out: which, how many, in which order."""

from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from lodestar.metrics.dues import open_dues
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Condition
from tests.metrics.small import small_mart
from tests.support.mart import DATA_THROUGH

HOUR = 3600.0
DUE = {
    "kept": (-5, "met", False),
    "missed and over": (-4, "missed", False),
    "overdue for long": (-3, "missed", True),
    "just overdue": (-1, "missed", True),
    "due now": (0, "pending", False),
    "due in a day": (24, "pending", False),
    "due just later": (24.001, "pending", False),
}


@pytest.fixture
def promises(tmp_path: Path) -> Mart:
    rows = [
        {
            "contact_key": key,
            "contact_id": name,
            "ticket_id": f"T{key}",
            "source": "desk",
            "channel": "email" if key % 2 else "chat",
            "team": None,
            "agent": None,
            "priority": "high",
            "measure": "resolution",
            "clock": "calendar",
            "due_at": DATA_THROUGH + timedelta(hours=hours),
            "due_on": (DATA_THROUGH + timedelta(hours=hours)).date(),
            "target_seconds": 10 * HOUR,
            "used_seconds": (10 - hours) * HOUR,
            "ola_result": result,
            "is_overdue": is_overdue,
        }
        for key, (name, (hours, result, is_overdue)) in enumerate(DUE.items())
    ]
    ola = pl.DataFrame(rows, schema_overrides={"team": pl.String, "agent": pl.String, "due_at": pl.Datetime("us")})
    return small_mart(tmp_path, ola.select("contact_key", "contact_id", "channel"), mart_ola=ola)


def test_overdue_comes_first_and_what_is_due_later_is_left_out(promises: Mart) -> None:
    dues = open_dues(promises, ())
    assert dues.rows.select("contact_id", "left_seconds").rows() == [
        ("overdue for long", -3 * HOUR),
        ("just overdue", -HOUR),
        ("due now", 0),
        ("due in a day", 24 * HOUR),
    ]
    assert dues.rows["due_at"][0] == DATA_THROUGH - timedelta(hours=3) == datetime(2026, 3, 31, 17)
    assert (dues.overdue, dues.soon) == (2, 2)


def test_all_are_counted_though_few_are_shown(promises: Mart) -> None:
    dues = open_dues(promises, (), limit=1)
    assert dues.rows.height == 1
    assert (dues.overdue, dues.soon) == (2, 2)


def test_filters_apply_and_nothing_due_is_none(promises: Mart) -> None:
    assert open_dues(promises, (Condition("channel", ("email",)),)).rows["contact_id"].to_list() == [
        "just overdue",
        "due in a day",
    ]
    nothing = open_dues(promises, (Condition("channel", ("email", "chat"), excludes=True),))
    assert (nothing.rows.height, nothing.overdue, nothing.soon) == (0, 0, 0)


def test_printed_sql_gives_the_same_rows(promises: Mart) -> None:
    dues = open_dues(promises, ())
    (file,) = promises.data.marts.glob("*.duckdb")
    with duckdb.connect(str(file), read_only=True) as by_hand:
        assert_frame_equal(dues.rows, by_hand.sql(dues.sql).pl().drop("overdue", "soon"))
