"""Make text cells safe to open in a spreadsheet, where a cell that begins like a formula would be run."""

import polars as pl

FORMULA_STARTS = r"^[=+\-@\t\r]"


def safe_text(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with an apostrophe before every text cell that a spreadsheet would take for a formula.

    Numbers are left alone: -5 is a number there too. Names of columns are ours and need none.
    """
    text = pl.col(pl.String)
    return rows.with_columns(
        pl.when(text.str.contains(FORMULA_STARTS)).then(pl.lit("'") + text).otherwise(text).name.keep()
    )
