"""Does data flow one way? Nothing later is read by anything earlier, neither in Python nor in SQL."""

import ast
from pathlib import Path

import pytest

import lodestar
from lodestar.models.run import load_models

PACKAGE = Path(lodestar.__file__).parent
ORDER = ["intake", "checks", "models", "metrics", "exports", "state", "estimate", "follow_ups", "app"]
"""Each part may import itself, what stands before it, and the ground (modules beside these folders)."""
BESIDE = {"sample"}
"""Makes exports as other systems would: it knows none of the parts, and none of them knows it."""
MODELS = load_models()
LAYERS = {"stg": 0, "int": 1, "mart": 2}


def imported(path: Path) -> set[str]:
    """Return the parts of lodestar that a file imports, at its head or inside a function."""
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return {name.split(".")[1] for name in names if name.startswith("lodestar.")}


def parts_after(part: str) -> set[str]:
    """Return the parts that `part` may not import."""
    if part in BESIDE:
        return set(ORDER)
    return set(ORDER[ORDER.index(part) + 1 :]) | BESIDE


# The commands are where parts meet: `lodestar check` lets the models lay the raw rows out, `demo` runs everything.
FILES = [
    (part, path)
    for part in [*ORDER, *BESIDE]
    for path in sorted((PACKAGE / part).rglob("*.py"))
    if path.name != "commands.py"
]


@pytest.mark.parametrize(("part", "path"), FILES, ids=lambda value: value if isinstance(value, str) else value.stem)
def test_no_part_imports_a_later_one(part: str, path: Path) -> None:
    assert not imported(path) & parts_after(part)


def test_the_ground_imports_no_part() -> None:
    ground = [path for path in PACKAGE.glob("*.py") if path.name not in ("cli.py", "docs.py", "__main__.py")]
    assert {path.name: imported(path) & {*ORDER, *BESIDE} for path in ground} == {path.name: set() for path in ground}


def test_every_python_folder_has_its_place() -> None:
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert folders == {*ORDER, *BESIDE}


@pytest.mark.parametrize("name", MODELS)
def test_a_model_reads_no_later_layer(name: str) -> None:
    model = MODELS[name]
    layer = LAYERS[name.split("_", maxsplit=1)[0]]
    later = {need for need in model.needs if LAYERS.get(need.split("_")[0], -1) > layer}
    assert not later
    assert model.path.parent.name == {0: "staging", 1: "models", 2: "marts"}[layer]


def test_only_staging_reads_raw_rows() -> None:
    """But for how far a source reaches, the count that shows that nothing was lost, and every version of a rating."""
    readers = {name for name, model in MODELS.items() if any(need.startswith("raw_") for need in model.needs)}
    assert {name for name in readers if not name.startswith("stg_")} == {
        "int_sources",
        "int_rating_values",
        "mart_conservation",
    }
