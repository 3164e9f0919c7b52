"""What may be said about any metric by any dimensions? As much as its kind and its intervals allow."""

from collections.abc import Mapping, Sequence
from typing import Any

from lodestar.app import format as form
from lodestar.app.components.vocabulary import said
from lodestar.app.words import Words
from lodestar.metrics.answer import Answer
from lodestar.metrics.catalogue import Metric, load_catalogue
from lodestar.metrics.many import extremes
from lodestar.metrics.rated_sql import LEVELS

Row = Mapping[str, Any]
PARTS_TOLD = 3


def answer(whole: Answer, word: Words, language: str) -> str:
    """Return the number for the days as a whole, with its interval; counts where too few, a reason where absent."""
    metric = whole.metric
    label = _label(metric, language)
    if whole.absent:
        return word("explore.answer_absent", label=label, reason=whole.absent[language])
    rows = [row for row in whole.rows.to_dicts() if row["n"] or row["value"] is not None]
    if not rows:
        return word("explore.answer_none", label=label)
    if metric.kind == "partition":
        return word("explore.answer_parts", label=label, parts=_parts(metric, rows, word, language))
    if len(rows) > 1:
        return _apart(label, rows, word, language)
    (row,) = rows
    if row["is_too_few"] or row["value"] is None:
        return word("explore.answer_few", label=label, counts=few(metric, row, word, language))
    key = "explore.answer_median" if metric.kind in {"distribution", "delayed"} else "explore.answer"
    return word(key, label=label, value=form.value(metric, row, word, language), interval=bracketed(metric, row, word))


def _apart(label: str, rows: Sequence[Row], word: Words, language: str) -> str:
    """Return each rating scale's figure; of other figures that are never added up how many there are."""
    if LEVELS not in rows[0]:
        return word("explore.answer_apart", label=label, parts=str(len(rows)))
    scales = word("satisfaction.and").join(_on_scale(row, word, language) for row in rows)
    return word("explore.answer_parts", label=label, parts=scales)


def title(metric: Metric, rows: Sequence[Row], names: Sequence[str], word: Words, language: str) -> str:
    """Return which group has the least and which the most, where that is more than chance or nothing was sampled.

    Where rating scales are apart, only groups on the one most used are compared.
    """
    label = _label(metric, language)
    pairs = zip(rows, names, strict=True)
    known = [(row, name) for row, name in pairs if row["value"] is not None and not row["is_too_few"]]
    known = _on_one_scale(known)
    if len(known) < 2 or any("period" in row or row.get("value_is_beyond") for row, _ in known):  # noqa: PLR2004
        return label
    ends: tuple[Mapping[str, Any], Mapping[str, Any]] | None
    if all(row["low"] is None for row, _ in known):
        ordered = sorted((row for row, _ in known), key=lambda row: float(row["value"]))
        if ordered[0]["value"] == ordered[-1]["value"]:
            return label
        ends = ordered[0], ordered[-1]
    else:
        ends = extremes(metric, [row for row, _ in known])
    if ends is None:
        return word("explore.alike", label=label)
    of_row = {id(row): name for row, name in known}
    values = [form.value(metric, row, word, language) for row in ends]
    return word(
        "explore.differ",
        label=label,
        most=of_row[id(ends[1])],
        most_value=values[1],
        least=of_row[id(ends[0])],
        least_value=values[0],
    )


def _on_one_scale(known: list[tuple[Row, str]]) -> list[tuple[Row, str]]:
    if not known or LEVELS not in known[0][0]:
        return known
    used: dict[int, int] = {}
    for row, _ in known:
        used[row[LEVELS]] = used.get(row[LEVELS], 0) + row["n"]
    most = max(used, key=lambda levels: (used[levels], levels))
    return [(row, name) for row, name in known if row[LEVELS] == most]


def _on_scale(row: Row, word: Words, language: str) -> str:
    """Return the share of satisfied customers on one scale; counts where there are too few."""
    levels, n = str(row[LEVELS]), int(row["n"] or 0)
    if row["is_too_few"] or row["value"] is None:
        counts = {"numerator": form.count(row["numerator"] or 0, language), "n": form.count(n, language)}
        return word("satisfaction.scale_few", levels=levels, **counts)
    told = {"share": form.share(row["value"], n, language), "interval": form.bounds(row["low"], row["high"], n)}
    return word("satisfaction.scale_none", levels=levels, **told)


def name(row: Row, groups: Sequence[str], word: Words, language: str) -> str:
    """Return what a row's group is called: its values in words, joined by dots."""
    return " · ".join(value_name(group, row[group], word, language) for group in groups)


def value_name(group: str, value: object, word: Words, language: str) -> str:
    """Return one value of a dimension, or one part of a partition, in words."""
    if group == LEVELS and value is not None:
        return word("card.levels", n=str(value))
    return word(f"definitions.part_{value}") if group == "part" else said(group, value, word, language)


def few(metric: Metric, row: Row, word: Words, language: str) -> str:
    """Return the counts that stand where a number would mislead."""
    if not row["n"]:
        return word("card.pending", n=form.count(row["pending"], language)) if row["pending"] else "–"
    n = form.count(row["n"], language)
    if metric.kind in {"ratio", "partition"}:
        return word("explore.few_share", num=form.count(row["numerator"], language), n=n)
    return word("explore.few", n=n)


def _parts(metric: Metric, rows: Sequence[Row], word: Words, language: str) -> str:
    """Return the largest parts with their shares."""
    known = [row for row in rows if row["value"] is not None and not row["is_too_few"]]
    largest = sorted(known, key=lambda row: -float(row["value"]))[:PARTS_TOLD]
    told = [f"{value_name('part', row['part'], word, language)} **{form.value(metric, row, word, language)}**"
            for row in largest]  # fmt: skip
    return word("explore.between").join(told) or few(metric, rows[0], word, language)


def bracketed(metric: Metric, row: Row, word: Words) -> str:
    """Return the interval in brackets, after a space where the language has one; nothing where there is none."""
    interval = form.interval(metric, row, word)
    return word("explore.interval", interval=interval) if interval else ""


def lacks(dimensions: Sequence[str], metric: Metric, word: Words, language: str) -> str:
    """Return that a metric cannot be cut by the dimensions chosen."""
    return word("explore.lacks", label=_label(metric, language), dimensions=_named(dimensions, word, language))


def lacks_filter(dimensions: Sequence[str], metric: Metric, word: Words, language: str) -> str:
    """Return that a metric cannot be filtered by the dimensions of the filters in force."""
    return word("explore.lacks_filter", label=_label(metric, language), dimensions=_named(dimensions, word, language))


def never(dimensions: Sequence[str], word: Words, language: str) -> str:
    """Return which dimensions a metric does not know; nothing where it knows all."""
    return word("explore.never", dimensions=_named(dimensions, word, language)) if dimensions else ""


def _label(metric: Metric, language: str) -> str:
    return metric.words(language).label  # type: ignore[arg-type]


def _named(dimensions: Sequence[str], word: Words, language: str) -> str:
    known = load_catalogue().dimensions
    return word("explore.between").join(getattr(known[name], language) for name in dimensions)
