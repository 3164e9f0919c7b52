"""What may be said about those who do not rate? Titles and answers, each only as far as its test reaches."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from lodestar.app import format as form
from lodestar.app.components.vocabulary import said
from lodestar.app.words import Words
from lodestar.metrics.card import Card
from lodestar.metrics.catalogue import Metric, load_catalogue
from lodestar.metrics.effects import MIN_EFFECTIVE
from lodestar.metrics.many import extremes, judge_among

Row = Mapping[str, Any]


def answer(coverage: Card, csat: Card, word: Words, language: str) -> str:
    """Return who rated out of how many, and what those said; counts alone where a share would mislead."""
    if coverage.absent:
        return word("silent.answer_absent", reason=coverage.absent[language])
    now = coverage.now
    if now is None or not now["n"]:
        return word("silent.answer_none")
    counts = {"rated": form.count(now["numerator"], language), "n": form.count(now["n"], language)}
    unsaid = word("silent.unsaid", silent=form.count(now["n"] - now["numerator"], language))
    key = "silent.answer_few" if now["is_too_few"] else "silent.answer"
    shares = {} if now["is_too_few"] else _share(now, language)
    return word("silent.between").join((word(key, **counts, **shares), _said(csat, word, language), unsaid))


def _said(csat: Card, word: Words, language: str) -> str:
    now = csat.now
    if csat.absent or now is None or not now["n"]:
        return word("silent.said_none")
    if now["is_too_few"]:
        counts = {name: form.count(now[name], language) for name in ("numerator", "n")}
        return word("silent.said_few", **counts)
    return word("silent.said", **_share(now, language))


def channel_tones(metric: Metric, rows: Sequence[Row], earlier: Mapping[str | None, Row]) -> list[str]:
    """Return per channel better or worse where it moved by more than chance among all channels, else mute."""
    verdicts = [judge_among(metric, row, earlier.get(row["channel"]), len(rows)) for row in rows]
    return [verdict if verdict in {"better", "worse"} else "mute" for verdict in verdicts]


def channels_title(
    metric: Metric,
    rows: Sequence[Row],
    earlier: Mapping[str | None, Row],
    *,
    weeks: int,
    word: Words,
    language: str,
) -> str:
    """Return which channel's customers rate less or more than before, else which rate least and most.

    A channel is named only where it differs by more than chance among all that were looked at.
    """
    tones = channel_tones(metric, rows, earlier)
    moved = [(row, tone) for row, tone in zip(rows, tones, strict=True) if tone != "mute"]
    if len(moved) == 1:
        row, verdict = moved[0]
        was = earlier[row["channel"]]
        now, then = both(row, was, language)
        return word(
            f"silent.channel_{verdict}",
            channel=_name(row, "channel", word, language),
            weeks=str(weeks),
            now=now,
            was=then,
        )
    if moved:
        return word("silent.channels_moved", count=str(len(moved)), of=str(len(rows)), weeks=str(weeks))
    return groups_title(metric, rows, "channel", word, language)


def groups_title(metric: Metric, rows: Sequence[Row], by: str, word: Words, language: str) -> str:
    """Return which group is rated least and which most, where that is more than chance among all pairs of them."""
    ends = extremes(metric, rows)
    if ends is None:
        dimension = getattr(load_catalogue().dimensions[by], language)
        return word("silent.alike", dimension=dimension[:1].lower() + dimension[1:])
    least, most = ends
    shares = dict(zip(("least_share", "most_share"), both(least, most, language), strict=True))
    names = {"least": _name(least, by, word, language), "most": said(by, most[by], word, language)}
    return word("silent.differ", **names, **shares)


def funnel_title(stages: pl.DataFrame, word: Words, language: str) -> str:
    """Return where most contacts are lost on the way to a rating: never asked, or asked and silent."""
    reached = dict(stages.select("stage", "contacts").iter_rows())
    if not reached:
        return word("silent.funnel_none")
    eligible, rated = reached["eligible"], reached["rated"]
    said = {"n": form.count(eligible, language)}
    if "invited" not in reached:
        return word("silent.funnel_unknown", silent=form.count(eligible - rated, language), **said)
    not_asked, unanswered = eligible - reached["invited"], reached["invited"] - rated
    key, lost = ("never_asked", not_asked) if not_asked > unanswered else ("unanswered", unanswered)
    return word(f"silent.{key}", lost=form.count(lost, language), **said)


def funnel_figures(stages: Sequence[Row], language: str) -> list[str]:
    """Return per stage its contacts and the bare share of the stage before, for the bar's end."""
    return [
        form.count(stage["contacts"], language)
        + (f"  {form.share(stage['of_before'], stage['contacts'], language)}" if stage["of_before"] is not None else "")
        for stage in stages
    ]


def funnel_labels(stages: Sequence[Row], word: Words, language: str) -> list[str]:
    """Return per stage its contacts and their share of the stage before."""
    labels, stage_before = [], ""
    for stage in stages:
        label = form.count(stage["contacts"], language)
        if stage["of_before"] is not None and stage_before:
            share = form.share(stage["of_before"], stage["contacts"], language)
            label += f"  {word(f'silent.of_{stage_before}', share=share)}"
        labels.append(label)
        stage_before = stage["stage"]
    return labels


def signals_title(signals: Sequence[tuple[Metric, Row, Row | None]], word: Words, language: str) -> str:
    """Return which behaviours became more or less frequent by more than chance among all shown, else the commonest."""
    moved = [
        (metric, now, before, verdict)
        for metric, now, before in signals
        for verdict in (judge_among(metric, now, before, len(signals)),)
        if before and verdict in {"better", "worse"}
    ]
    if len(moved) == 1:
        metric, now, before, verdict = moved[0]
        share, then = both(now, before, language)
        return word(f"silent.signal_{verdict}", signal=short_name(metric, language), now=share, was=then)
    if moved:
        return word("silent.signals_moved", count=str(len(moved)), of=str(len(signals)))
    known = [(metric, row) for metric, row, _ in signals if not row["is_too_few"]]
    if not known:
        return word("silent.signals_few")
    metric, row = max(known, key=lambda one: float(one[1]["value"]))
    key = "within" if any(before for _, _, before in signals) else "uncompared"
    share = form.share(row["value"], row["n"], language)
    return word(f"silent.signals_{key}", signal=short_name(metric, language), now=share)


def weeks_title(coverage: Card, word: Words, language: str) -> str:
    """Return whether coverage moved by more than chance against the period compared with."""
    now = coverage.now
    if now is None or now["is_too_few"] or coverage.verdict == "none":
        return word("silent.weeks_none")
    return word(f"silent.weeks_{coverage.verdict}", **_share(now, language))


def short_name(metric: Metric, language: str) -> str:
    """Return a signal's name without the words that say that it is one: "Returned" of "Behaviour signal: returned"."""
    name = re.split("[:：]", metric.words(language).label)[-1].strip()  # type: ignore[arg-type]
    return name[:1].upper() + name[1:]


def both(one: Row, other: Row, language: str) -> tuple[str, str]:
    """Return two shares that are compared, with as many decimals as the smaller number of cases bears."""
    n = int(min(one["n"], other["n"]))
    return form.share(one["value"], n, language), form.share(other["value"], n, language)


def few(row: Row, word: Words, language: str) -> str:
    """Return the counts that stand where a share would mislead, and why it would."""
    counts = {"num": form.count(row["numerator"], language), "n": form.count(row["n"], language)}
    return word("card.too_few" if row["n"] < MIN_EFFECTIVE else "card.too_alike", **counts)


def _share(row: Row, language: str) -> dict[str, str]:
    n = int(row["n"])
    return {"share": form.share(row["value"], n, language), "interval": form.bounds(row["low"], row["high"], n)}


def _name(row: Row, by: str, word: Words, language: str) -> str:
    """Return a group's name as a sentence begins with it; one that a site chose itself stays as it is."""
    text = said(by, row[by], word, language)
    return text if text == row[by] else text[:1].upper() + text[1:]
