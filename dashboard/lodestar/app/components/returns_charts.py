"""The charts of customers who come back: over periods, by issue and team, how often on end, and after how long."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from lodestar.app import format as form
from lodestar.app.charts.columns import Part, columns
from lodestar.app.charts.dots import dots
from lodestar.app.charts.shapes import histogram
from lodestar.app.charts.theme import category, theme
from lodestar.app.charts.trend import is_blank, trend
from lodestar.app.components import shares
from lodestar.app.components.asked import asked
from lodestar.app.components.chart import Chart
from lodestar.app.components.kept import kept
from lodestar.app.components.vocabulary import said
from lodestar.app.findings import returns as say
from lodestar.app.view import View
from lodestar.app.words import Words
from lodestar.metrics.card import Card
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.question import Question
from lodestar.metrics.shape import lengths

Row = Mapping[str, Any]
WINDOWS = ("reopen_rate", "reopen_rate_72h", "reopen_rate_7d")
KINDS = {"new_ticket": "reopen_new_ticket_rate", "same_ticket": "reopen_same_ticket_rate"}
CHAIN = "returns_before"
AT_MOST = 8
_SHOWN = pl.when(~pl.col("is_too_few")).then(pl.col("value"))


def weeks_chart(day: Card, view: View, word: Words, language: str) -> Chart | None:
    """Return the return rates of the three windows over periods; the one of 24 h carries its interval."""
    asked_of = shares.over_periods(day, view.grain)
    if asked_of is None or day.absent is not None:
        return None
    questions = tuple(replace(asked_of, metric=metric) for metric in WINDOWS)
    answers = [asked(question).rows for question in questions]
    periods = pl.concat([rows.select("period") for rows in answers]).unique().sort("period")
    lines = []
    for metric, rows in zip(WINDOWS, answers, strict=True):
        own = periods.join(rows, on="period", how="left", maintain_order="left")
        name = word(f"returns.{metric}")
        hover = [_period_hover(row, view, name, word, language) for row in own.to_dicts()]
        look = {"tone": "ink"} if metric == WINDOWS[0] else {"tone": "mute", "bare": True}
        lines.append(shares.line(name, own, hover, **look))
    days = periods["period"].to_list()
    marks, note = shares.changes([load_catalogue().metrics[name] for name in WINDOWS], days, word, language)
    figure = None if is_blank(lines) else trend(
        theme(), days=days, lines=lines, unit="share", word=word, language=language, grain=view.grain, zero=True,
        marks=marks,
    )  # fmt: skip
    rows = pl.concat(
        [rows.select(pl.lit(metric).alias("metric"), pl.all()) for metric, rows in zip(WINDOWS, answers, strict=True)]
    )
    title = say.trend_title(day, word, language)
    return Chart("returns-weeks", title, word("returns.trend_sub"), figure, rows, questions, note=note)


def kinds_chart(day: Card, view: View, word: Words, language: str) -> Chart | None:
    """Return the 24 h return rate over periods in its two parts, which sum to it."""
    asked_of = shares.over_periods(day, view.grain)
    if asked_of is None or day.absent is not None:
        return None
    questions = tuple(replace(asked_of, metric=metric) for metric in KINDS.values())
    answers = [asked(question).rows for question in questions]
    parts = [
        Part(
            word(f"returns.{kind}"),
            shares.shown_values(rows)["value"].to_list(),
            category(theme(), slot),
            [_period_hover(row, view, word(f"returns.{kind}"), word, language) for row in rows.to_dicts()],
        )
        for slot, (kind, rows) in enumerate(zip(KINDS, answers, strict=True))
    ]
    days = answers[0]["period"].to_list()
    marks, note = shares.changes(map(load_catalogue().metric, KINDS.values()), days, word, language)
    figure = columns(
        theme(), days=days, parts=parts, unit="share", word=word, language=language, grain=view.grain,
        pending=answers[0]["is_incomplete"].to_list(), marks=marks,
    )  # fmt: skip
    whole = [_only(replace(day.question, metric=metric)) for metric in KINDS.values()]
    title = say.kinds_title(whole[0], whole[1], word, language)
    rows = pl.concat(
        [rows.select(pl.lit(kind).alias("kind"), pl.all()) for kind, rows in zip(KINDS, answers, strict=True)]
    )
    return Chart("returns-kinds", title, word("returns.kinds_sub"), figure, rows, questions, note=note)


def cut_chart(day: Card, by: str, word: Words, language: str) -> Chart | None:
    """Return the 24 h return rate by issue or team with intervals: those with most contacts, the highest first."""
    if day.absent is not None or day.now is None:
        return None
    question, earlier = shares.in_days(day, (by,)), shares.before(day, (by,))
    every = asked(question).rows.filter(pl.col("n") > 0)
    rows = every.top_k(AT_MOST, by=["n", "numerator"]).sort("is_too_few", _SHOWN, "n", descending=[False, True, True])
    was = {row[by]: row["value"] for row in asked(earlier).rows.to_dicts() if not row["is_too_few"]} if earlier else {}
    listed = rows.to_dicts()
    names = [said(by, row[by], word, language) for row in listed]
    figure = dots(
        theme(),
        names=names,
        values=rows["value"].to_list(),
        lows=rows["low"].to_list(),
        highs=rows["high"].to_list(),
        labels=[_label(row, word, language) for row in listed],
        hover=[shares.hover(name, row, "returns", word, language) for name, row in zip(names, listed, strict=True)],
        before=[was.get(row[by]) for row in listed],
        few=[_few(row, word, language) for row in listed],
        keys=[row[by] for row in listed],
    )
    kind = by.partition("_")[0]
    title = say.cut_title(day.metric, listed, by, word, language)
    subtitle = word(f"returns.{kind}_sub", days=shares.days_text(day, language))
    counts = {"shown": str(len(listed)), "all": str(every.height)}
    told = [word("returns.more", **counts)] if every.height > len(listed) else []
    note = word("returns.between_notes").join([*told, *([word("returns.tick")] if was else [])])
    questions = (question, earlier) if earlier else (question,)
    return Chart(f"returns-{kind}", title, subtitle, figure, every, questions, drill=by, note=note)


def chains_chart(week: Card, word: Words, language: str) -> Chart | None:
    """Return how many came back once, twice, three times: the 7 d rate by the returns on end that led up to it."""
    if week.absent is not None or week.now is None:
        return None
    question = shares.in_days(week, (CHAIN,))
    rows = asked(question).rows.filter(pl.col("n") > 0)
    listed = rows.to_dicts()
    names = [word(f"returns.chain_{row[CHAIN]}") for row in listed]
    figure = dots(
        theme(),
        names=names,
        values=rows["value"].to_list(),
        lows=rows["low"].to_list(),
        highs=rows["high"].to_list(),
        labels=[_label(row, word, language) for row in listed],
        hover=[shares.hover(name, row, "returns", word, language) for name, row in zip(names, listed, strict=True)],
        few=[_few(row, word, language) for row in listed],
        keys=[str(row[CHAIN]) for row in listed],
    )
    title = say.chains_title(week.metric, listed, word, language)
    subtitle = word("returns.chains_sub", days=shares.days_text(week, language))
    return Chart("returns-chains", title, subtitle, figure, rows, (question,), drill=CHAIN)


def times_chart(week: Card, word: Words, language: str) -> Chart | None:
    """Return how long those who return within 7 days take."""
    if week.absent is not None or week.now is None:
        return None
    question = replace(week.question, metric="return_seconds")
    found, now = kept(lengths, question), _only(question)
    if now is None:
        return None
    rows = found.rows
    figure = histogram(
        theme(), lows=rows["low_seconds"].to_list(), highs=rows["high_seconds"].to_list(), counts=rows["n"].to_list(),
        median=None if now["is_too_few"] else now["value"], p90=None if now["is_too_few"] else now["p90"],
        word=word, language=language,
    )  # fmt: skip
    told = {"days": shares.days_text(week, language), "n": form.count(now["n"], language)}
    title, subtitle = say.times_title(now, word), word("returns.times_sub", **told)
    return Chart("returns-times", title, subtitle, figure, rows, (question,), sql=(found.sql, question))


def basis(day: Card, word: Words, language: str) -> str:
    """Return what the answer is of, and of which days; nothing where there is nothing."""
    if day.now is None:
        return ""
    told = {"n": form.count(day.now["n"], language), "days": shares.days_text(day, language)}
    return word("returns.basis", **told)


def _only(question: Question) -> dict[str, Any] | None:
    rows = asked(question).rows
    return None if rows.is_empty() else rows.row(0, named=True)


def _label(row: Row, word: Words, language: str) -> str:
    if row["is_too_few"]:
        return ""
    return word(
        "returns.back_of",
        share=form.share(row["value"], row["n"], language),
        interval=form.bounds(row["low"], row["high"], row["n"]),
        back=form.count(row["numerator"], language),
        n=form.count(row["n"], language),
    )


def _few(row: Row, word: Words, language: str) -> str | None:
    counts = {"back": form.count(row["numerator"], language), "n": form.count(row["n"], language)}
    return word("returns.few_back", **counts) if row["is_too_few"] else None


def _period_hover(row: Row, view: View, name: str, word: Words, language: str) -> str:
    if row["n"] is None:
        return ""
    days = shares.period_text(row["period"], view.grain, language)
    return shares.hover(f"{days} · {name}", row, "returns", word, language)
