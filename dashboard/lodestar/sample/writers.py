"""Where do the made tables go? Files of one table each, grown day by day: memory never holds more than a day."""

from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import polars as pl

TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


def columns(header: str) -> list[str]:
    """Return the column names of a header line."""
    return header.split(",")


class CsvFiles:
    """CSV files that grow: `write` adds rows to `<folder>/<table>.csv`, the header only once."""

    def __init__(self, folder: Path, time_format: str = TIME_FORMAT) -> None:
        self.folder = folder
        self._time_format = time_format
        self._open: dict[str, BinaryIO] = {}
        self.rows: dict[str, int] = {}

    def __enter__(self) -> Self:
        """Make the folder."""
        self.folder.mkdir(parents=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close every file."""
        for file in self._open.values():
            file.close()

    def write(self, table: str, frame: pl.DataFrame) -> None:
        """Append the rows; the first call decides the columns."""
        is_new = table not in self._open
        if is_new:
            self._open[table] = (self.folder / f"{table}.csv").open("wb")
        frame.write_csv(self._open[table], include_header=is_new, datetime_format=self._time_format)
        self.rows[table] = self.rows.get(table, 0) + len(frame)


class PartFiles:
    """One file per table and part: `<folder>/<table>/<table>-<part>.<form>`, form csv or parquet."""

    def __init__(self, folder: Path, form: str) -> None:
        self.folder = folder
        self.rows: dict[str, int] = {}
        self._form = form
        self.part = "all"

    def __enter__(self) -> Self:
        """Make the folder."""
        self.folder.mkdir(parents=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is left open."""

    def write(self, table: str, frame: pl.DataFrame) -> None:
        """Write the rows as the current part; a part without rows makes no file."""
        if not len(frame):
            return
        (self.folder / table).mkdir(exist_ok=True)
        path = self.folder / table / f"{table}-{self.part}.{self._form}"
        if self._form == "csv":
            frame.write_csv(path, datetime_format=TIME_FORMAT)
        else:
            frame.write_parquet(path)
        self.rows[table] = self.rows.get(table, 0) + len(frame)
