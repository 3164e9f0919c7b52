"""Any answer as a table: groups down, periods or the last dimension across."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from lodestar.app import format as form
from lodestar.app.charts.axis import day_text
from lodestar.app.components.chart import Chart
from lodestar.app.components.explore_told import Said, subtitle
from lodestar.app.components.grid import Cell, Head, grid_html
from lodestar.app.findings import explore as say
from lodestar.app.words import Words
from lodestar.metrics.answer import Answer
from lodestar.metrics.catalogue import Metric, load_catalogue
from lodestar.metrics.explored import Pivot, pivot
from lodestar.metrics.rated_sql import LEVELS

ROWS, COLUMNS = 40, 16
Row = Mapping[str, Any]


def explore_pivot(answered: Answer, word: Words, language: str) -> Chart:
    """Return the table; more rows or columns than a page bears are said to be in the export."""
    told = Said(word, language)
    table = pivot(answered.rows, ROWS, COLUMNS) if answered.rows.height else None
    html = _html(answered, table, told) if table else ""
    note = _note(answered.rows, table, word) if table else ""
    rows = answered.rows if table else pl.DataFrame()
    title = word("explore.pivot")
    return Chart(
        "explore-pivot", title, subtitle(answered, told), None, rows, (answered.question,), html=html, note=note
    )


def _note(rows: pl.DataFrame, table: Pivot, word: Words) -> str:
    """Return what of the answer is not in the table, and what its grey figures are."""
    parts = [
        word("explore.rows_left", rows=str(table.rows_left)) if table.rows_left else "",
        word("explore.columns_left", columns=str(table.columns_left)) if table.columns_left else "",
        word("explore.grey") if rows["is_incomplete"].any() else "",
    ]
    return word("explore.stop").join(part for part in parts if part)


def _html(answered: Answer, table: Pivot, told: Said) -> str:
    metric, grain = answered.metric, answered.question.grain
    heads = [Head(_dimension(name, told)) for name in table.names]
    if table.across == [None]:
        names = ("value", "p90", "interval", "n", "pending") if "p90" in answered.rows.columns else _PLAIN
        heads += [Head(told.word(f"explore.column_{name}"), is_number=True) for name in names]
        rows = [
            [*_keys(table, key, told), *(_one(metric, table.cells[key, None], name, told) for name in names)]
            for key in table.down
        ]
    else:
        texts = [
            day_text(column, grain, told.language)
            if grain
            else say.value_name(table.of, column, told.word, told.language)
            for column in table.across
        ]
        heads += [Head(text, is_number=True) for text in texts]
        rows = [
            [
                *_keys(table, key, told),
                *(_cell(metric, table.cells.get((key, column)), told) for column in table.across),
            ]
            for key in table.down
        ]
    return grid_html(heads, rows, told.word("explore.pivot"))


_PLAIN = ("value", "interval", "n", "pending")


def _dimension(name: str, told: Said) -> str:
    dimensions = load_catalogue().dimensions
    if name in dimensions and name != LEVELS:
        return str(getattr(dimensions[name], told.language))
    return told.word(f"explore.column_{name}")


def _keys(table: Pivot, key: tuple[Any, ...], told: Said) -> list[str | Cell]:
    named = zip(table.names, key, strict=True)
    return [Cell(say.value_name(name, value, told.word, told.language), "strong") for name, value in named]


def _one(metric: Metric, row: Row, column: str, told: Said) -> str | Cell:
    """Return one column of a row that stands alone."""
    if column in {"n", "pending"}:
        return form.count(row[column], told.language) if row[column] else "–"
    if row["is_too_few"] or row["value"] is None:
        return Cell(say.few(metric, row, told.word, told.language), "quiet") if column == "value" else "–"
    if column == "interval":
        return form.interval(metric, row, told.word) or "–"
    if column == "p90":
        return _beyond(row, "p90") + form.seconds(row["p90"], told.word) if row["p90"] is not None else "–"
    return Cell(form.value(metric, row, told.word, told.language), "strong")


def _beyond(row: Row, column: str) -> str:
    return "> " if row.get(f"{column}_is_beyond") else ""


def _cell(metric: Metric, row: Row | None, told: Said) -> str | Cell:
    """Return a cell's value; counts where too few, quiet where the period is not whole yet."""
    if row is None:
        return "–"
    if row["is_too_few"] or row["value"] is None:
        return Cell(say.few(metric, row, told.word, told.language), "quiet")
    value = form.value(metric, row, told.word, told.language)
    return Cell(value, "quiet") if row["is_incomplete"] else value
