"""What do raw rules read besides the raw rows? Views of the rows in force, and what the imports say of their files."""

from collections.abc import Iterable

import duckdb
import polars as pl

from lodestar.intake.manifest import Manifest
from lodestar.schema import TABLES

_FILE = {"import_id": pl.String, "source": pl.String, "file_number": pl.Int64, "file": pl.String, "kind": pl.String}
IMPORT_FILES = _FILE | dict.fromkeys(("rows_in", "stored", "duplicate", "rejected", "left_out"), pl.Int64)
FILE_COLUMNS = _FILE | {"table_name": pl.String, "column_name": pl.String}


def read_files(imports: Iterable[Manifest]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return one row per imported file with its counts, and one per column of ours that it has, by table."""
    files, columns = [], []
    for one in imports:
        for file in one.files:
            place = (one.import_id, one.source, file.number, file.name, file.kind)
            files.append((*place, file.rows_in, file.stored, file.duplicate, file.rejected, file.left_out))
            columns += [(*place, table, name) for table, names in file.columns.items() for name in names]
    return pl.DataFrame(files, schema=IMPORT_FILES, orient="row"), pl.DataFrame(
        columns, schema=FILE_COLUMNS, orient="row"
    )


def add_relations(connection: duckdb.DuckDBPyConnection, files: pl.DataFrame, columns: pl.DataFrame) -> None:
    """Add, for this connection only: current_<table>, ticket_rows, scales, import_files and file_columns.

    current_<table> holds the raw rows that versioning left in force. ticket_rows holds tickets and updates of
    tickets alike; `at` is null in a row that describes the whole ticket. `files` has the columns of IMPORT_FILES and
    `columns` those of FILE_COLUMNS.
    """
    for table in TABLES:
        connection.execute(
            f"create or replace temp view current_{table} as select * from raw_{table} as r "
            f"where not exists (select 1 from superseded_{table} as s where s.row_id = r._row_id)"
        )
    shared = [name for name in TABLES["ticket_snapshots"].column_names if name not in ("at", "seq")]
    meta = ["source", "ticket_key", "_import", "_file", "_line", "_row_id", "_exported_at"]
    names = ", ".join(shared + meta)
    connection.execute(
        f"create or replace temp view ticket_rows as select cast(null as timestamp) as at, {names} "
        f"from current_tickets union all select r.at, {names} from current_ticket_snapshots as r"
    )
    connection.execute(
        """create or replace temp view scales as
        select source, scale, min as lowest, max as highest from current_rating_scales
        union all
        select k.source, d.scale, d.lowest, d.highest from source_settings as k cross join setting_scales as d
        where not exists (
            select 1 from current_rating_scales as s where s.source = k.source and s.scale = d.scale
        )"""
    )
    _keep(connection, "import_files", files)
    _keep(connection, "file_columns", columns)


def _keep(connection: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame) -> None:
    connection.register("frame_in", frame.to_arrow())
    connection.execute(f"create or replace temp table {name} as select * from frame_in")
    connection.unregister("frame_in")
