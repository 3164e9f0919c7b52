"""Does `lodestar build` publish what was imported, say so, and leave the old numbers alone when it must?"""

import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from lodestar.datafolder import DataFolder
from lodestar.errors import LodestarError, NeedsAPersonError
from lodestar.models import build as building
from lodestar.models.build import build
from lodestar.models.publish import POINTER, current_mart
from lodestar.models.status import status_lines
from tests.intake.importing import run, write

TICKETS = """ticket_id,created_at,customer_id,channel,status,solved_at
1,2026-01-05T09:00:00Z,ann,chat,solved,2026-01-05T10:00:00Z
2,2026-01-05T11:00:00Z,ann,chat,open,
"""


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    run(tmp_path / "data", write(tmp_path, "tickets.csv", TICKETS), source="desk", exported_at="2026-01-10T00:00:00Z")
    return DataFolder(tmp_path / "data")


def contacts(data: DataFolder) -> list[tuple[str, bool]]:
    mart = current_mart(data)
    assert mart is not None
    with duckdb.connect(str(mart.file), read_only=True) as connection:
        return connection.execute("select contact_id, is_open from mart_contacts order by contact_id").fetchall()


def test_a_build_without_imports_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(LodestarError, match=r"holds no imported data: run `lodestar import PATH` first\."):
        build(DataFolder(tmp_path))


def test_what_was_imported_is_published_and_status_tells(data: DataFolder) -> None:
    before = "\n".join(status_lines(data))
    assert "Published     nothing yet: run `lodestar build`." in before
    assert build(data).contacts == 2
    assert contacts(data) == [("1#1", False), ("2#1", True)]
    after = "\n".join(status_lines(data))
    assert "Published     version 1, built on " in after
    assert "records up to 2026-01-05 11:00 UTC" in after
    assert not (data.cache / "build").exists()


def test_a_failed_stop_check_leaves_the_last_numbers(data: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    build(data)
    for stage in ("run_raw", "run_mart"):
        with monkeypatch.context() as patched:
            patched.setattr(building, stage, lambda *_: SimpleNamespace(stopped=("a check",)))
            with pytest.raises(NeedsAPersonError, match="failed a check that stops the build: see `lodestar check`"):
                build(data)
        mart = current_mart(data)
        assert mart is not None
        assert mart.version == 1
        assert {path.name for path in data.marts.iterdir()} == {POINTER, "mart_v1.duckdb"}


@pytest.mark.parametrize("seconds", [3.0, 6.0])
def test_kill_9_somewhere_in_a_build_leaves_the_last_numbers_and_the_next_run_clean(
    seconds: float, data: DataFolder
) -> None:
    first = build(data).published
    command = [sys.executable, "-m", "lodestar", "--data", str(data.root), "build"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        time.sleep(seconds)
        child.send_signal(signal.SIGKILL)
    assert contacts(data) == [("1#1", False), ("2#1", True)]
    assert build(data).published.version > first.version
    mart = current_mart(data)
    assert mart is not None
    assert {path.name for path in data.marts.iterdir()} == {POINTER, mart.file.name}
    assert not (data.cache / "build").exists()
