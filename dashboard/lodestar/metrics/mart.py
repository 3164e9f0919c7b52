"""Read the published mart: the file the pointer names, opened read-only, swapped when the pointer moves."""

import json
import threading
import warnings
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import polars as pl

from lodestar.datafolder import DataFolder
from lodestar.errors import LodestarError
from lodestar.models.publish import MART_FORMAT, POINTER

warnings.filterwarnings("ignore", message="Arrow output on a DB-API result makes an extra copy")

ROWS_AT_ONCE = 10_000


class Mart:
    """The numbers in force. Safe to share between threads: each query gets a cursor of its own."""

    def __init__(self, data: DataFolder, threads: int | None = None) -> None:
        """Open nothing yet; the first question does. `threads` limits DuckDB, None lets it take all cores."""
        self.data = data
        self._threads = threads
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] | None = None
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._known: dict[str, Any] = {}
        self.version = 0

    def query(self, sql: str, params: Mapping[str, object] | None = None) -> pl.DataFrame:
        """Return the rows of one statement. Raises LodestarError where the file turns out to be damaged."""
        connection = self._current()
        try:
            with connection.cursor() as cursor:
                # a relation would bind the statement twice, a third of the time of a small answer; this copies its rows
                frame = pl.from_arrow(cursor.execute(sql, dict(params or {})).to_arrow_table())
        except duckdb.Error as error:
            if not _is_damage(error):
                raise
            raise self._damaged(error) from error
        assert isinstance(frame, pl.DataFrame)
        return frame

    def stream(self, sql: str, params: Mapping[str, object] | None = None) -> Iterator[pl.DataFrame]:
        """Return the rows of one statement part by part, first one without rows that says the columns.

        Raises LodestarError where the file turns out to be damaged.
        """
        connection = self._current()
        try:
            with connection.cursor() as cursor:
                reader = cursor.sql(sql, params=dict(params or {})).to_arrow_reader(ROWS_AT_ONCE)
                yield pl.DataFrame(reader.schema.empty_table())
                yield from (pl.DataFrame(batch) for batch in reader)
        except (duckdb.Error, OSError) as error:  # what goes wrong after the first part comes as OSError
            if not _is_damage(error):
                raise
            raise self._damaged(error) from error

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """Return a cursor of its own on the mart in force, for what joins a table of the caller's; close it."""
        return self._current().cursor()

    def once(self, name: str, sql: str) -> pl.DataFrame:
        """Return the rows of a small statement, asked once per published version."""
        self._current()
        if name not in self._known:
            self._known[name] = self.query(sql)
        kept: pl.DataFrame = self._known[name]
        return kept

    def columns(self, table: str) -> frozenset[str]:
        """Return the column names of one table; empty where the mart has no such table."""
        return frozenset(self.ordered_columns(table))

    def ordered_columns(self, table: str) -> list[str]:
        """Return the column names of one table in their order."""
        self._current()
        if "columns" not in self._known:
            sql = "select table_name, column_name from duckdb_columns() order by table_name, column_index"
            listed: dict[str, list[str]] = {}
            for name, column in self.query(sql).rows():
                listed.setdefault(name, []).append(column)
            self._known["columns"] = listed
        return list(self._known["columns"].get(table, ()))

    def has_rows(self, table: str) -> bool:
        """Say whether the table is there and holds anything."""
        return bool(self.columns(table)) and not self.once(f"any {table}", f"select 1 from {table} limit 1").is_empty()

    def current_version(self) -> int:
        """Return the number of the mart being served now."""
        self._current()
        return self.version

    def last_day(self) -> date:
        """Return the newest local day that any contact opened or ended on; today where there is none."""
        sql = "select coalesce(max(opened_on), current_date) as opened, max(ended_on) as ended from mart_contacts"
        opened, ended = self.once("last day", sql).row(0)
        newest: date = max(opened, ended or opened)
        return newest

    @property
    def settings(self) -> dict[str, Any]:
        """Return the settings this mart was built with, by name."""
        return self.once("settings", "select * from mart_settings").row(0, named=True)

    @property
    def zone(self) -> ZoneInfo:
        """Return the report time zone this mart was built in."""
        return ZoneInfo(self.settings["report_zone"])

    def knows_invitations(self) -> bool:
        """Say whether any source is known to record whom it invited to rate."""
        sql = "select coalesce(bool_or(invites_known), false) as is_known from mart_meta"
        return bool(self.once("invitations", sql)["is_known"][0])

    def local(self, instant: datetime) -> datetime:
        """Return a stored instant (UTC without zone) as the local time of the report zone, without zone."""
        return instant.replace(tzinfo=UTC).astimezone(self.zone).replace(tzinfo=None)

    def seen_to(self, sources: list[str] | None = None, *, window: bool = False) -> datetime | None:
        """Return up to which instant (UTC) the given sources, or all that are not archived, are known.

        `window`: the earlier instant up to which a customer's coming back would have been seen.
        """
        column, key = "window_through" if window else "data_through", f"seen to {window} {sources}"
        meta = self.once("meta", "select source, data_through, window_through, is_archived from mart_meta")
        if key not in self._known:
            kept = meta.filter(pl.col("source").is_in(sources)) if sources else meta.filter(~pl.col("is_archived"))
            self._known[key] = (kept if kept.height else meta)[column].min()
        seen: datetime | None = self._known[key]
        return seen

    def _current(self) -> duckdb.DuckDBPyConnection:
        """Return the connection to the file the pointer names now."""
        pointer = self.data.marts / POINTER
        try:
            state = pointer.stat()
        except OSError as error:
            raise LodestarError(
                f"{self.data.root} holds no published numbers yet: run `lodestar import` and then `lodestar build`.",
                "no_numbers",
                folder=str(self.data.root),
            ) from error
        stamp = (state.st_mtime_ns, state.st_ino)
        with self._lock:
            if self._connection is None or stamp != self._stamp:
                self._connection = self._open(pointer)
                self._stamp, self._known = stamp, {}
            return self._connection

    def _open(self, pointer: Path) -> duckdb.DuckDBPyConnection:
        try:
            named = json.loads(pointer.read_text(encoding="utf-8"))
            version, file = int(named["version"]), self.data.marts / Path(named["file"]).name
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise self._damaged(error) from error
        if named.get("format", MART_FORMAT) > MART_FORMAT:
            raise LodestarError(
                f"{file.name} was built by a newer Lodestar: update this one, or build again with it.",
                "newer",
                file=file.name,
            )
        if named.get("format", MART_FORMAT) < MART_FORMAT:
            raise LodestarError(
                f"{file.name} was built by an older Lodestar: run `lodestar build` to make the numbers anew.",
                "older",
                file=file.name,
            )
        try:
            connection = duckdb.connect(str(file), read_only=True)
            connection.execute("set global autoinstall_known_extensions = false")
            connection.execute("set global timezone = 'UTC'")
            if self._threads:
                connection.execute(f"set global threads = {self._threads}")
        except duckdb.Error as error:
            raise self._damaged(error) from error
        self.version = version
        return connection

    def _damaged(self, error: Exception) -> LodestarError:
        reason = type(error).__name__
        return LodestarError(
            f"The published numbers in {self.data.marts} cannot be read ({reason}): run `lodestar build` to make them "
            "anew.",
            "damaged",
            folder=str(self.data.marts),
            reason=reason,
        )


def _is_damage(error: Exception) -> bool:
    """Say whether the file is to blame; a wrong checksum has no class of its own."""
    kinds = (OSError, duckdb.IOException, duckdb.SerializationException, duckdb.FatalException)
    return type(error) is duckdb.Error or isinstance(error, kinds)
