"""What the bot settles least, against a plain recount; intents where any is known, else issues."""

from collections import defaultdict
from pathlib import Path

import polars as pl
import pytest

from lodestar.metrics.answer import ask
from lodestar.metrics.intents import unsettled, wanted_by
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question
from tests.metrics.small import small_mart


@pytest.mark.parametrize(("intents", "wanted"), [([None, "refund"], "intent"), ([None, None], "issue_2")])
def test_contacts_are_cut_by_intent_where_any_is_known(tmp_path: Path, intents: list[str | None], wanted: str) -> None:
    assert wanted_by(small_mart(tmp_path, pl.DataFrame({"intent": intents}, schema={"intent": pl.String}))) == wanted


def test_marts_of_older_builds_know_no_intent(tmp_path: Path) -> None:
    assert wanted_by(small_mart(tmp_path, pl.DataFrame({"team": ["a"]}))) == "issue_2"


def test_what_is_not_settled_is_a_plain_count(mart: Mart, tables: dict[str, pl.DataFrame]) -> None:
    counts: dict[str | None, list[int]] = defaultdict(lambda: [0, 0])
    for row in tables["mart_contacts"].iter_rows(named=True):
        if row["ended_on"] and row["no_return_containment_den"]:
            counts[row["entry_point"]][0] += 1
            counts[row["entry_point"]][1] += 1 - row["no_return_containment_num"]
    rows = unsettled(ask(mart, Question("no_return_containment", by=("entry_point",))).rows, "entry_point", 9)
    assert {row["entry_point"]: (row["n"], row["unsettled"]) for row in rows.iter_rows(named=True)} == {
        name: tuple(pair) for name, pair in counts.items()
    }
    for row in rows.iter_rows(named=True):
        assert row["value"] == pytest.approx(row["unsettled"] / row["n"])
        assert row["low"] < row["value"] < row["high"]


def contained(*rows: tuple[str | None, int, int, bool]) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema=["intent", "numerator", "n", "is_too_few"], orient="row")
    return frame.with_columns(value=pl.col("numerator") / pl.col("n"), low=pl.lit(0.1), high=pl.lit(0.9))


def test_the_largest_are_kept_the_worst_first_and_the_too_few_last() -> None:
    rows = contained(
        ("tiny", 0, 5, True), ("best", 90, 100, False), ("worst", 10, 100, False), ("left out", 0, 4, True),
        (None, 30, 60, False), ("none ended", 0, 0, True),
    )  # fmt: skip
    found = unsettled(rows, "intent", 4)
    assert found["intent"].to_list() == ["worst", None, "best", "tiny"]
    assert found["unsettled"].to_list() == [90, 30, 10, 5]
