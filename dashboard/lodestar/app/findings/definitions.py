"""How do this period's numbers go into a metric's formula? The sentence under the formula, by kind of metric."""

from collections.abc import Mapping
from typing import Any

from lodestar.app import format as form
from lodestar.app.words import Words
from lodestar.metrics.card import Card
from lodestar.metrics.catalogue import Metric

ENOUGH = 30


def worked_out(shown: Card, parts: list[dict[str, Any]], word: Words, language: str) -> str:
    """Return the sentence with the card's numbers put in; `**` marks figures.

    `parts` are the rows of a partition, one per outcome. Too few, no data and absent say so instead of a number.
    """
    if shown.absent is not None:
        return word("definitions.absent", reason=shown.absent[language])
    first, last = shown.question.first_day, shown.question.last_day
    period = form.span(first, last, language) if first and last else ""
    row = shown.now
    if row is None or not row["n"] or row["value"] is None:
        return word("definitions.no_data", period=period) + word("definitions.full_stop")
    said = _sentence(shown.metric, row, parts, period, word, language)
    pending = ""
    if row.get("pending"):
        pending = word("definitions.pending", pending=form.count(row["pending"], language))
    return said + pending + word("definitions.full_stop")


def _sentence(  # noqa: PLR0917  # what every sentence is made of
    metric: Metric, row: dict[str, Any], parts: list[dict[str, Any]], period: str, word: Words, language: str
) -> str:
    if row["is_too_few"] and metric.unit in {"share", "seconds"}:
        return _too_few(metric, row, period, word, language)
    if metric.kind == "partition":
        return word("definitions.parts", period=period, listed=_shares(metric, parts, word, language))
    value, interval = form.value(metric, row, word, language), form.interval(metric, row, word)
    n = form.count(row["n"], language)
    if metric.kind in {"distribution", "delayed"}:
        p90 = ("> " if row.get("p90_is_beyond") else "") + form.seconds(row["p90"], word) if row.get("p90") else ""
        name = "definitions.median" if interval and p90 else "definitions.median_plain"
        said = {"interval": interval, "p90": p90} if interval and p90 else {}
        return word(name, period=period, value=value, n=n, **said)
    if metric.kind in {"count", "backlog"}:
        return word("definitions.total", period=period, value=value)
    if metric.kind == "mean" and metric.unit == "share":
        return word("definitions.mean", period=period, value=value, n=n)
    divided = _divided(metric, row, n, word, language)
    name = "definitions.ratio" if interval else "definitions.ratio_plain"
    return word(name, period=period, sum=divided, value=value, **({"interval": interval} if interval else {}))


def _shares(metric: Metric, parts: list[dict[str, Any]], word: Words, language: str) -> str:
    """Return every part of a partition with its share."""
    shares = (
        word("definitions.share_of", part=part_name(one["part"], word), value=form.value(metric, one, word, language))
        for one in parts
    )
    return word("definitions.comma").join(shares)


def _too_few(metric: Metric, row: dict[str, Any], period: str, word: Words, language: str) -> str:
    n = form.count(row["n"], language)
    if metric.unit == "seconds":
        return word("definitions.median_few", period=period, n=n)
    if metric.kind == "mean":
        return word("definitions.mean_few", period=period, n=n)
    why = "definitions.ratio_few" if row["n"] < ENOUGH else "definitions.ratio_alike"
    return word(why, period=period, num=form.count(row["numerator"], language), n=n)


def _divided(metric: Metric, row: Mapping[str, Any], n: str, word: Words, language: str) -> str:
    """Return the division as it is done: a time above the line where times are summed, else a count; and its scale."""
    is_time = metric.unit == "seconds"
    above = form.seconds(row["numerator"], word) if is_time else form.count(row["numerator"], language)
    if metric.scale == 1:
        return word("definitions.divided", num=above, n=n)
    return word("definitions.scaled", num=above, n=n, scale=form.count(metric.scale, language))


def part_name(part: str | None, word: Words) -> str:
    """Return the name of one part of a partition."""
    return word(f"definitions.part_{part or 'unknown'}")
