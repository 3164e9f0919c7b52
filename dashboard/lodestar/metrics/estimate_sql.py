"""The SQL of what the build has estimated: it is read, never made anew, and only as it was made."""

from datetime import date

from lodestar.errors import LodestarError
from lodestar.metrics.catalogue import Catalogue, Metric
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Condition, Question
from lodestar.metrics.statement import Statement

ESTIMATES = "mart_estimates"
ALL = "all"
ESTIMATED = "estimated"


def estimate_statement(mart: Mart, _: Catalogue, metric: Metric, question: Question) -> Statement:
    """Return the statement that reads estimates: of closed weeks, or of the newest closed week of the days asked for.

    `value` is empty where a guard-rail refuses it (`state` names it); it never comes without the range in which it lies
    were the odds of the silent twice lower or higher (its interval, where nobody is silent). Raises LodestarError for
    cuts, filters and periods not estimated.
    """
    statement = Statement(f"{metric.id}: {metric.en.label}")
    if question.grain not in {None, "week"}:
        raise LodestarError(f"{metric.id} is estimated per week: ask with --grain week.")
    where = _where(statement, mart, question)
    groups = [*(["period"] if question.grain else []), *question.by]
    keys = {"period": "e.week_on as period", **{name: f"e.value as {name}" for name in question.by}}
    newest = "" if question.grain else "\nqualify e.week_on = max(e.week_on) over ()"
    shown = f"e.state = '{ESTIMATED}'"
    listed = [
        *(keys[name] for name in groups),
        f"case when {shown} then e.estimate end as value",
        "cast(null as bigint) as numerator",
        "e.contacts as n",
        "e.n_effective",
        f"case when {shown} then e.low end as low",
        f"case when {shown} then e.high end as high",
        "cast(0 as bigint) as pending",
        f"not {shown} as is_too_few",
        "cast(null as varchar) as left_out",
        f"case when {shown} then coalesce(e.odds_2_low, e.low) end as range_low",
        f"case when {shown} then coalesce(e.odds_2_high, e.high) end as range_high",
        "e.rated",
        "e.state",
        "e.broken",
        "false as is_incomplete",
    ]
    columns = ",\n    ".join(listed)
    order = ", ".join(f"{name} nulls last" for name in groups)
    ending = f"\norder by {order}" if groups else ""
    statement.finish(f"select\n    {columns}\nfrom {ESTIMATES} as e\nwhere {where}{newest}{ending}")
    return statement


def newest_week(mart: Mart, question: Question) -> date | None:
    """Return the Monday of the newest week estimated among the days asked for; None where there is none."""
    statement = Statement("the newest week estimated")
    statement.finish(f"select max(e.week_on) from {ESTIMATES} as e\nwhere {_where(statement, mart, question)}")
    (week_on,) = mart.query(statement.text, statement.params).row(0)
    return week_on if isinstance(week_on, date) else None


def _where(statement: Statement, mart: Mart, question: Question) -> str:
    """Return as SQL which weeks of which part: whole weeks among the days asked for."""
    tests = [part_asked(statement, mart, question)]
    if question.first_day:
        tests.append(f"e.week_on >= {statement.bind(question.first_day)}")
    if question.last_day:
        tests.append(f"e.week_on + 6 <= {statement.bind(question.last_day)}")
    return "\n    and ".join(tests)


def part_asked(statement: Statement, mart: Mart, question: Question) -> str:
    """Return as SQL which part of the contacts is asked about. Raises LodestarError where that was not estimated."""
    dimension, condition = _asked(mart, question)
    is_cut = f"e.dimension = {statement.bind(dimension)}"
    return f"{is_cut}\n    and {_condition(statement, condition)}" if condition else is_cut


def _asked(mart: Mart, question: Question) -> tuple[str, Condition | None]:
    """Return the dimension whose estimates are asked for, and the condition on it."""
    made = mart.once("estimated by", f"select distinct dimension from {ESTIMATES} order by dimension")
    known = [name for name in made["dimension"].to_list() if name != ALL]
    named = list(dict.fromkeys((*question.by, *(condition.dimension for condition in question.where))))
    if len(named) > 1 or len(question.where) > 1 or not set(named) <= set(known):
        listed = ", ".join(known) or "nothing else"
        raise LodestarError(
            f"{question.metric} is estimated for all contacts and by one of these at a time: {listed}. Leave out other "
            "cuts and filters."
        )
    condition = question.where[0] if question.where else None
    if condition and not question.by and (condition.excludes or len(condition.values) != 1):
        raise LodestarError(
            f"{question.metric} is estimated for one {condition.dimension} at a time, not for several together: name "
            f"one, or cut by {condition.dimension}."
        )
    return (named[0] if named else ALL), condition


def _condition(statement: Statement, condition: Condition) -> str:
    listed = [value for value in condition.values if value]
    tests = [f"e.value in ({statement.bind_all(listed)})"] if listed else []
    if len(listed) < len(condition.values):
        tests.append("e.value is null")
    is_one = f"({' or '.join(tests)})"
    return f"coalesce(not {is_one}, true)" if condition.excludes else is_one
