"""Would the tests notice if the product made the mistakes known products have made? Break it and see red."""

import os
import shutil
import subprocess
import sys
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from tests.support.cases import CASES, case_world, check_world
from tests.support.world import World

pytestmark = pytest.mark.long

ROOT = Path(__file__).parent.parent
MUTATIONS = {
    file.stem: tomllib.loads(file.read_text("utf-8")) for file in sorted((ROOT / "tests" / "mutations").glob("*.toml"))
}
OF_MODELS = sorted((name for name, m in MUTATIONS.items() if "cases" in m), key=lambda name: MUTATIONS[name]["cases"])
OF_THE_TREE = [name for name, m in MUTATIONS.items() if "tests" in m]
TESTS_FAILED = 1


@pytest.mark.parametrize("name", OF_MODELS)
def test_a_known_mistake_turns_its_cases_red(name: str) -> None:
    mutation = MUTATIONS[name]
    sql = broken(ROOT, mutation)
    for case in mutation["cases"]:
        world = right_world(case)
        with world.changed(Path(mutation["file"]).stem, sql), pytest.raises(AssertionError, match="expected:"):
            check_world(CASES / case, world)


@pytest.mark.parametrize("name", OF_THE_TREE)
def test_a_known_mistake_turns_a_test_red(name: str, tmp_path: Path) -> None:
    mutation = MUTATIONS[name]
    tree = tmp_path / "tree"
    for folder in ("dashboard", "queries", "data_checks", "tests"):
        shutil.copytree(ROOT / folder, tree / folder, ignore=shutil.ignore_patterns("__pycache__", "out"))
    shutil.copy(ROOT / "pyproject.toml", tree)
    (tree / "sample_data").symlink_to(ROOT / "sample_data")
    (tree / mutation["file"]).write_text(broken(tree, mutation), "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *mutation["tests"]]
    environment = {**os.environ, "PYTHONPATH": str(tree / "dashboard"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    said = done.stdout[-2000:] + done.stderr[-500:]
    assert done.returncode == TESTS_FAILED, f"{mutation['trap']}: still green\n{said}"


def test_every_mutation_says_which_trap_it_is() -> None:
    assert OF_MODELS
    assert OF_THE_TREE
    for name, mutation in MUTATIONS.items():
        assert set(mutation) - {"cases", "tests"} == {"trap", "file", "find", "replace"}, name
        assert len(mutation.keys() & {"cases", "tests"}) == 1, name


def broken(root: Path, mutation: dict[str, Any]) -> str:
    """Return the text of the file with its one right place made wrong."""
    text = (root / mutation["file"]).read_text("utf-8")
    assert text.count(mutation["find"]) == 1, f"{mutation['find']!r} must stand once in {mutation['file']}"
    return text.replace(mutation["find"], mutation["replace"])


@lru_cache(maxsize=4)
def right_world(case: str) -> World:
    """Return the world of a case, seen to be as expected while nothing is broken."""
    world = case_world(CASES / case)
    check_world(CASES / case, world)
    return world
