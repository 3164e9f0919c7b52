"""Do the checks find the dirt of the real logs? Needs ../shared."""

from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from lodestar.checks.counting import rows_file
from lodestar.checks.results import CheckResult, load_results
from lodestar.checks.run import run_raw
from lodestar.cli import lodestar
from lodestar.datafolder import DataFolder
from lodestar.locate import program_folder
from lodestar.models.gather import open_inputs
from tests.support.shared import shared

pytestmark = [pytest.mark.shared, pytest.mark.long]

TECHNICAL_SUPPORT = """
system = "technical_support"
title = "One row per ticket, with survey and SLA"
time_formats = ["%Y-%m-%d %H:%M:%S%.f"]

[files.tickets]
headers = [["Ticket ID", "Topic", "Created time"]]

[[tables]]
table = "tickets"
from = "tickets"
[tables.fields]
ticket_id = "Ticket ID"
created_at = "Created time"
first_response_at = "First response time"
solved_at = "Resolution time"
closed_at = "Close time"
issue_category = "Topic"
"""


def _checked(root: Path, *imports: str) -> tuple[DataFolder, dict[str, CheckResult]]:
    """Import, run the raw checks, and return the results by check."""
    folder = DataFolder(root)
    said = CliRunner().invoke(lodestar, ["--data", str(root), "import", *imports], catch_exceptions=True)
    assert said.exception is None, (said.exception, said.output)
    with open_inputs(folder) as connection:
        run_raw(folder, connection)
    raw = load_results(folder).raw
    assert raw is not None
    return folder, {result.check.id: result for result in raw.results}


def _rows(folder: DataFolder, check: str) -> pl.DataFrame:
    return pl.read_parquet(rows_file(folder, check))


def test_the_forum_with_its_clock_as_labelled(tmp_path: Path) -> None:
    """Without the map's periods the clock is believed: the jump of late November 2023 is found, and 49 ids twice."""
    shipped = (program_folder("queries") / "sources" / "kitsune.toml").read_text(encoding="utf-8")
    start, end = shipped.index("[[periods]]"), shipped.index("[files.questions]")
    naive = tmp_path / "forum.toml"
    naive.write_text((shipped[:start] + shipped[end:]).replace('system = "kitsune"', 'system = "forum"'))
    zips = [str(shared(f"data/thunderbird/thunderbird_{year}.zip")) for year in (2023, 2024)]
    folder, found = _checked(tmp_path / "data", "--map", str(naive), *zips)
    for check in ("tickets_clock_shift", "messages_clock_shift"):
        (jump,) = _rows(folder, check).rows(named=True)
        assert "2023-11-21" <= str(jump["shifted_on"]) <= "2023-12-05"
        assert jump["hours_later"] in (7, 8, 9)
    apart = _rows(folder, "tickets_id_hours_apart")
    assert apart.height == 49
    assert set(apart["hours_apart"]) <= {7, 8}
    assert found["files_schema_drift"].state == "failed"
    drift = _rows(folder, "files_schema_drift").filter(pl.col("table_name") == "tickets")
    assert drift["missing_columns"].str.contains("status").all()
    assert drift.filter(pl.col("file").str.contains("/2024-")).height == 13


def test_the_forum_with_its_clock_put_right(tmp_path: Path) -> None:
    zips = [str(shared(f"data/thunderbird/thunderbird_{year}.zip")) for year in (2023, 2024)]
    _, found = _checked(tmp_path / "data", *zips)
    assert found["tickets_clock_shift"].state == "passed"
    assert found["messages_clock_shift"].state == "passed"
    assert not [result for result in found.values() if result.stops]


def test_the_incident_log(tmp_path: Path) -> None:
    folder, found = _checked(tmp_path / "data", str(shared("data/servicenow/incident_event_log.zip")))
    assert set(_rows(folder, "tickets_status_words")["status_raw"]) == {"-100"}
    assert found["tickets_negative_durations"].state == "failed"
    assert found["snapshots_tied"].state == "passed"
    assert not [result for result in found.values() if result.stops]


def test_one_row_per_ticket_with_two_spellings_of_a_topic(tmp_path: Path) -> None:
    source_map = tmp_path / "technical_support.toml"
    source_map.write_text(TECHNICAL_SUPPORT)
    file = str(shared("data/technical_support/technical_support.csv"))
    folder, _ = _checked(tmp_path / "data", "--map", str(source_map), file)
    spellings = _rows(folder, "tickets_category_spelling")
    assert spellings.height == 1
    word, usual = spellings.row(0, named=True)["word"], spellings.row(0, named=True)["usual_word"]
    assert word != usual
    assert "".join(filter(str.isalpha, word.lower())) == "".join(filter(str.isalpha, usual.lower()))
    assert _rows(folder, "tickets_negative_durations").height == 2
    late = _rows(folder, "tickets_out_of_order")
    assert late.filter(pl.col("solved_at") < pl.col("first_response_at")).height == 18
    assert late.filter(pl.col("closed_at") < pl.col("solved_at")).height == 42
