"""The charts of how ratings come about: who was asked and answered, which level they gave, how long the work took."""

import polars as pl

from lodestar.app import format as form
from lodestar.app.charts.bars import bars
from lodestar.app.charts.dots import dots
from lodestar.app.charts.theme import theme
from lodestar.app.components import shares
from lodestar.app.components.chart import Chart
from lodestar.app.components.kept import kept
from lodestar.app.findings import satisfaction as say
from lodestar.app.words import Words
from lodestar.metrics.card import Card
from lodestar.metrics.funnel import rating_funnel
from lodestar.metrics.handle_quarters import satisfaction_by_handle_time
from lodestar.metrics.rated_sql import LEVELS
from lodestar.metrics.rating_levels import rating_levels

TWO_LEVELS = 2


def funnel_chart(csat: Card, word: Words, language: str) -> Chart | None:
    """Return who was lost on the way from an ended contact to a satisfied rating."""
    if csat.absent is not None:
        return None
    question = shares.in_days(csat)
    found = kept(rating_funnel, question)
    stages = found.rows
    names = [word(f"satisfaction.{stage}") for stage in stages["stage"]]
    counts = [form.count(value, language) for value in stages["contacts"]]
    of = [
        count if share is None else word("satisfaction.level_label", share=form.share(share, n, language), n=count)
        for share, n, count in zip(stages["of_before"], stages["contacts"].shift(fill_value=0), counts, strict=True)
    ]
    hover = [word("satisfaction.hover_count", name=name, n=text) for name, text in zip(names, of, strict=True)]
    figure = bars(theme(), names=names, values=stages["contacts"].to_numpy(), labels=of, hover=hover, unit="count")
    title = say.funnel_title(stages, word, language)
    subtitle = word("satisfaction.funnel_sub", period=shares.days_text(csat, language))
    note = "" if "invited" in stages["stage"] or stages.is_empty() else word("satisfaction.funnel_unknown")
    return Chart("funnel", title, subtitle, figure, stages, (question,), note=note, sql=(found.sql,))


def levels_chart(csat: Card, word: Words, language: str) -> Chart | None:
    """Return how many gave each level of each scale, the best first."""
    if csat.absent is not None:
        return None
    question = shares.in_days(csat)
    found = kept(rating_levels, question)
    levels = found.rows
    shown = pl.concat(part.reverse() for part in levels.partition_by("scale", LEVELS)) if levels.height else levels
    rows = shown.to_dicts()
    names = [_level_name(row, word) for row in rows]
    labels = [
        word(
            "satisfaction.level_label",
            share=form.share(row["share"], row["of"], language),
            n=form.count(row["contacts"], language),
        )
        for row in rows
    ]
    hover = [word("satisfaction.hover_count", name=name, n=text) for name, text in zip(names, labels, strict=True)]
    tones = [{"positive": "better", "negative": "worse"}.get(row["verdict"], "mute") for row in rows]
    values = shown["share"].to_numpy()
    figure = bars(theme(), names=names, values=values, labels=labels, hover=hover, unit="share", tones=tones)
    title = say.levels_title(levels, word, language)
    subtitle = word("satisfaction.levels_sub", period=shares.days_text(csat, language))
    return Chart("levels", title, subtitle, figure, levels, (question,), sql=(found.sql,))


def handle_chart(csat: Card, word: Words, language: str) -> Chart | None:
    """Return satisfaction by quarter of the handle time among contacts alike; the tick is the same among all."""
    if csat.absent is not None:
        return None
    question = shares.in_days(csat)
    among_kind = kept(satisfaction_by_handle_time, question)
    among_any = kept(satisfaction_by_handle_time, question, among_alike=False)
    alike, every = among_kind.rows, among_any.rows.filter(~pl.col("is_too_few"))
    rows, among_all = alike.to_dicts(), dict(every.select("quarter", "value").iter_rows())
    names = [word(f"satisfaction.quarter_{row['quarter']}", time=form.seconds(row["seconds"], word)) for row in rows]
    figure = dots(
        theme(),
        names=names,
        values=alike["value"].to_list(),
        lows=alike["low"].to_list(),
        highs=alike["high"].to_list(),
        labels=[shares.figures(row, word, language) for row in rows],
        hover=[shares.hover(name, row, "satisfaction", word, language) for name, row in zip(names, rows, strict=True)],
        before=[among_all.get(row["quarter"]) for row in rows],
        few=[shares.too_few(row, word, language) for row in rows],
        keys=names,
    )
    what = {"label": shares.label(csat, language), "period": shares.days_text(csat, language)}
    title = say.handle_title(csat.metric, rows, word)
    subtitle, note = word("satisfaction.handle_sub", **what), word("satisfaction.handle_note")
    sql = (among_kind.sql, among_any.sql)
    return Chart("handle", title, subtitle, figure, alike, (question,), note=note, sql=sql)


def _level_name(row: shares.Row, word: Words) -> str:
    if row[LEVELS] == TWO_LEVELS:
        return word(f"satisfaction.level_two_{row['verdict']}")
    value = f"{row['value']:g}"
    return word(f"satisfaction.level_{row['verdict']}", value=value, levels=str(row[LEVELS]))
