"""Are the files the same for the same seed, whole, refused where they would overwrite, and is the truth kept apart?"""

import hashlib
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from lodestar.errors import LodestarError
from lodestar.locate import program_folder
from lodestar.sample.commands import sample_command
from lodestar.sample.events import load_story
from lodestar.sample.make import FOLDERS, TRUTH
from lodestar.sample.servicenow import COLUMNS as INCIDENT_COLUMNS
from tests.sample.worlds import COMMITTED_CONTACTS, COMMITTED_SEED

PACKAGE = Path(__file__).resolve().parents[2] / "dashboard" / "lodestar"


def make(out: Path, *options: str) -> Path:
    done = CliRunner().invoke(
        sample_command, ["--contacts", "120", "--seed", "4", "--weeks", "3", "--out", str(out), *options]
    )
    if done.exception:
        raise done.exception
    return out


def digest(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    assert digest(make(tmp_path / "a")) == digest(make(tmp_path / "b"))


def test_the_committed_sample_is_what_the_command_makes(tmp_path: Path) -> None:
    make_again = ["--contacts", str(COMMITTED_CONTACTS), "--seed", str(COMMITTED_SEED), "--weeks", "20"]
    again = make(tmp_path / "again", *make_again)
    for folder in FOLDERS:
        assert digest(again / folder) == digest(program_folder("sample_data") / folder), folder


def test_the_committed_sample_stays_small_and_readable() -> None:
    files = [path for path in program_folder("sample_data").rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 2_000_000
    assert {path.suffix for path in files} == {".csv", ".toml", ".md"}


def test_csv_and_parquet_parts_hold_the_same_world(tmp_path: Path) -> None:
    as_csv, as_parquet = make(tmp_path / "csv", "--form", "csv"), make(tmp_path / "parquet", "--form", "parquet")
    for table in ("tickets", "messages", "ticket_events"):
        parts = sorted((as_parquet / "shop" / table).glob("*.parquet"))
        rows = pl.concat([pl.read_parquet(part) for part in parts])
        texts = [pl.read_csv(part, infer_schema=False) for part in sorted((as_csv / "shop" / table).glob("*.csv"))]
        assert len(texts) == len(parts) == 3
        assert pl.concat(texts)["ticket_id"].to_list() == rows["ticket_id"].to_list()


def test_real_systems_headers_are_kept(tmp_path: Path) -> None:
    out = make(tmp_path / "out")
    log = pl.read_csv(out / "servicenow" / "incident_event_log.csv", infer_schema=False)
    assert tuple(log.columns) == tuple(INCIDENT_COLUMNS)
    assert set(log["incident_state"]) <= {"New", "Active", "Awaiting User Info", "Resolved", "Closed"}
    counts = log.select(pl.col("sys_mod_count").cast(pl.Int64).diff().over("number")).to_series().drop_nulls()
    assert (counts == 1).all()
    users = pl.read_csv(out / "zendesk" / "user_data.csv", infer_schema=False)
    assert users["email"].str.ends_with("@example.com").all()
    assert users["phone"].null_count() == users.height


def test_a_world_that_starts_later_has_its_events_later(tmp_path: Path) -> None:
    out = make(tmp_path / "later", "--start", "2026-07-20")
    moved, usual = load_story(out / "story.toml"), load_story()
    for late, event in zip(moved.event, usual.event, strict=True):
        assert (late.first - event.first).days == 14
    assert moved.event[0].query.endswith("--from 2026-08-31 --to 2026-09-27")


def test_without_events_no_story_is_told(tmp_path: Path) -> None:
    assert not (make(tmp_path / "plain", "--no-events") / "story.toml").exists()


def test_a_sample_never_overwrites_another(tmp_path: Path) -> None:
    make(tmp_path / "out")
    with pytest.raises(LodestarError, match="already there"):
        make(tmp_path / "out")


def test_a_wrong_day_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(LodestarError, match=r"--start 6\.7\.2026 is no day"):
        make(tmp_path / "out", "--start", "6.7.2026")


def test_the_import_refuses_the_truth(tmp_path: Path) -> None:
    out = make(tmp_path / "out")
    command = [str(Path(sys.executable).with_name("lodestar")), "--data", str(tmp_path / "data")]
    for form in ("csv", "parquet"):
        truth = make(tmp_path / form, "--form", form) / TRUTH if form == "parquet" else out / TRUTH
        done = subprocess.run([*command, "import", str(truth)], capture_output=True, text=True, check=False)
        assert done.returncode == 2, done.stderr
        assert "no map knows" in done.stderr


def test_nothing_in_the_product_reads_the_truth() -> None:
    columns = pl.read_csv(program_folder("sample_data") / TRUTH / "contacts.csv", n_rows=1).columns
    files = [path for path in PACKAGE.rglob("*.py") if path.parent.name != "sample"]
    files += [*program_folder("queries").rglob("*.*"), *program_folder("data_checks").rglob("*.*")]
    assert len(files) > 100
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert not any(column in text for column in columns), path
        assert "hidden_" not in text, path
