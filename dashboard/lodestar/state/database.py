"""The database of what people write: SQLite in the data folder, made at the first word written to it.

Every statement opens a connection of its own (a tenth of a millisecond), so that threads and processes share nothing
but the file. Readers never wait for a writer (WAL); a writer waits for another one, up to BUSY_SECONDS.
"""

import contextlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from filelock import FileLock
from sqlalchemy import Connection, Engine, MetaData, RowMapping, Select, Table, create_engine, event
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateTable

from lodestar.datafolder import DataFolder
from lodestar.errors import LodestarError

METADATA = MetaData()
"""Every table; a new one is made beside the others at the next write."""

BUSY_SECONDS = 10


def state_file(data: DataFolder) -> Path:
    """Return where it is kept."""
    return data.root / "state.sqlite"


@contextlib.contextmanager
def reading(data: DataFolder) -> Iterator[Connection | None]:
    """Give a connection to read from, None where nobody has written yet. Raises LodestarError where it is damaged."""
    if not state_file(data).exists():
        yield None
        return
    with _explained(data), _engine(state_file(data)).connect() as connection:
        yield connection


def rows_of(data: DataFolder, table: Table, wanted: Select[Any]) -> list[RowMapping]:
    """Return the rows of a select; none where nobody has written yet, or not since there is such a table."""
    with reading(data) as connection:
        if connection is None or not connection.dialect.has_table(connection, table.name):
            return []
        return list(connection.execute(wanted).mappings())


@contextlib.contextmanager
def writing(data: DataFolder) -> Iterator[Connection]:
    """Give a connection whose statements are kept together at the end, or, after an error, none of them.

    Raises LodestarError where the folder cannot be written or the file is damaged; IntegrityError where a name that is
    to be unique is taken.
    """
    file = state_file(data)
    with _explained(data):
        _make_ready(data)
        with _engine(file).begin() as connection:
            yield connection


def _make_ready(data: DataFolder) -> None:
    """Make the file and the tables that are not there yet, one process at a time."""
    data.create()
    with FileLock(data.root / ".state.lock"), _engine(state_file(data)).begin() as connection:
        connection.exec_driver_sql("pragma journal_mode = wal")
        for table in METADATA.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))


@cache
def _engine(file: Path) -> Engine:
    engine = create_engine(f"sqlite:///{file}", poolclass=NullPool, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _on_connect)
    return engine


def _on_connect(connection: object, record: object) -> None:
    del record
    connection.execute("pragma synchronous = full")  # type: ignore[attr-defined]  # SQLite's own connection


@contextlib.contextmanager
def _explained(data: DataFolder) -> Iterator[None]:
    try:
        yield
    except IntegrityError:
        raise
    except (DatabaseError, OSError) as error:
        reason = getattr(error, "orig", None) or getattr(error, "strerror", None) or type(error).__name__
        raise LodestarError(
            f"{state_file(data)}, which keeps what people write, cannot be used ({reason}): check the folder's "
            "permissions and free space, or put the file back from a copy.",
            "state",
            file=str(state_file(data)),
            reason=str(reason),
        ) from error
