"""What may be said about customers who come back? The answer and the titles, each only as far as its test reaches."""

from collections.abc import Mapping, Sequence
from typing import Any

from lodestar.app import format as form
from lodestar.app.components.vocabulary import said
from lodestar.app.words import Words
from lodestar.metrics.card import Card, judge
from lodestar.metrics.catalogue import Metric
from lodestar.metrics.many import extremes

Row = Mapping[str, Any]
JUDGED = ("better", "worse", "within")


def answer(day: Card, week: Card, word: Words, language: str) -> str:
    """Return how many came back within 24 hours and whether that moved, and within 7 days, each of its own period."""
    if day.absent:
        return word("returns.answer_absent", reason=day.absent[language])
    now = day.now
    if now is None or not now["n"]:
        return word("returns.answer_empty")
    if now["is_too_few"]:
        counts = {"back": form.count(now["numerator"], language), "n": form.count(now["n"], language)}
        return word("returns.answer_few", **counts) + _within_a_week(week, word, language)
    told = {"share": _share(now, language), "interval": form.bounds(now["low"], now["high"], int(now["n"]))}
    if day.before is not None and day.verdict in JUDGED:
        said = word(f"returns.answer_{day.verdict}", before=_share(day.before, language), **told)
    else:
        said = word("returns.answer_none", **told)
    return said + _within_a_week(week, word, language)


def _within_a_week(week: Card, word: Words, language: str) -> str:
    now, question = week.now, week.question
    if now is None or not now["n"] or now["is_too_few"] or not question.first_day or not question.last_day:
        return ""
    days = form.short_span(question.first_day, question.last_day, language)
    return word("returns.answer_week", share=_share(now, language), days=days)


def trend_title(day: Card, word: Words, language: str) -> str:
    """Return whether the 24 h rate moved by more than chance against the period compared with."""
    if day.now is None or day.before is None or day.verdict not in JUDGED:
        return word("returns.trend_none")
    shares = {"now": _share(day.now, language), "before": _share(day.before, language)}
    return word(f"returns.trend_{day.verdict}", **({} if day.verdict == "within" else shares))


def kinds_title(new: Row | None, same: Row | None, word: Words, language: str) -> str:
    """Return which kind of return is the more frequent, where their intervals do not meet."""
    if new is None or same is None or new["is_too_few"] or same["is_too_few"]:
        return word("returns.kinds_few")
    shares = {"new": _share(new, language), "same": _share(same, language)}
    if new["low"] > same["high"]:
        return word("returns.kinds_new", **shares)
    return word("returns.kinds_same" if same["low"] > new["high"] else "returns.kinds_close", **shares)


def cut_title(metric: Metric, rows: Sequence[Row], by: str, word: Words, language: str) -> str:
    """Return after which value of `by` (the rows' column: an issue or the team) more come back than after which.

    They are named only where the two differ by more than chance among all that were looked at.
    """
    kind = by.partition("_")[0]
    if sum(not row["is_too_few"] for row in rows) < len(("most", "least")):
        return word(f"returns.{kind}_few")
    ends = extremes(metric, rows)
    if ends is None:
        return word(f"returns.{kind}_alike")
    least, most = ends
    return word(
        f"returns.{kind}_differ",
        most=said(by, most[by], word, language),
        most_share=_share(most, language),
        least=said(by, least[by], word, language),
        least_share=_share(least, language),
    )


def chains_title(metric: Metric, rows: Sequence[Row], word: Words, language: str) -> str:
    """Return whether a contact that is itself a return is followed by the next more often than a first contact."""
    by_place = {row["returns_before"]: row for row in rows if not row["is_too_few"]}
    if 0 not in by_place or 1 not in by_place:
        return word("returns.chains_few")
    first, again = by_place[0], by_place[1]
    verdict = judge(metric, dict(again), dict(first))[1]
    if verdict not in JUDGED:
        return word("returns.chains_few")
    return word(f"returns.chains_{verdict}", again=_share(again, language), first=_share(first, language))


def times_title(now: Row | None, word: Words) -> str:
    """Return how long half and nine in ten of those who return take."""
    if now is None or not now["n"] or now["is_too_few"] or now["low"] is None or now["high"] is None:
        return word("returns.times_few")
    interval = f"{form.seconds(now['low'], word)}–{form.seconds(now['high'], word)}"
    median, p90 = form.seconds(now["value"], word), form.seconds(now["p90"], word)
    return word("returns.times", median=median, interval=interval, p90=p90)


def _share(row: Row, language: str) -> str:
    return form.share(row["value"], int(row["n"]), language)
