"""One metric on a card: value, interval, what it rests on, the move, its weeks, the way to its contacts."""

from collections.abc import Sequence
from html import escape
from typing import Any

import streamlit as st

from lodestar.app import format as form
from lodestar.app import session
from lodestar.app.charts.sparkline import sparkline
from lodestar.app.components.asked import asked_all
from lodestar.app.components.kept import MOST_KEPT, Kept
from lodestar.app.components.lacked import barred
from lodestar.app.components.touched import badge
from lodestar.app.view import View
from lodestar.app.words import Words
from lodestar.metrics.absent import reason_absent
from lodestar.metrics.card import Card, by_scale, current_version
from lodestar.metrics.card import cards as ask_cards
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.rated_sql import LEVELS

ENOUGH = 30
A_ROW = 4
ARROWS = {True: "▲", False: "▼"}


@st.cache_resource(show_spinner=False)
def _known() -> Kept[tuple[int, str, View], Card]:
    return Kept(MOST_KEPT)


@st.cache_resource(max_entries=1_000, show_spinner=False)
def _cards(version: int, metric: str, view: View) -> list[Card]:  # noqa: ARG001 - a new mart, new cards
    return by_scale(session.published(), get_card(metric, view), view.compare)


def ask_together(metrics: Sequence[str], view: View) -> list[Card]:
    """Return the cards of several metrics, asked for at once: much cheaper than one by one.

    A metric that a filter in force cannot be put to says so; the others are shown.
    """
    version = current_version(session.published())
    return _known().find([(version, metric, view) for metric in metrics], _ask)


def _ask(keys: list[tuple[int, str, View]]) -> list[Card]:
    """Return the cards of several metrics of one view."""
    metrics, view = [metric for _, metric, _ in keys], keys[0][2]
    unasked = {metric: card for metric in metrics if (card := barred(metric, view))}
    askable = [metric for metric in metrics if metric not in unasked]
    found = iter(ask_cards(session.published(), askable, view.where, view.days, view.compare, asked_all))
    return [unasked[metric] if metric in unasked else next(found) for metric in metrics]


def get_card(metric: str, view: View) -> Card:
    """Return one metric's card, asked once per published version and selection."""
    return ask_together((metric,), view)[0]


def is_known(metric: str, view: View) -> bool:
    """Say whether a metric's card would hold a number here, without asking for it."""
    return reason_absent(session.published(), load_catalogue().metric(metric)) is None and barred(metric, view) is None


def get_cards(metric: str, view: View) -> list[Card]:
    """Return one metric's card, or one per number of levels where its rating scales have to be shown apart."""
    return _cards(current_version(session.published()), metric, view)


def cards(metrics: tuple[str, ...], view: View, word: Words, language: str) -> None:
    """Draw the cards of several metrics, four in a row, or three where one would be left alone.

    A metric whose rating scales must be apart has several. What cannot be had here stands last.
    """
    ask_together(metrics, view)
    listed = [one for metric in metrics for one in get_cards(metric, view)]
    shown = sorted(listed, key=lambda card: card.absent is not None)
    a_row = A_ROW - 1 if len(shown) % A_ROW == 1 else A_ROW
    for start in range(0, len(shown), a_row):
        row = shown[start : start + a_row]
        for column, one in zip(st.columns(a_row, gap="small"), row, strict=False):
            with column:
                _draw(one, view, word, language)


def _draw(shown: Card, view: View, word: Words, language: str) -> None:
    words = shown.metric.words(language)  # type: ignore[arg-type]
    key = "-".join((shown.metric.id, *_levels(shown)))
    with st.container(border=True, key=f"card-{key}", height="stretch", gap=None):
        st.html(_card_html(shown, view, word, language), width="stretch")
        known = shown.absent is None and shown.now is not None
        with st.container(horizontal=True, gap="small", key=f"links-{key}"):
            if known and shown.metric.grain == "contact":
                st.page_link(
                    "app_pages/contacts.py",
                    label=word("card.contacts"),
                    query_params=behind(shown, language),
                    help=word("card.contacts_help"),
                )
            st.page_link(
                "app_pages/definitions.py",
                label=word("card.definition"),
                query_params=session.here(metric=shown.metric.id),
                help=words.definition,
            )


def _levels(shown: Card) -> tuple[str, ...]:
    """Return the number of levels a card is confined to, if any."""
    return tuple(
        value for condition in shown.question.where if condition.dimension == LEVELS for value in condition.values
    )


def behind(shown: Card, language: str) -> dict[str, str | list[str]]:
    """Return the address of the contacts page for exactly this card's metric, days and rows."""
    question = shown.question
    view = View(where=question.where)
    if question.first_day and question.last_day:
        view = view.during(question.first_day, question.last_day)
    return {"metric": question.metric, **view.address(), **session.spoken(language)}


def _card_html(shown: Card, view: View, word: Words, language: str) -> str:
    words = shown.metric.words(language)  # type: ignore[arg-type]
    scales = "".join(f" · {word('card.levels', n=levels)}" for levels in _levels(shown))
    question = shown.question
    days = ""
    if question.first_day and question.last_day and shown.absent is None:
        days = form.short_span(question.first_day, question.last_day, language)
    caveats = [getattr(load_catalogue().caveats[name], language) for name in shown.metric.caveats]
    dot = f'<i class="ls-dot" title="{escape(" · ".join(caveats))}">●</i>' if caveats else ""
    head = f'<div class="ls-card-head"><b>{escape(words.label + scales)}{dot}</b><span>{days}</span></div>'
    failed = badge(shown.metric.id, view, word, language)
    return f'<div class="ls-card" lang="{language}">{head}{_body(shown, word, language)}{failed}</div>'


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
    value = f'<div class="ls-value">{_big(shown, now, word, language)}{unit}</div>'
    return value + _meta(shown, now, word, language) + _move(shown, word, language) + _weeks(shown, word, language)


def _big(shown: Card, now: dict[str, Any], word: Words, language: str) -> str:
    """Return the value with its unit smaller."""
    text = form.value(shown.metric, now, word, language)
    return form.smaller_units(escape(text))


def _too_few(shown: Card, now: dict[str, Any], word: Words, language: str) -> str:
    n = form.count(now["n"], language)
    if shown.metric.unit == "share":
        why = "card.too_few" if now["n"] < ENOUGH else "card.too_alike"
        return word(why, num=form.count(now["numerator"], language), n=n)
    return word("card.too_few_times" if now["n"] < ENOUGH else "card.too_alike_times", n=n)


def _meta(shown: Card, now: dict[str, Any], word: Words, language: str) -> str:
    parts = []
    if shown.metric.unit == "share" and now["low"] is not None and not now["is_too_few"]:
        parts.append(form.bounds(now["low"], now["high"], int(now["n"])))
    elif shown.metric.unit == "seconds" and now["low"] is not None and not now["is_too_few"]:
        parts.append(f"{form.seconds(now['low'], word)}–{form.seconds(now['high'], word)}")
    if now.get("p90") is not None and not now["is_too_few"]:
        beyond = "> " if now.get("p90_is_beyond") else ""
        parts.append(word("card.p90", value=beyond + form.seconds(now["p90"], word)))
    if shown.metric.kind != "count":
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
        return f'<p class="ls-meta ls-move"><span class="ls-pill">{escape(word("card.no_comparison"))}</span></p>'
    size = form.difference(shown.metric, shown.difference, int(shown.now["n"]), word, language)
    arrow = arrow_of(shown.difference, size)
    said = "" if shown.verdict == "none" else escape(word(f"card.{shown.verdict}"))
    if shown.metric.kind == "count" and shown.is_unusual:
        said = escape(word("card.unusual"))
    tone = shown.verdict if shown.verdict in {"better", "worse"} else ""
    return f'<p class="ls-meta ls-move"><span class="ls-pill {tone}">{arrow} {escape(size)}</span> {said}</p>'


def arrow_of(difference: float, size: str) -> str:
    """Return the arrow of a move; none for one that is nothing at the digits shown."""
    return ARROWS[difference > 0] if any(digit in size for digit in "123456789") else ""


def _weeks(shown: Card, word: Words, language: str) -> str:
    label = word("card.weeks", label=shown.metric.words(language).label)  # type: ignore[arg-type]
    known = shown.weeks.filter(~shown.weeks["is_too_few"]) if shown.weeks.height else shown.weeks
    if known.height < 2:  # noqa: PLR2004 - one point is no line
        return ""
    low, high = shown.usual or (None, None)
    return sparkline(
        values=known["value"].to_list(),
        unfinished=known["is_incomplete"].to_list(),
        low=low,
        high=high,
        label=label,
    )
