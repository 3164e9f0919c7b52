"""Which version of each record holds? Found from what the batches say, never from the order they came in."""

import hashlib
import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from lodestar import progress
from lodestar.datafolder import DataFolder, write_atomically
from lodestar.intake.batch import stored_schema
from lodestar.intake.manifest import Manifest, list_imports
from lodestar.intake.versions_sql import Batches, resolve_table
from lodestar.schema import TABLES

_RULES = "5"
"""Changes when the rules below change, so that what was cached under older ones is made again."""


_FIRST = ("tickets", "agents", "customers")
"""Tables that others' authors are looked up in."""


@dataclass(frozen=True)
class Resolved:
    """Where the rows lie: `raw` Parquet parts per table (none for a table without data), the row ids in them that are
    not to be used, and the tickets' row ids that have vanished.
    """

    raw: dict[str, list[Path]]
    superseded: dict[str, Path]
    vanished_tickets: Path


def resolve(folder: DataFolder) -> Resolved:
    """Return the newest versions over all batches, made once for each set of batches.

    Costs next to nothing for a table whose keys are unique within and across batches: only keys are compared.
    """
    imports = list_imports(folder)
    home = folder.cache / "versions" / _digest(imports)
    if not (home / "done.json").exists():
        _make(folder, imports, home)
    made = json.loads((home / "done.json").read_text(encoding="utf-8"))
    raw = {
        name: [
            *(
                folder.batches / one.import_id / part
                for one in imports
                if name in one.tables
                for part in one.tables[name].parts
            ),
            *(home / part for part in made["resolved"].get(name, [])),
        ]
        for name in TABLES
    }
    superseded = {name: home / f"superseded_{name}.parquet" for name in TABLES}
    return Resolved(raw, superseded, home / "vanished_tickets.parquet")


def newest_rows(folder: DataFolder, table: str) -> pl.DataFrame:
    """Return the newest version of every record of one small table, with the columns it is stored with.

    The other tables are not looked at, so that it costs little however much was imported.
    """
    imports = [one for one in list_imports(folder) if table in one.tables]
    if not imports:
        return pl.DataFrame(schema=stored_schema(TABLES[table]))
    with tempfile.TemporaryDirectory() as home, duckdb.connect() as con:
        batches = Batches(con, folder.batches, imports)
        resolve_table(con, TABLES[table], batches, Path(home))
        rows = pl.from_arrow(con.execute(batches.current(table, "r.*")).to_arrow_table())
    assert isinstance(rows, pl.DataFrame)
    return rows


def _digest(imports: list[Manifest]) -> str:
    text = "\n".join([_RULES, *sorted(one.import_id for one in imports)])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _make(folder: DataFolder, imports: list[Manifest], home: Path) -> None:
    beside = home.with_name(f".{home.name}.tmp")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    resolved: dict[str, list[str]] = {}
    with duckdb.connect(config={"threads": 2, "memory_limit": "2GB", "temp_directory": str(beside / "spill")}) as con:
        con.execute("set preserve_insertion_order = false")
        batches = Batches(con, folder.batches, imports)
        for name in sorted(TABLES, key=lambda name: name not in _FIRST):
            with progress.step(f"versions of {name}"):
                parts = resolve_table(con, TABLES[name], batches, beside)
                if parts:
                    resolved[name] = parts
        batches.write_vanished(beside)
    shutil.rmtree(beside / "spill", ignore_errors=True)
    write_atomically(beside / "done.json", json.dumps({"resolved": resolved}))
    shutil.rmtree(home, ignore_errors=True)
    beside.replace(home)
    for other in home.parent.iterdir():
        if other != home:
            shutil.rmtree(other, ignore_errors=True)
