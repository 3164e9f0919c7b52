"""The SQL of what is open at each period's end: opened by then, and not ended by then; by age too."""

from dataclasses import replace

from lodestar.metrics.catalogue import Catalogue, Metric
from lodestar.metrics.mart import Mart
from lodestar.metrics.maturity import incomplete_sql
from lodestar.metrics.question import Question
from lodestar.metrics.selection import Fact, Selected, select_rows
from lodestar.metrics.statement import Statement
from lodestar.metrics.sums_sql import NOT_MEASURED
from lodestar.metrics.tail_sql import finish, of

AGE = "age"
_AGES = ((1, "under 1 day"), (3, "1 to 2 days"), (7, "3 to 6 days"), (30, "7 to 29 days"))
_OLDEST = "30 days or more"
KNOWN = "(m.is_open or m.ended_on is not null)"


def backlog_statement(mart: Mart, catalogue: Catalogue, metric: Metric, question: Question) -> Statement:
    """Return the statement of a backlog. Cut by age it looks at every contact, else it adds up days."""
    statement = Statement(f"{metric.id}: {metric.en.label}")
    asked = replace(
        question, first_day=None, last_day=None, grain=None, by=tuple(name for name in question.by if name != AGE)
    )
    if AGE in question.by:
        fact = Fact(mart, metric.mart, "opened_on", metric.id)
        columns = {"ended_on": "m.ended_on"}
        selected = select_rows(statement, mart, catalogue, fact, asked, columns, name="moved", only=KNOWN)
        joined = "moved.on_day <= ends.last_day\n    and coalesce(moved.ended_on, date '9999-12-31') > ends.last_day"
        cases = " ".join(f"when ends.last_day - moved.on_day < {days} then '{name}'" for days, name in _AGES)
        selected = replace(selected, groups=(*selected.groups, AGE))
        grouped = ", ".join(("period", "period_end", *(f"moved.{group}" for group in selected.groups[:-1]), AGE))
        amount, aged = "count(*)", f"case {cases} else '{_OLDEST}' end as age, "
    else:
        columns = {}
        for name, day, sign in (("opened", "opened_on", "1"), ("ended", "ended_on", "-1")):
            fact = Fact(mart, metric.mart, day, metric.id, clock="opened")
            moved = {"moved": sign}
            selected = select_rows(statement, mart, catalogue, fact, asked, moved, name=name, only=KNOWN)
        both = f"{selected.keys}on_day, sum(moved) as moved"
        by_day = f"group by {selected.keys}on_day"
        statement.step("moved", f"select {both}\nfrom opened\n{by_day}\nunion all\nselect {both}\nfrom ended\n{by_day}")
        joined, amount, aged = "moved.on_day <= ends.last_day", "sum(moved)", ""
        grouped = ", ".join(("period", "period_end", *(f"moved.{group}" for group in selected.groups)))
    _add_ends(statement, mart, question)
    own = of("moved", replace(selected, groups=tuple(group for group in selected.groups if group != AGE)))
    statement.step(
        "measured",
        f"select\n    period, period_end, {own}{aged}cast({amount} as double) as value, 0 as pending\n"
        f"from ends\ninner join moved\n    on {joined}\ngroup by {grouped}",
    )
    groups = (*(("period",) if question.grain else ()), *selected.groups)
    columns = {"value": "value", "numerator": "value", "n": "cast(value as bigint)", **NOT_MEASURED}
    columns |= {"is_too_few": "false"}
    is_incomplete = incomplete_sql(statement, mart, metric, question)
    finish(statement, Selected(groups, "period_end"), columns, is_incomplete, "measured", counted="value > 0")
    return statement


def _add_ends(statement: Statement, mart: Mart, question: Question) -> None:
    """Add the step `ends`: per period its first day, its last day that is known, and its last day."""
    last = statement.bind(min(day for day in (question.last_day, mart.last_day()) if day))
    if not question.grain:
        statement.step("ends", f"select {last} as period, {last} as last_day, {last} as period_end")
        return
    first = statement.bind(question.first_day) if question.first_day else "(select min(on_day) from moved)"
    end = {"week": "period + 6", "month": "cast(period + interval '1' month as date) - 1", "day": "period"}
    days = f"range(cast({first} as timestamp), {last} + interval '1' day, interval '1' day)"
    statement.step("days", f"select unnest({days}) as day")
    statement.step("periods", f"select distinct cast(date_trunc('{question.grain}', day) as date) as period from days")
    last_day = f"least({end[question.grain]}, {last})"
    statement.step("ends", f"select period, {last_day} as last_day, {end[question.grain]} as period_end from periods")
