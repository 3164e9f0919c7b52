"""How do the same models run on a Spark-compatible cluster? Transpiled by sqlglot, through Spark Connect, over Parquet.

Both sides need storage that they see under the same path: the server reads the batches and writes each relation there.
"""

import socket
import warnings
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import duckdb
import polars as pl
import sqlglot

from lodestar.errors import LodestarError
from lodestar.models.gather import Inputs
from lodestar.models.publish import NEXT
from lodestar.models.run import Model

try:
    with warnings.catch_warnings():
        # it warns wherever pandas 3 is installed; we hand it Parquet and Arrow, never a pandas frame
        warnings.simplefilter("ignore", FutureWarning)
        from pyspark.errors import PySparkException
        from pyspark.sql.connect.session import SparkSession
except ImportError as missing:
    raise LodestarError(
        "The Spark client is not installed: run `pip install lodestar-service[spark]`, or build without --engine."
    ) from missing


DEFAULT_PORT = 15002


def transpiled(sql: str) -> str:
    """Return a model's text in Spark's dialect."""
    return sqlglot.transpile(sql, read="duckdb", write="spark")[0]


class SparkEngine:
    """Makes relations on a Spark Connect server: tables as Parquet folders in `workshop`, views as queries."""

    def __init__(self, url: str, workshop: Path) -> None:
        """Connect and try the storage. Raises LodestarError where nobody answers or the server sees no storage."""
        self.workshop = (workshop / "relations").resolve()
        self.workshop.mkdir(parents=True, exist_ok=True)
        place = urlsplit(url)
        try:
            # the client itself would go on trying for minutes
            socket.create_connection((place.hostname or "", place.port or DEFAULT_PORT), timeout=10).close()
            self._session = SparkSession.builder.remote(url).getOrCreate()
            self._session.conf.set("spark.sql.session.timeZone", "UTC")
            self._session.sql("select 1").collect()
        except (PySparkException, OSError) as error:
            raise LodestarError(
                f"No Spark Connect server answers at {url}: start it, or build without --engine."
            ) from error
        self._try_storage(url)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.stop()

    def _try_storage(self, url: str) -> None:
        given = self.workshop / "given"
        given.mkdir(exist_ok=True)
        pl.DataFrame({"number": [1]}).write_parquet(given / "part.parquet")
        try:
            read = self._session.read.parquet(str(given))
            read.write.mode("overwrite").parquet(str(self.workshop / "taken"))
            taken = list((self.workshop / "taken").glob("*.parquet"))
        except PySparkException:
            taken = []
        if not taken:
            raise LodestarError(
                f"The Spark server at {url} cannot read and write {self.workshop}: put the data folder on storage that "
                "both sides see under the same path, or build without --engine."
            )

    def lay(self, inputs: Inputs) -> None:
        """Make every input a view on the server."""
        for name, (paths, schema) in inputs.files.items():
            if paths:
                places = [str(path.resolve()) for path in paths]
                read = self._session.read.option("mergeSchema", "true").parquet(*places)
                read.select(*schema).createOrReplaceTempView(name)
            else:
                self._lay_frame(name, pl.DataFrame(schema=schema))
        for name, frame in inputs.frames.items():
            self._lay_frame(name, frame)

    def _lay_frame(self, name: str, frame: pl.DataFrame) -> None:
        folder = self.workshop / name
        folder.mkdir(exist_ok=True)
        frame.write_parquet(folder / "part.parquet")
        self._session.read.parquet(str(folder)).createOrReplaceTempView(name)

    def make(self, name: str, sql: str, is_view: bool, parts_of: str | None = None) -> None:  # noqa: ARG002
        """Make the relation `name`, at once: the server sees to its memory. Raises LodestarError where it refuses."""
        try:
            result = self._session.sql(transpiled(sql))
            if is_view:
                result.createOrReplaceTempView(name)
                return
            folder = self.workshop / name
            result.write.mode("overwrite").parquet(str(folder))
            if not any(folder.glob("*.parquet")):  # some servers write no file for no rows
                folder.mkdir(exist_ok=True)
                pl.DataFrame(pl.from_arrow(result.limit(0).toArrow())).write_parquet(folder / "part.parquet")
            self._session.read.parquet(str(folder)).createOrReplaceTempView(name)
        except PySparkException as error:
            reason = str(error).strip().splitlines()[0]
            raise LodestarError(
                f"The Spark server refused {name} ({reason}): update the server, or build without --engine."
            ) from error

    def bring_back(self, work: duckdb.DuckDBPyConnection, models: list[Model]) -> None:
        """Make every relation known to the working database, for the mart checks; those of the marts layer in NEXT."""
        for model in models:
            if model.is_view:
                work.execute(f"create or replace view {model.name} as {model.sql}")
            else:
                files = str(self.workshop / model.name / "*.parquet").replace("'", "''")
                place = f"table {NEXT}.{model.name}" if model.name.startswith("mart_") else f"view {model.name}"
                work.execute(f"create or replace {place} as select * from read_parquet('{files}')")
