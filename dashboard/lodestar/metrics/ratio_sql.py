"""The SQL of shares: one yes-or-no question per row, or one share per part of a whole."""

from lodestar.metrics import wide
from lodestar.metrics.catalogue import Catalogue, Metric
from lodestar.metrics.effects import add_effects, cluster_kinds, wilson
from lodestar.metrics.mart import Mart
from lodestar.metrics.maturity import incomplete_sql
from lodestar.metrics.question import Question
from lodestar.metrics.selection import Fact, Selected, select_rows
from lodestar.metrics.statement import Statement, literal
from lodestar.metrics.tail_sql import few, finish


def ratio_statement(mart: Mart, catalogue: Catalogue, metric: Metric, question: Question) -> Statement:
    """Return the statement of a ratio: value, counts, effective n, interval, pending, marks, per group."""
    statement = Statement(f"{metric.id}: {metric.en.label}")
    fact = Fact.of(mart, metric)
    kinds = cluster_kinds(metric, question.by)
    shares = {"num": f"m.{metric.numerator}", "den": f"m.{metric.denominator}"}
    is_incomplete = incomplete_sql(statement, mart, metric, question)
    rate = wide.sampled_of(wide.selected_rows(mart, catalogue, fact, question))
    counted, counted_sums = wide.counted_only(mart, metric)
    if rate == 1:
        columns = shares | cluster_columns(fact, kinds)
        selected = select_rows(statement, mart, catalogue, fact, question, columns, only=counted)
        measure(statement, selected, kinds, is_incomplete)
        return statement
    statement.notes.append(wide.SAID)
    sample = wide.sampled(mart, fact)
    columns = shares | cluster_columns(sample, kinds)
    only = wide.in_sample(rate, sample)
    select_rows(statement, mart, catalogue, sample, question, columns, name="sampled", only=only)
    if wide.is_in_sums(question) and f"{metric.id}_pending" in mart.columns(wide.BY_DAY.get(metric.day, "")):
        sums = Fact(mart, wide.BY_DAY[metric.day], metric.day, metric.id)
        shares |= {"pending": f"m.{metric.id}_pending"}
        selected = select_rows(statement, mart, catalogue, sums, question, shares, only=counted_sums)
        measure(statement, selected, kinds, is_incomplete, pending="cast(sum(pending) as bigint)", sampled_of=rate)
    else:
        selected = select_rows(statement, mart, catalogue, fact, question, shares, only=counted)
        measure(statement, selected, kinds, is_incomplete, sampled_of=rate)
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
    fact = Fact.of(mart, metric)
    kinds = cluster_kinds(metric, question.by)
    columns = {"outcome": f"m.{metric.value}"} | cluster_columns(fact, kinds)
    is_part = f"m.{metric.value} is not null"
    rate = wide.sampled_of(wide.selected_rows(mart, catalogue, fact, question))
    whole = select_rows(statement, mart, catalogue, fact, question, columns, name="whole", only=is_part)
    parts = ", ".join(f"({number}, {literal(part)})" for number, part in enumerate(metric.parts))
    statement.step("parts", f"select part_order, part from (values {parts}) as listed(part_order, part)")
    waits = literal(metric.waiting or "pending")
    selected = Selected((*whole.groups, "part_order", "part"), whole.period_end)
    statement.step(
        "counted",
        f"select {whole.keys}outcome, count(*) as contacts, max(on_day) as on_day\nfrom whole\n"
        f"group by {whole.keys}outcome",
    )
    statement.step(
        "totals",
        f"select\n    {selected.keys}"
        "cast(coalesce(sum(contacts) filter (where outcome = part), 0) as bigint) as numerator,\n"
        f"    cast(sum(contacts) filter (where outcome <> {waits}) as bigint) as n,\n"
        f"    cast(coalesce(sum(contacts) filter (where outcome = {waits}), 0) as bigint) as pending,\n"
        f"    {selected.period_end} as period_end\nfrom counted\ncross join parts{selected.group_by}",
    )
    rows = "whole"
    if rate > 1:
        statement.notes.append(wide.SAID)
        sample = wide.sampled(mart, fact)
        columns = {"outcome": f"m.{metric.value}"} | cluster_columns(sample, kinds)
        select_rows(
            statement,
            mart,
            catalogue,
            sample,
            question,
            columns,
            name="sampled",
            only=wide.both(is_part, wide.in_sample(rate, sample)),
        )
        rows = "sampled"
    others = "".join(f"{column}, " for column in (*whole.groups, *kinds))
    statement.step(
        "judged",
        f"select\n    {others}part_order, part, cast(outcome = part as integer) as num, 1 as den\n"
        f"from {rows}\ncross join parts\nwhere outcome <> {waits}",
    )
    add_effects(statement, selected, kinds, source="judged", sampled_of=rate)
    finish_shares(statement, selected, incomplete_sql(statement, mart, metric, question))
    return statement


def measure(
    statement: Statement,
    selected: Selected,
    kinds: tuple[str, ...],
    is_incomplete: str,
    *,
    pending: str = "count(*) - count(den)",
    sampled_of: int = 1,
) -> None:
    """Add the last steps of a share from the step `selected` with num, den (both null while pending) and clusters.

    Where `sampled_of` is over 1, clusters are weighed on the step `sampled`, which holds one in so many customers.
    """
    statement.step(
        "totals",
        f"select\n    {selected.keys}cast(sum(num) as bigint) as numerator,\n    cast(sum(den) as bigint) as n,\n"
        f"    {pending} as pending,\n    {selected.period_end} as period_end\n"
        f"from selected{selected.group_by}",
    )
    add_effects(statement, selected, kinds, source="selected" if sampled_of == 1 else "sampled", sampled_of=sampled_of)
    finish_shares(statement, selected, is_incomplete)


def finish_shares(statement: Statement, selected: Selected, is_incomplete: str) -> None:
    """Add the last steps of shares from the step `effects`: value, effective n, Wilson's interval, the marks."""
    middle, half = wilson("value", "n_effective")
    statement.step(
        "shares",
        f"select\n    {selected.keys}numerator / nullif(n, 0) as value, numerator, n,\n"
        "    nullif(n, 0) / effect as n_effective, pending, period_end, left_out\nfrom effects",
    )
    statement.step("measured", f"select *,\n    {middle} as middle,\n    {half} as half\nfrom shares")
    columns = {
        "value": "value",
        "numerator": "coalesce(numerator, 0)",
        "n": "coalesce(n, 0)",
        "n_effective": "n_effective",
        "low": "case when middle < half then 0 else middle - half end",
        "high": "case when middle + half > 1 then 1 else middle + half end",
        "pending": "pending",
        "is_too_few": few(),
        "left_out": "left_out",
    }
    finish(statement, selected, columns, is_incomplete, "measured")
