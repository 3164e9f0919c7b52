"""The two parts of containment, recounted row by row; they sum to the rate that the card shows."""

from collections import defaultdict
from datetime import date, timedelta

import polars as pl
import pytest

from lodestar.metrics.answer import ask
from lodestar.metrics.containment import CONTAINMENT, containment
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Condition, Question

FIRST, LAST = date(2026, 1, 5), date(2026, 3, 29)
IN_CHATS = (Condition("channel", ("chat",)),)


@pytest.mark.parametrize("where", [(), IN_CHATS])
def test_parts_by_week_are_those_of_a_plain_count(
    mart: Mart, tables: dict[str, pl.DataFrame], where: tuple[Condition, ...]
) -> None:
    counts: dict[date, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row in tables["mart_contacts"].iter_rows(named=True):
        day = row["ended_on"]
        if day is None or not FIRST <= day <= LAST or (where and row["channel"] != "chat"):
            continue
        of_week = counts[day - timedelta(days=day.weekday())]
        if row["no_return_containment_den"] is None:
            of_week[3] += 1
            continue
        of_week[2] += row["no_return_containment_den"]
        for place, part in enumerate(("confirmed", "silent")):
            of_week[place] += row["no_return_containment_num"] * (row["bot_outcome"] == part)
    rows = containment(mart, Question(CONTAINMENT, grain="week", where=where).between(FIRST, LAST)).rows
    assert rows["period"].to_list() == sorted(counts)
    for row in rows.iter_rows(named=True):
        confirmed, silent, n, pending = counts[row["period"]]
        assert (row["n"], row["pending"]) == (n, pending)
        assert row["confirmed"] == pytest.approx(confirmed / n)
        assert row["silent"] == pytest.approx(silent / n)
        assert row["value"] == pytest.approx((confirmed + silent) / n)


def test_the_same_weeks_are_whole_as_for_the_rate_itself(mart: Mart) -> None:
    question = Question(CONTAINMENT, grain="week").between(FIRST, LAST)
    both = [found.select("period", "n", "pending", "is_incomplete").rows() for found in
            (containment(mart, question).rows, ask(mart, question).rows)]  # fmt: skip
    assert both[0] == both[1]
    assert any(row[3] for row in both[0])


def test_the_printed_statement_gives_the_same_rows(mart: Mart) -> None:
    found = containment(mart, Question(CONTAINMENT, by=("team",), where=IN_CHATS).between(FIRST, LAST))
    assert "=cmd|" in "".join(found.rows["team"].drop_nulls())
    assert mart.query(found.sql).equals(found.rows)


def test_nothing_selected_has_no_rows(mart: Mart) -> None:
    assert containment(mart, Question(CONTAINMENT).between(date(2020, 1, 1), date(2020, 1, 7))).rows.is_empty()
