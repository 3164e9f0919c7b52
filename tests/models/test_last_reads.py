"""When may a table of the build be dropped? After its last reader, views read whenever they are read."""

from pathlib import Path

from lodestar.models.build import read_by_checks
from lodestar.models.run import Model, last_reads, load_models, needed_for


def _model(name: str, *needs: str, is_view: bool = False) -> Model:
    return Model(name, Path(f"{name}.sql"), "", frozenset(needs), is_view)


def test_a_table_goes_after_its_last_reader() -> None:
    models = [_model("a", "raw"), _model("b", "a"), _model("c", "a", "b"), _model("d", "b")]
    assert last_reads(models, {"d"}) == {"c": ["a"], "d": ["b"]}


def test_a_view_keeps_its_table_until_the_view_is_read_last() -> None:
    models = [
        _model("a"),
        _model("v", "a", is_view=True),
        _model("w", "v", is_view=True),
        _model("b"),
        _model("c", "w"),
    ]
    assert last_reads(models, {"b", "c"}) == {"c": ["a"]}


def test_what_is_kept_stays_and_so_does_what_a_kept_view_reads() -> None:
    models = [_model("a"), _model("b"), _model("v", "b", is_view=True), _model("c", "a", "b", "v")]
    assert last_reads(models, {"a", "v", "c"}) == {}


def test_the_marts_and_what_the_checks_read_outlive_a_build() -> None:
    models = load_models()
    kept = {name for name in models if name.startswith("mart_")} | read_by_checks()
    assert "int_link_faults" in kept
    needed = [models[name] for name in needed_for(models, kept)]
    dropped = {table for tables in last_reads(needed, kept).values() for table in tables}
    assert "int_contact_messages" in dropped
    assert not dropped & kept
