"""What becomes of those who queue: answered, gone or still waiting, period by period."""

from dataclasses import replace
from functools import reduce

import polars as pl

from lodestar.app import format as form
from lodestar.app.charts.columns import Part, columns
from lodestar.app.charts.theme import Theme, theme
from lodestar.app.components import shares
from lodestar.app.components.asked import asked_all
from lodestar.app.components.chart import Chart
from lodestar.app.components.panel import get_card
from lodestar.app.findings import speed as say
from lodestar.app.view import View
from lodestar.app.words import Words
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.question import Question

PARTS = {"answered_rate": "answered", "abandonment_rate": "abandoned", "still_waiting_rate": "waiting"}


def queue_chart(view: View, word: Words, language: str) -> Chart | None:
    """Return the three outcomes of a queue as shares of those who entered, adding up to all, by period."""
    left = get_card("abandonment_rate", view)
    whole = shares.over_periods(left, view.grain)
    if left.absent is not None or whole is None:
        return None
    questions = {name: replace(whole, metric=name) for name in PARTS}
    rows = _together(questions)
    days, known = rows["period"].to_list(), load_catalogue()
    marks, note = shares.changes(map(known.metric, PARTS), days, word, language)
    figure = columns(
        theme(),
        days=days,
        marks=marks,
        parts=[
            Part(
                word(f"speed.{part}"), rows[part].to_numpy(), _colours(theme())[part],
                hover=_hover(rows, part, view, word, language),
            )
            for part in PARTS.values()
        ],
        unit="share", word=word, language=language, grain=view.grain, hundred=True,
        pending=rows["is_incomplete"].to_list(),
    )  # fmt: skip
    subtitle = word("speed.queue", grain=word(f"filters.grain_{view.grain}"))
    asked_for = (shares.in_days(left), *questions.values())
    title = say.queue_title(left, word, language)
    return Chart("queue", title, subtitle, figure, rows, asked_for, note=note, is_worked_out=True)


def _together(questions: dict[str, Question]) -> pl.DataFrame:
    """Return one row per period: n, each outcome's count and share (unknown where too few entered)."""
    each = []
    for part, answer in zip(PARTS.values(), asked_all([questions[name] for name in PARTS]), strict=True):
        rows = answer.rows.filter(pl.col("n") > 0)
        known = pl.when(~pl.col("is_too_few")).then(pl.col("value")).alias(part)
        each.append(rows.select("period", "n", "is_incomplete", known, pl.col("numerator").alias(f"{part}_n")))
    return reduce(lambda one, other: one.join(other.drop("n", "is_incomplete"), on="period", how="left"), each)


def _colours(colours: Theme) -> dict[str, str]:
    return {"answered": colours.mute, "abandoned": colours.worse, "waiting": colours.line2}


def _hover(rows: pl.DataFrame, part: str, view: View, word: Words, language: str) -> list[str]:
    return [
        word(
            "speed.hover_part",
            period=shares.period_text(row["period"], view.grain, language),
            name=word(f"speed.{part}"),
            share=form.share(row[f"{part}_n"] / row["n"], int(row["n"]), language),
            num=form.count(row[f"{part}_n"], language),
            n=form.count(row["n"], language),
        )
        for row in rows.to_dicts()
    ]
