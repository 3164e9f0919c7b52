"""The engine that ships with Lodestar: DuckDB, bounded in memory and threads, running the models as written."""

import os
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import duckdb

from lodestar.models.run import Model, in_range, last_reads, run_models

THREADS = 2
PART_ROWS = 2_000_000
"""A model that says so is made in parts of so many keys at the most: a dozen joins keep a table each in memory."""
NUMBERED = {"contact_key": "int_contacts"}
"""Which table numbers a key through."""


def memory_limit(stored: int = 0) -> str:
    """Return what DuckDB may use for so many stored bytes: 2.3 GB, or 1.3 times as much as is stored, at most 6.5 GB.

    Never more than half of this machine's memory. What does not fit spills to the disk.
    """
    half = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    return f"{min(half, 6_500_000_000, max(2_300_000_000, stored * 13 // 10)) // 1_000_000}MB"


def connect(file: Path | None, temporary: Path | None = None, stored: int = 0) -> duckdb.DuckDBPyConnection:
    """Open a database for building: nothing is fetched, order is not kept, large work spills to `temporary`.

    `stored` is how many bytes of batches it is to read.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "preserve_insertion_order": False,
        "threads": THREADS,
        "memory_limit": memory_limit(stored),
    }
    if temporary is not None:
        config["temp_directory"] = str(temporary)
    connection = duckdb.connect(str(file) if file else ":memory:", config=config)
    connection.execute("set timezone = 'UTC'")
    return connection


class DuckEngine:
    """Makes relations in one DuckDB connection; those of the marts layer in the attached database `marts`, if named."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, marts: str | None = None) -> None:
        self.connection = connection
        self.marts = marts

    def make(self, name: str, sql: str, is_view: bool, parts_of: str | None = None) -> None:
        """Make the relation `name` out of `sql`, replacing an older one; in parts of a key where there are many."""
        place = f"{self.marts}.{name}" if self.marts and name.startswith("mart_") else name
        last = self._last(parts_of) if parts_of else 0
        if parts_of is None or last <= PART_ROWS:
            self.connection.execute(f"create or replace {'view' if is_view else 'table'} {place} as {sql}")
            return
        parts = -(-last // PART_ROWS)
        size = -(-last // parts)
        self.connection.execute(f"create or replace table {place} as {in_range(sql, parts_of, 0, 0)}")
        for first in range(1, last + 1, size):
            self.connection.execute(f"insert into {place} {in_range(sql, parts_of, first, first + size)}")

    def _last(self, key: str) -> int:
        """Return the highest number that a key has come to, in the table that numbers it."""
        row = self.connection.execute(f"select max({key}) from {NUMBERED[key]}").fetchone()
        return int(row[0] or 0) if row else 0

    def run(self, models: Sequence[Model], kept: Collection[str], started: Callable[[str], None]) -> None:
        """Make every relation and give back the room of each table once nothing more reads it, except those `kept`."""
        drops = last_reads(models, kept)

        def drop(name: str) -> None:
            for table in drops.get(name, ()):
                self.connection.execute(f"drop table {table}")

        run_models(self, models, started, drop)
