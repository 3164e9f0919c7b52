"""Any answer as a chart: the drawing follows the metric's kind, the dimensions and whether there are periods."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
import polars as pl

from lodestar.app import format as form
from lodestar.app.charts.bars import bars
from lodestar.app.charts.columns import Part, columns
from lodestar.app.charts.dots import dots
from lodestar.app.charts.spans import dumbbells
from lodestar.app.charts.theme import category, theme
from lodestar.app.charts.trend import Line, Mark, is_blank, trend
from lodestar.app.components import shares
from lodestar.app.components.chart import Chart
from lodestar.app.components.explore_told import Said, subtitle
from lodestar.app.findings import explore as say
from lodestar.app.words import Words
from lodestar.metrics.answer import Answer
from lodestar.metrics.catalogue import Metric, load_catalogue
from lodestar.metrics.explored import Key, group_names, largest, of_group, shape
from lodestar.metrics.periods import last_day_of
from lodestar.metrics.question import Grain
from lodestar.metrics.rated_sql import LEVELS

LINES, MARKS = 6, 12
Row = Mapping[str, Any]


def explore_chart(answered: Answer, word: Words, language: str) -> Chart:
    """Return the answer drawn as its kind is best drawn; what is too much for a drawing is said to be in the table."""
    metric, rows, told = answered.metric, answered.rows, Said(word, language)
    groups = group_names(rows)
    grain = answered.question.grain
    drawn, note, changed = rows, "", ""
    if rows.is_empty():
        figure = None
    elif grain:
        drawing = _columns if shape(metric, rows) == "columns" else _trend
        marks, changed = shares.changes([metric], rows["period"].unique().sort().to_list(), word, language)
        figure = drawing(metric, rows, grain, told, marks)
        note = _left_out(rows.select(groups).n_unique() if groups else 1, LINES, word)
    else:
        drawn = _drawn(rows, groups)
        figure = {"dots": _dots, "dumbbells": _dumbbells, "bars": _bars}[shape(metric, rows)](metric, drawn, told)
        note = _left_out(rows.height, drawn.height, word)
    listed = drawn.to_dicts()
    names = [say.name(row, groups, word, language) for row in listed]
    cut = _cut(groups)
    drill = cut[0] if len(cut) == 1 and groups == answered.question.by and metric.grain == "contact" else None
    title = say.title(metric, listed, names, word, language)
    notes = [note, changed, *([word("explore.scales_apart")] if LEVELS in groups else [])]
    note = word("explore.stop").join(one for one in notes if one)
    questions = (answered.question,)
    return Chart("explore", title, subtitle(answered, told), figure, rows, questions, drill=drill, note=note)


def _cut(groups: tuple[str, ...]) -> tuple[str, ...]:
    """Return what a click can filter by: the dimensions but for the scales that were kept apart."""
    return tuple(name for name in groups if name != LEVELS) or groups


def _drawn(rows: pl.DataFrame, groups: tuple[str, ...]) -> pl.DataFrame:
    """Return the groups with the most counted rows: numbers in their own order, others with the largest value first."""
    dimensions = load_catalogue().dimensions
    is_ordered = bool(groups) and groups[0] in dimensions and dimensions[groups[0]].type == "number"
    if is_ordered:
        return rows.head(2 * MARKS)
    kept = rows.sort("n", descending=True, maintain_order=True).head(MARKS)
    order = "p90" if "p90" in rows.columns else "value"
    few = pl.col("is_too_few")
    return kept.sort(few, order, descending=[False, True], nulls_last=True, maintain_order=True)


def _left_out(there: int, shown: int, word: Words) -> str:
    return word("explore.left_out", shown=str(shown), of=str(there)) if there > shown else ""


def _dots(metric: Metric, rows: pl.DataFrame, told: Said) -> go.Figure:
    listed = rows.to_dicts()
    return dots(
        theme(),
        names=_names(metric, rows, told),
        values=_shown(rows, "value"),
        lows=_shown(rows, "low"),
        highs=_shown(rows, "high"),
        labels=[_label(metric, row, told) for row in listed],
        hover=[_hover(metric, row, told) for row in listed],
        few=[say.few(metric, row, told.word, told.language) if row["is_too_few"] else None for row in listed],
        keys=_keys(rows),
    )


def _bars(metric: Metric, rows: pl.DataFrame, told: Said) -> go.Figure:
    listed = rows.to_dicts()
    return bars(
        theme(),
        names=_names(metric, rows, told),
        values=_shown(rows, "value"),
        labels=[_label(metric, row, told) for row in listed],
        hover=[_hover(metric, row, told) for row in listed],
        unit=_unit(metric),
        keys=_keys(rows),
    )


def _dumbbells(metric: Metric, rows: pl.DataFrame, told: Said) -> go.Figure:
    listed = rows.to_dicts()
    return dumbbells(
        theme(),
        names=_names(metric, rows, told),
        half=_shown(rows, "value"),
        most=_shown(rows, "p90"),
        labels_half=[
            _label(metric, row, told) if row["is_too_few"] else _quantile(row, "value", told) for row in listed
        ],
        labels_most=["" if row["is_too_few"] else _quantile(row, "p90", told) for row in listed],
        hover=[_hover(metric, row, told) for row in listed],
        word=told.word,
        keys=_keys(rows),
    )


def _trend(metric: Metric, rows: pl.DataFrame, grain: Grain, told: Said, marks: Sequence[Mark]) -> go.Figure | None:
    keys = largest(rows, LINES)
    days = rows["period"].unique().sort()
    alone = len(keys) == 1
    lines = [_line(metric, rows, key, days, None if alone else slot, grain, told) for slot, key in enumerate(keys)]
    if alone and "p90" in rows.columns:
        lines.append(_line(metric, rows, keys[0], days, None, grain, told, "p90"))
    return None if is_blank(lines) else trend(
        theme(), days=days.to_list(), lines=lines, unit=_unit(metric), word=told.word, language=told.language,
        grain=grain, marks=marks,
    )  # fmt: skip


def _line(  # noqa: PLR0917 - what a line is made of
    metric: Metric,
    rows: pl.DataFrame,
    key: Key,
    days: pl.Series,
    slot: int | None,
    grain: Grain,
    told: Said,
    column: str = "value",
) -> Line:
    """Return one group's line over all the periods, a gap where too little is known; alone it has its interval."""
    groups = group_names(rows)
    own = pl.DataFrame({"period": days}).join(of_group(rows, key), on="period", how="left", maintain_order="left")
    label = " · ".join(say.value_name(*pair, told.word, told.language) for pair in zip(groups, key, strict=True))
    listed = own.to_dicts()
    is_p90 = column == "p90"
    name = told.word("explore.p90") if is_p90 else label or metric.words(told.language).label  # type: ignore[arg-type]
    has_band = slot is None and not is_p90
    return Line(
        name,
        _shown(own, column),
        low=_shown(own, "low") if has_band else None,
        high=_shown(own, "high") if has_band else None,
        unfinished=[bool(row["is_incomplete"]) for row in listed],
        hover=[_hover(metric, row, told, grain, label) for row in listed],
        tone="mute" if is_p90 else "ink" if slot is None else "category",
        slot=slot or 0,
    )


def _columns(metric: Metric, rows: pl.DataFrame, grain: Grain, told: Said, marks: Sequence[Mark]) -> go.Figure:
    days = rows["period"].unique().sort()
    colours = theme().outcomes
    parts = []
    for slot, part in enumerate(metric.parts):
        key = pl.DataFrame({"period": days})
        own = key.join(rows.filter(pl.col("part") == part), on="period", how="left", maintain_order="left")
        name = say.value_name("part", part, told.word, told.language)
        hover = [_hover(metric, row, told, grain, name) for row in own.to_dicts()]
        parts.append(Part(name, own["value"].to_list(), colours.get(part, category(theme(), slot)), hover))
    unfinished = rows.group_by("period").agg(pl.col("is_incomplete").any()).sort("period")["is_incomplete"]
    return columns(
        theme(), days=days.to_list(), parts=parts, unit="share", word=told.word, language=told.language, grain=grain,
        hundred=True, pending=unfinished.to_list(), marks=marks,
    )  # fmt: skip


def _unit(metric: Metric) -> str:
    return metric.unit if metric.unit in {"share", "seconds"} else "count"


def _shown(rows: pl.DataFrame, column: str) -> list[float | None]:
    """Return a column without what too little is known of."""
    known = rows["is_too_few"].fill_null(value=True)
    return [None if few else value for value, few in zip(rows[column].to_list(), known, strict=True)]


def _names(metric: Metric, rows: pl.DataFrame, told: Said) -> list[str]:
    groups = group_names(rows)
    whole = metric.words(told.language).label  # type: ignore[arg-type]
    return [say.name(row, groups, told.word, told.language) or whole for row in rows.to_dicts()]


def _keys(rows: pl.DataFrame) -> Sequence[str | None]:
    """Return what a click filters by: the value of the only dimension, as text."""
    cut = _cut(group_names(rows))
    if len(cut) != 1:
        return [None] * rows.height
    return [None if value is None else str(value) for value in rows[cut[0]]]


def _label(metric: Metric, row: Row, told: Said) -> str:
    if row["is_too_few"] or row["value"] is None:
        return say.few(metric, row, told.word, told.language)
    value = form.value(metric, row, told.word, told.language)
    n = told.word("card.n", n=form.count(row["n"], told.language))
    interval = form.interval(metric, row, told.word)
    return f"{value}  {interval} · {n}" if interval else value


def _quantile(row: Row, column: str, told: Said) -> str:
    if row[column] is None:
        return ""
    return ("> " if row.get(f"{column}_is_beyond") else "") + form.seconds(row[column], told.word)


def _hover(metric: Metric, row: Row, told: Said, grain: Grain | None = None, name: str = "") -> str:
    """Return one mark in a sentence: period, group, value with interval, n, pending."""
    if row["n"] is None:
        return ""
    days = form.span(row["period"], last_day_of(row["period"], grain), told.language) if grain else ""
    pending = ""
    if row["pending"]:
        pending = " · " + told.word("card.pending", n=form.count(row["pending"], told.language))
    head = told.word("explore.colon").join(part for part in (days, name) if part)
    text = _label(metric, row, told) + pending
    if row.get("p90") is not None and not row["is_too_few"]:
        text += " · " + told.word("card.p90", value=_quantile(row, "p90", told))
    return f"{head}<br>{text}" if head else text
