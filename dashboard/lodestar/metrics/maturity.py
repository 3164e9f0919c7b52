"""Which periods are still unfinished or not yet matured? As SQL over a period's first and last day."""

from datetime import date

from lodestar.metrics.catalogue import Metric
from lodestar.metrics.mart import Mart
from lodestar.metrics.periods import first_unwhole_day
from lodestar.metrics.question import Question
from lodestar.metrics.statement import Statement

HOURS_A_DAY = 24


def open_from(mart: Mart, metric: Metric, question: Question) -> date | None:
    """Return the first local day that is not finished, or whose window has not closed; None without any data."""
    sources = [v for c in question.where if c.dimension == "source" and not c.excludes for v in c.values if v]
    has_window = bool(metric.window) and question.basis == "ending"
    hours = 0
    if metric.window and has_window:
        hours = question.age * HOURS_A_DAY if question.age else int(mart.settings[metric.window])
    seen_to = mart.seen_to(sources or None, window=has_window)
    return first_unwhole_day(seen_to, mart.zone, hours) if seen_to else None


def incomplete_sql(statement: Statement, mart: Mart, metric: Metric, question: Question) -> str:
    """Return SQL that is true for a period cut by the question's ends, unfinished, or with a pending row.

    It reads `period_end`, `pending` and, with a grain, `period`. Rows that still wait take part in a censored metric as
    they stand, so there they leave a period whole.
    """
    tests = [] if metric.is_censored or metric.kind in {"count", "backlog"} else ["pending > 0"]
    first_open = open_from(mart, metric, question)
    if first_open:
        tests.append(f"period_end >= {statement.bind(first_open)}")
    if question.grain and question.first_day:
        tests.append(f"period < {statement.bind(question.first_day)}")
    if question.grain and question.last_day:
        tests.append(f"period_end > {statement.bind(question.last_day)}")
    return " or ".join(tests) or "false"
