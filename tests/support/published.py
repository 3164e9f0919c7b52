"""The committed sample, imported, checked, built and published once for all tests of a run, whoever asks first."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from filelock import FileLock

from lodestar.locate import program_folder

SOURCES = ("shop", "zendesk", "servicenow")


def lodestar(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as people do; the caller looks at the exit code."""
    command = [sys.executable, "-m", "lodestar", "--data", str(data), *arguments]
    environment = {**os.environ, "PYTHONWARNINGS": "default"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def published_sample(shared: Path) -> Path:
    """Return the data folder of the published committed sample, below `shared`; made by the first who asks."""
    data = shared / "committed-sample"
    with FileLock(shared / "committed-sample.lock"):
        if not (data / "marts" / "CURRENT").exists():
            sample = program_folder("sample_data")
            data.mkdir(exist_ok=True)
            shutil.copy(sample / "lodestar.toml", data)
            for source in SOURCES:
                done = lodestar(data, "import", str(sample / source), "--source", source, "--tz", "UTC")
                assert done.returncode == 0, done.stderr
            done = lodestar(data, "build")
            assert done.returncode == 0, done.stderr
    return data
