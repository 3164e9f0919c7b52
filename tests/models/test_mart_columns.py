"""Is every column of every mart described beside it, with its type and in both languages, and nothing else?"""

import polars as pl
import pytest

from lodestar.locate import program_folder
from lodestar.models.run import load_models
from lodestar.toml_files import Strict, check_values, read_toml
from tests.support.world import World, build_case

MARTS = [name for name in load_models() if name.startswith("mart_")]
TYPES = {
    pl.String: {"text"}, pl.Int64: {"bigint"}, pl.Int32: {"integer"}, pl.Int16: {"smallint"}, pl.Float64: {"double"},
    pl.Boolean: {"boolean"}, pl.Date: {"date"}, pl.Datetime: {"timestamp"},
}  # fmt: skip


class Described(Strict):
    """What is said of one column."""

    type: str
    unit: str | None = None
    en: str
    zh: str


@pytest.fixture(scope="module")
def world() -> World:
    return build_case({"tickets": [{"ticket_id": "1", "created_at": "2026-01-05 09:00:00"}]})


@pytest.mark.parametrize("name", MARTS)
def test_a_mart_describes_exactly_its_columns(name: str, world: World) -> None:
    path = program_folder("queries") / "marts" / f"{name}.toml"
    said = {
        column: check_values(values, Described, path.name)
        for column, values in read_toml(path).items()
        if isinstance(values, dict)
    }
    schema = world.table(name).schema
    assert set(said) == set(schema)
    wrong = {c: (said[c].type, kind) for c, kind in schema.items() if said[c].type not in TYPES[kind.base_type()]}
    assert not wrong
    assert all(text.en.strip() and text.zh.strip() for text in said.values())
    assert all(said[c].unit == "seconds" for c in schema if c.endswith("_seconds"))
