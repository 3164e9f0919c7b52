"""The charts of satisfaction: over periods, by any dimension, and what a change of it is made of."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import numpy as np
import polars as pl

from lodestar.app import format as form
from lodestar.app import session
from lodestar.app.charts.bars import bars
from lodestar.app.charts.dots import dots
from lodestar.app.charts.theme import theme
from lodestar.app.charts.trend import Line, is_blank, trend
from lodestar.app.components import shares
from lodestar.app.components.asked import asked
from lodestar.app.components.chart import Chart
from lodestar.app.components.vocabulary import said
from lodestar.app.findings import satisfaction as say
from lodestar.app.view import View
from lodestar.app.words import Words
from lodestar.metrics.card import Card
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.many import judge_among
from lodestar.metrics.parts import MIX, RATE, parts_of_change
from lodestar.metrics.question import Grain, Question
from lodestar.metrics.rated_sql import LEVELS
from lodestar.metrics.scales import are_apart, has_scales, levels_of, most_used

Row = Mapping[str, Any]
AT_MOST = 12
MOST = 0.5
BESIDE = 2
"""The bars that are no group: the mix and the total."""


def weeks_chart(
    scales: Sequence[Card],
    view: View,
    target: float | None,
    word: Words,
    language: str,
    *,
    everybody: Question | None = None,
) -> Chart | None:
    """Return rated satisfaction over periods with its interval and the target; a line per scale where they are apart.

    By month where most weeks hold too few ratings for a share. `everybody` asks for the estimate of all: its newest
    interval stands beside the weeks.
    """
    grain, asks = view.grain, [shares.over_periods(card, view.grain) for card in scales]
    if scales[0].absent is not None or None in asks:
        return None
    if grain == "week" and _are_few([asked(question).rows for question in asks if question]):
        grain, asks = "month", [shares.over_periods(card, "month") for card in scales]
    found = [asked(question).rows for question in asks if question]
    days = pl.concat(rows.select("period") for rows in found)["period"].unique().sort()
    lines: list[Line] = []
    for card, rows in zip(scales, found, strict=True):
        name = _scale_name(card, word) if len(scales) > 1 else word("satisfaction.rated")
        tone = "ink" if len(scales) == 1 else "category"
        hover = [
            shares.hover(_period_name(row, grain, name, language), row, "satisfaction", word, language)
            for row in rows.to_dicts()
        ]
        at = dict(zip(rows["period"], hover, strict=True))
        own = days.to_frame().join(rows, on="period", how="left").sort("period")
        texts = [at.get(day, "") for day in days]
        lines.append(shares.line(name, own, texts, bare=len(scales) > 1, tone=tone, slot=len(lines)))
    estimates = asked(everybody).rows.filter(~pl.col("is_too_few")).tail(1) if everybody and grain == "week" else None
    if estimates is not None and estimates.height:
        lines.append(_of_everybody(estimates, days, word, language))
    marks, changed = shares.changes([scales[0].metric], days.to_list(), word, language)
    figure = None if is_blank(lines) else trend(
        theme(), days=days.to_list(), lines=lines, unit="share", word=word, language=language, grain=grain,
        target=target, marks=marks,
    )  # fmt: skip
    subtitle = word(
        "satisfaction.weeks_sub",
        label=shares.label(scales[0], language),
        grain=word(f"filters.grain_{grain}"),
        band="" if len(scales) > 1 else word("satisfaction.weeks_band"),
    )
    every = pl.concat(
        rows.insert_column(0, pl.lit(_scale_name(card, word)).alias("scale"))
        for card, rows in zip(scales, (rows.clone() for rows in found), strict=True)
    )
    if estimates is not None and estimates.height:
        as_scale = estimates.insert_column(0, pl.lit(word("estimate.line_all")).alias("scale"))
        every = pl.concat([every, as_scale.select(set(every.columns) & set(as_scale.columns))], how="diagonal_relaxed")
    note = " ".join([*([word("satisfaction.weeks_month")] if grain != view.grain else []), changed]).strip()
    questions = (shares.in_days(scales[0]), *(question for question in (*asks, everybody) if question))
    title = say.weeks_title(scales, target, word, language)
    return Chart("satisfaction-weeks", title, subtitle, figure, every, questions, note=note)


def _of_everybody(newest: pl.DataFrame, days: pl.Series, word: Words, language: str) -> Line:
    """Return the newest estimate of everybody as one interval among the weeks."""
    row, name = newest.row(0, named=True), word("estimate.line_all")
    n = int(row["n"])
    text = f"{name}: {form.share(row['value'], n, language)} ({form.bounds(row['low'], row['high'], n)})"
    own = days.to_frame().join(newest, on="period", how="left").sort("period")
    texts = [text if day == row["period"] else "" for day in days]
    return shares.line(name, own, texts, tone="accent")


def cut_chart(csat: Card, dimension: str, target: float | None, word: Words, language: str) -> Chart | None:
    """Return rated satisfaction by the values of a dimension, worst first, with target and the time before.

    Scales are apart where the values differ in their mix of them: else a stricter scale would read as worse service.
    """
    if csat.absent is not None or csat.now is None:
        return None
    is_apart = has_scales(session.published(), csat.metric) and are_apart(
        asked(shares.in_days(csat, (dimension, LEVELS))).rows, dimension
    )
    by = (dimension, LEVELS) if is_apart else (dimension,)
    question, earlier = shares.in_days(csat, by), shares.before(csat, by)
    every = asked(question).rows.filter(pl.col("n") > 0)
    rows = every.sort("n", descending=True).head(AT_MOST).sort("is_too_few", "value", nulls_last=True)
    was = asked(earlier).rows.filter(~pl.col("is_too_few")) if earlier else every.clear()
    then = {tuple(row[name] for name in by): row["value"] for row in was.to_dicts()}
    listed = rows.to_dicts()
    names = [_cut_name(row, by, word, language) for row in listed]
    known = sum(not row["is_too_few"] for row in listed)
    figure = dots(
        theme(),
        names=names,
        values=rows["value"].to_list(),
        lows=rows["low"].to_list(),
        highs=rows["high"].to_list(),
        labels=[shares.figures(row, word, language) for row in listed],
        hover=[shares.hover(n, row, "satisfaction", word, language) for n, row in zip(names, listed, strict=True)],
        before=[then.get(tuple(row[name] for name in by)) for row in listed],
        target=target,
        target_label=word("satisfaction.target", target=form.share(target, 0, language)) if target is not None else "",
        tones=["worse" if say.place(row, target, known) == "below" else "ink" for row in listed],
        few=[shares.too_few(row, word, language) for row in listed],
        keys=[row[dimension] for row in listed],
    )
    what = {"label": shares.label(csat, language), "dimension": in_a_sentence(dimension, language)}
    tick = word("satisfaction.cut_tick") if then else ""
    subtitle = word("satisfaction.cut_sub", period=shares.days_text(csat, language), tick=tick, **what)
    rest = {"shown": str(len(listed)), "of": str(every.height)}
    notes = [
        *([word("satisfaction.cut_rest", **rest)] if every.height > len(listed) else []),
        *([word("satisfaction.cut_apart")] if is_apart else []),
    ]
    alike = [at for at, row in enumerate(listed) if row.get(LEVELS) == (most_used(every) if is_apart else None)]
    compared = ([listed[at] for at in alike], [names[at] for at in alike])
    title = say.cut_title(csat.metric, *compared, target, by=what["dimension"], word=word, language=language)
    questions = (question, earlier) if earlier else (question,)
    key = f"satisfaction-{dimension}"
    return Chart(key, title, subtitle, figure, every, questions, drill=dimension, note=" ".join(notes))


def parts_chart(scales: Sequence[Card], dimension: str, word: Words, language: str) -> Chart | None:
    """Return what the change of satisfaction is made of: each value's own share, and who wrote in.

    Where scales are apart, on the one most used.
    """
    csat = max(scales, key=lambda card: (card.now or {}).get("n") or 0)
    question, earlier = shares.in_days(csat, (dimension,)), shares.before(csat, (dimension,))
    if csat.absent is not None:
        return None
    what = {"label": shares.label(csat, language), "dimension": in_a_sentence(dimension, language)}
    subtitle = word("satisfaction.parts_sub", **what)
    if earlier is None:
        todo = f'<p class="ls-few">{escape(word("satisfaction.parts_todo"))}</p>'
        return Chart("parts", word("satisfaction.parts_none"), subtitle, None, pl.DataFrame(), (question,), html=todo)
    now, was = asked(question).rows, asked(earlier).rows
    parts = parts_of_change(now, was, dimension)
    before = {row[dimension]: row for row in was.to_dicts()}
    groups = parts.filter(pl.col("kind") == RATE)
    moved = [
        said(dimension, row[dimension], word, language)
        for row in now.to_dicts()
        if judge_among(csat.metric, row, before.get(row[dimension]), groups.height) in {"better", "worse"}
    ]
    listed = groups.select(dimension, "change").iter_rows()
    named = {said(dimension, value, word, language): change for value, change in listed}
    far = groups.sort(pl.col("change").abs(), descending=True).head(AT_MOST - BESIDE).sort("change")
    names = [said(dimension, value, word, language) for value in far[dimension]]
    names += [word("satisfaction.mix"), word("satisfaction.total")]
    mix = parts.filter(pl.col("kind") == MIX)["change"].to_list() or [0.0]
    values = [*far["change"].to_list(), *mix, float(parts["change"].sum())]
    labels = [_signed(value) for value in values]
    one = say.explains(csat, moved, named)
    figure = bars(
        theme(),
        names=names,
        values=np.asarray(values),
        labels=labels,
        hover=[word("satisfaction.hover_part", name=n, points=text) for n, text in zip(names, labels, strict=True)],
        unit="share",
        tones=[str(csat.verdict) if name == one else "mute" for name in names],
        keys=[*far[dimension].to_list(), None, None],
        total=True,
    )
    levels = levels_of(csat.question)
    note = word("satisfaction.parts_scale", n=levels) if len(scales) > 1 and levels else ""
    title, questions = say.parts_title(csat, parts, moved, named, word), (question, earlier)
    return Chart("parts", title, subtitle, figure, parts, questions, note=note, is_worked_out=True)


def dimension_name(dimension: str, language: str) -> str:
    """Return what a dimension is called."""
    return str(getattr(load_catalogue().dimensions[dimension], language))


def in_a_sentence(dimension: str, language: str) -> str:
    """Return a dimension's name as it stands inside a sentence."""
    name = dimension_name(dimension, language)
    return name[:1].lower() + name[1:] if language == "en" else name


def _are_few(found: list[pl.DataFrame]) -> bool:
    """Say whether too few stand behind most shares of whole periods."""
    few = pl.concat(rows.filter(~pl.col("is_incomplete"))["is_too_few"] for rows in found)
    return int(few.sum()) >= MOST * len(few)


def _scale_name(card: Card, word: Words) -> str:
    levels = levels_of(card.question)
    return word("card.levels", n=levels) if levels else ""


def _period_name(row: Row, grain: Grain, name: str, language: str) -> str:
    return f"{shares.period_text(row['period'], grain, language)} · {name}"


def _cut_name(row: Row, by: tuple[str, ...], word: Words, language: str) -> str:
    name = said(by[0], row[by[0]], word, language)
    return word("satisfaction.on_levels", name=name, n=str(row[LEVELS])) if LEVELS in by else name


def _signed(change: float) -> str:
    text = form.points(change, 0)
    return text if text.startswith("−") or not text.strip("0.") else f"+{text}"
