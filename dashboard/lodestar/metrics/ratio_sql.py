"""The SQL of shares: one yes-or-no question per row, or one share per part of a whole."""

from lodestar.metrics.catalogue import Catalogue, Metric
from lodestar.metrics.effects import add_effects, cluster_kinds, wilson
from lodestar.metrics.mart import Mart
from lodestar.metrics.maturity import incomplete_sql
from lodestar.metrics.question import Question
from lodestar.metrics.selection import Fact, Selected, select_rows
from lodestar.metrics.statement import Statement, literal
from lodestar.metrics.tail_sql import few, finish, of


def ratio_statement(mart: Mart, catalogue: Catalogue, metric: Metric, question: Question) -> Statement:
    """Return the statement of a ratio: value, counts, effective n, interval, pending, marks, per group."""
    statement = Statement(f"{metric.id}: {metric.en.label}")
    fact = Fact(mart, metric.mart, metric.day, metric.id, agent=metric.agent)
    kinds = cluster_kinds(metric, question.by)
    columns = {"num": f"m.{metric.numerator}", "den": f"m.{metric.denominator}"} | cluster_columns(fact, kinds)
    selected = select_rows(statement, mart, catalogue, fact, question, columns, only=metric.where)
    measure(statement, selected, kinds, incomplete_sql(statement, mart, metric, question))
    return statement


def cluster_columns(fact: Fact, kinds: tuple[str, ...]) -> dict[str, str]:
    """Return the SQL of each kind's cluster; one a fact does not know is null, so that its rows stand alone."""
    sources = {
        "customer": fact.column("customer_key") or "cast(null as bigint)",
        "agent": fact.column("agent") or "cast(null as varchar)",
        "day": f"m.{fact.day}",
    }
    return {kind: sources[kind] for kind in kinds}


def partition_statement(mart: Mart, catalogue: Catalogue, metric: Metric, question: Question) -> Statement:
    """Return the statement of a partition: every part's share of what is not pending, in the catalogue's order."""
    statement = Statement(f"{metric.id}: {metric.en.label}")
    fact = Fact(mart, metric.mart, metric.day, metric.id, agent=metric.agent)
    kinds = cluster_kinds(metric, question.by)
    columns = {"outcome": f"m.{metric.value}"} | cluster_columns(fact, kinds)
    whole = select_rows(
        statement, mart, catalogue, fact, question, columns, name="whole", only=f"m.{metric.value} is not null"
    )
    parts = ", ".join(f"({number}, {literal(part)})" for number, part in enumerate(metric.parts))
    statement.step("parts", f"select part_order, part from (values {parts}) as listed(part_order, part)")
    waits = literal(metric.waiting or "pending")
    others = "".join(f"{column}, " for column in (*whole.groups, *kinds, "on_day"))
    statement.step(
        "selected",
        f"select\n    {others}part_order, part,\n"
        f"    case when outcome <> {waits} then cast(outcome = part as integer) end as num,\n"
        f"    case when outcome <> {waits} then 1 end as den\nfrom whole\ncross join parts",
    )
    selected = Selected((*whole.groups, "part_order", "part"), whole.period_end)
    measure(statement, selected, kinds, incomplete_sql(statement, mart, metric, question))
    return statement


def measure(statement: Statement, selected: Selected, kinds: tuple[str, ...], is_incomplete: str) -> None:
    """Add the last steps of a share from the step `selected` with num, den (both null while pending) and clusters."""
    statement.step(
        "totals",
        f"select\n    {selected.keys}cast(sum(num) as bigint) as numerator,\n    cast(sum(den) as bigint) as n,\n"
        f"    count(*) filter (where den is null) as pending,\n    {selected.period_end} as period_end\n"
        f"from selected{selected.group_by}",
    )
    add_effects(statement, selected, kinds, source="selected", is_sampled=False)
    low, high = wilson("value", "n_effective")
    statement.step(
        "measured",
        f"select\n    {of('totals', selected)}numerator / nullif(n, 0) as value, numerator, n,\n"
        "    nullif(n, 0) / effect as n_effective, pending, period_end, left_out\n"
        f"from totals\n{selected.join('totals', 'effects')}",
    )
    columns = {
        "value": "value",
        "numerator": "coalesce(numerator, 0)",
        "n": "coalesce(n, 0)",
        "n_effective": "n_effective",
        "low": low,
        "high": high,
        "pending": "pending",
        "is_too_few": few(),
        "left_out": "left_out",
    }
    finish(statement, selected, columns, is_incomplete, "measured")
