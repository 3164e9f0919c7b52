"""Rows out, with what they are beside them, and nothing in them that a spreadsheet would run."""

import csv
import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from lodestar.cells import safe_text
from lodestar.cli import lodestar
from lodestar.errors import LodestarError
from lodestar.metrics.mart import Mart
from tests.support.mart import all_tables, publish


@pytest.fixture(scope="module")
def tables() -> dict[str, pl.DataFrame]:
    return all_tables(rows=400)


@pytest.fixture(scope="module")
def mart(tables: dict[str, pl.DataFrame], tmp_path_factory: pytest.TempPathFactory) -> Mart:
    return publish(tmp_path_factory.mktemp("mart"), tables)


def run(mart: Mart, *words: str) -> str:
    result = CliRunner().invoke(lodestar, ["--data", str(mart.data.root), *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"), ("+49 30", "'+49 30"), ("-5", "'-5"), ("@sum(a)", "'@sum(a)"), ("\t=1", "'\t=1"),
        ("a=1", "a=1"), ("", ""), (None, None), ("退款", "退款"), (" =1", " =1"),
    ],
)  # fmt: skip
def test_text_that_begins_like_a_formula(cell: str | None, safe: str | None) -> None:
    rows = pl.DataFrame({"text": [cell], "number": [-5]}, schema_overrides={"text": pl.String})
    assert safe_text(rows).rows() == [(safe, -5)]


def test_filtered_rows_and_their_manifest(mart: Mart, tables: dict[str, pl.DataFrame], tmp_path: Path) -> None:
    out = tmp_path / "contacts.csv"
    said = run(mart, "export", "contacts", "--where", "team!=Billing", "--from", "2026-02-01", "--out", str(out))
    contacts = tables["mart_contacts"]
    wanted = contacts.filter(
        pl.col("team").ne_missing("Billing"), pl.col("opened_on") >= pl.date(2026, 2, 1)
    )["contact_id"]  # fmt: skip
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["contact_id"] for row in rows} == set(wanted)
    assert f"{wanted.len()} rows" in said
    assert {row["team"] for row in rows} == {"", "Night desk", "'=cmd|'/C calc'!A0"}
    assert not any(name.endswith("_key") for name in rows[0])
    manifest = json.loads((tmp_path / "contacts.csv.manifest.json").read_text())
    assert (manifest["rows"], manifest["where"], manifest["from"]) == (wanted.len(), ["team!=Billing"], "2026-02-01")
    assert manifest["data_through_utc"] == "2026-03-31T20:00:00"


def test_parquet_holds_values_as_they_are(mart: Mart, tables: dict[str, pl.DataFrame], tmp_path: Path) -> None:
    out = tmp_path / "turns.parquet"
    run(mart, "export", "turns", "--out", str(out))
    assert pl.read_parquet(out).height == tables["mart_turns"].height


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["contact", "--out", "a.csv"], "Did you mean contacts?"),
        (["contacts", "--out", "a.xls"], "must end in .csv or .parquet"),
        (["contacts", "--out", "/nowhere/a.csv"], "cannot be written"),
        (["contacts", "--out", "a.csv", "--where", "chanel=email"], "Did you mean channel?"),
        (["legs", "--out", "a.csv"], "hold no legs"),
    ],
)
def test_what_cannot_be_exported(mart: Mart, words: list[str], says: str, tmp_path: Path) -> None:
    words = [str(tmp_path / word) if word.startswith("a.") else word for word in words]
    result = CliRunner().invoke(lodestar, ["--data", str(mart.data.root), "export", *words])
    assert isinstance(result.exception, LodestarError)
    assert says in str(result.exception)
    assert not list(tmp_path.iterdir())
