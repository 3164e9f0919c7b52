"""`lodestar query` and `lodestar metrics`, as a script sees them."""

import io
import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from lodestar.cli import lodestar
from lodestar.errors import LodestarError
from lodestar.metrics.answer import ask
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question
from tests.support.mart import all_tables, publish


def run(mart: Mart, *words: str) -> Result:
    return CliRunner().invoke(lodestar, ["--data", str(mart.data.root), *words])


def test_every_form_holds_the_same_rows(mart: Mart) -> None:
    words = ("query", "csat", "--by", "channel", "--grain", "month", "--format")
    rows = ask(mart, Question("csat", by=("channel",), grain="month")).rows
    told = json.loads(run(mart, *words, "json").stdout)
    assert [row["n"] for row in told] == rows["n"].to_list()
    assert told[0]["unit"] == "share"
    assert pl.read_csv(io.BytesIO(run(mart, *words, "csv").stdout_bytes))["n"].to_list() == rows["n"].to_list()
    parquet = pl.read_parquet(io.BytesIO(run(mart, *words, "parquet").stdout_bytes))
    assert parquet.drop("unit").equals(rows)
    table = run(mart, *words, "table").stdout
    assert "2026-01" in table
    assert "unknown" in table


def test_too_few_are_counted_but_not_shown(mart: Mart) -> None:
    day = run(mart, "query", "csat", "--from", "2026-01-05", "--to", "2026-01-05").stdout
    assert "too few" in day
    assert "%" not in day.splitlines()[1]


@pytest.mark.parametrize("metric", ["volume", "backlog", "contact_rate", "cost_per_contact", "staffed_hours", "csat"])
def test_a_full_count_says_why_it_has_no_interval(mart: Mart, metric: str) -> None:
    said = run(mart, "query", metric).stdout
    has_interval = ask(mart, Question(metric)).rows["low"][0] is not None
    assert has_interval == (metric == "csat")
    assert ("A full count, not a sample: it has no interval" in said) == (not has_interval)
    assert ("full_count" in said) == (not has_interval)


def test_no_data_ends_well(mart: Mart) -> None:
    result = run(mart, "query", "csat", "--from", "2031-01-01")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "No data" in result.stderr


def test_the_catalogue_in_both_languages(mart: Mart) -> None:
    assert "CSAT (rated)" in run(mart, "metrics").stdout
    assert "满意率（已评价）" in run(mart, "metrics", "--lang", "zh").stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["csta"], "Did you mean csat?"),
        (["csat", "--by", "chanel"], "Did you mean channel?"),
        (["csat", "--where", "channel=emial"], "Did you mean email?"),
        (["csat", "--where", "channel"], "is no condition"),
        (["csat", "--from", "yesterday"], "is not a day"),
        (["volume", "--day", "rated"], "not made of ratings"),
        (["csat", "--age", "9"], "between 1 and 7"),
    ],
)
def test_a_slip_is_answered_in_one_sentence(mart: Mart, words: list[str], says: str) -> None:
    result = run(mart, "query", *words)
    assert isinstance(result.exception, LodestarError)
    assert says in str(result.exception)
    assert "\n" not in str(result.exception)


def test_a_new_mart_is_served_at_once(tmp_path: Path) -> None:
    reader = publish(tmp_path, all_tables(rows=50), version=1)
    assert ask(reader, Question("volume")).rows["n"][0] == 50
    publish(tmp_path, all_tables(rows=70), version=2)
    assert ask(reader, Question("volume")).rows["n"][0] == 70
    assert reader.current_version() == 2


@pytest.mark.parametrize(
    ("pointer", "says"),
    [
        (None, "no published numbers yet"),
        ("{", "cannot be read"),
        ('{"version": 1, "file": "mart_v1.duckdb", "format": 99}', "newer Lodestar"),
        ('{"version": 1, "file": "mart_v1.duckdb", "format": 4}', "cannot be read"),
        ('{"version": 1, "file": "gone.duckdb", "format": 4}', "cannot be read"),
    ],
)
def test_a_broken_mart_is_one_sentence(tmp_path: Path, pointer: str | None, says: str) -> None:
    marts = tmp_path / "marts"
    marts.mkdir()
    (marts / "mart_v1.duckdb").write_bytes(b"not a database" * 100)
    if pointer:
        (marts / "CURRENT").write_text(pointer)
    result = CliRunner().invoke(lodestar, ["--data", str(tmp_path), "query", "csat"])
    assert isinstance(result.exception, LodestarError)
    assert says in str(result.exception)
