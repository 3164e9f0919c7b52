"""Handle time against satisfaction: among all, a hard channel looks like an effect of time; among alike, it goes."""

from datetime import date
from pathlib import Path

import polars as pl

from lodestar.metrics.handle_quarters import satisfaction_by_handle_time
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Condition, Question
from tests.metrics.small import small_mart

DAYS = Question("csat").between(date(2026, 2, 2), date(2026, 2, 8))


def contacts(channel: str, first_second: int, satisfied: int, of: int) -> pl.DataFrame:
    """Return rated contacts of one channel, each a second longer than the one before, `satisfied` in every `of`."""
    n = 80
    return pl.DataFrame(
        {
            "channel": channel,
            "issue_1": None,
            "csat_levels": 5,
            "handle_seconds": [float(first_second + i) for i in range(n)],
            "csat_den": 1,
            "csat_num": [int(i % of < satisfied) for i in range(n)],
        },
        schema_overrides={"issue_1": pl.String},
    )


def world(folder: Path) -> Mart:
    """Return quick chats of which 9 in 10 satisfy, long e-mails of which 5 in 10 do, and three phone calls."""
    unknown = contacts("chat", 10, 10, 10).head(5).with_columns(handle_seconds=pl.lit(None, pl.Float64))
    few = contacts("phone", 5_000, 0, 10).head(3)
    unrated = contacts("chat", 1, 0, 10).head(20).with_columns(csat_den=0)
    rows = pl.concat([contacts("chat", 100, 9, 10), contacts("email", 1_000, 5, 10), few, unknown, unrated])
    return small_mart(folder, rows, mart_ratings=pl.DataFrame({"levels": [5]}))


def test_among_all_the_long_ones_please_less(tmp_path: Path) -> None:
    rows = satisfaction_by_handle_time(world(tmp_path), DAYS, among_alike=False).rows
    assert rows["n"].sum() == 163
    assert rows["quarter"].to_list() == [1, 2, 3, 4]
    assert rows["value"][0] > 0.85
    assert rows["value"][3] < 0.55


def test_among_alike_nothing_is_left_of_it(tmp_path: Path) -> None:
    rows = satisfaction_by_handle_time(world(tmp_path), DAYS).rows
    assert rows.select("numerator", "n").rows() == [(28, 40)] * 4
    assert rows["seconds"].to_list() == [559.5, 579.5, 599.5, 619.5]


def test_a_kind_with_fewer_than_four_is_left_out(tmp_path: Path) -> None:
    phone = (Condition("channel", ("phone",)),)
    mart = world(tmp_path)
    assert satisfaction_by_handle_time(mart, Question("csat", where=phone)).rows.is_empty()


def test_a_real_difference_among_alike_is_seen(tmp_path: Path) -> None:
    longest = pl.col("handle_seconds") >= 160
    rows = contacts("chat", 100, 10, 10).with_columns(csat_num=pl.when(longest).then(0).otherwise(1))
    found = satisfaction_by_handle_time(small_mart(tmp_path, rows), DAYS).rows
    assert found["value"].to_list() == [1, 1, 1, 0]


def test_the_number_of_levels_can_be_chosen(tmp_path: Path) -> None:
    rows = satisfaction_by_handle_time(world(tmp_path), Question("csat", where=(Condition("levels", ("5",)),))).rows
    assert rows["n"].sum() == 160
