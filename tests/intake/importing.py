"""Import small files written in a test, and see the tables that result."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

import polars as pl

from lodestar.datafolder import DataFolder
from lodestar.intake.importer import Importer, Options, plan_import
from lodestar.intake.manifest import Manifest
from lodestar.intake.versions import resolve

META = ("_row_id", "_import", "_file", "_line")


def write(folder: Path, name: str, text: str) -> Path:
    """Write one file and return its path."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def run(data: Path, *paths: Path, **options: object) -> Manifest | None:
    """Import into the data folder `data`."""
    folder = DataFolder(data)
    with folder.writing("a test"):
        plan = plan_import(folder, list(paths), Options(**options), lambda _: None)
        return Importer(folder, plan).run()


def table(data: Path, name: str) -> pl.DataFrame:
    """Return the rows of a table that hold, in a fixed order and without where they came from."""
    resolved = resolve(DataFolder(data))
    if not resolved.raw[name]:
        return pl.DataFrame()
    rows = pl.concat([pl.read_parquet(path) for path in resolved.raw[name]])
    rows = rows.join(pl.read_parquet(resolved.superseded[name]), left_on="_row_id", right_on="row_id", how="anti")
    rows = rows.drop(META)
    return rows.sort(rows.columns)


def vanished(data: Path) -> set[str]:
    """Return the ids of vanished tickets."""
    resolved = resolve(DataFolder(data))
    rows = pl.concat([pl.read_parquet(path) for path in resolved.raw["tickets"]])
    gone = pl.read_parquet(resolved.vanished_tickets)
    return set(rows.join(gone, left_on="_row_id", right_on="row_id", how="semi")["ticket_id"])


def rejected(data: Path) -> pl.DataFrame:
    """Return the rejected rows of all imports."""
    return pl.concat([pl.read_parquet(path) for path in sorted(data.glob("batches/*/rejected.parquet"))])


def rows_of(frame: pl.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    """Return the named columns as tuples."""
    return frame.select(columns).rows()


def csv(header: Iterable[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Return a CSV text; a missing value is empty."""
    names = list(header)
    return "\n".join([",".join(names), *(",".join(row.get(name, "") for name in names) for row in rows)]) + "\n"


def moment(text: str) -> datetime:
    """Return an ISO text as a naive UTC moment."""
    return datetime.fromisoformat(text)
