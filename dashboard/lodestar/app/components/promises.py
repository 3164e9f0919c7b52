"""Promises (OLA, SLA): which team keeps them, and which run out now."""

from html import escape

import polars as pl
import streamlit as st

from lodestar.app import format as form
from lodestar.app import session
from lodestar.app.charts.dots import dots
from lodestar.app.charts.theme import theme
from lodestar.app.components import frame, shares
from lodestar.app.components.asked import asked_all
from lodestar.app.components.chart import Chart
from lodestar.app.components.overview_charts import open_chosen
from lodestar.app.components.panel import get_card
from lodestar.app.components.vocabulary import said
from lodestar.app.findings import speed as say
from lodestar.app.view import View
from lodestar.app.words import Words
from lodestar.metrics.card import current_version
from lodestar.metrics.dues import METRIC, Dues, open_dues
from lodestar.metrics.question import Condition

TEAM = "team"
AT_MOST = 10


@st.cache_data(max_entries=200, show_spinner=False)
def _dues(version: int, where: tuple[Condition, ...]) -> Dues:  # noqa: ARG001 - a new mart, new dues
    return open_dues(session.published(), where)


def promises_chart(view: View, word: Words, language: str) -> Chart | None:
    """Return the on-time rate by team with intervals, the lowest first."""
    card = get_card(METRIC, view)
    if card.absent is not None or card.now is None:
        return None
    question = shares.in_days(card, (TEAM,))
    earlier = shares.before(card, (TEAM,))
    now, *before = asked_all([question, *([earlier] if earlier else [])])
    every = now.rows.filter(pl.col("n") > 0)
    listed = every.sort("n", descending=True).head(AT_MOST).sort("is_too_few", "value").to_dicts()
    names = [said(TEAM, row[TEAM], word, language) for row in listed]
    was = {row[TEAM]: row for row in before[0].rows.to_dicts() if not row["is_too_few"]} if before else {}
    figure = dots(
        theme(),
        names=names,
        values=[row["value"] for row in listed],
        lows=[row["low"] for row in listed],
        highs=[row["high"] for row in listed],
        labels=[shares.figures(row, word, language) for row in listed],
        hover=[_hover(name, row, word, language) for name, row in zip(names, listed, strict=True)],
        before=[was[row[TEAM]]["value"] if row[TEAM] in was else None for row in listed],
        few=[_few(row, word, language) for row in listed],
        keys=[row[TEAM] for row in listed],
    )
    subtitle = word("speed.promises_by_team", period=shares.days_text(card, language))
    title = say.promises_title(card.metric, listed, word, language)
    questions = (question, earlier) if earlier else (question,)
    return Chart("speed-promises", title, subtitle, figure, every, questions, drill=TEAM)


def dues_table(view: View, word: Words, language: str) -> None:
    """Draw the promises that are overdue or run out within a day; choosing a row opens its contact."""
    if get_card(METRIC, view).absent is not None:
        return
    dues = _dues(current_version(session.published()), view.where)
    with st.container(border=True, key="panel-dues", gap="xsmall"):
        title = escape(say.dues_title(dues, word, language))
        st.html(
            f'<h2 class="ls-chart-title">{title}</h2><p class="ls-meta">{escape(word("speed.dues_note"))}</p>',
            width="stretch",
        )
        if dues.rows.is_empty():
            return
        shown = _shown(dues.rows, word, language)
        open_chosen(dues.rows, shown, "dues", language, {name: word(f"speed.{name}") for name in shown.columns})
        if dues.rows.height < dues.overdue + dues.soon:
            frame.note(word("speed.dues_shown", n=form.count(dues.rows.height, language)))


def _shown(rows: pl.DataFrame, word: Words, language: str) -> pl.DataFrame:
    mart = session.published()
    return pl.DataFrame(
        {
            "contact": rows["contact_id"],
            "left": [_left(left, word) for left in rows["left_seconds"]],
            "due": [form.moment(mart.local(at), language) for at in rows["due_at"]],
            "measure": [word(f"speed.measure_{measure}") for measure in rows["measure"]],
            "clock": [word(f"speed.clock_{clock}") for clock in rows["clock"]],
            **{
                name: [said(name, value, word, language) for value in rows[name]]
                for name in ("channel", "team", "agent", "priority")
            },
        }
    )


def _left(seconds: float, word: Words) -> str:
    time = form.seconds(abs(seconds), word)
    return time if seconds >= 0 else word("speed.overdue_by", time=time)


def _few(row: dict[str, object], word: Words, language: str) -> str | None:
    counts = {"num": form.count(row["numerator"], language), "n": form.count(row["n"], language)}  # type: ignore[arg-type]
    return word("speed.few_share", **counts) if row["is_too_few"] else None


def _hover(name: str, row: dict[str, object], word: Words, language: str) -> str:
    few = _few(row, word, language)
    if few:
        return f"{name}: {few}"
    value, low, high, n = (row[part] for part in ("value", "low", "high", "n"))
    return word(
        "speed.hover_share",
        name=name,
        share=form.share(value, n, language),  # type: ignore[arg-type]
        interval=form.bounds(low, high, n),  # type: ignore[arg-type]
        n=form.count(n, language),  # type: ignore[arg-type]
    )
