"""Would the tests notice if the product made the mistakes known products have made? Break it and see red."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "tests" / "mutations").glob("*.toml"))
TESTS_FAILED = 1


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_known_mistake_turns_a_test_red(file: Path, tmp_path: Path) -> None:
    mutation = tomllib.loads(file.read_text("utf-8"))
    tree = tmp_path / "tree"
    for name in ("dashboard", "queries", "data_checks", "tests"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__", "out"))
    shutil.copy(ROOT / "pyproject.toml", tree)
    (tree / "sample_data").symlink_to(ROOT / "sample_data")
    broken = tree / mutation["file"]
    text = broken.read_text("utf-8")
    assert text.count(mutation["find"]) == 1, f"{mutation['find']!r} must stand once in {mutation['file']}"
    broken.write_text(text.replace(mutation["find"], mutation["replace"]), "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *mutation["tests"]]
    environment = {**os.environ, "PYTHONPATH": str(tree / "dashboard"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    said = done.stdout[-2000:] + done.stderr[-500:]
    assert done.returncode == TESTS_FAILED, f"{mutation['trap']}: still green\n{said}"


def test_every_mutation_says_which_trap_it_is() -> None:
    assert FILES
    for file in FILES:
        assert set(tomllib.loads(file.read_text("utf-8"))) == {"trap", "file", "find", "replace", "tests"}, file.name
