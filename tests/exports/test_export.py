"""Rows out, with what they are beside them, and nothing in them that a spreadsheet would run."""

import csv
import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from lodestar.cells import safe_text
from lodestar.cli import lodestar
from lodestar.errors import LodestarError
from lodestar.exports.rows import export_rows
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question
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
    with out.open(encoding="utf-8-sig", newline="") as file:
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


def test_rows_come_in_parts_and_nothing_is_lost_between_them(
    mart: Mart, tables: dict[str, pl.DataFrame], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = {form: tmp_path / f"whole.{form}" for form in ("csv", "parquet")}
    parts = {form: tmp_path / f"parts.{form}" for form in ("csv", "parquet")}
    for out in whole.values():
        run(mart, "export", "contacts", "--out", str(out))
    monkeypatch.setattr("lodestar.metrics.mart.ROWS_AT_ONCE", 70)
    assert [part.height for part in mart.stream("select contact_id from mart_contacts")] == [0, 70, 70, 70, 70, 70, 50]
    for out in parts.values():
        assert f"{tables['mart_contacts'].height} rows" in run(mart, "export", "contacts", "--out", str(out))
    assert parts["csv"].read_bytes() == whole["csv"].read_bytes()
    assert pl.read_parquet(parts["parquet"]).equals(pl.read_parquet(whole["parquet"]))
    assert ",=cmd" not in parts["csv"].read_text()


def test_no_rows_leave_the_columns(mart: Mart, tmp_path: Path) -> None:
    for form, read in (("csv", pl.read_csv), ("parquet", pl.read_parquet)):
        out = tmp_path / f"none.{form}"
        assert run(mart, "export", "contacts", "--from", "2031-01-01", "--out", str(out)).startswith("0 rows")
        manifest = json.loads((tmp_path / f"none.{form}.manifest.json").read_text())
        rows = read(out)
        assert (rows.height, rows.columns, manifest["rows"]) == (0, manifest["columns"], 0)


def test_numbers_that_break_off_half_way_leave_no_file(tables: dict[str, pl.DataFrame], tmp_path: Path) -> None:
    rows = 300_000
    noise = pl.DataFrame({"contact_id": np.random.default_rng(1).integers(0, 1 << 62, rows), "opened_on": None})
    mart = publish(tmp_path / "data", {**tables, "mart_contacts": noise})
    file = mart.data.marts / "mart_v1.duckdb"
    whole = file.read_bytes()
    last = noise["contact_id"].tail(2).head(1).to_numpy().tobytes()
    at = whole.index(last) - 1000
    file.write_bytes(whole[:at] + b"\xff" * 500 + whole[at + 500 :])
    out = tmp_path / "contacts.csv"
    with pytest.raises(LodestarError, match="run `lodestar build`"):
        export_rows(Mart(mart.data), "contacts", Question("contacts"), out)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["contact", "--out", "a.csv"], "Did you mean contacts?"),
        (["contacts", "--out", "a.xls"], "must end in .csv, .xlsx or .parquet"),
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
