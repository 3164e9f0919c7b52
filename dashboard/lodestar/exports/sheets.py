"""One sheet of an Excel workbook, filled from top to bottom, a part of the rows at a time.

XlsxWriter makes the workbook, but takes a call per cell: 100,000 contacts took two minutes. So the cells of a part are
made column by column with Polars, in the form XlsxWriter itself gives them, and handed to the file that it keeps the
rows of a sheet in (its `constant_memory`): ten times faster. The test reads them back with another library.
"""

import polars as pl
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from lodestar.cells import FORMULA_STARTS

_LONGEST_TEXT = 32_767
_WIDEST = 40
_AT_ONCE = 2_000
_DAY_ZERO = 25_569  # 1 January 1970 in Excel's days
_MS_A_DAY = 86_400_000
_FORMATS = {pl.Date: "yyyy-mm-dd", pl.Datetime: "yyyy-mm-dd hh:mm:ss"}
# What XML cannot hold; and what Excel would read as such a sign's number.
_NOT_XML = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x{fffe}\\x{ffff}]"
_LIKE_A_SIGN = "_(x[0-9A-Fa-f]{4}_)"


class Sheet:
    """One sheet with a frozen header."""

    def __init__(self, book: xlsxwriter.Workbook, sheet: Worksheet, width: int | None = None) -> None:
        """`width` is that of every column, None the width of its name."""
        self._sheet, self._width, self._row = sheet, width, 0
        self._head = book.add_format({"bold": True, "bottom": 1})
        self._quoted = _number(book.add_format({"quote_prefix": True}))
        self._days = {kind: _number(book.add_format({"num_format": text})) for kind, text in _FORMATS.items()}

    def add(self, rows: pl.DataFrame) -> None:
        """Add rows below those there are; the first ones bring the header."""
        if self._row == 0:
            self._begin(rows.columns)
        for some in rows.iter_slices(_AT_ONCE):
            self._add(some)

    def _add(self, rows: pl.DataFrame) -> None:
        number = pl.int_range(self._row + 1, self._row + 1 + rows.height).cast(pl.String)
        cells = [
            self._cell(name, kind, pl.concat_str(pl.lit(f'<c r="{xl_col_to_name(column)}'), number, pl.lit('"')))
            for column, (name, kind) in enumerate(rows.schema.items())
        ]
        line = pl.concat_str(pl.lit('<row r="'), number, pl.lit('">'), *cells, pl.lit("</row>"))
        self._sheet.row_data_fh.write("".join(rows.select(line).to_series()))
        self._row += rows.height
        self._sheet.dim_rowmax = self._row - 1

    def _begin(self, names: list[str]) -> None:
        for column, name in enumerate(names):
            self._sheet.set_column(column, column, self._width or min(max(len(name) + 2, 10), _WIDEST))
            self._sheet.write_string(0, column, name, self._head)
        self._sheet.freeze_panes(1, 0)
        self._sheet._write_single_row(1)  # noqa: SLF001  # the header goes before the rows below it
        self._row = 1

    def _cell(self, name: str, kind: pl.DataType, opening: pl.Expr) -> pl.Expr:
        """Return a column's cells as XML; what is empty, or not finite, has none."""
        value = pl.col(name)
        if kind == pl.Boolean:
            told = pl.concat_str(opening, pl.lit(' t="b"><v>'), value.cast(pl.Int8).cast(pl.String), pl.lit("</v></c>"))
        elif kind.is_numeric():
            value = pl.when(value.is_finite()).then(value) if kind.is_float() else value
            told = pl.concat_str(opening, pl.lit("><v>"), value.cast(pl.String), pl.lit("</v></c>"))
        elif kind.is_temporal():
            days = value.cast(pl.Datetime("ms")).dt.epoch("ms") / _MS_A_DAY + _DAY_ZERO
            style = pl.lit(f' s="{self._days[kind.base_type()]}"><v>')
            told = pl.concat_str(opening, style, days.cast(pl.String), pl.lit("</v></c>"))
        else:
            text = value.cast(pl.List(pl.String)).list.join(", ") if kind.is_nested() else value.cast(pl.String)
            told = self._text(text, opening)
        return told.fill_null("")

    def _text(self, text: pl.Expr, opening: pl.Expr) -> pl.Expr:
        """Return cells of text; what begins like a formula is marked as text, as a quote typed before it would."""
        safe = (
            text.str.slice(0, _LONGEST_TEXT)
            .str.replace_all(_NOT_XML, "\ufffd")
            .str.replace_all(_LIKE_A_SIGN, "_x005F_${1}")
            .str.replace_all("&", "&amp;", literal=True)
            .str.replace_all("<", "&lt;", literal=True)
            .str.replace_all(">", "&gt;", literal=True)
            .str.replace_all("\r", "&#13;", literal=True)
        )
        style = pl.when(text.str.contains(FORMULA_STARTS)).then(pl.lit(f' s="{self._quoted}"')).otherwise(pl.lit(""))
        kind = pl.lit(' t="inlineStr"><is><t xml:space="preserve">')
        return pl.concat_str(opening, style, kind, safe, pl.lit("</t></is></c>"))


def _number(made: Format) -> int:
    """Return the number under which the workbook will know a format."""
    index: int = made._get_xf_index()  # noqa: SLF001  # cells name their format by it
    return index
