"""The speed page's drawings of one time: by channel, how many were done by when, how it is spread, every stage."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from lodestar.app import format as form
from lodestar.app.charts.shapes import Curve, curves, histogram
from lodestar.app.charts.spans import dumbbells
from lodestar.app.charts.theme import theme
from lodestar.app.components import shares
from lodestar.app.components.asked import asked, asked_all
from lodestar.app.components.chart import Chart
from lodestar.app.components.kept import kept
from lodestar.app.components.slots import names, slots
from lodestar.app.findings import speed as say
from lodestar.app.words import Words
from lodestar.metrics.answer import Answer
from lodestar.metrics.apart import at_p90
from lodestar.metrics.card import Card
from lodestar.metrics.curve import End, incidence
from lodestar.metrics.found import Found
from lodestar.metrics.many import judge_among
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question
from lodestar.metrics.shape import lengths

Row = Mapping[str, Any]
CHANNEL = "channel"
AT_MOST = 6
PARTS = ("value", "p90", "n")
A_WEEK = 604_800
GRID = tuple(float(t) for t in np.unique(np.round(np.geomspace(5, A_WEEK, 120))))
"""The times, in seconds, at which curves are drawn: the same for all, up to seven days."""


def reached(mart: Mart, question: Question, end: End = "event") -> Found:
    """Return which share had come to that end within each time of the grid."""
    return incidence(mart, question, GRID, end)


def by_channel(card: Card) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return a time by channel, now and in the period compared with, nothing where it cannot be known."""
    if card.absent is not None or card.question.first_day is None:
        return [], []
    earlier = shares.before(card, (CHANNEL,))
    now, *before = asked_all([shares.in_days(card, (CHANNEL,)), *([earlier] if earlier else [])])
    return now.rows.to_dicts(), before[0].rows.to_dicts() if before else []


def channels_chart(card: Card, word: Words, language: str) -> Chart | None:
    """Return median and p90 by channel, the fastest first, the p90 of the period compared with as a tick."""
    rows, before = by_channel(card)
    if not rows:
        return None
    shown = sorted((row for row in rows if _is_drawn(row)), key=lambda row: float(row["p90"]))
    was = {_group(card, row): at_p90(row) for row in before if not row["is_too_few"]}
    called = [_name(card, row, rows, word, language) for row in shown]
    verdicts = [judge_among(card.metric, at_p90(row), was.get(_group(card, row)), len(rows)) for row in shown]
    figure = dumbbells(
        theme(),
        names=called,
        half=[row["value"] for row in shown],
        most=[None if row.get("p90_is_beyond") else row["p90"] for row in shown],
        labels_half=[form.seconds(row["value"], word) for row in shown],
        labels_most=[form.seconds(row["p90"], word) for row in shown],
        hover=[_hover(name, row, word, language) for name, row in zip(called, shown, strict=True)],
        before=[_earlier(was.get(_group(card, row))) for row in shown],
        tones=[verdict if verdict in {"better", "worse"} else "ink" for verdict in verdicts],
        keys=[row[CHANNEL] for row in shown],
        word=word,
    )
    said_of = {"metric": shares.label(card, language), "period": shares.days_text(card, language)}
    subtitle = word("speed.by_channel", **said_of)
    if card.compared and was:
        subtitle += word("speed.tick", before=form.short_span(*card.compared, language))
    questions = [shares.in_days(card, (CHANNEL,)), *([q] if (q := shares.before(card, (CHANNEL,))) else [])]
    title, note = say.channels_title(rows, word, language), _left_out(card, rows, word, language)
    data = asked(questions[0]).rows
    return Chart("speed-channels", title, subtitle, figure, data, tuple(questions), drill=CHANNEL, note=note)


def curve_chart(card: Card, word: Words, language: str) -> Chart | None:
    """Return the share of each channel that was done within each time up to a week; who left is never done."""
    if card.absent is not None or card.now is None:
        return None
    question = shares.in_days(card, (CHANNEL,))
    found = kept(reached, question, end="event")
    rows = found.rows
    biggest = rows.filter(~pl.col("is_too_few")).group_by(CHANNEL, maintain_order=True).agg(pl.col("n").max())
    places, called = slots(CHANNEL), names(CHANNEL, biggest[CHANNEL].to_list(), word, language)
    lines = []
    for channel in biggest.sort("n", descending=True)[CHANNEL].to_list()[:AT_MOST]:
        own = rows.filter(pl.col(CHANNEL).eq_missing(pl.lit(channel)) & ~pl.col("is_too_few"))
        own = own.filter(pl.col("n") == own["n"].max())
        name = called[channel]
        end = own.drop_nulls("share").tail(1)
        last = form.share(end["share"][0], int(end["n"][0]), language) if end.height else ""
        lines.append(
            Curve(
                name, own["seconds"].to_numpy(), own["share"].to_numpy(), places.get(channel, len(places)),
                hover=[_at(name, row, word, language) for row in own.to_dicts()],
                last=last,
            )
        )  # fmt: skip
    figure = curves(theme(), lines=lines, word=word, language=language)
    n = form.count(card.now["n"], language)
    subtitle = word("speed.curve", metric=shares.label(card, language), n=n)
    lost, all_lost = _lost(card)
    title = say.curve_title(card.metric, card.now, lost, all_lost, word=word, language=language)
    return Chart("speed-curve", title, subtitle, figure, rows, (question,), sql=(found.sql,))


def histogram_chart(card: Card, word: Words, language: str) -> Chart | None:
    """Return how many took how long, with the median and p90 that count those who wait too."""
    if card.absent is not None or card.now is None:
        return None
    question, now = shares.in_days(card), card.now
    found, label = kept(lengths, question), shares.label(card, language)
    rows = found.rows
    apart = card.metric.apart
    if apart in rows.columns:  # never mixed: the card's figures are those of one, and so are the bars
        rows = rows.filter(pl.col(apart or "").eq_missing(pl.lit(now[apart])))
        label = f"{label} · {word(f'speed.basis_{now[apart]}')}"
    hover = [
        word(
            "speed.hover_bucket", low=form.seconds(low, word), high=form.seconds(high, word), n=form.count(n, language)
        )
        for low, high, n in rows.select("low_seconds", "high_seconds", "n").iter_rows()
    ]
    figure = histogram(
        theme(),
        lows=rows["low_seconds"].to_numpy(),
        highs=rows["high_seconds"].to_numpy(),
        counts=rows["n"].to_numpy(),
        median=None if now["is_too_few"] or now.get("value_is_beyond") else now["value"],
        p90=None if now["is_too_few"] or now.get("p90_is_beyond") else now["p90"],
        hover=hover,
        word=word,
        language=language,
    )
    said_of = {"metric": label, "n": form.count(int(rows["n"].sum() or 0), language)}
    subtitle = word("speed.histogram", period=shares.days_text(card, language), **said_of)
    title = say.shape_title(now, word)
    return Chart("speed-histogram", title, subtitle, figure, rows, (question,), sql=(found.sql, question))


def stages_chart(answers: Sequence[Answer], word: Words, language: str) -> Chart | None:
    """Return median and p90 of every time we know, each in its own period, the shortest first."""
    found = [(one, row) for one in answers for row in one.rows.to_dicts() if _is_drawn(row)]
    if not found:
        return None
    found.sort(key=lambda pair: float(pair[1]["value"]))
    rows = [row for _, row in found]
    called = [_stage(one, row, word, language) for one, row in found]
    figure = dumbbells(
        theme(),
        names=called,
        half=[row["value"] for row in rows],
        most=[None if row.get("p90_is_beyond") else row["p90"] for row in rows],
        labels_half=[form.seconds(row["value"], word) for row in rows],
        labels_most=[form.seconds(row["p90"], word) for row in rows],
        hover=[_hover(name, row, word, language) for name, row in zip(called, rows, strict=True)],
        word=word,
    )
    data = pl.DataFrame(
        [{"metric": name, **{part: row[part] for part in PARTS}} for name, row in zip(called, rows, strict=True)]
    )
    questions = tuple(dict.fromkeys(one.question for one, _ in found))
    return Chart(
        "speed-stages",
        say.stages_title({one.metric.id: row for one, row in found}, word),
        word("speed.stage_times"),
        figure,
        data,
        questions,
        is_worked_out=True,
    )


def _stage(one: Answer, row: Row, word: Words, language: str) -> str:
    label: str = one.metric.words(language).label  # type: ignore[arg-type]
    basis = row.get(one.metric.apart or "")
    return label if basis is None else f"{label} · {word(f'speed.basis_{basis}')}"


def _lost(card: Card) -> tuple[list[dict[str, Any]], Row | None]:
    """Return, per channel and for all, the share that left without what it waited for, a week after the start."""
    if not card.metric.competing:
        return [], None
    last = [
        kept(reached, shares.in_days(card, by), end="competing").rows.filter(pl.col("seconds") == A_WEEK).to_dicts()
        for by in ((CHANNEL,), ())
    ]
    return last[0], last[1][0] if last[1] else None


def _is_drawn(row: Row) -> bool:
    return not row["is_too_few"] and not row.get("value_is_beyond")


def _earlier(row: Row | None) -> float | None:
    return None if row is None or row["value_is_beyond"] else row["value"]


def _group(card: Card, row: Row) -> tuple[Any, Any]:
    """Return a row's channel, and what else its figures are never mixed with."""
    return row[CHANNEL], row.get(card.metric.apart or "")


def _name(card: Card, row: Row, rows: Sequence[Row], word: Words, language: str) -> str:
    channel, basis = _group(card, row)
    name = names(CHANNEL, {one[CHANNEL] for one in rows}, word, language)[channel]
    return name if basis is None else f"{name} · {word(f'speed.basis_{basis}')}"


def _hover(name: str, row: Row, word: Words, language: str) -> str:
    times = {"half": form.seconds(row["value"], word), "n": form.count(row["n"], language)}
    if row.get("p90_is_beyond"):
        return word("speed.hover_never", name=name, **times)
    return word("speed.hover_times", name=name, most=form.seconds(row["p90"], word), **times)


def _at(name: str, row: Row, word: Words, language: str) -> str:
    if row["share"] is None:
        return ""
    share = form.share(row["share"], int(row["n"]), language)
    return word("speed.hover_curve", name=name, share=share, time=form.seconds(row["seconds"], word))


def _left_out(card: Card, rows: Sequence[Row], word: Words, language: str) -> str:
    """Return which channels have no or only half a place in the drawing, and why."""
    notes = []
    for row in rows:
        name = _name(card, row, rows, word, language)
        if not _is_drawn(row):
            key = "few" if row["is_too_few"] else "no_half"
            notes.append(word(f"speed.note_{key}", name=name, n=form.count(row["n"], language)))
        elif row.get("p90_is_beyond"):
            notes.append(word("speed.note_never", name=name))
    return word("speed.between_notes").join(notes)
