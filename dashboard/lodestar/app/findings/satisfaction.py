"""What may be said about satisfaction? Titles and answers, each only as far as its test reaches."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import polars as pl

from lodestar.app import format as form
from lodestar.app.view import View
from lodestar.app.words import Words
from lodestar.metrics.card import Card, Verdict, judge
from lodestar.metrics.catalogue import Metric
from lodestar.metrics.handle_quarters import QUARTERS
from lodestar.metrics.many import extremes, judge_among
from lodestar.metrics.mart import Mart
from lodestar.metrics.maturity import HOURS_A_DAY
from lodestar.metrics.parts import MIX
from lodestar.metrics.scales import levels_of

Row = Mapping[str, Any]
Place = Literal["below", "above", "inside", "none"]
MOST = 2 / 3
ENDS = 2 / 3
FIVE_LEVELS = 5
ENOUGH = 30


def said(card: Card, target: float | None, word: Words, language: str) -> str:
    """Return how satisfied those who rated were, whether that moved, and where the target lies; counts if too few."""
    now = card.now
    if card.absent is not None:
        return word("satisfaction.said_absent", reason=card.absent[language].rstrip(word("satisfaction.stop")))
    if now is None or not now["n"]:
        return word("satisfaction.said_none")
    if now["is_too_few"]:
        return word("satisfaction.said_few", **_counts(now, language))
    shown = {"share": form.share(now["value"], now["n"], language), "interval": _interval(now)}
    moved = form.difference(card.metric, card.difference or 0, now["n"], word, language)
    key = "alone" if card.verdict == "none" else card.verdict
    return word(f"satisfaction.said_{key}", **shown, points=moved) + place_said(now, target, word, language)


def said_apart(scales: Sequence[Card], target: float | None, word: Words, language: str) -> str:
    """Return the same for every scale in turn, where one figure may not hold them all."""
    used = [card for card in scales if card.now is not None and card.now["n"]]
    if len(scales) == 1 or not used or scales[0].absent is not None:
        return said(scales[0], target, word, language)
    phrases = [_on_scale(card, target, word, language) for card in used]
    return word("satisfaction.said_apart", scales=word("satisfaction.and").join(phrases))


def _on_scale(card: Card, target: float | None, word: Words, language: str) -> str:
    now, levels = card.now or {}, levels_of(card.question) or ""
    if now["is_too_few"]:
        return word("satisfaction.scale_few", levels=levels, **_counts(now, language))
    shown = {"share": form.share(now["value"], now["n"], language), "interval": _interval(now)}
    moved = form.difference(card.metric, card.difference or 0, now["n"], word, language)
    told = word(f"satisfaction.scale_{card.verdict}", levels=levels, points=moved, **shown)
    return told + place_said(now, target, word, language)


def answer(scales: Sequence[Card], coverage: Card, target: float | None, word: Words, language: str) -> str:
    """Return the page's answer: how satisfied, and how many of those served that speaks for."""
    told = said_apart(scales, target, word, language) + word("satisfaction.stop")
    now = coverage.now
    if coverage.absent is not None or now is None or not now["n"]:
        return told
    return told + word("satisfaction.said_of", **_counts(now, language))


def instead(csat: Card, word: Words) -> str:
    """Return which pages tell how customers fare where no satisfaction can be known; nothing where it can."""
    if csat.absent is None:
        return ""
    pages = {name: word(f"nav.{name}") for name in ("returns", "speed", "silent")}
    return word("satisfaction.instead", **pages)


def basis(csat: Card, view: View, mart: Mart, word: Words, language: str) -> str:
    """Return which days the page covers, what they are held against, and until when a rating counts."""
    first, last = csat.question.first_day, csat.question.last_day
    days = str(int(mart.settings["rating_age_hours"]) // HOURS_A_DAY)
    period = form.span(first, last, language) if first and last else ""
    parts = (period, word(f"satisfaction.against_{view.compare}"), word("satisfaction.age", days=days))
    return word("satisfaction.join").join(filter(None, parts))


def place(row: Row | None, target: float | None, tests: int = 1) -> Place:
    """Return on which side of the target a share lies, beyond chance among so many that are looked at."""
    if row is None or target is None or row["is_too_few"] or row["value"] is None:
        return "none"
    exact = {"value": target, "low": target, "high": target, "is_too_few": False, "is_incomplete": False}
    verdict = judge_among(_HIGHER, {**row, "is_incomplete": False}, exact, tests)
    sides: dict[Verdict, Place] = {"better": "above", "worse": "below", "within": "inside"}
    return sides.get(verdict, "none")


def place_said(row: Row | None, target: float | None, word: Words, language: str) -> str:
    """Return the end of a sentence on where the target lies; nothing without one."""
    where = place(row, target)
    return "" if where == "none" else word(f"satisfaction.target_{where}", target=form.share(target or 0, 0, language))


def weeks_title(scales: Sequence[Card], target: float | None, word: Words, language: str) -> str:
    """Return whether rated satisfaction moved, and on which side of the target it is; for scales apart, which moved."""
    if len(scales) > 1:
        moved = [card for card in scales if card.verdict in {"better", "worse"}]
        if len(moved) == 1:
            levels = levels_of(moved[0].question) or ""
            return word(f"satisfaction.weeks_{moved[0].verdict}_scale", levels=levels)
        return word("satisfaction.weeks_scales" if moved else "satisfaction.weeks_apart")
    card = scales[0]
    if card.now is None or card.now["is_too_few"] or card.now["value"] is None:
        return word("satisfaction.weeks_few")
    return word(f"satisfaction.weeks_{card.verdict}") + place_said(card.now, target, word, language)


def cut_title(
    metric: Metric,
    rows: Sequence[Row],
    names: Sequence[str],
    target: float | None,
    *,
    by: str,
    word: Words,
    language: str,
) -> str:
    """Return which value is clearly below the target, else which differ; one is named only beyond chance among all."""
    known = [(row, name) for row, name in zip(rows, names, strict=True) if not row["is_too_few"]]
    if not known:
        return word("satisfaction.cut_few", by=by)
    if target is not None:
        below = [name for row, name in known if place(row, target, len(known)) == "below"]
        shown = {"count": str(len(below)), "of": str(len(known)), "target": form.share(target, 0, language)}
        key = {0: "none", 1: "one"}.get(len(below), "some")
        return word(f"satisfaction.cut_below_{key}", by=by, name=below[0] if below else "", **shown)
    ends = extremes(metric, [row for row, _ in known])
    if ends is None:
        return word("satisfaction.cut_alike", by=by)
    found = {id(row): name for row, name in known}
    least, most = (row for row in ends)
    return word(
        "satisfaction.cut_differ",
        least=found[id(least)],
        least_share=form.share(least["value"], least["n"], language),
        most=found[id(most)],
        most_share=form.share(most["value"], most["n"], language),
    )


def explains(card: Card, moved: Sequence[str], named: Mapping[str, float]) -> str | None:
    """Return the one group that makes two thirds or more of a change that is more than chance, and itself moved so.

    `moved` are the names of the groups whose own share moved beyond chance among all, `named` each group's part.
    """
    total = card.difference or 0
    if card.verdict not in {"better", "worse"}:
        return None
    most = [name for name in moved if named[name] * total > 0 and MOST <= named[name] / total <= 1]
    return most[0] if len(most) == 1 else None


def parts_title(card: Card, parts: pl.DataFrame, moved: Sequence[str], named: Mapping[str, float], word: Words) -> str:
    """Return which group explains a change, or that the mix does, or that no single part of it does."""
    if parts.is_empty() or card.verdict == "none":
        return word("satisfaction.parts_none")
    if card.verdict == "within":
        return word("satisfaction.parts_within")
    total = card.difference or 0
    one = explains(card, moved, named)
    if one is not None:
        size = {"part": form.points(abs(named[one]), 0), "total": form.points(abs(total), 0)}
        return word(f"satisfaction.parts_{'lost' if total < 0 else 'gained'}", name=one, **size)
    mix = float(parts.filter(pl.col("kind") == MIX)["change"].sum())
    return word("satisfaction.parts_mix" if total and mix / total >= MOST else "satisfaction.parts_several")


def funnel_title(stages: pl.DataFrame, word: Words, language: str) -> str:
    """Return how many of those who could rate were asked, and how many rated."""
    reached = dict(stages.select("stage", "contacts").iter_rows())
    if not reached:
        return word("satisfaction.funnel_none")
    counts = {name: form.count(value, language) for name, value in reached.items()}
    return word("satisfaction.funnel" if "invited" in reached else "satisfaction.funnel_unasked", **counts)


def levels_title(levels: pl.DataFrame, word: Words, language: str) -> str:
    """Return whether most ratings on the scale most used lie at its ends, else how many gave its best level."""
    if levels.is_empty() or levels["of"].max() < ENOUGH:  # type: ignore[operator]
        return word("satisfaction.levels_few")
    scale = levels.filter(pl.col("scale") == levels["scale"][0], pl.col("levels") == levels["levels"][0])
    n, shares = int(scale["of"][0]), scale["share"].to_list()
    if scale["levels"][0] >= FIVE_LEVELS and shares[0] + shares[-1] >= ENDS:
        return word("satisfaction.levels_ends", share=form.share(shares[0] + shares[-1], n, language))
    return word("satisfaction.levels_best", share=form.share(shares[-1], n, language))


def handle_title(metric: Metric, quarters: Sequence[Row], word: Words) -> str:
    """Return whether satisfaction differs between the contacts handled shortest and longest among those alike."""
    if len(quarters) < QUARTERS:
        return word("satisfaction.handle_none")
    whole = [{**row, "is_incomplete": False} for row in quarters]
    return word(f"satisfaction.handle_{judge(metric, whole[-1], whole[0])[1]}")


def _counts(row: Row, language: str) -> dict[str, str]:
    return {"numerator": form.count(row["numerator"], language), "n": form.count(row["n"], language)}


def _interval(row: Row) -> str:
    return form.bounds(row["low"], row["high"], int(row["n"]))


class _Higher:
    """Stands for any share of which more is better: a target has no metric of its own."""

    better = "higher"
    kind = "ratio"


_HIGHER: Any = _Higher()
