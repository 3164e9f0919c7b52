"""The SQL of durations that are all over: median and p90 with their intervals, and the mean beside them.

An interval inverts the test for a share: it runs between the order statistics at q -+ 1.96 sqrt(q (1 - q) / n), with
the effective n of the share at or under the quantile (Woodruff 1952, for clustered samples).
"""

from lodestar.metrics.catalogue import Catalogue, Metric
from lodestar.metrics.durations import PLACE, judge, select_durations
from lodestar.metrics.effects import Z95, cluster_kinds
from lodestar.metrics.mart import Mart
from lodestar.metrics.maturity import incomplete_sql
from lodestar.metrics.question import Question
from lodestar.metrics.statement import Statement
from lodestar.metrics.tail_sql import few, finish, of

QUANTILES = {"value": 0.5, "p90": 0.9}


def spread_statement(mart: Mart, catalogue: Catalogue, metric: Metric, question: Question) -> Statement:
    """Return the statement of a distribution in which every row has its final seconds."""
    statement = Statement(f"{metric.id}: {metric.en.label}")
    kinds = cluster_kinds(metric, question.by)
    rows = select_durations(statement, mart, catalogue, metric, question, kinds)
    selected = rows.selected
    part = f"partition by {', '.join(selected.groups)} " if selected.groups else ""
    statement.step(
        "buckets",
        f"select {selected.keys}seconds, cast(sum(weight) as bigint) as weight, max(on_day) as on_day\n"
        f"from selected\ngroup by {selected.keys}seconds",
    )
    statement.step(
        "steps",
        f"select\n    {selected.keys}seconds, weight, on_day,\n"
        f"    sum(weight) over ({part}order by seconds rows unbounded preceding) as seen,\n"
        f"    sum(weight) over ({part.strip()}) as everybody\nfrom buckets",
    )
    if rows.is_wide:
        quantiles = "".join(
            f"min(seconds) filter (where seen >= {q} * everybody) as {n}, " for n, q in QUANTILES.items()
        )
    else:
        quantiles = "".join(_interpolated(q, name) for name, q in QUANTILES.items())
    statement.step(
        "totals",
        f"select\n    {selected.keys}cast(sum(weight) as bigint) as n, {quantiles}\n"
        "    sum(seconds * weight) / sum(weight) as mean,\n"
        f"    cast(0 as bigint) as pending, {selected.period_end} as period_end, {PLACE}\n"
        f"from steps{selected.group_by}",
    )
    judge(statement, rows, kinds, "seconds <= totals.value")
    statement.step(
        "sized",
        f"select\n    {selected.keys}n, n / effect as n_effective, left_out\nfrom effects",
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
    columns |= {"is_approximate": "true" if rows.is_wide else "false"}
    columns |= {"is_too_few": few(), "left_out": "left_out"}
    finish(statement, selected, columns, incomplete_sql(statement, mart, metric, question), "measured")
    return statement


def _interpolated(q: float, name: str) -> str:
    """Return SQL of an exact quantile between the two nearest of the n rows (Hyndman and Fan's type 7, as NumPy's)."""
    place = f"({q} * (everybody - 1))"
    below = f"min(seconds) filter (where seen > floor{place})"
    above = f"min(seconds) filter (where seen > ceil{place})"
    return f"\n    {below} + ({above} - {below}) * any_value({place} - floor{place}) as {name},"


def _end(name: str, end: str) -> str:
    return end if name == "value" else f"{name}_{end}"
