"""The wheel, built as people install it, holds the program and the files it reads, and nothing git does not know."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDERS = {"dashboard/lodestar/": "lodestar/", "queries/": "lodestar/_files/queries/",
           "data_checks/": "lodestar/_files/data_checks/", "sample_data/": "lodestar/_files/sample_data/"}  # fmt: skip


def test_the_wheel_holds_exactly_the_files_git_knows(tmp_path: Path) -> None:
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    expected = {
        inside + name.removeprefix(outside)
        for name in tracked.split("\0")
        for outside, inside in FOLDERS.items()
        if name.startswith(outside) and (ROOT / name).exists()
    }
    source = tmp_path / "tree"
    for name in filter(None, tracked.split("\0")):
        if (ROOT / name).exists():
            target = source / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((ROOT / name).read_bytes())
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(tmp_path / "dist"), str(source)]
    subprocess.run(command, check=True, capture_output=True)
    wheel = next((tmp_path / "dist").glob("*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == expected


def test_version_is_the_top_of_the_changelog() -> None:
    from lodestar import __version__

    first = next(line for line in (ROOT / "CHANGELOG.md").read_text("utf-8").splitlines() if line.startswith("## "))
    assert first == f"## {__version__}"


def test_lock_files_hold_no_addresses() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    assert lines
    assert not [line for line in lines if "://" in line or "@" in line or "==" not in line]
