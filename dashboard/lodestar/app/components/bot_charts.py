"""The charts of the bot: what became of its contacts, what it contained, and the way from it to a human."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from lodestar.app import format as form
from lodestar.app.charts.areas import areas
from lodestar.app.charts.bars import bars
from lodestar.app.charts.columns import Part, columns
from lodestar.app.charts.shapes import Curve, curves
from lodestar.app.charts.theme import theme
from lodestar.app.components import shares
from lodestar.app.components.asked import asked
from lodestar.app.components.chart import Chart
from lodestar.app.components.kept import kept
from lodestar.app.findings import bot as say
from lodestar.app.view import View
from lodestar.app.words import Words
from lodestar.metrics.card import Card
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.containment import containment
from lodestar.metrics.curve import incidence
from lodestar.metrics.found import Found
from lodestar.metrics.handoff import handoff_stages
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question
from lodestar.metrics.vendors import vendor_numbers

Row = Mapping[str, Any]
OUTCOME, CAUSE = "bot_outcome", "bot_handoff_cause"
FROM_THE_FOOT = ("handed", "failed", "returned", "denied", "silent", "confirmed")
_PARTS = ("confirmed", "silent")
HEIGHT = 300
WITHIN = tuple(float(seconds) for seconds in np.geomspace(10, 7 * 86_400, 48).round())


def outcomes_chart(rate: Card, view: View, word: Words, language: str) -> Chart | None:
    """Return the shares of the outcomes over periods; periods that have not matured are left open."""
    question = shares.over_periods(rate, view.grain)
    if question is None or rate.absent is not None:
        return None
    question = replace(question, metric=OUTCOME)
    rows = asked(question).rows
    periods = rows.group_by("period", maintain_order=True).agg(
        pl.col("is_incomplete").first(), few=pl.col("is_too_few").all()
    )
    parts = []
    for part in FROM_THE_FOOT:
        own = periods.join(rows.filter(pl.col("part") == part), on="period", how="left", maintain_order="left")
        name = word(f"bot.{part}")
        hover = [_period_hover(row, view, name, word, language) for row in own.to_dicts()]
        values = own.select(pl.when(~pl.col("few")).then(pl.col("value")))["value"].to_list()
        parts.append(Part(name, values, theme().outcomes[part], hover))
    days, outcome = periods["period"].to_list(), load_catalogue().metric(OUTCOME)
    marks, note = shares.changes([outcome], days, word, language)
    figure = columns(
        theme(), days=days, parts=parts, unit="share", word=word, language=language, grain=view.grain, hundred=True,
        pending=periods["is_incomplete"].to_list(), marks=marks, height=HEIGHT,
    )  # fmt: skip
    before = shares.before(rate)
    was = asked(replace(before, metric=OUTCOME)).rows.to_dicts() if before else []
    title = say.outcomes_title(outcome, get_outcomes(rate), was, word, language)
    return Chart("bot-outcomes", title, word("bot.outcomes_sub"), figure, rows, (question,), note=note)


def get_outcomes(rate: Card) -> list[dict[str, Any]]:
    """Return the share of every outcome in the card's days."""
    return asked(replace(rate.question, metric=OUTCOME)).rows.to_dicts() if rate.absent is None else []


def containment_chart(contained: Card, view: View, word: Words, language: str) -> Chart | None:
    """Return containment over periods in its two parts, with the vendors' figure for the same days beside."""
    question = shares.over_periods(contained, view.grain)
    if question is None or contained.absent is not None:
        return None
    found = kept(containment, question)
    rows = found.rows
    known = rows.with_columns(pl.when(~pl.col("is_incomplete")).then(pl.col(*_PARTS, "value")).name.keep())
    last = known.drop_nulls("value").tail(1).to_dicts()
    vendors = kept(_as_vendors, replace(question, grain=None, last_day=contained.question.last_day))
    others = vendors.rows["value"].to_list()
    hover = [_contained_hover(row, view, word, language) for row in rows.to_dicts()]
    parts = [
        Part(
            word(f"bot.contained_{part}"),
            known[part].to_list(),
            theme().outcomes[part],
            hover,
            _last(last, part, language),
        )
        for part in _PARTS
    ]
    days = rows["period"].to_list()
    marks, changed = shares.changes([contained.metric], days, word, language)
    figure = areas(
        theme(), days=days, parts=parts, total=word("bot.contained"), word=word, language=language,
        grain=view.grain, total_last=_last(last, "value", language), height=HEIGHT, marks=marks,
        dotted=(others[0], word("bot.vendors", share=form.share(others[0], 0, language))) if others else None,
    )  # fmt: skip
    title = say.contained_title(kept(containment, contained.question).rows.to_dicts(), word, language)
    note = " ".join(filter(None, [word("bot.vendors_note") if others else "", changed]))
    sql = (found.sql, vendors.sql)
    return Chart("bot-contained", title, word("bot.contained_sub"), figure, rows, (question,), note=note, sql=sql)


def causes_chart(rate: Card, word: Words, language: str) -> Chart | None:
    """Return why contacts left the bot for a human, the commonest cause first."""
    if rate.absent is not None or rate.now is None:
        return None
    question = replace(rate.question, metric=CAUSE)
    rows = asked(question).rows.sort("value", descending=True, nulls_last=True)
    listed = rows.to_dicts()
    n = listed[0]["n"] if listed else 0
    title = say.causes_title(listed, word, language)
    first = say.leading(listed)
    figure = bars(
        theme(),
        names=[word(f"bot.{row['part']}") for row in listed],
        values=rows["value"].to_list(),
        labels=[
            word(
                "bot.cause_label", share=form.share(row["value"], n, language), n=form.count(row["numerator"], language)
            )
            for row in listed
        ],
        hover=[_cause_hover(row, word, language) for row in listed],
        tones=["ink" if row is first else "mute" for row in listed],
        unit="share",
        keys=rows["part"].to_list(),
    )
    subtitle = word("bot.causes_sub", n=form.count(n, language), days=shares.days_text(rate, language))
    return Chart("bot-causes", title, subtitle, figure if n else None, rows, (question,))


def flow_chart(success: Card, word: Words, language: str) -> Chart | None:
    """Return how many bot contacts asked for a human, and how many of them got one."""
    if success.absent is not None:
        return None
    found = kept(handoff_stages, success.question)
    rows = found.rows
    stages = rows.to_dicts()
    names = [word(f"bot.stage_{row['stage']}") for row in stages]
    counts = [form.count(row["contacts"], language) for row in stages]
    figure = bars(
        theme(),
        names=names,
        values=rows["contacts"].to_list(),
        labels=[_stage_label(row, stages, word, language) for row in stages],
        hover=[
            word("bot.stage_hover", name=name, n=count, all=counts[0])
            for name, count in zip(names, counts, strict=True)
        ],
        tones=["mute"] * len(stages),
        unit="count",
        keys=[None] * len(stages),
    )
    subtitle = word("bot.flow_sub", days=shares.days_text(success, language))
    questions = (replace(success.question, metric="handoff_request_rate"), success.question)
    title = say.flow_title(success, word, language)
    note, sql = word("bot.stage_note"), (found.sql,)
    return Chart("bot-flow", title, subtitle, figure, rows, questions, note=note, sql=sql)


def wait_chart(wait: Card, word: Words, language: str) -> Chart | None:
    """Return how many of those handed over had heard from a human within each time."""
    if wait.absent is not None or wait.now is None:
        return None
    found = kept(_answered, wait.question)
    rows = found.rows.drop_nulls("share")
    shown = rows.filter(~pl.col("is_too_few"))
    hover = [
        word(
            "bot.wait_hover",
            time=form.seconds(row["seconds"], word),
            share=form.share(row["share"], row["n"], language),
            interval=f" ({form.bounds(row['low'], row['high'], row['n'])})",
        )
        for row in shown.to_dicts()
    ]
    line = Curve(word("bot.wait_line"), shown["seconds"].to_list(), shown["share"].to_list(), 0, hover)
    figure = curves(theme(), lines=[line], word=word, language=language) if shown.height else None
    told = {"days": shares.days_text(wait, language), "n": form.count(wait.now["n"], language)}
    subtitle = word("bot.wait_sub", **told)
    title = say.wait_title(wait, word)
    return Chart("bot-wait", title, subtitle, figure, rows, (wait.question,), sql=(found.sql,))


def basis(rate: Card, word: Words, language: str) -> str:
    """Return how many bot contacts the answer is of, and of which days; nothing where there is nothing."""
    now = rate.now
    if now is None:
        return ""
    pending = word("bot.basis_pending", n=form.count(now["pending"], language)) if now["pending"] else ""
    told = {"n": form.count(now["n"], language), "days": shares.days_text(rate, language)}
    return word("bot.basis", pending=pending, **told)


def _period_hover(row: Row, view: View, name: str, word: Words, language: str) -> str:
    days = shares.period_text(row["period"], view.grain, language)
    return shares.hover(f"{days} · {name}", row, "returns", word, language)


def _as_vendors(mart: Mart, question: Question) -> Found:
    """Return what the vendors' rule gives, no row where it cannot be had or too few stand behind it."""
    numbers = [one for one in vendor_numbers(mart, question) if one.value is not None and not one.is_too_few]
    rows = pl.DataFrame({"value": [one.value for one in numbers][:1]}, schema={"value": pl.Float64})
    return Found(rows, "".join(one.sql for one in numbers[:1]))


def _answered(mart: Mart, question: Question) -> Found:
    return incidence(mart, question, WITHIN)


def _last(rows: list[dict[str, Any]], part: str, language: str) -> str:
    """Return a part of the last period known, nothing where there is none."""
    return form.share(rows[-1][part], rows[-1]["n"], language) if rows else ""


def _contained_hover(row: Row, view: View, word: Words, language: str) -> str:
    if row["value"] is None:
        return ""
    pending = word("satisfaction.hover_pending", n=form.count(row["pending"], language)) if row["pending"] else ""
    told = {part: form.share(row[part], row["n"], language) for part in ("value", *_PARTS)}
    days = shares.period_text(row["period"], view.grain, language)
    return word("bot.contained_hover", days=days, n=form.count(row["n"], language), pending=pending, **told)


def _cause_hover(row: Row, word: Words, language: str) -> str:
    counts = {"num": form.count(row["numerator"], language), "n": form.count(row["n"], language)}
    interval = "" if row["is_too_few"] else f" ({form.bounds(row['low'], row['high'], row['n'])})"
    share = form.share(row["value"], row["n"], language)
    return word("bot.cause_hover", name=word(f"bot.{row['part']}"), share=share, interval=interval, **counts)


def _stage_label(row: Row, stages: list[dict[str, Any]], word: Words, language: str) -> str:
    n = form.count(row["contacts"], language)
    if row["of_before"] is None:
        return word("bot.stage_label", n=n)
    before = stages[stages.index(dict(row)) - 1]["contacts"]
    return word("bot.stage_label_of", n=n, share=form.share(row["of_before"], before, language))
