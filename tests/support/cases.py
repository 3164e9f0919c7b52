"""Compare a case folder whole: tests/cases/<relation or metric>/<a sentence>/ holds small CSVs and what must then be.

`expected.csv` names the columns that matter; a relation with a contact_key is compared by contact_id; a metric has the
columns of its mart and those its file makes. What must be in another relation for the same input stands in
`expected.<relation>.csv`. `case.toml`, where there is one, gives `until`
(the export time of all rows) and `settings` (what lodestar.toml would hold).
"""

import tomllib
from datetime import datetime
from pathlib import Path

import polars as pl

from lodestar.metrics.catalogue import load_catalogue
from tests.support.world import World, build_case

CASES = Path(__file__).parent.parent / "cases"


def case_folders(*relations: str) -> list[Path]:
    """Return the case folders of some relations, or of all."""
    return sorted(
        path for path in CASES.glob("*/*") if path.is_dir() and (not relations or path.parent.name in relations)
    )


def case_name(folder: Path) -> str:
    """Return the sentence a case is named by, as pytest shows it."""
    return f"{folder.parent.name}: {folder.name.replace('_', ' ')}"


def case_world(folder: Path, engine: str = "duckdb") -> World:
    """Return the world of a case folder."""
    options = tomllib.loads((folder / "case.toml").read_text()) if (folder / "case.toml").exists() else {}
    until = options.get("until")
    assert until is None or isinstance(until, (str, datetime))
    return build_case(folder, options.get("settings"), until, engine)


def named_rows(world: World, relation: str) -> pl.DataFrame:
    """Return a relation, or a metric's mart with what its file makes, with contact_id in the place of contact_key."""
    metric = load_catalogue().metrics.get(relation)
    frame = world.measured(metric) if metric else world.table(relation)
    if "contact_key" not in frame.columns or "contact_id" in frame.columns:
        return frame
    names = world.table("int_contacts").select("contact_key", "contact_id")
    return names.join(frame, on="contact_key", how="right").drop("contact_key")


def check_case(folder: Path, engine: str = "duckdb") -> None:
    """Fail with both tables where a relation is not what the case expects."""
    check_world(folder, case_world(folder, engine))


def check_world(folder: Path, world: World) -> None:
    """Fail with both tables where a relation of this world is not what the case expects."""
    for relation, file in expectations(folder).items():
        wanted = pl.read_csv(file, infer_schema=False)
        found = named_rows(world, relation)
        text = found.select(_text(found, name) for name in wanted.columns).sort(wanted.columns, nulls_last=True)
        wanted = wanted.sort(wanted.columns, nulls_last=True)
        assert text.rows() == wanted.rows(), f"\n{relation} found:\n{text.write_csv()}\nexpected:\n{wanted.write_csv()}"


def expectations(folder: Path) -> dict[str, Path]:
    """Return the file that says what must be in each relation a case speaks of."""
    return {file.stem.partition(".")[2] or folder.parent.name: file for file in sorted(folder.glob("expected*.csv"))}


def _text(frame: pl.DataFrame, name: str) -> pl.Expr:
    column = pl.col(name)
    kind = frame.schema[name]
    if kind == pl.Boolean:
        return column.cast(pl.String)
    if isinstance(kind, pl.Datetime):
        return column.dt.to_string("%Y-%m-%d %H:%M:%S")
    if kind.is_float():
        return (
            pl.when(column == column.round())
            .then(column.cast(pl.Int64, strict=False).cast(pl.String))
            .otherwise(column.round(6).cast(pl.String))
        )
    return column.cast(pl.String)
