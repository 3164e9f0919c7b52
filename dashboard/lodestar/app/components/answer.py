"""The overview's answer in words, put together from the cards' own figures."""

from lodestar.app import format as form
from lodestar.app.components.filters import Filters
from lodestar.app.components.panel import get_card
from lodestar.app.components.trend import value_text
from lodestar.app.words import Words
from lodestar.metrics.mart import Mart


def overview_answer(filters: Filters, word: Words, language: str) -> str:
    """Return the sentence under the question; a share too few rated for is told as counts."""
    csat, silent, reopen = (get_card(name, filters) for name in ("csat", "non_rating_rate", "reopen_rate"))

    def figure(name: str) -> str:
        shown = {"silent": silent, "reopen": reopen}[name]
        known = shown.now is not None and shown.now["value"] is not None
        return value_text(shown.metric, shown.now, word, language) if known and shown.now else "–"

    now = csat.now
    if csat.absent is not None or now is None or now["value"] is None:
        return word("overview.answer_unrated", reopen=figure("reopen"))
    parts = {"silent": figure("silent"), "reopen": figure("reopen")}
    if now["is_too_few"]:
        counts = {"positive": form.count(now["numerator"], language), "n": form.count(now["n"], language)}
        return word("overview.answer_few", **parts, **counts)
    interval = f" ({form.bounds(now['low'], now['high'], int(now['n']))})"
    if language == "zh":
        interval = f"（{interval.strip(' ()')}）"
    return word("overview.answer", csat=value_text(csat.metric, now, word, language), interval=interval, **parts)


def overview_basis(filters: Filters, mart: Mart, word: Words, language: str) -> str:
    """Return which days the figures cover and what they are held against."""
    if isinstance(filters.days, int):
        return word("overview.basis")
    period = form.span(*filters.days, language)
    return word("overview.basis_chosen", period=period, zone=str(mart.zone))
