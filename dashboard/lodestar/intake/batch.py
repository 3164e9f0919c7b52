"""How does an import become a batch? Parquet parts written beside, made safe on the disk, and renamed in at once."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Self

import numpy as np
import polars as pl

from lodestar.datafolder import DataFolder, write_atomically
from lodestar.errors import LodestarError
from lodestar.intake.bodies import body_hash
from lodestar.intake.clocks import MOMENT
from lodestar.intake.fields import stored_type
from lodestar.intake.keys import SeenHashes, content_hash, record_key, ticket_key
from lodestar.intake.manifest import FILE_NAME, Manifest, TableEntry
from lodestar.schema import TABLES, Table

PART_ROWS = 500_000
ROW_BITS = 40
_REJECTED = {"_file": pl.Int32(), "_line": pl.Int64(), "reason": pl.String(), "text": pl.String()}


def stored_schema(table: Table) -> dict[str, pl.DataType]:
    """Return the columns of a stored part: the canonical ones, then where each row comes from and what it is."""
    schema: dict[str, pl.DataType] = {c.name: stored_type(c.kind) for c in table.columns}
    schema |= {"source": pl.String(), "_import": pl.String(), "_row_id": pl.Int64(), "_file": pl.Int32()}
    schema |= {"_line": pl.Int64(), "_exported_at": MOMENT, "_version": pl.String(), "_key": pl.Int64()}
    schema |= {"_hash": pl.Int64(), "extra": pl.String()}
    if table.column("ticket_id"):
        schema["ticket_key"] = pl.Int64()
    if table.name == "messages":
        schema["body_hash"] = pl.Int64()
    return schema


@dataclass
class _OpenTable:
    """A table being written: rows waiting for the next part, and what has been seen so far."""

    table: Table
    waiting: list[pl.DataFrame] = field(default_factory=list)
    waiting_rows: int = 0
    parts: list[str] = field(default_factory=list)
    rows: int = 0
    columns: set[str] = field(default_factory=set)
    keys: SeenHashes = field(default_factory=SeenHashes)
    is_unique: bool = True
    first_at: datetime | None = None
    last_at: datetime | None = None


class BatchWriter:
    """Writes one import. Nothing is visible until `publish`; leaving the context without it leaves nothing behind."""

    def __init__(
        self, folder: DataFolder, import_id: str, number: int, source: str, *, are_authors_open: bool = False
    ) -> None:
        """`are_authors_open`: whom the map calls human may turn out to be the customer, over all imports."""
        self.import_id, self.number, self.source = import_id, number, source
        self._repeating = ["customer", "human"] if are_authors_open else ["customer"]
        self._folder = folder
        self._beside = folder.batches / f".{import_id}.tmp"
        self._tables: dict[str, _OpenTable] = {}
        self._rejected: list[pl.DataFrame] = []

    def __enter__(self) -> Self:
        with _disk_trouble(self._folder.batches):
            self._beside.mkdir(parents=True)
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._beside, ignore_errors=True)

    def add(self, name: str, rows: pl.DataFrame, columns: set[str]) -> None:
        """Take rows of a table: its canonical columns with `_file`, `_line`, `_exported_at`, `_version`, `extra`."""
        if rows.is_empty():
            return
        state = self._tables.setdefault(name, _OpenTable(TABLES[name]))
        state.columns |= columns
        full = self._complete(state, rows)
        fresh = state.keys.first_seen(full["_key"].reinterpret(signed=False).to_numpy())
        state.is_unique = state.is_unique and bool(fresh.all())
        for column in (c.name for c in state.table.columns if c.kind == "time"):
            low, high = full[column].min(), full[column].max()
            if isinstance(low, datetime) and isinstance(high, datetime):
                state.first_at = min(low, state.first_at or low)
                state.last_at = max(high, state.last_at or high)
        state.rows += full.height
        state.waiting.append(full)
        state.waiting_rows += full.height
        if state.waiting_rows >= PART_ROWS:
            self._write_part(state)

    def reject(self, rows: pl.DataFrame) -> None:
        """Take rejected rows: `_file`, `_line`, `reason`, `text`."""
        if not rows.is_empty():
            self._rejected.append(rows.select(pl.col(name).cast(kind) for name, kind in _REJECTED.items()))

    def finish(self) -> dict[str, TableEntry]:
        """Write what is still waiting; return what the batch holds."""
        for state in self._tables.values():
            self._write_part(state)
        rejected = pl.concat(self._rejected) if self._rejected else pl.DataFrame(schema=_REJECTED)
        self._save(rejected, "rejected.parquet")
        return {
            name: TableEntry(
                parts=state.parts,
                rows=state.rows,
                columns_present=[c for c in state.table.column_names if c in state.columns],
                is_keys_unique=state.is_unique,
                first_at=state.first_at,
                last_at=state.last_at,
            )
            for name, state in sorted(self._tables.items())
        }

    def publish(self, manifest: Manifest) -> None:
        """Make the batch part of the data, all at once."""
        with _disk_trouble(self._folder.batches):
            write_atomically(self._beside / FILE_NAME, manifest.model_dump_json(indent=1))
            _fsync(self._beside)
            write_atomically(self._folder.batches / ".last-number", str(self.number))
            self._beside.replace(self._folder.batches / self.import_id)
            _fsync(self._folder.batches)

    def _complete(self, state: _OpenTable, rows: pl.DataFrame) -> pl.DataFrame:
        """Return the rows with every stored column."""
        table = state.table
        missing = [pl.lit(None, stored_type(c.kind)).alias(c.name) for c in table.columns if c.name not in rows.columns]
        row_ids = pl.Series("_row_id", np.arange(state.rows, state.rows + rows.height) + (self.number << ROW_BITS))
        rows = rows.with_columns(
            *missing, row_ids, pl.lit(self.source).alias("source"), pl.lit(self.import_id).alias("_import")
        )
        filled = [c.name for c in table.columns if rows[c.name].null_count() < rows.height]
        rows = rows.with_columns(content_hash(table, filled).alias("_hash"))
        all_have_ids = bool(table.key) and rows[table.key[0]].null_count() == 0
        added = [record_key(table, self.source, all_have_ids=all_have_ids).alias("_key")]
        if table.column("ticket_id"):
            added.append(ticket_key(self.source).alias("ticket_key"))
        rows = rows.with_columns(added)
        if table.name == "messages":
            # what customers repeat is all it tells
            asked = rows.select(pl.when(pl.col("author_type").is_in(self._repeating)).then("body")).to_series()
            rows = rows.with_columns(body_hash(asked).alias("body_hash"))
        return rows.select(pl.col(name).cast(kind) for name, kind in stored_schema(table).items())

    def _write_part(self, state: _OpenTable) -> None:
        if not state.waiting_rows:
            return
        name = f"{state.table.name}-{len(state.parts) + 1:04d}.parquet"
        self._save(pl.concat(state.waiting), name)
        state.parts.append(name)
        state.waiting, state.waiting_rows = [], 0

    def _save(self, frame: pl.DataFrame, name: str) -> None:
        path = self._beside / name
        with _disk_trouble(path):
            frame.write_parquet(path, compression="zstd", compression_level=1, row_group_size=122_880)
            _fsync(path)


@contextlib.contextmanager
def _disk_trouble(path: Path) -> Iterator[None]:
    """Say in one sentence what the disk refuses."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error).splitlines()[0]
        raise LodestarError(
            f"{path.parent} cannot be written ({reason}): make room or check its permissions, then import again; "
            "nothing was stored."
        ) from error


def _fsync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
