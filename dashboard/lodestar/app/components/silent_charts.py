"""The silent page's drawings: who is rated and who is not, how far contacts get, what customers do."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from lodestar.app import format as form
from lodestar.app import session
from lodestar.app.charts.bars import bars
from lodestar.app.charts.dots import dots
from lodestar.app.charts.theme import theme
from lodestar.app.charts.trend import Line, is_blank, trend
from lodestar.app.components import shares, slots
from lodestar.app.components.asked import asked
from lodestar.app.components.chart import Chart
from lodestar.app.components.kept import kept
from lodestar.app.components.silent_signals import signal_table
from lodestar.app.components.vocabulary import said
from lodestar.app.findings import silent
from lodestar.app.view import View
from lodestar.app.words import Words
from lodestar.metrics.behaviour import CHANNEL, WEEKS_BEFORE, Behaviour, behaviours, weeks_before
from lodestar.metrics.card import Card, current_version
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.explored import explored
from lodestar.metrics.funnel import rating_funnel
from lodestar.metrics.periods import last_day_of
from lodestar.metrics.question import Question

COVERAGE = "rating_coverage"
CUT = "issue_1"
MOST = 6
Row = Mapping[str, Any]


@st.cache_data(max_entries=200, show_spinner=False)
def _behaviours(version: int, view: View) -> list[Behaviour]:  # noqa: ARG001 - a new mart, new behaviours
    return behaviours(session.published(), view.where, view.days, view.compare)


def get_behaviours(view: View) -> list[Behaviour]:
    """Return every behaviour, asked once per published version and selection."""
    return _behaviours(current_version(session.published()), view)


def channels_chart(coverage: Card, word: Words, language: str) -> Chart | None:
    """Return coverage by channel against the 12 weeks before, the most rated first."""
    if coverage.absent or coverage.now is None:
        return None
    question = replace(coverage.question, by=(CHANNEL,))
    rows = asked(question).rows.filter(pl.col("n") > 0).sort("value", descending=True)
    earlier = weeks_before(session.published(), question)
    before = asked(earlier).rows if earlier else pl.DataFrame()
    listed, was = rows.to_dicts(), {row[CHANNEL]: row for row in before.to_dicts()}
    called = slots.names(CHANNEL, [row[CHANNEL] for row in listed], word, language)
    names = [called[row[CHANNEL]] for row in listed]
    tones = silent.channel_tones(coverage.metric, listed, was)
    figure = bars(
        theme(),
        names=names,
        values=[None if row["is_too_few"] else row["value"] for row in listed],
        labels=[_bar_label(row, was.get(row[CHANNEL]), word, language) for row in listed],
        hover=[
            _hover(name, row, was.get(row[CHANNEL]), word, language) for name, row in zip(names, listed, strict=True)
        ],
        before=[was[row[CHANNEL]]["value"] if row[CHANNEL] in was else None for row in listed],
        tones=tones,
        unit="share",
        keys=[row[CHANNEL] for row in listed],
    )
    title = silent.channels_title(coverage.metric, listed, was, weeks=WEEKS_BEFORE, word=word, language=language)
    tick = word("silent.channels_tick", weeks=str(WEEKS_BEFORE)) if was else ""
    subtitle = word("silent.channels_subtitle", days=_days(question, language), tick=tick)
    questions = (question, earlier) if earlier else (question,)
    return Chart("silent-channels", title, subtitle, figure, rows, questions, drill=CHANNEL)


def issues_chart(coverage: Card, word: Words, language: str) -> Chart | None:
    """Return coverage by issue with intervals: the issues with most contacts, the most rated first."""
    if coverage.absent or coverage.now is None:
        return None
    question = replace(coverage.question, by=(CUT,))
    rows = asked(question).rows.filter(pl.col("n") > 0).sort("n", descending=True)
    listed = rows.head(MOST).sort("value", descending=True).to_dicts()
    names = [said(CUT, row[CUT], word, language) for row in listed]
    labels = [
        f"{form.share(row['value'], row['n'], language)}  {form.bounds(row['low'], row['high'], row['n'])}"
        f" · {word('card.n', n=form.count(row['n'], language))}"
        for row in listed
    ]
    figure = dots(
        theme(),
        names=names,
        values=[row["value"] for row in listed],
        lows=[row["low"] for row in listed],
        highs=[row["high"] for row in listed],
        labels=labels,
        hover=[_hover(name, row, None, word, language) for name, row in zip(names, listed, strict=True)],
        few=[silent.few(row, word, language) if row["is_too_few"] else None for row in listed],
        keys=[row[CUT] for row in listed],
    )
    title = silent.groups_title(coverage.metric, listed, CUT, word, language)
    dimension = getattr(load_catalogue().dimensions[CUT], language)
    subtitle = word("silent.issues_subtitle", dimension=dimension, days=_days(question, language))
    note = word("silent.most", shown=str(MOST), of=str(rows.height)) if rows.height > MOST else ""
    return Chart("silent-issues", title, subtitle, figure, rows, (question,), drill=CUT, note=note)


def weeks_chart(coverage: Card, view: View, word: Words, language: str) -> Chart | None:
    """Return coverage over periods."""
    if coverage.absent or coverage.now is None:
        return None
    question = explored(session.published(), COVERAGE, (), where=view.where, days=view.days, grain=view.grain)
    rows = asked(question).rows
    known = rows.with_columns(
        pl.when(~pl.col("is_too_few")).then(pl.col(name)).alias(name) for name in ("value", "low", "high")
    )
    hover = [
        _hover(form.span(row["period"], last_day_of(row["period"], view.grain), language), row, None, word, language)
        for row in rows.to_dicts()
    ]
    line = Line(
        coverage.metric.words(language).label,  # type: ignore[arg-type]
        known["value"].to_list(),
        known["low"].to_list(),
        known["high"].to_list(),
        known["is_incomplete"].to_list(),
        hover,
    )
    days = rows["period"].to_list()
    marks, note = shares.changes([coverage.metric], days, word, language)
    figure = None if is_blank([line]) else trend(
        theme(), days=days, lines=[line], unit="share", word=word, language=language, grain=view.grain, zero=True,
        marks=marks,
    )  # fmt: skip
    subtitle = word("silent.weeks_subtitle", grain=word(f"filters.grain_{view.grain}"))
    title = silent.weeks_title(coverage, word, language)
    return Chart("silent-weeks", title, subtitle, figure, rows, (question,), note=note)


def funnel_chart(coverage: Card, word: Words, language: str) -> Chart | None:
    """Return how many contacts could be rated, were invited, were rated, and were satisfied."""
    if coverage.absent or coverage.now is None:
        return None
    found = kept(rating_funnel, coverage.question)
    rows = found.rows
    stages = rows.to_dicts()
    figure = bars(
        theme(),
        names=[word(f"silent.stage_{row['stage']}") for row in stages],
        values=[row["contacts"] for row in stages],
        labels=silent.funnel_figures(stages, language),
        hover=silent.funnel_labels(stages, word, language),
        tones=["mute"] * len(stages),
        unit="count",
        keys=[None] * len(stages),
    )
    title = silent.funnel_title(rows, word, language)
    subtitle = word("silent.funnel_subtitle", days=_days(coverage.question, language))
    questions = tuple(replace(coverage.question, metric=name) for name in (COVERAGE, "invite_rate", "csat"))
    note, sql = word("silent.own_funnel"), (found.sql,)
    return Chart("silent-funnel", title, subtitle, figure, rows, questions, note=note, sql=sql)


def signals_chart(view: View, word: Words, language: str) -> Chart:
    """Return the table of behaviours."""
    found = get_behaviours(view)
    listed = [(one.metric, one.now, one.before) for one in found if one.now]
    rows = [
        pl.DataFrame([{"metric": one.metric.id, CHANNEL: None, **one.now}]).select("metric", CHANNEL, *_KEPT)
        for one in found
        if one.now
    ]
    rows += [one.channels.select(pl.lit(one.metric.id).alias("metric"), CHANNEL, *_KEPT) for one in found if one.now]
    title = silent.signals_title(listed, word, language)
    return Chart(
        "silent-signals",
        title,
        word("silent.signals_subtitle"),
        None,
        pl.concat(rows, how="vertical_relaxed") if rows else pl.DataFrame(),
        tuple(question for one in found if one.now for question in (one.question, one.by_channel)),
        alt=word("silent.signals"),
        html=signal_table(found, word, language),
        is_worked_out=True,
    )


_KEPT = ("value", "low", "high", "numerator", "n", "n_effective", "pending", "is_too_few", "is_incomplete")


def _bar_label(row: Row, was: Row | None, word: Words, language: str) -> str:
    if row["is_too_few"]:
        return silent.few(row, word, language)
    if was is None or was["value"] is None:
        return form.share(row["value"], row["n"], language)
    share, then = silent.both(row, was, language)
    return f"{share}  {word('silent.was', share=then)}"


def _hover(name: str, row: Row, was: Row | None, word: Words, language: str) -> str:
    if row["value"] is None:
        return name
    text = word(
        "silent.hover",
        name=name,
        share=form.share(row["value"], row["n"], language),
        interval=form.bounds(row["low"], row["high"], row["n"]),
        rated=form.count(row["numerator"], language),
        n=form.count(row["n"], language),
    )
    if was is None:
        return text
    share = form.share(was["value"], was["n"], language)
    return f"{text}<br>{word('silent.hover_was', weeks=str(WEEKS_BEFORE), share=share)}"


def _days(question: Question, language: str) -> str:
    assert question.first_day
    assert question.last_day
    return form.span(question.first_day, question.last_day, language)


def basis(view: View, word: Words, language: str) -> str:
    """Return what the page's figures are of, and of which days."""
    if not isinstance(view.days, int):
        period = form.span(*view.days, language)
    else:
        period = word("silent.basis_week" if view.days == 1 else "silent.basis_weeks", weeks=str(view.days))
    return word("silent.basis", period=period)
