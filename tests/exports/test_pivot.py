"""Does a pivot of the exported file give the card's number? For every share and mean, and every percentile."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from lodestar.cli import lodestar
from lodestar.datafolder import DataFolder
from lodestar.exports.rows import export_behind, export_rows
from lodestar.exports.tables import SUMMED, TABLES, table_of
from lodestar.metrics.answer import Answer, ask
from lodestar.metrics.catalogue import Metric, load_catalogue
from lodestar.metrics.mart import Mart
from lodestar.metrics.periods import ONE_DAY
from lodestar.metrics.question import Condition, Question
from tests.metrics.slow import first_reached, incidence
from tests.support.mart import all_tables, publish

CATALOGUE = load_catalogue().metrics
SUMS = [name for name, metric in CATALOGUE.items() if metric.kind in SUMMED]
TIMES = [name for name, metric in CATALOGUE.items() if metric.kind == "distribution"]
OTHERS = [name for name, metric in CATALOGUE.items() if name not in {*SUMS, *TIMES} and metric.kind != "estimate"]
"""Of estimates no file holds the number: see tests/metrics/test_estimates.py for the rows behind them."""
FILTER = (Condition("source", ("shop",)), Condition("team", ("en_expert",), excludes=True))
ALMOST = 1e-9


@pytest.fixture(scope="module")
def mart(committed_sample: Path) -> Mart:
    return Mart(DataFolder(committed_sample))


@pytest.fixture(scope="module")
def exported(mart: Mart, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], pl.DataFrame]:
    """Return the whole Excel export of a table, each written once and read back by another library than wrote it."""
    folder, kept = tmp_path_factory.mktemp("exported"), dict[str, pl.DataFrame]()

    def of(table: str) -> pl.DataFrame:
        if table not in kept:
            out = folder / f"{table}.xlsx"
            export_rows(mart, table, Question(""), out)
            kept[table] = pl.read_excel(out, sheet_id=1, infer_schema_length=None)
        return kept[table]

    return of


def told(mart: Mart, *words: str) -> list[dict[str, object]]:
    """Return what `lodestar query` says."""
    result = CliRunner().invoke(lodestar, ["--data", str(mart.data.root), "query", *words, "--format", "json"])
    assert result.exit_code == 0, result.output
    rows: list[dict[str, object]] = json.loads(result.stdout)
    return rows


def test_every_unit_has_shares_to_pivot() -> None:
    assert {table_of(CATALOGUE[name]) for name in SUMS} == {"contacts", "tickets", "turns", "ola", "agent_days"}


@pytest.mark.parametrize("name", SUMS)
def test_the_sum_over_the_sum_is_the_card(name: str, mart: Mart, exported: Callable[[str], pl.DataFrame]) -> None:
    answer = ask(mart, Question(name))
    if answer.absent:
        pytest.skip(answer.absent["en"])
    card = answer.rows.row(0, named=True)
    rows = exported(table_of(CATALOGUE[name]))
    over, under = float(rows[f"{name}_num"].sum()), float(rows[f"{name}_den"].sum())
    assert over / under == pytest.approx(card["value"], rel=1e-12)
    assert over / under == pytest.approx(told(mart, name)[0]["value"], rel=1e-12)
    if CATALOGUE[name].kind == "ratio":
        assert (over, under) == (card["numerator"], card["n"])
        assert rows[f"{name}_den"].null_count() == rows[f"{name}_num"].null_count() == card["pending"]
        assert set(rows[f"{name}_den"].drop_nulls()) <= {0, 1}


@pytest.mark.parametrize("name", SUMS)
def test_the_rows_behind_a_filtered_card(name: str, mart: Mart, tmp_path: Path) -> None:
    question = Question(name, where=FILTER[:1] if CATALOGUE[name].mart == "mart_agent_days" else FILTER)
    last = mart.last_day() - 20 * ONE_DAY
    question = question.between(last - 27 * ONE_DAY, last)
    card = _card(ask(mart, question))
    export_behind(mart, question, tmp_path / "behind.csv")
    rows = pl.read_csv(tmp_path / "behind.csv", infer_schema_length=None)
    days = ["--from", str(question.first_day), "--to", str(question.last_day)]
    where = [word for condition in question.where for word in ("--where", str(condition))]
    assert (rows[f"{name}_num"].sum() or 0) == pytest.approx(card["numerator"])
    said = told(mart, name, *days, *where)
    assert [row["value"] for row in said] == ([] if not card["n"] and not card["pending"] else [card["value"]])
    if CATALOGUE[name].kind == "ratio":
        assert rows.height == card["n"] + card["pending"]
        assert rows[f"{name}_den"].sum() == card["n"]


@pytest.mark.parametrize("name", TIMES)
def test_percentiles_from_the_exported_seconds(name: str, mart: Mart, exported: Callable[[str], pl.DataFrame]) -> None:
    answer = ask(mart, Question(name, by=("source",)))
    metric = CATALOGUE[name]
    rows = exported(table_of(metric)).filter(pl.col(metric.value or "").is_not_null(), pl.col(metric.day).is_not_null())
    assert answer.rows.height
    for card in answer.rows.iter_rows(named=True):
        mine = rows.filter(pl.col("source") == card["source"])
        if metric.apart and metric.apart in answer.rows.columns:
            mine = mine.filter(pl.col(metric.apart) == card[metric.apart])
        assert mine.height == card["n"]
        for column, q in (("value", 0.5), ("p90", 0.9)):
            assert _quantile(metric, mine, q) == pytest.approx(card[column])


def _quantile(metric: Metric, rows: pl.DataFrame, q: float) -> float:
    """Return a quantile in plain Python: of the numbers as they are, or with those who still wait."""
    seconds = [float(value) for value in rows[metric.value or ""]]
    if not metric.end:
        return float(np.quantile(seconds, q))
    meaning = {metric.event: "event", **dict.fromkeys(metric.competing, "competing")}
    reached = first_reached(incidence(seconds, [meaning.get(end, "waiting") for end in rows[metric.end]]), q)
    return max(seconds) if reached is None else reached


@pytest.mark.parametrize("name", OTHERS)
def test_the_rows_behind_the_other_numbers(name: str, mart: Mart, tmp_path: Path) -> None:
    last = mart.last_day() - 5 * ONE_DAY
    question = Question(name, where=FILTER[:1]).between(last - 13 * ONE_DAY, last)
    answer = ask(mart, question)
    export_behind(mart, question, tmp_path / "behind.parquet")
    rows = pl.read_parquet(tmp_path / "behind.parquet")
    metric, card = CATALOGUE[name], _card(answer)
    if metric.kind == "partition":
        parts = dict(answer.rows.select("part", "numerator").rows())
        counted = dict(rows[metric.value or ""].value_counts().rows())
        assert {part: counted.get(part, 0) for part in parts} == parts
        assert rows.height == card["n"] + card["pending"]
    elif metric.kind in {"backlog", "delayed"}:
        assert rows.height == card["n"]
    else:
        assert float(rows[metric.numerator or ""].sum()) == pytest.approx(card["numerator"])


def _card(answer: Answer) -> dict[str, float]:
    """Return the one row of an answer; where nothing was selected, its zeros."""
    nothing = {"value": None, "numerator": 0, "n": 0, "pending": 0}
    return nothing if answer.is_empty else answer.rows.row(0, named=True)


def test_the_manifest_says_what_is_needed_to_trust_the_file(mart: Mart, tmp_path: Path) -> None:
    question = Question("csat", where=FILTER).between(mart.last_day() - 30 * ONE_DAY, mart.last_day())
    written = export_behind(mart, question, tmp_path / "behind.xlsx")
    manifest = json.loads(written.manifest.read_text(encoding="utf-8"))
    assert manifest["rows"] == written.rows == pl.read_excel(written.file, sheet_id=1).height
    assert manifest["where"] == ["source=shop", "team!=en_expert"]
    assert (manifest["metric"], manifest["day"], manifest["table"]) == ("csat", "ended_on", "contacts")
    assert set(manifest["data_through_by_source_utc"]) == {"shop", "zendesk", "servicenow"}
    assert manifest["report_zone"] == mart.zone.key
    assert manifest["checks"]["mart"]["passed"] > 0
    assert len(manifest["definitions_version"]) == 12
    again = mart.query(manifest["sql"].rstrip().rstrip(";"))
    assert again.height == written.rows
    sheet = pl.read_excel(written.file, sheet_id=2)
    assert set(sheet.columns) == {"name", "value"}
    assert {"report_zone", "checks.mart.passed", "sql"} <= set(sheet["name"])
    words = pl.read_excel(written.file, sheet_id=3)
    assert words["column"].to_list() == manifest["columns"]
    assert words["en"].null_count() == words["zh"].null_count() == 0


@pytest.mark.parametrize("table", [name for name in TABLES if name != "vendor_metrics"])
def test_every_column_of_every_table_is_described(table: str, mart: Mart, tmp_path: Path) -> None:
    export_rows(mart, table, Question("").between(mart.last_day(), mart.last_day()), tmp_path / "one.xlsx")
    words = pl.read_excel(tmp_path / "one.xlsx", sheet_id=3)
    assert words.filter(pl.col("en").is_null() | pl.col("zh").is_null() | pl.col("type").is_null())["column"].is_empty()


def test_parquet_carries_its_manifest(mart: Mart, tmp_path: Path) -> None:
    written = export_behind(mart, Question("reopen_rate"), tmp_path / "behind.parquet")
    held = json.loads(pl.read_parquet_metadata(io.BytesIO(written.file.read_bytes()))["lodestar"])
    assert (held["metric"], held["rows"]) == ("reopen_rate", written.rows)


def test_rows_without_the_numbers_day_do_not_count(tmp_path: Path) -> None:
    """In this mart contacts still open have a share's columns filled; the number goes by the day they ended."""
    tables = all_tables(rows=400)
    is_open = pl.int_range(pl.len()) % 10 == 0
    ended_on = pl.when(~is_open).then(pl.col("ended_on"))
    made = publish(tmp_path / "mart", tables | {"mart_contacts": tables["mart_contacts"].with_columns(ended_on)})
    export_rows(made, "contacts", Question(""), tmp_path / "contacts.parquet")
    rows = pl.read_parquet(tmp_path / "contacts.parquet")
    assert rows["ended_on"].null_count() == 40
    for name in SUMS:
        if CATALOGUE[name].kind == "ratio" and f"{name}_den" in rows.columns:
            card = _card(ask(made, Question(name)))
            assert (rows[f"{name}_num"].sum(), rows[f"{name}_den"].sum()) == (card["numerator"], card["n"]), name
            assert rows[f"{name}_den"].null_count() == card["pending"], name
