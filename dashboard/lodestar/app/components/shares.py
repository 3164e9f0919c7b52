"""Shares of the view as charts: over periods, and side by side, each with its interval."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl

from lodestar.app import format as form
from lodestar.app.charts.trend import Line, Mark
from lodestar.app.words import Words
from lodestar.metrics.card import Card
from lodestar.metrics.catalogue import Change, Metric
from lodestar.metrics.periods import first_day_of, last_day_of
from lodestar.metrics.question import Grain, Question

Row = Mapping[str, Any]
_BACK: dict[Grain, timedelta] = {"day": timedelta(27), "week": timedelta(weeks=12), "month": timedelta(365)}


def over_periods(card: Card, grain: Grain) -> Question | None:
    """Return the question of a card's metric over the last 28 days, 13 weeks or 13 months up to its last day.

    Unfinished periods after it are shown too, but none after days that were chosen: the line ends in the card's number.
    """
    last = card.question.last_day
    if last is None:
        return None
    first = first_day_of(first_day_of(last, grain) - _BACK[grain], grain)
    end = last_day_of(last, grain) if card.is_chosen else None
    return replace(card.question, grain=grain, first_day=first, last_day=end)


def changes(metrics: Iterable[Metric], days: Sequence[date], word: Words, language: str) -> tuple[list[Mark], str]:
    """Return a mark where the definition of a metric changed within the periods, and what changed, numbered alike."""
    ends = (min(days), max(days)) if days else (date.max, date.min)
    found = sorted({(one.on, one) for m in metrics for one in m.changed if ends[0] <= one.on <= ends[1]}, key=_by_day)
    said = [
        word("chart.definition_note", n=str(n), day=form.day(on, language), what=getattr(one, language))
        for n, (on, one) in enumerate(found, 1)
    ]
    return [Mark(on, word("chart.definition_changed")) for on, _ in found], " ".join(said)


def _by_day(found: tuple[date, Change]) -> tuple[date, str]:
    return found[0], found[1].en


def in_days(card: Card, by: tuple[str, ...] = ()) -> Question:
    """Return the question of a card's metric for its own days."""
    return replace(card.question, by=by)


def before(card: Card, by: tuple[str, ...] = ()) -> Question | None:
    """Return the question of a card's metric for the days it is compared with, if there are any."""
    return replace(card.question, by=by).between(*card.compared) if card.compared else None


def shown_values(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with value, low and high unknown where too few stand behind them."""
    few = pl.col("is_too_few")
    return rows.with_columns(pl.when(~few).then(pl.col(name)).alias(name) for name in ("value", "low", "high"))


def line(name: str, rows: pl.DataFrame, hover: Sequence[str], *, bare: bool = False, **look: Any) -> Line:
    """Return one share over its periods, `bare` without its interval; periods with too few leave a gap."""
    known = shown_values(rows.with_columns(_unknown("is_too_few", is_so=True), _unknown("is_incomplete", is_so=False)))
    value, low, high = (known[end].cast(pl.Float64).to_numpy() for end in ("value", "low", "high"))
    return Line(
        name,
        value,
        low=None if bare else low,
        high=None if bare else high,
        unfinished=known["is_incomplete"].to_list(),
        hover=hover,
        cases=known["n"].to_list(),
        **look,
    )


def _unknown(mark: str, *, is_so: bool) -> pl.Expr:
    """Return a mark that is `is_so` for a period without a row."""
    return pl.col(mark).fill_null(value=is_so)


def period_text(first: date, grain: Grain, language: str) -> str:
    """Return the days of one period."""
    return form.short_span(first, last_day_of(first, grain), language)


def hover(name: str, row: Row, words: str, word: Words, language: str) -> str:
    """Return one share in a sentence of the section `words`: what it is, how sure, out of how many, what is pending."""
    pending = word("satisfaction.hover_pending", n=form.count(row["pending"], language)) if row["pending"] else ""
    counts = {"numerator": form.count(row["numerator"], language), "n": form.count(row["n"], language)}
    if row["value"] is None or row["is_too_few"]:
        return word(f"{words}.hover_few", name=name, **counts)
    shown = form.share(row["value"], row["n"], language)
    interval = form.bounds(row["low"], row["high"], row["n"])
    return word(f"{words}.hover", name=name, share=shown, interval=interval, pending=pending, **counts)


def days_text(card: Card, language: str) -> str:
    """Return the days a card covers."""
    first, last = card.question.first_day, card.question.last_day
    return form.short_span(first, last, language) if first and last else ""


def label(card: Card, language: str) -> str:
    """Return what a card's metric is called."""
    return card.metric.words(language).label  # type: ignore[arg-type]


def figures(row: Row, word: Words, language: str) -> str:
    """Return a share with its interval and n, as it stands above its mark; nothing where too few are behind it."""
    if row["is_too_few"]:
        return ""
    interval = form.bounds(row["low"], row["high"], row["n"])
    rest = word("satisfaction.row", interval=interval, n=form.count(row["n"], language))
    return f"{form.share(row['value'], row['n'], language)}  {rest}"


def too_few(row: Row, word: Words, language: str) -> str | None:
    """Return the counts in a sentence where too few are behind a share, else nothing."""
    counts = {name: form.count(row[name], language) for name in ("numerator", "n")}
    return word("satisfaction.row_few", **counts) if row["is_too_few"] else None
