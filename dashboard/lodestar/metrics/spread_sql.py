"""The SQL of durations that are all over: median and p90 with their intervals, and the mean beside them.

An interval inverts the test for a share: it runs between the order statistics at q -+ 1.96 sqrt(q (1 - q) / n), with
the effective n of the share at or under the quantile (Woodruff 1952, for clustered samples).
"""

from lodestar.metrics.catalogue import Catalogue, Metric
from lodestar.metrics.effects import Z95, add_effects, cluster_kinds
from lodestar.metrics.mart import Mart
from lodestar.metrics.maturity import incomplete_sql
from lodestar.metrics.question import Question
from lodestar.metrics.ratio_sql import cluster_columns
from lodestar.metrics.selection import Fact, Selected, select_rows
from lodestar.metrics.statement import Statement
from lodestar.metrics.tail_sql import few, finish, of

QUANTILES = {"value": 0.5, "p90": 0.9}
BUCKET_RATIO = 1.04
EXACT_UP_TO = 1_000_000


def spread_statement(mart: Mart, catalogue: Catalogue, metric: Metric, question: Question) -> Statement:
    """Return the statement of a distribution in which every row has its final seconds."""
    statement = Statement(f"{metric.id}: {metric.en.label}")
    fact = Fact(mart, metric.mart, metric.day, metric.id, agent=metric.agent)
    kinds = cluster_kinds(metric, question.by)
    columns = {"seconds": f"m.{metric.value}"} | cluster_columns(fact, kinds)
    selected = select_rows(
        statement, mart, catalogue, fact, question, columns, only=f"m.{metric.value} is not null", apart=metric.apart
    )
    quantiles = ", ".join(f"quantile_cont(seconds, {q}) as {name}" for name, q in QUANTILES.items())
    statement.step(
        "totals",
        f"select\n    {selected.keys}count(*) as n, {quantiles}, avg(seconds) as mean,\n"
        f"    cast(0 as bigint) as pending, {selected.period_end} as period_end\nfrom selected{selected.group_by}",
    )
    add_judged(statement, selected, kinds, "seconds <= totals.value")
    add_effects(statement, selected, kinds, source="judged", is_sampled=False)
    statement.step(
        "steps",
        f"select\n    {selected.keys}seconds, sum(count(*)) over (\n"
        f"        {_partition(selected)}order by seconds rows unbounded preceding\n    ) as seen\n"
        f"from selected\ngroup by {selected.keys}seconds",
    )
    statement.step(
        "sized",
        f"select\n    {of('totals', selected)}n, n / effect as n_effective, left_out\n"
        f"from totals\n{selected.join('totals', 'effects')}",
    )
    ends = ",\n    ".join(
        f"min(seconds) filter (where seen >= n * ({q} {sign} {Z95} * sqrt({q} * (1 - {q}) / n_effective))) as {end}"
        for name, q in QUANTILES.items()
        for sign, end in (("-", _end(name, "low")), ("+", _end(name, "high")))
    )
    statement.step(
        "bounds",
        f"select\n    {of('steps', selected)}any_value(n_effective) as n_effective, any_value(left_out) as left_out,\n"
        f"    {ends}\nfrom steps\n{selected.join('steps', 'sized')}"
        + (f"\ngroup by {of('steps', selected)}".rstrip(", ") if selected.groups else ""),
    )
    statement.step(
        "measured",
        f"select\n    {of('totals', selected)}totals.value, p90, mean, n, pending, period_end, n_effective, left_out,\n"
        f"    low, high, p90_low, p90_high\nfrom totals\n{selected.join('totals', 'bounds')}",
    )
    columns = {name: name for name in ("value", "low", "high", "p90", "p90_low", "p90_high", "mean")}
    columns |= {"numerator": "n", "n": "n", "n_effective": "n_effective", "pending": "pending"}
    columns |= {"is_too_few": few(), "left_out": "left_out"}
    finish(statement, selected, columns, incomplete_sql(statement, mart, metric, question), "measured")
    return statement


def add_judged(statement: Statement, selected: Selected, kinds: tuple[str, ...], is_under: str) -> None:
    """Add the step `judged`: per selected row whether it lies at or under the median, for the design effect."""
    groups = of("selected", selected)
    listed = "".join(f"selected.{kind}, " for kind in kinds)
    statement.step(
        "judged",
        f"select\n    {groups}{listed}cast({is_under} as integer) as num, 1 as den\n"
        f"from selected\n{selected.join('selected', 'totals')}",
    )


def _end(name: str, end: str) -> str:
    return end if name == "value" else f"{name}_{end}"


def _partition(selected: Selected) -> str:
    return f"partition by {', '.join(selected.groups)} " if selected.groups else ""
