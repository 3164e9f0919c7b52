"""One metric on a page: value, interval, what it rests on, the move, its weeks, the way to its contacts."""

from html import escape
from typing import Any

import streamlit as st

from lodestar.app import format as form
from lodestar.app import session
from lodestar.app.components import frame
from lodestar.app.components.filters import Filters
from lodestar.app.components.trend import has_trend, trend, value_text
from lodestar.app.words import Words
from lodestar.metrics.card import Card, by_scale, card, current_version
from lodestar.metrics.rated_sql import LEVELS

ENOUGH = 30
ARROWS = {True: "▲", False: "▼"}


@st.cache_data(max_entries=512, show_spinner=False)
def _card(version: int, metric: str, filters: Filters) -> Card:  # noqa: ARG001 - a new mart, a new card
    return card(session.published(), metric, filters.where, filters.days)


@st.cache_data(max_entries=512, show_spinner=False)
def _cards(version: int, metric: str, filters: Filters) -> list[Card]:  # noqa: ARG001 - a new mart, new cards
    return by_scale(session.published(), get_card(metric, filters))


def get_card(metric: str, filters: Filters) -> Card:
    """Return one metric's card, asked once per published version and selection."""
    return _card(current_version(session.published()), metric, filters)


def panel(metric: str, filters: Filters, word: Words, language: str) -> None:
    """Draw the card, its trend and its link; one below the other where rating scales have to be shown apart."""
    for shown in _cards(current_version(session.published()), metric, filters):
        _panel(shown, word, language)


def _panel(shown: Card, word: Words, language: str) -> None:
    words = shown.metric.words(language)  # type: ignore[arg-type]
    key = "-".join((shown.metric.id, *_levels(shown)))
    with st.container(border=True, key=f"panel-{key}", height="stretch", gap="xsmall"):
        st.html(_card_html(shown, word, language), width="stretch")
        if shown.absent is None and shown.now is not None:
            if has_trend(shown.weeks):
                figure = trend(shown.metric, shown.weeks, word, language)
                alt = word("overview.trend", label=words.label)
                st.plotly_chart(figure, theme=None, config={"displayModeBar": False}, key=f"trend-{key}", alt=alt)
            else:
                frame.note(word("overview.no_trend"))
            st.page_link(
                "app_pages/contacts.py",
                label=word("overview.contacts_link"),
                query_params=behind(shown, language),
                help=words.definition,
            )


def _levels(shown: Card) -> tuple[str, ...]:
    """Return the number of levels a card is confined to, if any."""
    return tuple(
        value for condition in shown.question.where if condition.dimension == LEVELS for value in condition.values
    )


def behind(shown: Card, language: str) -> dict[str, str]:
    """Return the address parts of the contacts page for exactly this card's metric, days and rows."""
    question = shown.question
    address = {condition.dimension: ",".join(condition.values) for condition in question.where}
    days = {"from": f"{question.first_day}", "to": f"{question.last_day}"}
    return {"metric": question.metric, **days, **address, "lang": language}


def _card_html(shown: Card, word: Words, language: str) -> str:
    scales = "".join(f" · {word('card.levels', n=levels)}" for levels in _levels(shown))
    label = escape(shown.metric.words(language).label + scales)  # type: ignore[arg-type]
    question = shown.question
    days = ""
    if question.first_day and question.last_day and shown.absent is None:
        days = form.span(question.first_day, question.last_day, language)
    head = f'<div class="ls-card-head"><b>{label}</b><span>{days}</span></div>'
    return f'<div class="ls-card" lang="{language}">{head}{_body(shown, word, language)}</div>'


def _body(shown: Card, word: Words, language: str) -> str:
    if shown.absent is not None:
        return f'<p class="ls-few">{escape(word("card.absent", reason=shown.absent[language]))}</p>'
    now = shown.now
    if now is None or not now["n"] or now["value"] is None:
        return f'<p class="ls-few">{escape(word("card.no_data"))}</p>'
    if now["is_too_few"]:
        few = escape(_too_few(shown, now, word, language))
        return f'<p class="ls-few">{few}</p>{_meta(shown, now, word, language)}'
    unit = f" <small>{escape(word('card.median'))}</small>" if shown.metric.kind == "distribution" else ""
    value = f'<div class="ls-value">{escape(value_text(shown.metric, now, word, language))}{unit}</div>'
    return value + _meta(shown, now, word, language) + _move(shown, word, language)


def _too_few(shown: Card, now: dict[str, Any], word: Words, language: str) -> str:
    n = form.count(now["n"], language)
    if shown.metric.unit == "share":
        why = "card.too_few" if now["n"] < ENOUGH else "card.too_alike"
        return word(why, num=form.count(now["numerator"], language), n=n)
    return word("card.too_few_times", n=n)


def _meta(shown: Card, now: dict[str, Any], word: Words, language: str) -> str:
    parts = []
    if shown.metric.unit == "share" and now["low"] is not None and not now["is_too_few"]:
        parts.append(form.bounds(now["low"], now["high"], int(now["n"])))
    elif shown.metric.unit == "seconds" and now["low"] is not None and not now["is_too_few"]:
        parts.append(f"{form.seconds(now['low'], word)} – {form.seconds(now['high'], word)}")
    if now.get("p90") is not None and not now["is_too_few"]:
        beyond = "> " if now.get("p90_is_beyond") else ""
        parts.append(word("card.p90", value=beyond + form.seconds(now["p90"], word)))
    parts.append(word("card.n", n=form.count(now["n"], language)))
    if now["pending"]:
        parts.append(word("card.pending", n=form.count(now["pending"], language)))
    title = ""
    if now.get("n_effective"):
        effective = form.count(round(now["n_effective"]), language)
        title = escape(word("card.effective", n=form.count(now["n"], language), effective=effective))
    return f'<p class="ls-meta" title="{title}">{escape(" · ".join(parts))}</p>'


def _move(shown: Card, word: Words, language: str) -> str:
    if shown.difference is None or shown.now is None:
        return f'<p class="ls-meta"><span class="ls-pill">{escape(word("card.no_comparison"))}</span></p>'
    n = int(shown.now["n"])
    if shown.metric.unit == "share":
        size = word("card.points", value=form.points(abs(shown.difference), n))
    elif shown.metric.unit == "seconds":
        size = form.seconds(abs(shown.difference), word)
    else:
        size = form.count(abs(shown.difference), language)
    arrow = ARROWS[shown.difference > 0] if shown.difference else ""
    said = "" if shown.verdict == "none" else escape(word(f"card.{shown.verdict}"))
    tone = shown.verdict if shown.verdict in {"better", "worse"} else ""
    return f'<p class="ls-meta"><span class="ls-pill {tone}">{arrow} {escape(size)}</span> {said}</p>'
