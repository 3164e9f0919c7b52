"""The SQL of what is added up: counts, means of sums, and one mart over another."""

from lodestar.metrics import wide
from lodestar.metrics.catalogue import Catalogue, Metric
from lodestar.metrics.effects import MIN_CLUSTERS, Z95, cluster_kinds
from lodestar.metrics.mart import Mart
from lodestar.metrics.maturity import incomplete_sql
from lodestar.metrics.question import Question
from lodestar.metrics.ratio_sql import cluster_columns
from lodestar.metrics.selection import Fact, Selected, select_rows
from lodestar.metrics.statement import Statement
from lodestar.metrics.tail_sql import NO_NUMBER, few, finish, of

NOT_MEASURED = {"n_effective": NO_NUMBER, "low": NO_NUMBER, "high": NO_NUMBER, "pending": "cast(0 as bigint)"}


def count_statement(mart: Mart, catalogue: Catalogue, metric: Metric, question: Question) -> Statement:
    """Return the statement of a sum; it is a full count, so it has no interval."""
    statement = Statement(f"{metric.id}: {metric.en.label}")
    fact = Fact.of(mart, metric)
    columns = {"amount": f"m.{metric.numerator}"}
    selected = select_rows(statement, mart, catalogue, fact, question, columns, only=metric.where)
    statement.step(
        "totals",
        f"select\n    {selected.keys}cast(sum(amount) as double) as value, count(amount) as n, 0 as pending,\n"
        f"    {selected.period_end} as period_end\nfrom selected{selected.group_by}",
    )
    columns = {"value": "value", "numerator": "value", "n": "n", **NOT_MEASURED, "is_too_few": "false"}
    finish(statement, selected, columns, incomplete_sql(statement, mart, metric, question), "totals")
    return statement


def mean_statement(mart: Mart, catalogue: Catalogue, metric: Metric, question: Question) -> Statement:
    """Return the statement of a sum over a sum, with the normal interval of a ratio of clustered totals."""
    statement = Statement(f"{metric.id}: {metric.en.label}")
    fact = Fact.of(mart, metric)
    kinds = cluster_kinds(metric, question.by)
    weight = f"m.{metric.denominator}"
    amounts = {
        "x": f"cast(m.{metric.numerator} as double)",
        "w": f"cast({weight} as double)",
    }
    rate = wide.sampled_of(wide.selected_rows(mart, catalogue, fact, question))
    columns = amounts if rate > 1 else amounts | cluster_columns(fact, kinds)
    selected = select_rows(statement, mart, catalogue, fact, question, columns, only=f"{weight} > 0")
    statement.step("totals", _totals(selected, "selected"))
    base, source = "totals", "selected"
    if rate > 1:
        statement.notes.append(wide.SAID)
        sample = wide.sampled(mart, fact)
        columns = amounts | cluster_columns(sample, kinds)
        select_rows(
            statement,
            mart,
            catalogue,
            sample,
            question,
            columns,
            name="sampled",
            only=wide.both(f"{weight} > 0", wide.in_sample(rate, sample)),
        )
        base, source = statement.step("of_sample", _totals(selected, "sampled")), "sampled"
    effects, names = [], []
    for kind in kinds:
        step = statement.step(f"of_{kind}", _cluster_squares(selected, kind, source))
        single = f"{base}.n / ({base}.n - 1) * {_squares(base, base)}"
        raw = f"{step}.k / ({step}.k - 1) * {_squares(step, base)} / nullif({single}, 0)"
        scaled = f"1 + {rate} * ({raw} - 1)" if rate > 1 and kind != "customer" else raw
        effects.append(f"coalesce(case when {step}.named >= {MIN_CLUSTERS} then {scaled} end, 1)")
        names.append(f"case when coalesce({step}.named, 0) < {MIN_CLUSTERS} then '{kind}' end")
    steps = (*(["of_sample"] if rate > 1 else []), *(f"of_{kind}" for kind in kinds))
    joins = "\n".join(selected.join("totals", step) for step in steps)
    spread = f"totals.n / (totals.n - 1) * abs({_squares('totals', 'totals')})"
    statement.step(
        "measured",
        f"select\n    {of('totals', selected)}totals.numerator, totals.value, totals.n, totals.pending,\n"
        "    totals.period_end,\n"
        f"    case when totals.n > 1 then greatest(1, {', '.join(effects)}) else 1 end as effect,\n"
        f"    case when totals.n > 1 then {spread} / (totals.weight * totals.weight) end as variance,\n"
        f"    nullif(concat_ws(', ', {', '.join(names)}), '') as left_out\nfrom totals\n{joins}",
    )
    half = f"{Z95} * sqrt(variance * effect)"
    columns = {
        "value": "value",
        "numerator": "numerator",
        "n": "cast(n as bigint)",
        "n_effective": "n / effect",
        "low": f"case when value < {half} then 0 else value - {half} end",
        "high": f"value + {half}",
        "pending": "pending",
        "is_too_few": few("n / effect"),
        "left_out": "left_out",
    }
    finish(statement, selected, columns, incomplete_sql(statement, mart, metric, question), "measured")
    return statement


def quotient_statement(mart: Mart, catalogue: Catalogue, metric: Metric, question: Question) -> Statement:
    """Return the statement of one mart's sum over another's, each by its own day, where both have the dimension."""
    statement = Statement(f"{metric.id}: {metric.en.label}")
    above = Fact.of(mart, metric)
    below = Fact(
        mart, metric.denominator_mart or "", metric.denominator_day or "", metric.id, made=metric.made_of_denominator
    )
    columns = {"amount": f"cast(m.{metric.numerator} as double)"}
    over = select_rows(statement, mart, catalogue, above, question, columns, name="above_rows", apart=metric.apart)
    columns = {"amount": f"cast(m.{metric.denominator} as double)"}
    under = select_rows(statement, mart, catalogue, below, question, columns, name="below_rows")
    for name, rows, selected in (("above", "above_rows", over), ("below", "below_rows", under)):
        statement.step(
            name,
            f"select\n    {selected.keys}sum(amount) as amount, {selected.period_end} as period_end\n"
            f"from {rows}{selected.group_by}",
        )
    statement.step(
        "measured",
        f"select\n    {of('above', over)}above.amount as numerator, coalesce(below.amount, 0) as n, 0 as pending,\n"
        f"    {metric.scale} * above.amount / nullif(below.amount, 0) as value,\n"
        f"    greatest(coalesce(above.period_end, below.period_end), coalesce(below.period_end, above.period_end))"
        f" as period_end\nfrom above\n{under.join('above', 'below')}",
    )
    columns = {"value": "value", "numerator": "numerator", "n": "n", **NOT_MEASURED, "is_too_few": "false"}
    finish(statement, over, columns, incomplete_sql(statement, mart, metric, question), "measured")
    return statement


def _totals(selected: Selected, source: str) -> str:
    """Return the select of sums and sums of squares per group."""
    return (
        f"select\n    {selected.keys}sum(x) as numerator, sum(w) as weight, sum(x) / nullif(sum(w), 0) as value,\n"
        "    cast(count(*) as double) as n, sum(x * x) as xx, sum(x * w) as xw, sum(w * w) as ww, 0 as pending,\n"
        f"    {selected.period_end} as period_end\nfrom {source}{selected.group_by}"
    )


def _cluster_squares(selected: Selected, kind: str, source: str) -> str:
    """Return the select of squared cluster sums per group; a row of an unknown cluster is one of its own."""
    return (
        f"select\n    {selected.keys}count(cluster) as named, cast(sum(k) as double) as k,\n"
        "    sum(case when cluster is null then xx else x * x end) as xx,\n"
        "    sum(case when cluster is null then xw else x * w end) as xw,\n"
        "    sum(case when cluster is null then ww else w * w end) as ww\nfrom (\n"
        f"    select {selected.keys}{kind} as cluster, sum(x) as x, sum(w) as w, sum(x * x) as xx,\n"
        "        sum(x * w) as xw, sum(w * w) as ww,\n"
        f"        case when {kind} is null then count(*) else 1 end as k\n"
        f"    from {source}\n    group by {selected.keys}{kind}\n) as clusters{selected.group_by}"
    )


def _squares(step: str, mean: str) -> str:
    """Return the sum of squared residuals x - mean * w of a step's rows, the mean being another step's value."""
    return f"({step}.xx - 2 * {mean}.value * {step}.xw + {mean}.value * {mean}.value * {step}.ww)"
