"""Contacts opened and ended against plain Python, and against the backlog they make."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import duckdb
import polars as pl
from polars.testing import assert_frame_equal

from lodestar.metrics.answer import ask
from lodestar.metrics.flow import flow
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Condition, Question

MONDAYS = [date(2026, 2, 2) + timedelta(days=7 * week) for week in range(4)]
SPAN = {"first_day": MONDAYS[0], "last_day": MONDAYS[-1] + timedelta(days=6)}


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def test_both_ends_are_counted_by_their_own_week(mart: Mart, tables: dict[str, pl.DataFrame]) -> None:
    where = (Condition("channel", ("email", "chat")),)
    contacts = tables["mart_contacts"].filter(pl.col("channel").is_in(["email", "chat"])).to_dicts()
    contacts = [row for row in contacts if row["is_open"] or row["ended_on"]]
    opened = Counter(monday(row["opened_on"]) for row in contacts)
    ended = Counter(monday(row["ended_on"]) for row in contacts if row["ended_on"])
    got = flow(mart, Question("backlog", grain="week", where=where, **SPAN)).rows  # type: ignore[arg-type]
    wanted = [(week, opened[week], ended[week], False) for week in MONDAYS]
    assert got.select("period", "opened", "ended", "is_incomplete").rows() == wanted


def test_what_comes_in_less_what_is_finished_is_how_the_backlog_grows(mart: Mart) -> None:
    moved = flow(mart, Question("backlog", by=("team",), **SPAN)).rows  # type: ignore[arg-type]
    after = ask(mart, Question("backlog", by=("team",), last_day=SPAN["last_day"])).rows
    before = ask(mart, Question("backlog", by=("team",), last_day=MONDAYS[0] - timedelta(days=1))).rows
    backlog = dict(after.select("team", "value").rows())
    held = dict(before.select("team", "value").rows())
    assert moved.height == 4
    for team, opened, ended in moved.select("team", "opened", "ended").rows():
        assert held.get(team, 0) + opened - ended == backlog.get(team, 0), team


def test_a_week_that_is_cut_short_is_unfinished(mart: Mart) -> None:
    cut = Question("backlog", grain="week", first_day=MONDAYS[0], last_day=MONDAYS[1])
    assert flow(mart, cut).rows["is_incomplete"].to_list() == [False, True]


def test_printed_sql_gives_the_same_table(mart: Mart, mart_file: Path) -> None:
    got = flow(mart, Question("backlog", by=("channel",), grain="month"))
    with duckdb.connect(str(mart_file), read_only=True) as by_hand:
        assert_frame_equal(got.rows, by_hand.sql(got.sql).pl())
