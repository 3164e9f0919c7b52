"""The SQL of several shares of the same rows, counted in one pass: what a page of cards asks.

Each share comes out as ratio_sql.py gives it alone, to the digit (a test holds the two together): the rows are read
once, grouped once per kind of cluster, and only then told apart by the column `metric`.
"""

from collections.abc import Sequence

from lodestar.metrics import wide
from lodestar.metrics.catalogue import Catalogue, Metric
from lodestar.metrics.effects import cluster_kinds, join_effects
from lodestar.metrics.mart import Mart
from lodestar.metrics.maturity import incomplete_sql
from lodestar.metrics.question import Question
from lodestar.metrics.ratio_sql import cluster_columns, finish_shares
from lodestar.metrics.selection import Fact, Selected, select_rows
from lodestar.metrics.statement import Statement, literal

METRIC = "metric"
KINDS = ("customer", "agent", "day")
_OF_CLUSTERS = ("named", "k", "n", "p", "yy", "ym", "mm")


def shares_statement(mart: Mart, catalogue: Catalogue, metrics: Sequence[Metric], question: Question) -> Statement:
    """Return the statement of several ratios of one mart, day and agent: the rows of ratio_statement and `metric`."""
    first = metrics[0]
    statement = Statement(", ".join(metric.id for metric in metrics))
    fact = Fact(mart, first.mart, first.day, first.id, agent=first.agent)
    known = {kind for metric in metrics for kind in cluster_kinds(metric, question.by)}
    kinds = tuple(kind for kind in KINDS if kind in known)
    rate = wide.sampled_of(wide.selected_rows(mart, catalogue, fact, question))
    shares = {
        f"{what}_{place}": f"m.{metric.numerator if what == 'num' else metric.denominator}"
        for place, metric in enumerate(metrics)
        for what in ("num", "den")
    }
    source, pending = "selected", "count(*) - count(den_{place})"
    if rate == 1:
        columns = shares | cluster_columns(fact, kinds)
        selected = select_rows(statement, mart, catalogue, fact, question, columns)
    else:
        statement.notes.append(wide.SAID)
        sample = wide.sampled(mart, fact)
        columns = shares | cluster_columns(sample, kinds)
        only = wide.in_sample(rate, sample)
        source = "sampled"
        select_rows(statement, mart, catalogue, sample, question, columns, name=source, only=only)
        if _are_in_sums(mart, metrics, question):
            fact = Fact(mart, wide.BY_DAY[first.day], first.day, first.id)
            shares |= {f"pending_{place}": f"m.{metric.id}_pending" for place, metric in enumerate(metrics)}
            pending = "cast(sum(pending_{place}) as bigint)"
        selected = select_rows(statement, mart, catalogue, fact, question, shares)
    apart = Selected((*selected.groups, METRIC), selected.period_end)
    _add_totals(statement, mart, metrics, question, selected, pending)
    weighed = tuple(kind for kind in kinds if kind not in selected.groups)
    for kind in weighed:
        _add_clusters(statement, metrics, selected, kind, source)
    of_kind = {kind: [literal(m.id) for m in metrics if kind in cluster_kinds(m, question.by)] for kind in kinds}
    applies = {kind: f"totals.{METRIC} in ({', '.join(names)})" for kind, names in of_kind.items()}
    join_effects(statement, apart, kinds, weighed, sampled_of=rate, applies=applies)
    marks = "\n".join(
        f"        when {literal(m.id)} then {incomplete_sql(statement, mart, m, question)}" for m in metrics
    )
    finish_shares(statement, apart, f"case {METRIC}\n{marks}\n    end")
    return statement


def _are_in_sums(mart: Mart, metrics: Sequence[Metric], question: Question) -> bool:
    """Say whether the sums by day know all that is asked."""
    known = mart.columns(wide.BY_DAY.get(metrics[0].day, ""))
    return wide.is_in_sums(question) and all(f"{metric.id}_pending" in known for metric in metrics)


def _add_totals(  # noqa: PLR0917  # what every statement is made of
    statement: Statement, mart: Mart, metrics: Sequence[Metric], question: Question, selected: Selected, pending: str
) -> None:
    """Add `totals`: per group and metric numerator, n, pending and the last day of the period."""
    sums = ",\n".join(
        f"    cast(sum(num_{place}) as bigint) as num_{place}, cast(sum(den_{place}) as bigint) as den_{place},\n"
        f"    {pending.format(place=place)} as pending_{place}, {_period_end(mart, metric, question, selected, place)}"
        f" as end_{place}"
        for place, metric in enumerate(metrics)
    )
    statement.step("sums", f"select\n    {selected.keys}{sums.strip()}\nfrom selected{selected.group_by}")
    columns = {"numerator": "num", "n": "den", "pending": "pending", "period_end": "end"}
    statement.step("totals", _told_apart(metrics, selected, "sums", columns))


def _period_end(mart: Mart, metric: Metric, question: Question, selected: Selected, place: int) -> str:
    """Return the SQL of the last day a metric's group covers: of the rows that alone would be selected for it."""
    if question.grain or wide.counted_only(mart, metric)[0] is None:
        return selected.period_end
    return f"{selected.period_end} filter (where den_{place} > 0 or den_{place} is null)"


def _add_clusters(statement: Statement, metrics: Sequence[Metric], selected: Selected, kind: str, source: str) -> None:
    """Add `of_<kind>`: per group and metric what effects.py needs to know of its clusters."""
    places = range(len(metrics))
    each = ", ".join(
        f"cast(sum(num_{place}) as double) as y_{place}, cast(sum(den_{place}) as double) as m_{place}"
        for place in places
    )
    statement.step(
        f"by_{kind}", f"select {selected.keys}{kind} as cluster, {each}\nfrom {source}\ngroup by {selected.keys}{kind}"
    )
    sums = ",\n    ".join(_cluster_sums(place) for place in places)
    statement.step(
        f"sums_{kind}",
        f"select\n    {selected.keys}{sums}\nfrom by_{kind}{selected.group_by}",
    )
    columns = {name: name for name in _OF_CLUSTERS}
    statement.step(f"of_{kind}", _told_apart(metrics, selected, f"sums_{kind}", columns))


def _cluster_sums(place: int) -> str:
    """Return the sums over clusters of one metric; a row of an unknown cluster is one of its own (num is 0 or 1)."""
    y, m = f"y_{place}", f"m_{place}"
    return (
        f"count(cluster) filter (where {m} > 0) as named_{place},\n"
        f"    sum(case when cluster is null then {m} when {m} > 0 then 1 else 0 end) as k_{place},\n"
        f"    sum({m}) as n_{place}, sum({y}) / nullif(sum({m}), 0) as p_{place},\n"
        f"    sum(case when cluster is null then {y} else {y} * {y} end) as yy_{place},\n"
        f"    sum(case when cluster is null then {y} else {y} * {m} end) as ym_{place},\n"
        f"    sum(case when cluster is null then {m} else {m} * {m} end) as mm_{place}"
    )


def _told_apart(metrics: Sequence[Metric], selected: Selected, step: str, columns: dict[str, str]) -> str:
    """Return the select that makes a row per metric of one row per group."""
    names = f"[{', '.join(literal(metric.id) for metric in metrics)}][place] as {METRIC}"
    lists = ",\n    ".join(
        f"[{', '.join(f'{column}_{place}' for place in range(len(metrics)))}][place] as {name}"
        for name, column in columns.items()
    )
    return (
        f"select\n    {selected.keys}{names},\n    {lists}\n"
        f"from {step}\ncross join range(1, {len(metrics) + 1}) as places(place)"
    )
