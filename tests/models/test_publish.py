"""Is one whole mart served whatever happens while the next is published, and is every fault one sentence?"""

import json
import os
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from lodestar.datafolder import DataFolder
from lodestar.errors import LodestarError
from lodestar.models import publish as publishing
from lodestar.models.publish import NEXT, POINTER, begin, current_mart, publish

TABLES = ["mart_a", "mart_b", "mart_c"]
CHILD = Path(__file__).parent.parent / "support" / "publish_slowly.py"
# Where the child stops to be killed, how often it may pass that place first, and the version served after it died.
MOMENTS = [
    ("write", 0, 1), ("write", 1, 1), ("write", 2, 1),
    ("sync", 0, 1), ("rename", 0, 1), ("sync", 1, 1),
    ("pointer", 0, 1), ("pointer_rename", 0, 1), ("sync", 2, 2),
    ("clean", 0, 1), ("clean", 1, 2), ("remove", 0, 2),
]  # fmt: skip


def publish_number(data: DataFolder, number: int) -> None:
    """Publish a mart whose every table holds one number."""
    with data.writing("a test"), duckdb.connect() as work:
        begin(data, work)
        for name in TABLES:
            work.execute(f"create table {NEXT}.{name} as select {number} as number")
        publish(data, work, datetime(2026, 1, 1))


def served(data: DataFolder) -> list[int]:
    """Return the number in every table of the mart in force, read as the pages read it."""
    mart = current_mart(data)
    assert mart is not None
    with duckdb.connect(str(mart.file), read_only=True) as connection:
        return [connection.execute(f"select number from {name}").fetchall()[0][0] for name in TABLES]


@pytest.mark.parametrize(("step", "passes", "version"), MOMENTS)
def test_kill_9_at_any_step_leaves_one_whole_mart_and_the_next_run_clean(
    step: str, passes: int, version: int, tmp_path: Path
) -> None:
    data = DataFolder(tmp_path)
    publish_number(data, 1)
    with subprocess.Popen(
        [sys.executable, str(CHILD), str(tmp_path), step, str(passes)], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == f"at {step}\n"
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
    assert served(data) == [version] * 3
    publish_number(data, 3)
    assert served(data) == [3] * 3
    mart = current_mart(data)
    assert mart is not None
    assert {path.name for path in data.marts.iterdir()} == {POINTER, mart.file.name}


def test_a_mart_that_is_being_read_stays_until_nobody_reads_it(tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    publish_number(data, 1)
    first = current_mart(data)
    assert first is not None
    reader = (
        "import duckdb, sys; c = duckdb.connect(sys.argv[1], read_only=True)\n"
        "print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", reader, str(first.file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "open\n"
        publish_number(data, 2)
        assert first.file.exists()
        assert served(data) == [2] * 3
    publish_number(data, 3)
    assert not first.file.exists()


def test_nothing_published_yet_is_no_fault(tmp_path: Path) -> None:
    assert current_mart(DataFolder(tmp_path)) is None


@pytest.mark.parametrize(
    ("pointer", "sentence"),
    [
        ("not json", "cannot be read: run `lodestar build`"),
        ("{}", "cannot be read: run `lodestar build`"),
        ('{"version": 1, "file": "mart_v1.duckdb", "format": 4, "built_at": "?"}', "cannot be read"),
        (
            '{"version": 1, "file": "mart_v1.duckdb", "format": 1, "built_at": "2026-01-01"}',
            "mart_v1.duckdb was built by an older Lodestar: run `lodestar build`",
        ),
        (
            '{"version": 9, "file": "mart_v9.duckdb", "format": 4, "built_at": "2026-01-01"}',
            "mart_v9.duckdb is gone: run `lodestar build`",
        ),
        (
            json.dumps({"version": 1, "file": "mart_v1.duckdb", "format": 99, "built_at": "2026-01-01"}),
            "mart_v1.duckdb was built by a newer Lodestar: update this one",
        ),
    ],
)
def test_a_pointer_that_cannot_be_followed_is_one_sentence(pointer: str, sentence: str, tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    publish_number(data, 1)
    (data.marts / POINTER).write_text(pointer, encoding="utf-8")
    with pytest.raises(LodestarError, match=sentence.replace(".", r"\.").replace("?", r"\?")):
        current_mart(data)
    publish_number(data, 2)
    assert served(data) == [2] * 3


def test_a_disk_that_cannot_be_written_keeps_the_old_mart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = DataFolder(tmp_path)
    publish_number(data, 1)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(publishing, "_sync", full)
    with pytest.raises(LodestarError, match=r"No space left on device\): free some space"):
        publish_number(data, 2)
    monkeypatch.undo()
    assert served(data) == [1] * 3
