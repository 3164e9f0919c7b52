"""What may be said about the bot? The answer and the titles, each only as far as its test reaches."""

from collections.abc import Mapping, Sequence
from typing import Any

from lodestar.app import format as form
from lodestar.app.components.vocabulary import said
from lodestar.app.words import Words
from lodestar.metrics.card import Card
from lodestar.metrics.catalogue import Metric
from lodestar.metrics.many import extremes, judge_among

Row = Mapping[str, Any]
NAMED = ("handed", "returned", "confirmed", "silent")
ENOUGH = 30


def answer(outcomes: Sequence[Row], absent: Mapping[str, str] | None, word: Words, language: str) -> str:
    """Return what became of every 100 bot contacts; counts alone where shares would mislead."""
    if absent:
        return word("bot.answer_absent", reason=absent[language])
    rows = {row["part"]: row for row in outcomes}
    if not rows or not rows["handed"]["n"]:
        return word("bot.answer_empty")
    if rows["handed"]["n"] < ENOUGH:
        counts = {part: form.count(rows[part]["numerator"], language) for part in ("handed", "confirmed")}
        return word("bot.answer_few", n=form.count(rows["handed"]["n"], language), **counts)
    return word("bot.answer", **{part: _of_a_hundred(rows[part], word) for part in NAMED})


def _of_a_hundred(row: Row, word: Words) -> str:
    rounded = f"{row['value'] * 100:.0f}"
    return word("bot.under_one") if rounded == "0" and row["numerator"] else rounded


def outcomes_title(metric: Metric, rows: Sequence[Row], before: Sequence[Row], word: Words, language: str) -> str:
    """Return which outcomes' shares moved by more than chance among all of them against the period compared with."""
    earlier = {row["part"]: row for row in before}
    judged = [
        (row, earlier[row["part"]], judge_among(metric, row, earlier[row["part"]], len(rows)))
        for row in rows
        if row["part"] in earlier
    ]
    if not judged or all(verdict == "none" for _, _, verdict in judged):
        return word("bot.outcomes_none")
    moved = [(row, was) for row, was, verdict in judged if verdict not in {"within", "none"}]
    if not moved:
        return word("bot.outcomes_within")
    if len(moved) > 1:
        return word("bot.outcomes_moved", count=str(len(moved)), of=str(len(rows)))
    row, was = moved[0]
    key = "bot.outcomes_up" if row["value"] > was["value"] else "bot.outcomes_down"
    shares = {"now": _share(row, language), "before": _share(was, language)}
    return word(key, outcome=word(f"bot.{row['part']}"), **shares)


def contained_title(parts: Sequence[Row], word: Words, language: str) -> str:
    """Return how much of the contained is silence; `parts` holds the row of metrics.containment, if there is one."""
    row = parts[0] if parts else {"n": 0}
    contained = round((row["confirmed"] + row["silent"]) * row["n"]) if row["n"] else 0
    if contained < ENOUGH:
        return word("bot.contained_few")
    silence = row["silent"] / (row["silent"] + row["confirmed"])
    return word("bot.contained_title", share=form.share(silence, contained, language))


def causes_title(rows: Sequence[Row], word: Words, language: str) -> str:
    """Return the commonest cause, where its interval lies above that of every other."""
    if not rows or all(not row["n"] or row["is_too_few"] for row in rows):
        return word("bot.causes_few")
    first = leading(rows)
    if first is None:
        return word("bot.causes_alike")
    return word(f"bot.first_{first['part']}", share=_share(first, language))


def leading(rows: Sequence[Row]) -> Row | None:
    """Return the largest part, where its interval lies above that of every other."""
    ranked = sorted(rows, key=lambda row: float(row["value"] or 0), reverse=True)
    if not ranked or ranked[0]["is_too_few"] or any(ranked[0]["low"] <= row["high"] for row in ranked[1:]):
        return None
    return ranked[0]


def intents_title(metric: Metric, rows: Sequence[Row], by: str, word: Words, language: str) -> str:
    """Return what fails more often than what, where the two differ by more than chance among all that are shown.

    `rows` are those of metrics.intents.unsettled, `metric` the containment they are the complement of.
    """
    if sum(not row["is_too_few"] for row in rows) < len(("most", "least")):
        return word("bot.intents_few")
    ends = extremes(metric, [{**row, "is_incomplete": False} for row in rows])
    if ends is None:
        return word("bot.intents_alike")
    least, most = ends
    return word(
        "bot.intents_differ",
        most=said(by, most[by], word, language),
        most_share=_share(most, language),
        least=said(by, least[by], word, language),
        least_share=_share(least, language),
    )


def flow_title(success: Card, word: Words, language: str) -> str:
    """Return how many of those who asked for a human got one; the counts where a share would mislead."""
    now = success.now
    if now is None or not now["n"]:
        return word("bot.flow_none")
    if now["is_too_few"]:
        counts = {"num": form.count(now["numerator"], language), "n": form.count(now["n"], language)}
        return word("bot.flow_few", **counts)
    return word("bot.flow_title", share=_share(now, language))


def wait_title(wait: Card, word: Words) -> str:
    """Return how long half and nine in ten wait for a human after the handoff, as far as that is known."""
    now = wait.now
    if now is None or not now["n"] or now["is_too_few"] or now["value"] is None:
        return word("bot.wait_few")
    median = form.seconds(now["value"], word)
    if now.get("value_is_beyond"):
        return word("bot.wait_title_half", median=median)
    key = "bot.wait_title_beyond" if now.get("p90_is_beyond") else "bot.wait_title"
    return word(key, median=median, p90=form.seconds(now["p90"], word))


def _share(row: Row, language: str) -> str:
    return form.share(row["value"], int(row["n"]), language)
