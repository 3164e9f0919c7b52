"""The small tables of charts as files in memory; big ones go to disk part by part (rows.py)."""

import io
from collections.abc import Sequence

import polars as pl

from lodestar.exports.dictionary import Described
from lodestar.exports.manifest import Manifest
from lodestar.exports.writers import write_csv, write_excel, write_parquet


def csv_bytes(rows: pl.DataFrame) -> bytes:
    """Return the rows as CSV that Excel opens as UTF-8, formulas made harmless."""
    file = io.BytesIO()
    write_csv(iter([rows]), file)
    return file.getvalue()


def parquet_bytes(rows: pl.DataFrame, manifest: Manifest | None = None) -> bytes:
    """Return the rows as Parquet, the manifest as its metadata `lodestar`."""
    file = io.BytesIO()
    write_parquet(iter([rows.clear(), rows]), file, lambda _: manifest or {})
    return file.getvalue()


def excel_bytes(rows: pl.DataFrame, manifest: Manifest, dictionary: Sequence[Described]) -> bytes:
    """Return a workbook of three sheets: the rows, what they are, and what each column is."""
    file = io.BytesIO()
    write_excel(iter([rows]), file, lambda _: manifest, list(dictionary))
    return file.getvalue()
