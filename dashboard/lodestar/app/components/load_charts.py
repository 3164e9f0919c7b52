"""The load page's drawings over periods: contacts by channel, for orders, in and out, what stays open."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from lodestar.app import format as form
from lodestar.app.charts.columns import Part, columns
from lodestar.app.charts.theme import category, theme
from lodestar.app.charts.trend import Line, trend
from lodestar.app.components import shares
from lodestar.app.components.asked import asked
from lodestar.app.components.chart import Chart
from lodestar.app.components.kept import kept
from lodestar.app.components.slots import names, slots
from lodestar.app.findings import load as say
from lodestar.app.view import View
from lodestar.app.words import Words
from lodestar.metrics.backlog_sql import AGE
from lodestar.metrics.card import Card
from lodestar.metrics.flow import flow

Row = Mapping[str, Any]
CHANNEL = "channel"
AT_MOST = 5
AGES = ("under 1 day", "1 to 2 days", "3 to 6 days", "7 to 29 days", "30 days or more")


def volume_chart(volume: Card, view: View, word: Words, language: str) -> Chart | None:
    """Return contacts opened by customers per period, in parts by channel; the smallest channels together."""
    question = shares.over_periods(volume, view.grain)
    if question is None or volume.absent is not None:
        return None
    question, now = replace(question, by=(CHANNEL,)), asked(shares.in_days(volume, (CHANNEL,))).rows
    rows = asked(question).rows
    totals = rows.group_by(CHANNEL, maintain_order=True).agg(pl.col("value").sum()).sort("value", descending=True)
    named = totals[CHANNEL].to_list()[:AT_MOST]
    days = rows["period"].unique().sort()
    places, called, parts = slots(CHANNEL), names(CHANNEL, named, word, language), []
    for channel in named:
        own = rows.filter(pl.col(CHANNEL).eq_missing(pl.lit(channel)))
        colour = category(theme(), places.get(channel, len(places)))
        parts.append(_part(called[channel], _per_day(days, own), colour, view, word, language))
    if totals.height > len(named):
        rest = rows.filter(~pl.any_horizontal(pl.col(CHANNEL).eq_missing(pl.lit(channel)) for channel in named))
        both = rest.group_by("period").agg(pl.col("value").sum(), pl.col("is_incomplete").any())
        parts.append(_part(word("load.other"), _per_day(days, both), theme().mute, view, word, language))
    waits = days.is_in(rows.filter(pl.col("is_incomplete"))["period"].implode()).to_list()
    marks, note = shares.changes([volume.metric], days.to_list(), word, language)
    look = _look(view, word, language)
    figure = columns(theme(), days=days.to_list(), parts=parts, pending=waits, marks=marks, **look)
    title = say.volume_title(now.to_dicts(), word, language)
    subtitle = word("load.by_channel", grain=word(f"filters.grain_{view.grain}"))
    questions = (shares.in_days(volume, (CHANNEL,)), question)
    return Chart("load-volume", title, subtitle, figure, rows, questions, note=note)


def orders_chart(rate: Card, view: View, word: Words, language: str) -> Chart | None:
    """Return contacts per 10,000 orders per period."""
    question = shares.over_periods(rate, view.grain)
    if question is None or rate.absent is not None:
        return None
    rows = asked(question).rows
    line = Line(
        word("load.per_rate"),
        rows["value"].to_numpy(),
        unfinished=rows["is_incomplete"].to_list(),
        hover=_hover(rows, word("load.per_rate"), view, word, language),
    )
    days = rows["period"].to_list()
    marks, note = shares.changes([rate.metric], days, word, language)
    figure = trend(theme(), days=days, lines=[line], marks=marks, **_look(view, word, language))
    subtitle = word("load.by_orders", grain=word(f"filters.grain_{view.grain}"))
    title = say.rate_title(rate, word, language)
    return Chart("load-orders", title, subtitle, figure, rows, (shares.in_days(rate), question), note=note)


def flow_chart(backlog: Card, view: View, word: Words, language: str) -> Chart | None:
    """Return contacts opened against contacts ended per period, whoever opened them."""
    question = shares.over_periods(backlog, view.grain)
    if question is None or backlog.absent is not None:
        return None
    found = kept(flow, question)
    rows = found.rows
    lines = [
        Line(
            word(f"load.{part}"),
            rows[part].to_numpy(),
            unfinished=rows["is_incomplete"].to_list(),
            hover=_hover(rows.rename({part: "value"}), word(f"load.{part}"), view, word, language),
            tone=tone,
        )
        for part, tone in (("opened", "ink"), ("ended", "accent"))
    ]
    figure = trend(theme(), days=rows["period"].to_list(), lines=lines, **_look(view, word, language))
    now = kept(flow, shares.in_days(backlog)).rows
    title = say.flow_title(now.row(0, named=True) if now.height else None, word, language)
    subtitle = word("load.by_flow", grain=word(f"filters.grain_{view.grain}"))
    questions = (shares.in_days(backlog), question)
    return Chart("load-flow", title, subtitle, figure, rows, questions, sql=(found.sql,))


def backlog_chart(backlog: Card, view: View, word: Words, language: str) -> Chart | None:
    """Return what is open at the end of each period, in parts by how long it has been open."""
    question = shares.over_periods(backlog, view.grain)
    if question is None or backlog.absent is not None:
        return None
    question = replace(question, by=(AGE,))
    rows = asked(question).rows
    days = rows["period"].unique().sort()
    colours = (theme().interval, theme().mute, theme().ink3, theme().ink2, theme().worse)
    parts = [
        _part(word(f"load.age_{place}"), _per_day(days, own), colour, view, word, language)
        for place, (age, colour) in enumerate(zip(AGES, colours, strict=True))
        for own in (rows.filter(pl.col(AGE) == age),)
        if own.height
    ]
    marks, changed = shares.changes([backlog.metric], days.to_list(), word, language)
    figure = columns(theme(), days=days.to_list(), parts=parts, marks=marks, **_look(view, word, language))
    now = asked(shares.in_days(backlog, (AGE,))).rows.to_dicts()
    subtitle = word("load.by_age", grain=word(f"filters.grain_{view.grain}"))
    title = say.backlog_title(now, word, language)
    questions = (shares.in_days(backlog), question)
    note = " ".join(filter(None, [_unfinished(rows, view, word, language), changed]))
    return Chart("load-backlog", title, subtitle, figure, rows, questions, note=note)


def _look(view: View, word: Words, language: str) -> dict[str, Any]:
    return {"unit": "count", "word": word, "language": language, "grain": view.grain}


def _per_day(days: pl.Series, own: pl.DataFrame) -> pl.DataFrame:
    """Return one row per period, 0 where there is none."""
    joined = pl.DataFrame({"period": days}).join(own, on="period", how="left").sort("period")
    return joined.with_columns(pl.col("value").fill_null(0), pl.col("is_incomplete").fill_null(value=False))


def _part(name: str, rows: pl.DataFrame, colour: str, view: View, word: Words, language: str) -> Part:  # noqa: PLR0917
    return Part(name, rows["value"].to_numpy(), colour, hover=_hover(rows, name, view, word, language))


def _hover(rows: pl.DataFrame, name: str, view: View, word: Words, language: str) -> list[str]:
    texts = []
    for row in rows.to_dicts():
        period = shares.period_text(row["period"], view.grain, language)
        n = "–" if row["value"] is None else form.count(round(row["value"]), language)
        said_of = word("load.hover_count", period=period, name=name, n=n)
        texts.append(word("load.hover_unfinished", said=said_of) if row["is_incomplete"] else said_of)
    return texts


def _unfinished(rows: pl.DataFrame, view: View, word: Words, language: str) -> str:
    """Return which periods are not over yet, for drawings that cannot show them hollow."""
    open_ones = rows.filter(pl.col("is_incomplete"))["period"].unique().sort().to_list()
    if not open_ones:
        return ""
    return word("load.unfinished", period=shares.period_text(open_ones[-1], view.grain, language))
