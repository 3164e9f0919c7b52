"""The load page's hours of the week, and its teams and its agents' lengths of service side by side."""

from dataclasses import dataclass, replace
from html import escape
from typing import Any

import polars as pl
import streamlit as st

from lodestar.app import format as form
from lodestar.app import session
from lodestar.app.charts.heat import heat
from lodestar.app.charts.theme import theme
from lodestar.app.components import shares
from lodestar.app.components.asked import asked
from lodestar.app.components.chart import Chart
from lodestar.app.components.grid import Head, grid
from lodestar.app.components.grid import style as grid_style
from lodestar.app.components.panel import get_card
from lodestar.app.components.vocabulary import said
from lodestar.app.findings import load as say
from lodestar.app.findings.speed import begins
from lodestar.app.view import View
from lodestar.app.words import Words
from lodestar.metrics.card import Card

TEAM, SERVICE = "team", "service_length"
BANDS = ("under_3_months", "3_to_12_months", "1_to_3_years", "over_3_years")
OF_TEAMS = ("volume", "backlog", "aht_mean", "staffed_hours", "occupancy")
"""No share of those who queued: who left was never any team's, so that each team would look perfect."""
HOURS, WEEKDAYS = range(24), range(1, 8)
Found = dict[str, dict[str | None, dict[str, Any]]]
Names = dict[str | None, str]


@dataclass(frozen=True)
class Panel:
    """One table: its key on the page, the heading of its first column, its title and what it says below."""

    key: str
    head: str
    title: str
    subtitle: str


def hours_chart(volume: Card, word: Words, language: str) -> Chart | None:
    """Return contacts by weekday and hour of the report zone."""
    if volume.absent is not None or volume.now is None:
        return None
    question = shares.in_days(volume, ("weekday", "hour"))
    rows = asked(question).rows
    known = {(row["weekday"], row["hour"]): row["value"] or 0 for row in rows.to_dicts()}
    amounts = [[known.get((weekday, hour), 0) for hour in HOURS] for weekday in WEEKDAYS]
    hover = [
        [
            word(
                "load.hover_hour",
                weekday=word(f"load.weekday_{weekday}"),
                hour=f"{hour:02d}",
                n=form.count(known.get((weekday, hour), 0), language),
            )
            for hour in HOURS
        ]
        for weekday in WEEKDAYS
    ]
    figure = heat(
        theme(),
        rows=[word(f"load.weekday_{weekday}") for weekday in WEEKDAYS],
        columns=[f"{hour:02d}" for hour in HOURS],
        values=amounts,
        hover=hover,
        language=language,
    )
    subtitle = word("load.by_hour", zone=str(session.published().zone), period=shares.days_text(volume, language))
    return Chart("load-hours", say.hours_title(rows.to_dicts(), word), subtitle, figure, rows, (question,))


def teams_table(view: View, word: Words, language: str) -> None:
    """Draw every team with what it had to do and with how much, each figure in its own period."""
    found = _found(view, TEAM)
    volume = found.get("volume", {})
    if not volume:
        return
    teams = sorted({team for rows in found.values() for team in rows}, key=lambda team: _order(volume, team))
    names = {team: said(TEAM, team, word, language) if team else word("load.no_team") for team in teams}
    title = say.teams_title(list(volume.values()), word, language)
    subtitle = word("load.by_team", period=shares.days_text(get_card("volume", view), language))
    _panel(Panel("teams", word("load.team"), title, subtitle), names, found, view, word, language)


def service_table(view: View, word: Words, language: str) -> None:
    """Draw the agents' bands of length of service, the newest first, with what they had to do and with how much."""
    found = _found(view, SERVICE)
    volume = found.get("volume", {})
    if not volume:
        return
    seen = {band for rows in found.values() for band in rows}
    names: Names = {band: begins(said(SERVICE, band, word, language), band) for band in BANDS if band in seen}
    names |= {None: word("load.no_start")} if None in seen else {}
    title = say.service_title(list(volume.values()), word, language)
    subtitle = word("load.by_service", period=shares.days_text(get_card("volume", view), language))
    _panel(Panel("service", word("load.service_length"), title, subtitle), names, found, view, word, language)


def _panel(  # noqa: PLR0917  # what every table on a page is drawn from
    panel: Panel, names: Names, found: Found, view: View, word: Words, language: str
) -> None:
    cards = [get_card(name, view) for name in found]
    heads = [Head(panel.head), *(Head(shares.label(card, language), is_number=True) for card in cards)]
    listed = [
        [name, *(_cell(card, found[card.metric.id].get(value), word, language) for card in cards)]
        for value, name in names.items()
    ]
    grid_style()
    with st.container(border=True, key=f"panel-{panel.key}", gap="xsmall"):
        st.html(
            f'<h2 class="ls-chart-title">{escape(panel.title)}</h2><p class="ls-meta">{escape(panel.subtitle)}</p>',
            width="stretch",
        )
        grid(heads, listed, panel.title)


def _found(view: View, dimension: str) -> Found:
    """Return, per number that is known here, its row of every value of the dimension."""
    cards = [card for card in (get_card(name, view) for name in OF_TEAMS) if card.absent is None]
    return {card.metric.id: _by(card, dimension) for card in cards}


def _by(card: Card, dimension: str) -> dict[str | None, dict[str, Any]]:
    rows = asked(replace(card.question, by=(dimension,))).rows
    return {row[dimension]: row for row in rows.filter(pl.col("value").is_not_null()).to_dicts()}


def _order(volume: dict[str | None, dict[str, Any]], team: str | None) -> tuple[bool, float, str]:
    """Return where a team stands: the most contacts first, contacts without a team last."""
    return team is None, -volume.get(team, {"value": 0.0})["value"], team or ""


def _cell(card: Card, row: dict[str, Any] | None, word: Words, language: str) -> str:
    if row is None:
        return "–"
    if row["is_too_few"]:
        return word("load.few", n=form.count(row["n"], language))
    return form.value(card.metric, row if card.metric.unit != "hours" else _whole(row), word, language)


def _whole(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "value": round(row["value"])}
