"""Which files and frames do the models read in one data folder? The newest versions of all batches, small tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl

from lodestar.datafolder import DataFolder
from lodestar.errors import LodestarError
from lodestar.intake.manifest import Manifest, list_imports
from lodestar.intake.versions import resolve
from lodestar.models.duck import connect
from lodestar.models.inputs import (
    IMPORT_COLUMNS,
    IMPORTS,
    MESSAGE_WORDS,
    RawFacts,
    days_covered,
    raw_schema,
    small_tables,
)
from lodestar.models.words import load_lexicons, message_words
from lodestar.progress import step
from lodestar.schema import TABLES
from lodestar.settings import Settings, load_settings


@dataclass(frozen=True)
class Inputs:
    """What the models read, by relation name: Parquet files with their schema, or a frame."""

    files: Mapping[str, tuple[list[Path], dict[str, pl.DataType]]] = field(default_factory=dict)
    frames: Mapping[str, pl.DataFrame] = field(default_factory=dict)


def gather_inputs(data: DataFolder, settings: Settings | None = None) -> Inputs:
    """Return the inputs of every model; words are matched and versions resolved where that was not done before.

    Raises LodestarError where nothing was imported yet.
    """
    imports = list_imports(data)
    if not imports:
        raise LodestarError(f"{data.root} holds no imported data: run `lodestar import PATH` first.")
    settings = settings or load_settings(data.settings_file)
    with step("finding the newest version of each record"):
        resolved = resolve(data)
    files: dict[str, tuple[list[Path], dict[str, pl.DataType]]] = {}
    row_id: dict[str, pl.DataType] = {"row_id": pl.Int64()}
    for name in TABLES:
        files[f"raw_{name}"] = (resolved.raw[name], raw_schema(name))
        files[f"superseded_{name}"] = ([resolved.superseded[name]], row_id)
    files["vanished_tickets"] = ([resolved.vanished_tickets], row_id)
    with step("looking for words in messages"):
        words = message_words(data, resolved.raw["messages"], load_lexicons(data))
    files["message_words"] = (words, MESSAGE_WORDS)
    built_at = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    facts = _facts(imports, resolved.raw, built_at)
    return Inputs(files, {**small_tables(facts, settings, built_at), **_import_tables(imports)})


def _facts(imports: list[Manifest], raw: Mapping[str, list[Path]], built_at: datetime) -> RawFacts:
    moments = [moment for one in imports for table in one.tables.values() for moment in (table.first_at, table.last_at)]
    teams, schedules, exceptions = (
        pl.read_parquet(raw[name]) if raw[name] else pl.DataFrame(schema=raw_schema(name))
        for name in ("teams", "schedules", "schedule_exceptions")
    )
    sources = sorted({one.source for one in imports})
    zones = set(teams["zone"].drop_nulls())
    return RawFacts(sources, zones, schedules, exceptions, *days_covered(moments, built_at))


def _import_tables(imports: list[Manifest]) -> dict[str, pl.DataFrame]:
    rows, columns = [], []
    for one in imports:
        for name, table in one.tables.items():
            rows.append((one.import_id, one.source, name, _exported_at(one, name), table.rows))
            columns += [(one.source, name, column) for column in table.columns_present]
    return {
        "imports": pl.DataFrame(rows, schema=IMPORTS, orient="row"),
        "import_columns": pl.DataFrame(columns, schema=IMPORT_COLUMNS, orient="row").unique(maintain_order=True),
    }


def _exported_at(one: Manifest, table: str) -> datetime | None:
    """Return the newest known export time of the files that fed a table, else of the import."""
    known = [file.exported_at for file in one.files if file.exported_at and file.tables.get(table)]
    return max(known, default=one.exported_at)


def stored_bytes(data: DataFolder) -> int:
    """Return how many bytes the batches hold."""
    return sum(path.stat().st_size for path in data.batches.glob("*/*.parquet"))


def lay_inputs(connection: duckdb.DuckDBPyConnection, inputs: Inputs) -> None:
    """Make every input a relation of a DuckDB connection: views of the files, tables of the frames."""
    for name, (paths, schema) in inputs.files.items():
        connection.execute(f"create or replace view {name} as {_scan(paths, schema)}")
    for name, frame in inputs.frames.items():
        connection.register("frame_in", frame.to_arrow())
        connection.execute(f"create or replace table {name} as select * from frame_in")
        connection.unregister("frame_in")


def _scan(paths: list[Path], schema: dict[str, pl.DataType]) -> str:
    """Return the SQL that reads the parts, columns by name; no rows of the right types where there is no part."""
    if paths:
        listed = ", ".join("'" + str(path.resolve()).replace("'", "''") + "'" for path in paths)
        columns = ", ".join(f'"{name}"' for name in schema)  # `at` alone is a keyword
        return f"select {columns} from read_parquet([{listed}], union_by_name = true)"
    nothing = ", ".join(
        f'cast(null as {DUCK_TYPES[str(kind.base_type())]}) as "{name}"' for name, kind in schema.items()
    )
    return f"select {nothing} where false"


DUCK_TYPES = {
    "String": "varchar",
    "Datetime": "timestamp",
    "Date": "date",
    "Int64": "bigint",
    "Int32": "integer",
    "Float64": "double",
    "Boolean": "boolean",
}


def open_inputs(data: DataFolder) -> duckdb.DuckDBPyConnection:
    """Return a connection in memory that sees every input of the models, for the raw checks."""
    inputs = gather_inputs(data)
    connection = connect(None, data.cache / "spill")
    lay_inputs(connection, inputs)
    return connection
