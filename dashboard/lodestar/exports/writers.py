"""Rows, part by part, into one file: CSV, Parquet, or an Excel workbook. Memory holds one part at a time.

The first part has no rows and says the columns, as Mart.stream gives them.
"""

from collections.abc import Callable, Iterator
from typing import BinaryIO

import polars as pl
import pyarrow.parquet as pq
import xlsxwriter

from lodestar.cells import safe_text
from lodestar.exports.dictionary import Described, as_rows
from lodestar.exports.manifest import Manifest, as_lines, as_text
from lodestar.exports.sheets import Sheet

EXCEL_ROWS = 100_000
"""More rows than this take Excel half a minute to open, and us more than a minute to write: Parquet is for those."""

Parts = Iterator[pl.DataFrame]
Describe = Callable[[int], Manifest]

_WIDE = 40


def write_csv(parts: Parts, out: BinaryIO) -> int:
    """Write UTF-8 with the mark that Excel wants for Chinese, formulas made harmless; return the number of rows."""
    rows = 0
    for number, part in enumerate(parts):
        safe_text(part).write_csv(out, include_header=number == 0, include_bom=number == 0)
        rows += part.height
    return rows


def write_parquet(parts: Parts, out: BinaryIO, describe: Describe) -> int:
    """Write the values as they are, the manifest as the metadata `lodestar`; return the number of rows."""
    rows = 0
    with pq.ParquetWriter(out, next(parts).to_arrow().schema, compression="zstd") as file:
        for part in parts:
            file.write_table(part.to_arrow())
            rows += part.height
        file.add_key_value_metadata({"lodestar": as_text(describe(rows))})
    return rows


def write_excel(parts: Parts, out: BinaryIO, describe: Describe, dictionary: list[Described]) -> int:
    """Write the first EXCEL_ROWS rows, typed, under a frozen header, then what they are and what each column is.

    Text stays text whatever it begins with. Returns how many rows there were, those left out included.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheets = [book.add_worksheet(name) for name in ("Rows 数据", "About 说明", "Columns 字段")]
        sheet = Sheet(book, sheets[0])
        rows = 0
        for part in parts:
            sheet.add(part.head(max(EXCEL_ROWS - rows, 0)))
            rows += part.height
        for about, table in ((sheets[1], as_lines(describe(rows))), (sheets[2], as_rows(dictionary))):
            Sheet(book, about, width=_WIDE).add(table)
    return rows
