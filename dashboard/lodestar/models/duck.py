"""The engine that ships with Lodestar: DuckDB, bounded in memory and threads, running the models as written."""

import os
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import duckdb

from lodestar.models.run import Model, last_reads, run_models

THREADS = 2


def memory_limit() -> str:
    """Return what DuckDB may use: half of this machine's memory, at most 5 GB."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{min(5_000, total // 2_000_000)}MB"


def connect(file: Path | None, temporary: Path | None = None) -> duckdb.DuckDBPyConnection:
    """Open a database for building: nothing is fetched, order is not kept, large work spills to `temporary`."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "preserve_insertion_order": False,
        "threads": THREADS,
        "memory_limit": memory_limit(),
    }
    if temporary is not None:
        config["temp_directory"] = str(temporary)
    connection = duckdb.connect(str(file) if file else ":memory:", config=config)
    connection.execute("set timezone = 'UTC'")
    return connection


class DuckEngine:
    """Makes relations in one DuckDB connection."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def make(self, name: str, sql: str, is_view: bool) -> None:
        """Make the relation `name` out of `sql`, replacing an older one."""
        self.connection.execute(f"create or replace {'view' if is_view else 'table'} {name} as {sql}")

    def run(self, models: Sequence[Model], kept: Collection[str], started: Callable[[str], None]) -> None:
        """Make every relation and give back the room of each table once nothing more reads it, except those `kept`."""
        drops = last_reads(models, kept)

        def drop(name: str) -> None:
            for table in drops.get(name, ()):
                self.connection.execute(f"drop table {table}")

        run_models(self, models, started, drop)
