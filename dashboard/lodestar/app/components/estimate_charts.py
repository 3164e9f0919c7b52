"""The estimate over weeks: raters, everybody with its range, those asked at random; and the behaviour index."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from lodestar.app import format as form
from lodestar.app.charts.theme import theme
from lodestar.app.charts.trend import Line, Mark, is_blank, trend
from lodestar.app.components.chart import Chart
from lodestar.app.components.estimated import get_weeks, question_of
from lodestar.app.findings import estimate as say
from lodestar.app.view import View
from lodestar.app.words import Words
from lodestar.estimate.guards import ESTIMATED
from lodestar.metrics.estimates import newest
from lodestar.metrics.periods import last_day_of

Row = Mapping[str, Any]


def everybody_chart(view: View, word: Words, language: str) -> Chart | None:
    """Return raters and everybody, week by week, the line broken where weeks do not compare."""
    found = get_weeks(view)
    if found is None or found.rows.is_empty():
        return None
    rows = found.rows
    shown = rows.with_columns(
        pl.when(pl.col("state") == ESTIMATED).then(pl.col(name)).alias(name)
        for name in ("estimate", "low", "high", "odds_2_low", "odds_2_high")
    )
    hover = [_hover(row, word, language) for row in shown.to_dicts()]
    lines = [
        Line(word("estimate.line_range"), _none(rows), shown["odds_2_low"].to_list(), shown["odds_2_high"].to_list(),
             tone="accent"),
        Line(word("estimate.line_all"), shown["estimate"].to_list(), shown["low"].to_list(), shown["high"].to_list(),
             hover=hover, tone="accent"),
        Line(word("estimate.line_rated"), rows["rated_share"].to_list(), hover=hover),
    ]  # fmt: skip
    if rows["asked_estimate"].drop_nulls().len():
        lines.append(
            Line(word("estimate.line_asked"), rows["asked_estimate"].to_list(), rows["asked_low"].to_list(),
                 rows["asked_high"].to_list(), hover=hover, tone="better")
        )  # fmt: skip
    days = rows["week_on"].to_list()
    breaks = rows.filter(pl.col("broken").is_not_null())["week_on"].to_list()
    marks = [Mark(day, word("estimate.broke_mark")) for day in breaks]
    last = newest(found)
    assert last is not None
    figure = None if is_blank(lines) else trend(
        theme(), days=days, lines=lines, unit="share", word=word, language=language, target=last["target"],
        marks=marks,
            breaks=breaks, height=340,
    )  # fmt: skip
    title = say.weeks_title(last, word, language)
    note = say.family(last, word)
    subtitle, questions = word("estimate.weeks_subtitle"), (question_of(view),)
    return Chart("everybody", title, subtitle, figure, rows, questions, note=note, sql=(found.sql,))


def index_chart(view: View, word: Words, language: str) -> Chart | None:
    """Return the behaviour index over weeks; nothing but the reason where it may not be shown."""
    found = get_weeks(view)
    if found is None or found.rows.is_empty():
        return None
    rows = found.rows
    hover = [
        "" if row["index"] is None else word("estimate.index_hover", week=_week(row, language), **_index(row))
        for row in rows.to_dicts()
    ]
    line = Line(
        word("estimate.index_line"), rows["index"].to_list(), rows["index_low"].to_list(), rows["index_high"].to_list(),
        hover=hover,
    )  # fmt: skip
    last = newest(found)
    assert last is not None
    known = rows["index"].drop_nulls()
    line = replace(line, last=f"{known[-1]:.1f}" if known.len() else "")
    if last["index"] is not None:
        title = word("estimate.index_title", **_index(last))
    else:
        title = word("estimate.index_title_learning" if last["index_version"] is None else "estimate.index_title_none")
    figure = None if is_blank([line]) else trend(
        theme(), days=rows["week_on"].to_list(), lines=[line], unit="index", word=word, language=language,
    )  # fmt: skip
    subtitle = word("estimate.index_subtitle")
    return Chart("behaviour-index", title, subtitle, figure, rows, (question_of(view),), sql=(found.sql,))


def _hover(row: Row, word: Words, language: str) -> str:
    counts = {"rated": form.count(row["rated"], language), "n": form.count(row["contacts"], language)}
    n = int(row["rated"])
    if row["estimate"] is None or row["odds_2_low"] is None:
        return word("estimate.hover_refused", week=_week(row, language), **counts)
    return word(
        "estimate.hover",
        week=_week(row, language),
        value=form.share(row["estimate"], n, language),
        interval=form.bounds(row["low"], row["high"], n),
        range=form.bounds(row["odds_2_low"], row["odds_2_high"], n),
        rated_share=form.share(row["rated_share"], n, language),
        **counts,
    )


def _index(row: Row) -> dict[str, str]:
    return {
        name: f"{row[column]:.1f}"
        for name, column in (("index", "index"), ("low", "index_low"), ("high", "index_high"))
    }


def _week(row: Row, language: str) -> str:
    return form.short_span(row["week_on"], last_day_of(row["week_on"], "week"), language)


def _none(rows: pl.DataFrame) -> list[None]:
    return [None] * rows.height
