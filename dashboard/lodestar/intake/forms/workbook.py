"""What are the records of each sheet of an XLSX workbook, as text?"""

from collections.abc import Callable, Iterator
from dataclasses import replace

import fastexcel
import polars as pl

from lodestar.errors import LodestarError
from lodestar.intake.forms.chunk import Chunk, check_names, rejected_frame
from lodestar.intake.forms.source import SourceFile
from lodestar.intake.forms.streams import refuse_bomb
from lodestar.intake.forms.workbook_count import count_dead_cells, unpacked_bytes


def sheets_with_data(source: SourceFile, say: Callable[[str], None]) -> list[str]:
    """Return the names of the sheets that hold more than nothing; `say` gets a sentence for each other one.

    Raises LodestarError for a workbook that cannot be read or holds nothing at all.
    """
    book = _book(source)
    filled = []
    for sheet in book.sheet_names:
        if _load(source, book, sheet).height:
            filled.append(sheet)
            errors, formulas = count_dead_cells(replace(source, sheet=sheet))
            if errors or formulas:
                say(
                    f"{source.name}#{sheet} has {errors} cells with an error and {formulas} formulas without a result, "
                    "read as unknown: open it in a spreadsheet, save it, and import it again."
                )
        else:
            say(f"{source.name}#{sheet} is an empty sheet and was left out.")
    if not filled:
        raise LodestarError(f"{source.name} has no sheet with data: export it again, or leave it out.")
    return filled


def _book(source: SourceFile) -> fastexcel.ExcelReader:
    """Return the opened workbook. Raises LodestarError where it is damaged or a bomb."""
    content = source.content()
    refuse_bomb(source.name, unpacked_bytes(source.name, content), len(content))
    try:
        return fastexcel.read_excel(content)
    except fastexcel.FastExcelError as error:
        raise _damaged(source) from error


def _load(source: SourceFile, book: fastexcel.ExcelReader, sheet: str) -> pl.DataFrame:
    """Return a sheet's cells as text, without header; rows that hold nothing stay."""
    try:
        return book.load_sheet(sheet, header_row=None, dtypes="string").to_polars()
    except (fastexcel.FastExcelError, pl.exceptions.PolarsError) as error:
        raise _damaged(source) from error


def _damaged(source: SourceFile) -> LodestarError:
    return LodestarError(f"{source.name} is a damaged workbook: save it again as .xlsx, or export CSV.")


def sheet_header(source: SourceFile) -> list[str]:
    """Return the header: the first row that holds anything."""
    return _table(source)[0]


def read_sheet(source: SourceFile) -> Iterator[Chunk]:
    """Yield the rows of one sheet; `_line` counts from the sheet's first filled row, the header, as 1."""
    names, cells = _table(source)
    columns = check_names(source.name, names)
    rows = cells.rename(dict(zip(cells.columns[:-1], columns, strict=True)))
    yield Chunk(rows, rejected_frame([]))


def _table(source: SourceFile) -> tuple[list[str], pl.DataFrame]:
    """Return the header and the filled rows below it, with `_line` as the last column."""
    cells = _load(source, _book(source), source.sheet or "")
    numbered = cells.with_columns(pl.int_range(1, cells.height + 1, dtype=pl.Int64).alias("_line"))
    text = pl.exclude("_line")
    emptied = numbered.with_columns(pl.when(text != "").then(text))
    filled = emptied.filter(pl.any_horizontal(text.is_not_null()))
    if filled.is_empty():
        raise LodestarError(f"{source.name} is an empty sheet: leave it out.")
    header = [value or "" for value in filled.row(0)[:-1]]
    return header, filled.slice(1)
