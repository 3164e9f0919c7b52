"""What do customers do, rated or not? Every behaviour signal, as a whole and by channel, now and before."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import polars as pl

from lodestar.metrics.answer import ask
from lodestar.metrics.card import Compare, Verdict, compared_days, first_day, judge, latest_days
from lodestar.metrics.catalogue import Metric, load_catalogue
from lodestar.metrics.mart import Mart
from lodestar.metrics.periods import ONE_DAY
from lodestar.metrics.question import Condition, Question

SIGNAL = "signal_"
CHANNEL = "channel"
WEEKS_BEFORE = 12


@dataclass(frozen=True)
class Behaviour:
    """One signal for its own days: a row as in Answer.rows, the one compared with, and one per channel.

    `by_channel` is the question that `channels` answers. `absent` says per language why there can be none.
    """

    metric: Metric
    question: Question
    now: dict[str, Any] | None
    before: dict[str, Any] | None
    difference: float | None
    verdict: Verdict
    by_channel: Question
    channels: pl.DataFrame
    absent: dict[str, str] | None


def behaviours(
    mart: Mart, where: tuple[Condition, ...], days: tuple[date, date] | int, compare: Compare
) -> list[Behaviour]:
    """Return every behaviour signal of the catalogue, the most frequent first, what cannot be shown last."""
    names = [name for name in load_catalogue().metrics if name.startswith(SIGNAL)]
    found = [_behaviour(mart, name, where, days, compare) for name in names]
    return sorted(found, key=lambda one: -one.now["value"] if one.now and not one.now["is_too_few"] else 1)


def weeks_before(mart: Mart, question: Question) -> Question | None:
    """Return the question for the 12 weeks before its days; None where they are not known whole."""
    if question.first_day is None:
        return None
    first = question.first_day - timedelta(weeks=WEEKS_BEFORE)
    return question.between(first, question.first_day - ONE_DAY) if first >= first_day(mart) else None


def _behaviour(
    mart: Mart, name: str, where: tuple[Condition, ...], days: tuple[date, date] | int, compare: Compare
) -> Behaviour:
    metric = load_catalogue().metric(name)
    first, last = latest_days(mart, name, where, days) if isinstance(days, int) else days
    question = Question(name, where=where).between(first, last)
    by_channel = replace(question, by=(CHANNEL,))
    now = ask(mart, question)
    if now.absent or now.is_empty:
        return Behaviour(metric, question, None, None, None, "none", by_channel, pl.DataFrame(), now.absent)
    compared = compared_days(mart, first, last, compare)
    earlier = ask(mart, question.between(*compared)).rows if compared else pl.DataFrame()
    this = now.rows.row(0, named=True)
    that = earlier.row(0, named=True) if earlier.height else None
    difference, verdict = judge(metric, this, that)
    channels = ask(mart, by_channel).rows
    return Behaviour(metric, question, this, that, difference, verdict, by_channel, channels, None)
