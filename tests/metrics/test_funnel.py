"""The stages from eligible to satisfied are counts of the same contacts, and the invited are left out where unknown."""

from datetime import date
from pathlib import Path

import polars as pl

from lodestar.metrics.funnel import rating_funnel
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Condition, Question
from tests.metrics.small import small_mart

DAYS = Question("csat").between(date(2026, 2, 2), date(2026, 2, 8))


def world(folder: Path) -> Mart:
    """Return 10 e-mails eligible, 8 invited, 4 rated, 3 satisfied; 2 eligible chats whose invitations are unknown."""
    stages = {"rating_coverage_den": 10, "invite_rate_num": 8, "rating_coverage_num": 4, "csat_num": 3}
    columns = {name: [int(i < reached) for i in range(10)] + [0, 0] for name, reached in stages.items()}
    columns["csat_den"] = columns["response_rate_num"] = columns["rating_coverage_num"]
    columns["invite_rate_den"] = columns["rating_coverage_den"]
    columns["response_rate_den"] = columns["invite_rate_num"]
    rows = pl.DataFrame(columns).with_columns(
        channel=pl.when(pl.int_range(pl.len()) < 10).then(pl.lit("email")).otherwise(pl.lit("chat")),
        rating_coverage_den=1,
        non_rating_rate_num=1 - pl.col("rating_coverage_num"),
    )
    return small_mart(folder, rows)


def test_each_stage_of_all_and_of_the_one_before(tmp_path: Path) -> None:
    email = Question("csat", where=(Condition("channel", ("email",)),)).between(date(2026, 2, 2), date(2026, 2, 8))
    shares = pl.col("of_all", "of_before").round(9)
    assert rating_funnel(world(tmp_path), email).rows.with_columns(shares).rows() == [
        ("eligible", 10, 1.0, None),
        ("invited", 8, 0.8, 0.8),
        ("rated", 4, 0.4, 0.5),
        ("satisfied", 3, 0.3, 0.75),
    ]


def test_no_invited_where_some_source_does_not_tell(tmp_path: Path) -> None:
    rows = rating_funnel(world(tmp_path), DAYS).rows
    assert rows.select("stage", "contacts").rows() == [("eligible", 12), ("rated", 4), ("satisfied", 3)]


def test_nobody_eligible_gives_no_stage(tmp_path: Path) -> None:
    assert rating_funnel(world(tmp_path), DAYS.between(date(2026, 2, 9), date(2026, 2, 15))).rows.is_empty()
