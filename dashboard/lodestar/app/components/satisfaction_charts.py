"""The charts of satisfaction: over periods, by any dimension, and what a change of it is made of."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from lodestar.app import format as form
from lodestar.app.charts.bars import bars
from lodestar.app.charts.dots import dots
from lodestar.app.charts.theme import theme
from lodestar.app.charts.trend import Line, trend
from lodestar.app.components import shares
from lodestar.app.components.asked import asked
from lodestar.app.components.chart import Chart
from lodestar.app.components.filters import value_name
from lodestar.app.findings import satisfaction as say
from lodestar.app.view import View
from lodestar.app.words import Words
from lodestar.metrics.card import Card
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.many import judge_among
from lodestar.metrics.parts import MIX, RATE, parts_of_change
from lodestar.metrics.rated_sql import LEVELS

Row = Mapping[str, Any]
AT_MOST = 12
BESIDE = 2
"""The bars that are no group: the mix and the total."""


def weeks_chart(csat: Card, view: View, target: float | None, word: Words, language: str) -> Chart | None:
    """Return rated satisfaction over periods with its interval and the target; a line per number of levels if apart."""
    question = shares.over_periods(csat, view.grain)
    if question is None or csat.absent is not None:
        return None
    rows = asked(question).rows
    apart = LEVELS in rows.columns
    lines: list[Line] = []
    for levels in rows[LEVELS].unique(maintain_order=True) if apart else [None]:
        own = rows.filter(pl.col(LEVELS).eq_missing(levels)) if apart else rows
        name = word("card.levels", n=str(levels)) if apart else word("satisfaction.rated")
        own = pl.DataFrame({"period": rows["period"].unique().sort()}).join(own, on="period", how="left")
        hover = [_period_hover(row, view, name if apart else "", word, language) for row in own.iter_rows(named=True)]
        own = own.with_columns(
            pl.col("is_too_few").fill_null(value=True), pl.col("is_incomplete").fill_null(value=False)
        )
        lines.append(shares.line(name, own, hover, bare=apart, tone="category" if apart else "ink", slot=len(lines)))
    figure = trend(
        theme(), days=rows["period"].unique().sort().to_list(), lines=lines, unit="share", word=word,
        language=language, grain=view.grain, target=target,
    )  # fmt: skip
    grain = word(f"filters.grain_{view.grain}")
    subtitle = word("satisfaction.weeks_sub", label=shares.label(csat, language), grain=grain)
    title = say.weeks_title(csat, target, word, language)
    return Chart("satisfaction-weeks", title, subtitle, figure, rows, (shares.in_days(csat), question))


def cut_chart(csat: Card, dimension: str, target: float | None, word: Words, language: str) -> Chart | None:
    """Return rated satisfaction by the values of a dimension, worst first, with target and the time before."""
    if csat.absent is not None or csat.now is None:
        return None
    question, earlier = shares.in_days(csat, (dimension,)), shares.before(csat, (dimension,))
    every = asked(question).rows.filter(pl.col("n") > 0)
    rows = every.sort("n", descending=True).head(AT_MOST).sort("is_too_few", "value", nulls_last=True)
    was = (
        dict(asked(earlier).rows.filter(~pl.col("is_too_few")).select(dimension, "value").iter_rows())
        if earlier
        else {}
    )
    listed = rows.to_dicts()
    names = [_name(row[dimension], word) for row in listed]
    known = sum(not row["is_too_few"] for row in listed)
    below = {"below": "worse"}
    figure = dots(
        theme(),
        names=names,
        values=rows["value"].to_list(),
        lows=rows["low"].to_list(),
        highs=rows["high"].to_list(),
        labels=[shares.figures(row, word, language) for row in listed],
        hover=[
            shares.hover(name, row, "satisfaction", word, language) for name, row in zip(names, listed, strict=True)
        ],
        before=[was.get(row[dimension]) for row in listed],
        target=target,
        target_label=word("satisfaction.target", target=form.share(target, 0, language)) if target is not None else "",
        tones=[below.get(say.place(row, target, known), "ink") for row in listed],
        few=[shares.too_few(row, word, language) for row in listed],
        keys=[row[dimension] for row in listed],
    )
    subtitle = word(
        "satisfaction.cut_sub", label=shares.label(csat, language), dimension=dimension_name(dimension, language),
        period=shares.days_text(csat, language), tick=word("satisfaction.cut_tick") if was else "",
    )  # fmt: skip
    rest = {"shown": str(len(listed)), "of": str(every.height)}
    note = word("satisfaction.cut_rest", **rest) if every.height > len(listed) else ""
    title = say.cut_title(csat.metric, listed, names, target, word=word, language=language)
    questions = (question, earlier) if earlier else (question,)
    return Chart(f"satisfaction-{dimension}", title, subtitle, figure, every, questions, drill=dimension, note=note)


def parts_chart(csat: Card, dimension: str, word: Words, language: str) -> Chart | None:
    """Return what the change of satisfaction is made of: each value's own share, and who wrote in."""
    question, earlier = shares.in_days(csat, (dimension,)), shares.before(csat, (dimension,))
    if earlier is None or csat.absent is not None:
        return None
    now, was = asked(question).rows, asked(earlier).rows
    parts = parts_of_change(now, was, dimension)
    before = {row[dimension]: row for row in was.to_dicts()}
    groups = parts.filter(pl.col("kind") == RATE)
    moved = [
        _name(row[dimension], word)
        for row in now.to_dicts()
        if judge_among(csat.metric, row, before.get(row[dimension]), groups.height) in {"better", "worse"}
    ]
    named = {_name(value, word): change for value, change in groups.select(dimension, "change").iter_rows()}
    title = say.parts_title(csat, parts, moved, named, word)
    total = float(parts["change"].sum())
    far = groups.sort(pl.col("change").abs(), descending=True).head(AT_MOST - BESIDE).sort("change")
    names = [*(_name(value, word) for value in far[dimension]), word("satisfaction.mix"), word("satisfaction.total")]
    mix = parts.filter(pl.col("kind") == MIX)["change"].to_list()
    values = [*far["change"].to_list(), *(mix or [0.0]), total]
    labels = [_signed(value) for value in values]
    one = say.explains(csat, moved, named)
    tones = [str(csat.verdict) if name == one else "mute" for name in names]
    figure = bars(
        theme(),
        names=names,
        values=np.asarray(values),
        labels=labels,
        hover=[word("satisfaction.hover_part", name=n, points=text) for n, text in zip(names, labels, strict=True)],
        unit="share",
        tones=tones,
        keys=[*far[dimension].to_list(), None, None],
        total=True,
    )
    what = {"label": shares.label(csat, language), "dimension": dimension_name(dimension, language)}
    subtitle = word("satisfaction.parts_sub", **what)
    return Chart(f"parts-{dimension}", title, subtitle, figure, parts, (question, earlier))


def dimension_name(dimension: str, language: str) -> str:
    """Return what a dimension is called."""
    return str(getattr(load_catalogue().dimensions[dimension], language))


def _name(value: object, word: Words) -> str:
    return value_name("" if value is None else str(value), word)


def _period_hover(row: Row, view: View, name: str, word: Words, language: str) -> str:
    if row["n"] is None:
        return ""
    period = shares.period_text(row["period"], view.grain, language)
    return shares.hover(" · ".join(filter(None, (period, name))), row, "satisfaction", word, language)


def _signed(change: float) -> str:
    text = form.points(change, 0)
    return text if text.startswith("−") or not text.strip("0.") else f"+{text}"
