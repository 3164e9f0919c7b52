"""What may be said about times? Titles and answers, each only as far as intervals and tests reach."""

from collections.abc import Mapping, Sequence
from typing import Any

from lodestar.app import format as form
from lodestar.app.components.vocabulary import said
from lodestar.app.words import Words
from lodestar.metrics.apart import at_p90, highest
from lodestar.metrics.card import Card, judge
from lodestar.metrics.catalogue import Metric
from lodestar.metrics.dues import Dues
from lodestar.metrics.many import extremes

Row = Mapping[str, Any]


def answer(first: Card, rows: Sequence[Row], before: Sequence[Row], word: Words, language: str) -> str:
    """Return how long half of the customers wait for a human, and which channel is slowest where one is apart.

    `rows` and `before` are the first response by channel, now and in the period compared with.
    """
    if first.absent:
        return word("speed.answer_absent", reason=first.absent[language])
    now = first.now
    if now is None or not now["n"]:
        return word("speed.answer_none")
    if now["is_too_few"]:
        return word("speed.answer_few", n=form.count(now["n"], language))
    if now["value_is_beyond"]:
        half = word("speed.answer_beyond", n=form.count(now["n"], language))
    else:
        half = word("speed.answer", half=form.seconds(now["value"], word), interval=_interval(now, word))
    slow = slowest(rows)
    return (
        half
        if slow is None
        else half + word("speed.between") + _slowest_said(first.metric, slow, before, word, language)
    )


def basis(first: Card, word: Words, language: str) -> str:
    """Return which contacts the answer is about, by which clock, and what it is held against."""
    days, now = first.question, first.now
    if now is None or days.first_day is None or days.last_day is None:
        return ""
    counts = {"n": form.count(now["n"], language), "waiting": form.count(now["pending"], language)}
    key = "speed.basis_waiting" if now["pending"] else "speed.basis"
    said_of = word(key, period=form.span(days.first_day, days.last_day, language), **counts)
    if not first.compared:
        return said_of
    return said_of + word("speed.compared", period=form.span(*first.compared, language))


def slowest(rows: Sequence[Row]) -> tuple[Row, str] | None:
    """Return the row that is slower than all others by its p90, else by its median, and which of the two it was."""
    by_p90 = highest([at_p90(row) for row in rows])
    if by_p90 is not None:
        return by_p90, "never" if by_p90["value_is_beyond"] else "most"
    by_half = highest(rows)
    return None if by_half is None or by_half.get("value_is_beyond") else (by_half, "half")


def _slowest_said(metric: Metric, slow: tuple[Row, str], before: Sequence[Row], word: Words, language: str) -> str:
    row, kind = slow
    slowness = word(
        f"speed.slowest_{kind}", name=name(row, word, language), time=f"**{form.seconds(row['value'], word)}**"
    )
    earlier = next((one for one in before if one["channel"] == row["channel"]), None)
    if earlier is not None and kind == "most":
        earlier = at_p90(earlier)
    difference, verdict = judge(metric, dict(row), dict(earlier)) if earlier else (None, "none")
    if kind == "never" or difference is None or verdict not in {"better", "worse"}:
        return slowness + word("speed.stop")
    return slowness + word(f"speed.moved_{verdict}", difference=form.seconds(abs(difference), word))


def channels_title(rows: Sequence[Row], word: Words, language: str) -> str:
    """Return which channel is slowest where one is apart, else that none is, or what the only one takes."""
    slow = slowest(rows)
    if slow is not None:
        row, kind = slow
        return word(f"speed.slowest_{kind}", name=name(row, word, language), time=form.seconds(row["value"], word))
    known = [row for row in rows if not row["is_too_few"]]
    if len(known) > 1:
        return word("speed.channels_alike")
    return shape_title(known[0], word) if known else word("speed.too_few")


def shape_title(row: Row | None, word: Words) -> str:
    """Return within which time half are done, and nine in ten where so many ever are."""
    if row is None or row["is_too_few"]:
        return word("speed.too_few")
    if row.get("value_is_beyond"):
        return word("speed.shape_beyond", time=form.seconds(row["value"], word))
    key = "speed.shape_never" if row.get("p90_is_beyond") else "speed.shape"
    return word(key, half=form.seconds(row["value"], word), most=form.seconds(row["p90"], word))


def curve_title(
    metric: Metric, row: Row | None, lost: Sequence[Row], all_lost: Row | None, *, word: Words, language: str
) -> str:
    """Return whom most are lost from where one channel is apart, else how many of all are lost.

    `lost`: per channel the share that ended without what was waited for, at the last time drawn; `all_lost` that of
    all together, `row` the metric's own answer.
    """
    if not metric.competing or all_lost is None or all_lost["share"] is None or all_lost["is_too_few"]:
        return shape_title(row, word)
    worst = highest([{**one, "value": one["share"]} for one in lost if one["share"] is not None])
    if worst is not None:
        share = form.share(worst["share"], int(worst["n"]), language)
        return word(f"speed.lost_most_{metric.competing[0]}", share=share, name=name(worst, word, language))
    share = form.share(all_lost["share"], int(all_lost["n"]), language)
    return word(f"speed.lost_{metric.competing[0]}", share=share)


def queue_title(left: Card, word: Words, language: str) -> str:
    """Return the share that gave up in the queue, and whether it moved by more than chance."""
    now = left.now
    if now is None or not now["n"]:
        return word("speed.queue_none")
    if now["is_too_few"]:
        counts = {part: form.count(now[part], language) for part in ("numerator", "n")}
        return word("speed.queue_few", **counts)
    moved = left.verdict if left.verdict in {"better", "worse"} else "plain"
    return word(f"speed.queue_{moved}", share=form.share(now["value"], int(now["n"]), language))


def promises_title(metric: Metric, rows: Sequence[Row], word: Words, language: str) -> str:
    """Return which team keeps the fewest promises where it and the best are further apart than chance."""
    ends = extremes(metric, [row for row in rows if row["value"] is not None and row["team"] is not None])
    if ends is None:
        return word("speed.promises_alike")
    least, most = ends
    shares = {
        "least_share": form.share(least["value"], int(least["n"]), language),
        "most_share": form.share(most["value"], int(most["n"]), language),
    }
    return word(
        "speed.promises", least=name(least, word, language, "team"), most=name(most, word, language, "team"), **shares
    )


def stages_title(rows: Mapping[str, Row], word: Words) -> str:
    """Return within which time half of the contacts are over, and one in ten is not, where that is known."""
    ended = rows.get("resolution_seconds")
    return word("speed.stages_some") if ended is None else word("speed.stages", said=shape_title(ended, word))


def dues_title(dues: Dues, word: Words, language: str) -> str:
    """Return how many promises are overdue and how many run out soon."""
    if not dues.overdue and not dues.soon:
        return word("speed.dues_none")
    return word("speed.dues", overdue=form.count(dues.overdue, language), soon=form.count(dues.soon, language))


def name(row: Row, word: Words, language: str, dimension: str = "channel") -> str:
    """Return what a row's group is called, as a sentence begins with it."""
    return begins(said(dimension, row[dimension], word, language), row[dimension])


def begins(text: str, value: object) -> str:
    """Return a value's name as a sentence begins with it; a name that a site chose itself stays as it is."""
    is_plain_word = text.isalpha() and text.islower()
    return text[:1].upper() + text[1:] if text != value or is_plain_word else text


def _interval(row: Row, word: Words) -> str:
    if row["low"] is None:
        return ""
    low = form.seconds(row["low"], word)
    if row["high"] is None:
        return word("speed.interval_open", low=low)
    return word("speed.interval", low=low, high=form.seconds(row["high"], word))
