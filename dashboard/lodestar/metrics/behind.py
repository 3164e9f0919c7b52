"""Which rows was a number counted from? The same for the contacts shown behind it and for the rows taken away."""

from dataclasses import dataclass, replace

from lodestar.errors import LodestarError
from lodestar.metrics.catalogue import Metric
from lodestar.metrics.estimate_sql import newest_week
from lodestar.metrics.mart import Mart
from lodestar.metrics.periods import ONE_DAY, last_day_of, starts_at
from lodestar.metrics.question import Question
from lodestar.metrics.rated_sql import asks_for_levels, has_scale, rated_contacts
from lodestar.metrics.selection import Fact
from lodestar.metrics.statement import Statement


@dataclass(frozen=True)
class Behind:
    """The rows behind a number: those of `fact` in the days and filters of `question` for which `only` is true."""

    fact: Fact
    question: Question
    only: str | None


def rows_behind(statement: Statement, mart: Mart, metric: Metric, question: Question) -> Behind:
    """Return what to select: for shares the rows of the denominator and the pending ones, else those measured.

    Raises LodestarError for ratings at another age or by day rated, which no column of the rows holds.
    """
    if question.age is not None or question.basis == "rated":
        raise LodestarError(f"The rows behind {metric.id} are counted at the set age, by day ended: leave out the age.")
    plain = replace(question, by=(), grain=None)
    fact = Fact.of(mart, metric)
    if asks_for_levels(question) and has_scale(metric):
        fact = rated_contacts(mart, metric, question)
    if metric.kind == "backlog":
        return _open_at_the_end(statement, mart, fact, plain)
    if metric.kind == "delayed":
        return _open_meanwhile(statement, mart, metric, fact, plain)
    if metric.kind == "estimate" and not question.grain:
        plain = _newest_week(mart, plain)
    return Behind(fact, plain, _is_counted(metric))


def _is_counted(metric: Metric) -> str | None:
    if metric.kind == "ratio":
        return f"(m.{metric.denominator} > 0 or m.{metric.denominator} is null)"
    if metric.value:
        return f"m.{metric.value} is not null"
    if metric.kind in {"mean", "estimate"}:  # in a closed week nothing is pending
        return f"m.{metric.denominator} > 0"
    counted = f"m.{metric.numerator} > 0"
    return f"{counted} and {metric.where}" if metric.where else counted


def _newest_week(mart: Mart, question: Question) -> Question:
    """Return the question for the days of the newest week estimated among those asked for, if there is one."""
    week_on = newest_week(mart, question)
    return question.between(week_on, last_day_of(week_on, "week")) if week_on else question


def _open_at_the_end(statement: Statement, mart: Mart, fact: Fact, question: Question) -> Behind:
    """Return the contacts opened by the question's last day and not ended by then."""
    last = statement.bind(min(day for day in (question.last_day, mart.last_day()) if day))
    only = f"((m.is_open and m.ended_on is null) or m.ended_on > {last})"
    return Behind(fact, replace(question, first_day=None, last_day=question.last_day), only)


def _open_meanwhile(statement: Statement, mart: Mart, metric: Metric, fact: Fact, question: Question) -> Behind:
    """Return the contacts open at any time between the question's first and last day."""
    begins = starts_at(question.first_day, mart.zone) if question.first_day else None
    ends = starts_at((question.last_day or mart.last_day()) + ONE_DAY, mart.zone)
    tests = [f"m.{metric.value} is not null", f"m.opened_at < {statement.bind(ends)}"]
    if begins:
        tests.append(f"m.opened_at + m.{metric.value} * interval '1' second > {statement.bind(begins)}")
    return Behind(fact, replace(question, first_day=None, last_day=None), " and ".join(tests))
