"""Fill a drawn list in as people do: in CSV or Excel, columns as they like, some more beside."""

from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from lodestar.datafolder import DataFolder
from lodestar.follow_ups.drawing import Wanted, draw_week
from lodestar.follow_ups.listing import write_list
from lodestar.metrics.mart import Mart
from lodestar.state.follow_ups import Draw
from tests.estimate.small_desk import ASKED_AT, NOW


def drawn(data: DataFolder, out: Path, **wanted: Any) -> tuple[Draw, pl.DataFrame]:
    """Draw at NOW and return the draw with its list as read from the CSV file."""
    mart = Mart(data)
    draw = draw_week(mart, Wanted(**{"seed": 7, **wanted}), now=NOW).draw
    write_list(mart, draw, out)
    return draw, pl.read_csv(out, infer_schema=False)


def answered(rows: pl.DataFrame, **values: Any) -> pl.DataFrame:
    """Return the rows with an answer that keeps to every rule, or with other values in it."""
    said = {"asked_at": ASKED_AT, "answered_at": "2026-01-20 21:05", "value_raw": "4", "mode": "call",
            "asked_by": "somebody else"}  # fmt: skip
    return rows.with_columns(pl.lit(value, pl.String).alias(name) for name, value in (said | values).items())


def as_csv(rows: pl.DataFrame, path: Path) -> Path:
    """Write the rows with the columns turned round, named in capitals and another one among them."""
    names = rows.columns[::-1]
    shown = rows.select(names).rename({name: name.upper() for name in names})
    shown.insert_column(2, pl.lit("Mrs Example, 138 0013 8000").alias("remarks")).write_csv(path)
    return path


def as_excel(rows: pl.DataFrame, path: Path) -> Path:
    """Write the rows as a spreadsheet keeps them: times as times, numbers as numbers, on the second sheet."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        book.add_worksheet("Notes").write_row(0, 0, ["who", "when"])
        sheet = book.add_worksheet("List")
        time = book.add_format({"num_format": "m/d/yy h:mm"})
        sheet.write_row(0, 0, rows.columns)
        for place, row in enumerate(rows.iter_rows(named=True), 1):
            for column, (name, value) in enumerate(row.items()):
                if value is None:
                    continue
                if name in {"asked_at", "answered_at"}:
                    sheet.write_datetime(place, column, datetime.fromisoformat(value), time)
                elif name in {"draw", "value_raw"} and value.isdigit():
                    sheet.write_number(place, column, int(value))
                else:
                    sheet.write_string(place, column, value.removeprefix("'"))
    return path
