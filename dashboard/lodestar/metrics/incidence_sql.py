"""The SQL of the cumulative incidence of an event with competing ends, step by step, with its variance.

Aalen-Johansen: F(t) = sum over t_i <= t of S(t_i-) d_i / n_i, with S Kaplan-Meier's survival from every end; without
competing ends F is 1 - Kaplan-Meier. The variance is the delta-method one (Marubini and Valsecchi 1995), which is
Greenwood's where nothing competes. Rows may join late (delayed entry): at risk is who has joined before t and not left
before t.
"""

from lodestar.metrics.selection import Selected
from lodestar.metrics.statement import Statement

ALMOST = "1e-12"


def add_incidence(
    statement: Statement,
    selected: Selected,
    *,
    source: str = "selected",
    event: str = "event",
    join_late: bool = False,
) -> None:
    """Add the steps up to `curve`: per group and moment t its incidence f, the variance, the share `waiting`.

    `source` is a step with the group columns, seconds, weight, ending and, where rows may `join_late`, joined; `event`
    the ending that is counted, every other one but `waiting` competes with it.
    """
    keys = selected.keys
    part = f"partition by {', '.join(selected.groups)} " if selected.groups else ""
    before = f"over ({part}order by t rows between unbounded preceding and 1 preceding)"
    to_here = f"over ({part}order by t rows unbounded preceding)"
    events = f"coalesce(sum(weight) filter (where ending = '{event}'), 0)"
    ends = "coalesce(sum(weight) filter (where ending <> 'waiting'), 0)"
    if join_late:
        statement.step(
            "moments",
            f"select\n    {keys}seconds as t, {events} as events, {ends} as ends,\n"
            "    sum(weight) as leaving, 0 as joining\n"
            f"from {source}\ngroup by {keys}seconds\nunion all\n"
            f"select\n    {keys}joined as t, 0 as events, 0 as ends, 0 as leaving, sum(weight) as joining\n"
            f"from {source}\ngroup by {keys}joined",
        )
        statement.step(
            "steps",
            f"select\n    {keys}t, cast(sum(events) as double) as d1, cast(sum(ends) as double) as d,\n"
            f"    sum(leaving) as leaving, sum(joining) as joining\nfrom moments\ngroup by {keys}t",
        )
        at_risk = f"coalesce(cast(sum(joining - leaving) {before} as double), 0)"
    else:
        statement.step(
            "steps",
            f"select\n    {keys}seconds as t, cast({events} as double) as d1, cast({ends} as double) as d,\n"
            f"    sum(weight) as leaving\nfrom {source}\ngroup by {keys}seconds",
        )
        # all are there from the start, so at risk is who leaves from here on
        at_risk = f"cast(sum(leaving) over ({part.strip()}) - coalesce(sum(leaving) {before}, 0) as double)"
    statement.step("risks", f"select\n    {keys}t, d1, d,\n    {at_risk} as at_risk\nfrom steps")
    statement.step(
        "survival",
        f"select\n    {keys}t, d1, d, at_risk,\n    coalesce(exp(sum(case when d = 0 then 0 when d < at_risk"
        f" then ln(1 - d / at_risk) else -1000 end) {before}), 1) as s_before\nfrom risks\nwhere at_risk > 0",
    )
    statement.step(
        "incidence",
        f"select\n    {keys}t, d1, d, at_risk, s_before, sum(s_before * d1 / at_risk) {to_here} as f\nfrom survival",
    )
    factor = "case when d < at_risk then d / (at_risk * (at_risk - d)) else 0 end"
    own = "s_before * d1 / (at_risk * at_risk)"
    statement.step(
        "curve",
        f"select\n    {keys}t, f,\n    greatest(0, f * f * sum({factor}) {to_here}\n"
        f"    - 2 * f * sum(f * {factor} + {own}) {to_here}\n"
        f"    + sum(f * f * {factor} + 2 * f * {own}\n"
        "        + s_before * s_before * (at_risk - d1) * d1 / (at_risk * at_risk * at_risk)"
        f") {to_here}) as variance,\n    s_before * (1 - d / at_risk) as waiting\nfrom incidence",
    )
