"""How much does a number really know? Design effects of clusters, the effective n, and Wilson's interval, as SQL.

Contacts of one customer, or answered by one agent, resemble each other: 12 agents x 25 ratings count for less than 300.
Per kind of cluster c with y_c positives of m_c rows, n = sum m_c, p = sum y_c / n and k clusters (Kish 1965, ratio
estimator): deff = k/(k-1) * sum (y_c - p m_c)^2 / n^2 divided by p (1-p) / (n-1). A row whose cluster is unknown is a
cluster of its own, so that rows all alone give exactly 1. The larger kind counts, never under 1; a kind with fewer than
five named clusters is left out, and `left_out` says so.
"""

from lodestar.metrics.catalogue import Metric
from lodestar.metrics.selection import Selected
from lodestar.metrics.statement import Statement

Z95 = "1.959963984540054"
MIN_CLUSTERS = 5
MIN_EFFECTIVE = 30


def cluster_kinds(metric: Metric, by: tuple[str, ...]) -> tuple[str, ...]:
    """Return the kinds of cluster for a cut: the metric's, and days where issues are cut, for those come in waves."""
    return (*metric.clusters, "day") if any(name.startswith("issue") for name in by) else metric.clusters


def add_effects(
    statement: Statement,
    selected: Selected,
    kinds: tuple[str, ...],
    *,
    source: str,
    sampled_of: int = 1,
    cut_by: tuple[str, ...] | None = None,
) -> None:
    """Add the step `effects`: the step `totals` with, per group, the largest design effect and the kinds left out.

    `source` is a step with the group columns, num, den (0/1) and one column per kind. Where it holds
    all rows of one in `sampled_of` customers, their design effect stays as it is, while that of other kinds, whose
    clusters are thinned, is 1 + sampled_of * (deff - 1). A kind that the answer is cut by (`cut_by`, by default the
    groups of `selected`) has one cluster a group, too few to be weighed.
    """
    cut_by = selected.groups if cut_by is None else cut_by
    keys = selected.keys
    weighed = tuple(kind for kind in kinds if kind not in cut_by)
    for kind in weighed:
        inner = (
            f"select {keys}{kind} as cluster, cast(sum(num) as double) as y, cast(sum(den) as double) as m\n"
            f"    from {source}\n    where den > 0\n    group by {keys}{kind}"
        )
        statement.step(
            f"of_{kind}",
            f"select\n    {keys}count(cluster) as named,\n"
            "    sum(case when cluster is null then m else 1 end) as k,\n    sum(m) as n,\n    sum(y) / sum(m) as p,\n"
            "    sum(case when cluster is null then y else y * y end) as yy,\n"
            "    sum(case when cluster is null then y else y * m end) as ym,\n"
            "    sum(case when cluster is null then m else m * m end) as mm\n"
            f"from (\n    {inner}\n) as clusters{selected.group_by}",
        )
    join_effects(statement, selected, kinds, weighed, sampled_of=sampled_of)


def join_effects(
    statement: Statement,
    selected: Selected,
    kinds: tuple[str, ...],
    weighed: tuple[str, ...],
    *,
    sampled_of: int = 1,
    applies: dict[str, str] | None = None,
) -> None:
    """Add the step `effects` from `totals` and a step `of_<kind>` per weighed kind: named, k, n, p, yy, ym, mm.

    Where a row of `totals` reflects the habits of some kinds only, `applies` has the SQL that says so of a kind.
    """
    effects, names = ["1"], {kind: f"'{kind}'" for kind in kinds}
    for kind in weighed:
        t = f"of_{kind}"
        raw = (
            f"{t}.k / ({t}.k - 1) * ({t}.yy - 2 * {t}.p * {t}.ym + {t}.p * {t}.p * {t}.mm) * ({t}.n - 1)"
            f" / ({t}.n * {t}.n * {t}.p * (1 - {t}.p))"
        )
        scaled = raw if kind == "customer" or sampled_of == 1 else f"1 + {sampled_of} * ({raw} - 1)"
        counts = f"{t}.named >= {MIN_CLUSTERS} and {t}.p > 0 and {t}.p < 1"
        effects.append(f"coalesce(case when {counts} then {scaled} end, 1)")
        names[kind] = f"case when coalesce({t}.named, 0) < {MIN_CLUSTERS} then '{kind}' end"
    for kind, is_so in (applies or {}).items():
        if kind in weighed:
            place = 1 + weighed.index(kind)
            effects[place] = f"case when {is_so} then {effects[place]} else 1 end"
        if kind in names:
            names[kind] = f"case when {is_so} then {names[kind]} end"
    joins = "\n".join(selected.join("totals", f"of_{kind}") for kind in weighed)
    statement.step(
        "effects",
        f"select\n    totals.*,\n    greatest({', '.join(effects)}) as effect,\n"
        f"    nullif(concat_ws(', ', {', '.join(names.values())}), '') as left_out\nfrom totals\n{joins}",
    )


def wilson(value: str, effective: str) -> tuple[str, str]:
    """Return the SQL of the middle and half the width of Wilson's 95 % interval (Wilson 1927) at an effective n."""
    z2 = f"{Z95} * {Z95}"
    middle = f"({value} + {z2} / (2 * {effective})) / (1 + {z2} / {effective})"
    half = (
        f"{Z95} * sqrt({value} * (1 - {value}) / {effective} + {z2} / (4 * {effective} * {effective}))"
        f" / (1 + {z2} / {effective})"
    )
    return middle, half
