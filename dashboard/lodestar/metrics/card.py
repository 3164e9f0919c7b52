"""One metric at a glance: its latest whole period, the one before, whether the move is more than chance, its weeks."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any, Literal

import numpy as np
import polars as pl

from lodestar.metrics.answer import Answer, ask_all
from lodestar.metrics.catalogue import Metric, load_catalogue
from lodestar.metrics.mart import Mart
from lodestar.metrics.maturity import open_from
from lodestar.metrics.periods import ONE_DAY, first_day_of, last_day_of, previous_period
from lodestar.metrics.question import Condition, Question
from lodestar.metrics.rated_sql import LEVELS
from lodestar.metrics.scales import levels_apart

Verdict = Literal["within", "better", "worse", "changed", "none"]
Compare = Literal["before", "year", "none"]
TREND_WEEKS = 13
USUAL_FROM_WEEKS = 6
ONE_WEEK = timedelta(days=7)
SAME_WEEKDAYS = timedelta(days=364)


@dataclass(frozen=True)
class Card:
    """A metric for a period (`now`) and another (`before`, of the days `compared`), a row each as in Answer.rows.

    Either is None where nothing was selected. `difference` is now minus before, in the metric's unit; `verdict` says
    whether it is more than chance, and for the better or the worse where the metric has a direction. `weeks` holds the
    last 13 ISO weeks and the unfinished ones after them, or none after days that were chosen (`is_chosen`).
    """

    metric: Metric
    question: Question
    compared: tuple[date, date] | None
    now: dict[str, Any] | None
    before: dict[str, Any] | None
    difference: float | None
    verdict: Verdict
    weeks: pl.DataFrame
    absent: dict[str, str] | None
    is_chosen: bool = False

    @property
    def usual(self) -> tuple[float, float] | None:
        """Return between which values the whole weeks before the last one lay, but for chance; None under six of them.

        Mean ± 2.66 times the mean moving range (XmR chart: Wheeler, Understanding Variation, 1993).
        """
        if not self.weeks.height or "value" not in self.weeks.columns:
            return None
        known = self.weeks.filter(~pl.col("is_incomplete") & ~pl.col("is_too_few")).drop_nulls("value")
        values = known["value"].cast(pl.Float64).to_numpy()[:-1]
        if len(values) < USUAL_FROM_WEEKS:
            return None
        middle, half = float(np.mean(values)), 2.66 * float(np.mean(np.abs(np.diff(values))))
        return max(middle - half, 0.0), middle + half

    @property
    def is_unusual(self) -> bool:
        """Say whether one whole week lies outside `usual`: all that can be said of a full count, which is no sample."""
        first, last, usual = self.question.first_day, self.question.last_day, self.usual
        value = (self.now or {}).get("value")
        if not first or not last or usual is None or value is None or (self.now or {})["is_incomplete"]:
            return False
        is_week = first == first_day_of(first, "week") and last == last_day_of(first, "week")
        return is_week and not usual[0] <= value <= usual[1]


def card(
    mart: Mart,
    metric_id: str,
    where: tuple[Condition, ...],
    days: tuple[date, date] | int,
    compare: Compare = "before",
) -> Card:
    """Return the card of one metric; `days` is a chosen period, or how many whole matured weeks are wanted.

    `compare`: against the period before, the same weekdays a year before (364 days), or nothing.
    """
    return cards(mart, (metric_id,), where, days, compare, partial(ask_all, mart))[0]


def cards(  # noqa: PLR0917  # one view, and how it is asked
    mart: Mart,
    metric_ids: Sequence[str],
    where: tuple[Condition, ...],
    days: tuple[date, date] | int,
    compare: Compare,
    ask: Callable[[Sequence[Question]], list[Answer]],
    *,
    is_chosen: bool | None = None,
) -> list[Card]:
    """Return the cards of several metrics of one view; `ask` answers many questions at once, as ask_all does.

    A week that stands exactly in the answer about the weeks is not asked for again. Days are chosen, unless
    `is_chosen` says that they are the latest all the same.
    """
    is_chosen = isinstance(days, tuple) if is_chosen is None else is_chosen
    spans = [_spans(mart, metric_id, where, days, compare, is_chosen=is_chosen) for metric_id in metric_ids]
    weekly = list(dict.fromkeys(weeks for _, _, weeks in spans if weeks))
    answers = dict(zip(weekly, ask(weekly), strict=True))
    for now, before, weeks in spans:
        found = {one: of_week(answers[weeks], one) for one in (now, before) if one and weeks}
        answers |= {one: answer for one, answer in found.items() if answer}
    lacking = list(dict.fromkeys(q for now, before, _ in spans for q in (now, before) if q and q not in answers))
    answers |= dict(zip(lacking, ask(lacking), strict=True))
    return [
        replace(
            _card(now, answers[now], answers[before] if before else None, answers[weeks] if weeks else None),
            is_chosen=is_chosen,
        )
        for now, before, weeks in spans
    ]


def of_week(weeks: Answer, question: Question) -> Answer | None:
    """Return the answer about one whole ISO week out of the answer about several; None where it may not be the same."""
    first, last = question.first_day, question.last_day
    is_week = first and last and first == first_day_of(first, "week") and last == last_day_of(first, "week")
    if not is_week or weeks.is_sampled or weeks.absent or weeks.question.by or "period" not in weeks.rows.columns:
        return None
    rows = weeks.rows.filter(pl.col("period") == first).drop("period")
    return replace(weeks, question=question, rows=rows)


def weeks_to(question: Question) -> Question | None:
    """Return the question about the weeks of a card whose latest week is asked about; None where it is no week."""
    last = question.last_day
    if last is None or question.by or question.grain or question.first_day != first_day_of(last, "week"):
        return None
    return _weekly(question, last, is_chosen=False) if last == last_day_of(last, "week") else None


def _spans(  # as above
    mart: Mart,
    metric_id: str,
    where: tuple[Condition, ...],
    days: tuple[date, date] | int,
    compare: Compare,
    *,
    is_chosen: bool,
) -> tuple[Question, Question | None, Question | None]:
    """Return the questions for the days of a card, for those it is compared with, and for its weeks."""
    metric = load_catalogue().metric(metric_id)
    question = Question(metric_id, where=where)
    first_open = open_from(mart, metric, question)
    if first_open is None:
        return question, None, None
    first, last = latest_whole_weeks(first_open, days) if isinstance(days, int) else days
    compared = compared_days(mart, first, last, compare)
    before = question.between(*compared) if compared else None
    return question.between(first, last), before, _weekly(question, last, is_chosen=is_chosen)


def _card(question: Question, now: Answer, before: Answer | None, weeks: Answer | None) -> Card:
    """Return a card of its answers; without any data there are no weeks."""
    if weeks is None:
        return Card(now.metric, question, None, None, None, None, "none", pl.DataFrame(), now.absent)
    this, that = _row(now), _row(before)
    difference, verdict = judge(now.metric, this, that)
    days = before.question if before else None
    compared = (days.first_day, days.last_day) if days and days.first_day and days.last_day else None
    return Card(now.metric, question, compared, this, that, difference, verdict, weeks.rows, now.absent)


def by_scale(mart: Mart, one: Card, compare: Compare = "before") -> list[Card]:
    """Return the card, or in its place one per number of levels where its rating scales have to be shown apart."""
    first, last = one.question.first_day, one.question.last_day
    if first is None or last is None:
        return [one]
    weekly = _weekly(one.question, last, is_chosen=one.is_chosen)
    before = (one.question.between(*one.compared),) if one.compared else ()
    levels = levels_apart(mart, load_catalogue(), one.metric, (weekly, *before, one.question))
    each = [one.question.only(LEVELS, str(number)).where for number in levels]
    ask = partial(ask_all, mart)
    return [
        cards(mart, (one.metric.id,), where, (first, last), compare, ask, is_chosen=one.is_chosen)[0] for where in each
    ] or [one]


def compared_days(mart: Mart, first: date, last: date, compare: Compare) -> tuple[date, date] | None:
    """Return the days to compare with; None where none are asked for or they are not known whole."""
    if compare == "none":
        return None
    days = previous_period(first, last) if compare == "before" else (first - SAME_WEEKDAYS, last - SAME_WEEKDAYS)
    return days if days[0] >= first_day(mart) else None


def current_version(mart: Mart) -> int:
    """Return the version of the mart now being served: what a cache of its numbers is keyed by."""
    mart.once("settings", "select * from mart_settings")
    return mart.version


def first_day(mart: Mart) -> date:
    """Return the first local day with a contact: a period that reaches back further is not known whole."""
    found = mart.once("first day", "select min(opened_on) as day from mart_contacts")["day"][0]
    return found if isinstance(found, date) else date.max


def latest_days(mart: Mart, metric_id: str, where: tuple[Condition, ...], weeks: int) -> tuple[date, date]:
    """Return first and last day of the last `weeks` whole matured weeks of one metric."""
    first_open = open_from(mart, load_catalogue().metric(metric_id), Question(metric_id, where=where))
    return latest_whole_weeks(first_open or mart.last_day(), weeks)


def latest_whole_weeks(first_open: date, weeks: int) -> tuple[date, date]:
    """Return first and last day of the last `weeks` ISO weeks that end before `first_open`, the first unwhole day."""
    last = first_day_of(first_open, "week") - ONE_DAY
    return last - weeks * ONE_WEEK + ONE_DAY, last


def judge(metric: Metric, now: dict[str, Any] | None, before: dict[str, Any] | None) -> tuple[float | None, Verdict]:
    """Return the difference and whether its 95 % interval leaves out zero.

    The interval is put together from the two numbers' own intervals (MOVER: Zou and Donner 2008; for shares with Wilson
    limits it is Newcombe's 1998 method 10).
    """
    if now is None or before is None or now["value"] is None or before["value"] is None:
        return None, "none"
    if metric.kind == "estimate":  # judged where it was made, with what must agree: estimate/claims.py
        return None, "none"
    difference = now["value"] - before["value"]
    ends = [row.get(end) for row in (now, before) for end in ("low", "high")]
    if any(end is None for end in ends) or any(row["is_too_few"] or row["is_incomplete"] for row in (now, before)):
        return difference, "none"
    low_now, high_now, low_before, high_before = ends
    low = difference - math.hypot(now["value"] - low_now, high_before - before["value"])
    high = difference + math.hypot(high_now - now["value"], before["value"] - low_before)
    if low <= 0 <= high:
        return difference, "within"
    if metric.better == "neither":
        return difference, "changed"
    return difference, "better" if (difference > 0) == (metric.better == "higher") else "worse"


def _weekly(question: Question, last: date, *, is_chosen: bool) -> Question:
    """Return the question for the 13 weeks up to the one of `last`; and those after it, where it was not chosen."""
    first = first_day_of(last, "week") - (TREND_WEEKS - 1) * ONE_WEEK
    end = last_day_of(last, "week") if is_chosen else None
    return Question(question.metric, grain="week", first_day=first, last_day=end, where=question.where)


def _row(answer: Answer | None) -> dict[str, Any] | None:
    return None if answer is None or answer.is_empty else answer.rows.row(0, named=True)
