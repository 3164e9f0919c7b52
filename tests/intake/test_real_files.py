"""The real logs: every record of every file arrives, and the counts are those stated beside the data."""

import csv
import io
import re

import polars as pl
import pytest

from lodestar.intake.forms import count_records, detect_dialect, open_sources, read_frames, read_header
from tests.support.shared import shared

pytestmark = pytest.mark.shared


def read(path):
    """Return per file its name, column count and rows, having checked that none was lost or rejected."""
    files = []
    for file in open_sources([shared(path)]):
        dialect = detect_dialect(file)
        chunks = list(read_frames(file, dialect))
        rows = pl.concat([chunk.rows for chunk in chunks], how="diagonal") if chunks else pl.DataFrame()
        assert sum(chunk.rejected.height for chunk in chunks) == 0, file.name
        assert count_records(file, dialect) == rows.height, file.name
        files.append((file, len(read_header(file, dialect)), rows))
    return files


@pytest.mark.parametrize(
    ("path", "rows"),
    [
        ("data/servicenow/incident_event_log.zip", 141_712),
        ("data/servicenow/incident_event_log.excel_variant_5998rows.csv", 5_998),
        ("data/technical_support", 2_330),
        ("data/taobao_handoff", 1_500),
        ("data/zendesk_tables/dunder_mifflin_tickets.csv", 5_849),
    ],
)
def test_counts_are_those_stated_beside_the_data(path, rows):
    assert sum(table.height for _, _, table in read(path)) == rows


def test_two_years_of_daily_files_with_changing_columns():
    counts, widths, longest = {"questions": 0, "answers": 0}, set(), 0
    for year in (2023, 2024):
        for file, width, rows in read(f"data/thunderbird/thunderbird_{year}.zip"):
            kind = "answers" if "answers-for" in file.name else "questions"
            counts[kind] += rows.height
            widths.add((kind, width))
            if "content" in rows.columns and rows.height:
                longest = max(longest, rows["content"].str.len_chars().max() or 0)
    assert counts == {"questions": 27_643, "answers": 59_855}
    assert {width for kind, width in widths if kind == "questions"} == {11, 27}
    assert longest == 203_821


def test_careful_reading_agrees_with_the_csv_module_cell_by_cell():
    """One real file, the one with the longest bodies, against the standard library."""
    file = max(open_sources([shared("data/thunderbird/thunderbird_2024.zip")]), key=lambda source: source.size)
    csv.field_size_limit(1 << 30)
    expected = list(csv.reader(io.StringIO(file.content().decode(), newline="")))[1:]
    rows = [row[:-1] for chunk in read_frames(file, detect_dialect(file)) for row in chunk.rows.rows()]
    assert rows == [tuple(value or None for value in row) for row in expected]


def test_a_time_column_of_strings_and_real_dates():
    [(file, width, rows)] = read("data/zh_messages/messages.xlsx")
    assert file.form == "xlsx"
    assert (width, rows.height) == (7, 4_326)
    times = rows.to_series(3)
    assert times.null_count() == 0
    shapes = {re.sub(r"\d+", "9", text) for text in times}
    assert shapes == {"9/9/9 9:9:9", "9-9-9 9:9:9"}
    assert {len(text) for text in times} == {16, 17, 18, 19}
    assert sum("-" in text for text in times) == 129


def test_a_column_named_twice_in_a_real_log_is_said():
    said = []
    [file] = open_sources([shared("data/servicenow/incident_event_log.zip")])
    header = read_header(file, detect_dialect(file), said.append)
    assert header.count("category") == header.count("category_2") == 1
    assert len(said) == 1


def test_archives_of_a_mac_are_cleaned():
    said = []
    files = open_sources([shared("data/taobao_satisfaction/clothes.zip")], said.append)
    assert len(files) == 3
    assert len(said) == 4
