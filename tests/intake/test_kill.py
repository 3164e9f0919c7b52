"""kill -9 inside an import: nothing lost, nothing half done, and the next run clean."""

import subprocess
import sys
from pathlib import Path

import pytest

from lodestar.datafolder import DataFolder
from lodestar.intake.manifest import list_imports
from tests.intake.importing import run, table, write

SCRIPT = """
import os, sys
from pathlib import Path
from lodestar.intake import batch, importer
from lodestar.datafolder import DataFolder

def die(*_, **__):
    os.kill(os.getpid(), 9)

target, name = {step!r}.split(":")
setattr(getattr(batch, target) if target else batch, name, die)
folder = DataFolder(Path(sys.argv[1]))
with folder.writing("this"):
    plan = importer.plan_import(folder, [Path(sys.argv[2])], importer.Options(), print)
    importer.Importer(folder, plan).run()
"""


@pytest.mark.parametrize(
    "step", ["BatchWriter:_write_part", "BatchWriter:finish", "BatchWriter:publish", ":_fsync", ":write_atomically"]
)
def test_killed_in_a_step_of_writing(tmp_path: Path, step: str) -> None:
    data = tmp_path / "data"
    run(data, write(tmp_path, "tickets.csv", "ticket_id,created_at\n1,2026-01-01\n"))
    more = write(tmp_path, "tickets-2.csv", "ticket_id,created_at\n2,2026-01-01\n")
    killed = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(step=step), data, more], check=False, capture_output=True
    )
    assert killed.returncode == -9, killed.stderr
    assert len(list_imports(DataFolder(data))) == 1
    assert table(data, "tickets")["ticket_id"].to_list() == ["1"]
    run(data, more)
    assert table(data, "tickets")["ticket_id"].to_list() == ["1", "2"]
    assert not list(data.glob("batches/.*.tmp"))
