"""What a spreadsheet, or another library, reads in the files made here."""

import csv
import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from lodestar.exports import writers
from lodestar.exports.dictionary import dictionary_of
from lodestar.exports.files import csv_bytes, excel_bytes, parquet_bytes
from lodestar.exports.manifest import about_answers
from lodestar.exports.rows import export_rows
from lodestar.metrics.answer import ask
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question
from tests.support.mart import all_tables, publish

HOSTILE = [
    "=cmd|'/C calc'!A0", "+1", "-1", "@sum(a)", "\t=1", "<script>&amp;</script>", "_x0041_ is not A", "a\x00b\x0bc",
    "\u202eright to left", "😀 退款\nsecond line", "  spaces  ", "", None, "a" * 40_000,
]  # fmt: skip


@pytest.fixture(scope="module")
def mart(tmp_path_factory: pytest.TempPathFactory) -> Mart:
    return publish(tmp_path_factory.mktemp("mart"), all_tables(rows=300))


def rows_of() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "text": HOSTILE,
            "on": [date(2026, 2, 28), None] * 7,
            "at": [datetime(2026, 3, 29, 1, 59, 59), None] * 7,
            "whole": [5, None] * 7,
            "share": [0.1 + 0.2, float("nan"), float("inf"), None] * 3 + [1e-300, 1e300],
            "is_so": [True, False] * 7,
            "tags": [["a", "=b"], None] * 7,
        }
    )


def test_excel_keeps_types_and_shows_hostile_text_as_text() -> None:
    made = excel_bytes(rows_of(), {"where": ["team=a,b"], "sql": "select\n  1"}, dictionary_of(rows_of().schema))
    read = pl.read_excel(made, sheet_id=1, infer_schema_length=None)
    wanted = [
        text if text is None else text[:32_767].replace("\x00", "\ufffd").replace("\x0b", "\ufffd") for text in HOSTILE
    ]
    assert [text or "" for text in read["text"]] == [text or "" for text in wanted]
    assert read["on"].to_list() == rows_of()["on"].to_list()
    assert read["at"].to_list() == rows_of()["at"].to_list()
    assert read["whole"].to_list() == rows_of()["whole"].to_list()
    assert read["share"].to_list() == [0.1 + 0.2, None, None, None] * 3 + [1e-300, 1e300]
    assert read["is_so"].to_list() == rows_of()["is_so"].to_list()
    assert read["tags"].to_list() == ["a, =b", None] * 7
    about = pl.read_excel(made, sheet_id=2)
    assert about.rows() == [("where", "team=a,b"), ("sql", "select"), ("sql", "  1")]


def test_excel_holds_no_formula_and_a_frozen_header() -> None:
    made = excel_bytes(rows_of(), {}, dictionary_of(rows_of().schema))
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        styles = book.read("xl/styles.xml").decode()
    assert "<f>" not in sheet
    assert 'ySplit="1"' in sheet
    assert 'state="frozen"' in sheet
    assert "quotePrefix" in styles
    assert sheet.count('<c r="A2" s="') == 1  # begins with =, and is marked as text


def test_csv_opens_in_chinese_excel_and_runs_nothing() -> None:
    made = csv_bytes(rows_of().drop("tags"))
    assert made.startswith(b"\xef\xbb\xbf")
    read = [row["text"] for row in csv.DictReader(io.StringIO(made.decode("utf-8-sig"), newline=""))]
    assert [text.startswith("'") for text in read[:6]] == [True] * 5 + [False]
    assert [text.removeprefix("'") for text in read] == [text or "" for text in HOSTILE]


def test_parquet_is_what_it_was() -> None:
    assert pl.read_parquet(parquet_bytes(rows_of(), {"rows": 14})).equals(rows_of())


def test_no_rows_are_a_header() -> None:
    made = excel_bytes(rows_of().clear(), {}, dictionary_of(rows_of().schema))
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        assert book.read("xl/worksheets/sheet1.xml").count(b"<row ") == 1
    assert len(csv_bytes(rows_of().drop("tags").clear()).splitlines()) == 1
    assert pl.read_parquet(parquet_bytes(rows_of().clear())).columns == rows_of().columns


def test_excel_stops_with_a_word_and_parquet_does_not(
    mart: Mart, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writers, "EXCEL_ROWS", 120)
    monkeypatch.setattr("lodestar.metrics.mart.ROWS_AT_ONCE", 70)
    written = export_rows(mart, "contacts", Question(""), tmp_path / "c.xlsx")
    assert (written.rows, written.left_out) == (300, 180)
    assert pl.read_excel(written.file, sheet_id=1).height == 120
    said = dict(pl.read_excel(written.file, sheet_id=2).unique("name", keep="first").rows())
    assert (said["rows"], said["rows_left_out"]) == ("120", "180")
    assert said["rows_left_out_because"] == "Excel files stop at 120 rows; Parquet and CSV hold all"
    assert export_rows(mart, "contacts", Question(""), tmp_path / "c.parquet").left_out == 0
    assert pl.read_parquet(tmp_path / "c.parquet").height == 300


def test_a_charts_rows_say_what_they_are(mart: Mart) -> None:
    answers = [ask(mart, Question(name, by=("channel",), grain="month")) for name in ("csat", "handle_seconds")]
    rows = answers[0].rows
    made = excel_bytes(rows, about_answers(mart, answers, rows.height), dictionary_of(rows.schema))
    assert pl.read_excel(made, sheet_id=1)["n"].to_list() == rows["n"].to_list()
    about = pl.read_excel(made, sheet_id=2)
    assert about.filter(pl.col("name").str.ends_with(".metric"))["value"].to_list() == ["csat", "handle_seconds"]
    words = pl.read_excel(made, sheet_id=3)
    assert words["column"].to_list() == rows.columns
    assert words["en"].null_count() == words["zh"].null_count() == 0


def test_every_column_of_every_kind_of_answer_is_described(mart: Mart) -> None:
    for name in ("csat", "bot_outcome", "aht_mean", "handle_seconds", "first_response_seconds", "volume", "backlog"):
        rows = ask(mart, Question(name, by=("team",), grain="week")).rows
        assert not [one.column for one in dictionary_of(rows.schema) if not (one.en and one.zh and one.type)], name
