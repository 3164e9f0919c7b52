"""Which share has had its answer within each time? The incidence of a duration's end at given times."""

from collections.abc import Sequence
from typing import Literal

from lodestar.metrics.catalogue import Metric, load_catalogue
from lodestar.metrics.durations import PLACE, Durations, judge, select_durations
from lodestar.metrics.effects import cluster_kinds, wilson
from lodestar.metrics.found import Found, find
from lodestar.metrics.incidence_sql import ALMOST, add_incidence
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question
from lodestar.metrics.statement import Statement
from lodestar.metrics.tail_sql import few, of

End = Literal["event", "competing"]


def incidence(mart: Mart, question: Question, at: Sequence[float], end: End = "event") -> Found:
    """Return the cumulative incidence of a duration metric's event, or of what competes with it, at times in seconds.

    Per group and time, in that order: the groups, seconds, n, share, low, high (95 %), is_too_few. `share` ended in the
    asked way within `seconds`; it and its interval are null beyond the last time anybody was seen while some wait on.
    The interval is Wilson's at the n at which a share would have the incidence's variance (Rothman 1978, as for
    survival), design effect included.
    """
    catalogue = load_catalogue()
    metric = catalogue.metric(question.metric)
    statement = Statement(f"{metric.id} within a time: {metric.en.label}")
    kinds = cluster_kinds(metric, question.by)
    rows = select_durations(statement, mart, catalogue, metric, question, kinds)
    selected, keys = rows.selected, rows.selected.keys
    add_incidence(statement, selected, source=_told(statement, metric, rows), event=end)
    _totals(statement, rows)
    is_end = f"ending = '{end}' and " if metric.is_censored else ""
    judge(statement, rows, kinds, f"{is_end}seconds <= coalesce(totals.value, seconds)")
    statement.step(
        "moved",
        "select\n    effects.place, t, f, variance, waiting,\n    max(t) over (partition by effects.place) as seen_to\n"
        f"from curve\n{selected.join('curve', 'effects')}",
    )
    times = ", ".join(f"({statement.bind(float(seconds))})" for seconds in at)
    statement.step(
        "places",
        f"select {of('effects', selected)}effects.place, n, effect, cast(times.t as double) as t\nfrom effects\n"
        f"cross join (values {times}) as times(t)",
    )
    statement.step(
        "reached",
        f"select\n    {of('places', selected)}places.t as seconds, n, effect, coalesce(f, 0) as f,\n"
        f"    coalesce(variance, 0) as variance,\n"
        f"    coalesce(places.t > seen_to and waiting > {ALMOST}, false) as is_unseen\nfrom places\n"
        "asof left join moved\n    on places.place = moved.place and places.t >= moved.t",
    )
    statement.step(
        "weighed",
        f"select\n    {keys}seconds, n, case when not is_unseen then least(f, 1) end as share,\n"
        f"    case when f > {ALMOST} and f < 1 - {ALMOST} and variance > 0 then f * (1 - f) / (variance * effect)"
        " else n / effect end"
        " as n_effective,\n    n / effect as n_in_all\nfrom reached",
    )
    middle, half = wilson("share", "n_effective")
    order = ", ".join((*(f"{group} nulls last" for group in selected.groups), "seconds"))
    seen = "case when share is not null then"
    statement.finish(
        f"select\n    {keys}seconds, n, share,\n    {seen} greatest({middle} - {half}, 0) end as low,\n"
        f"    {seen} least({middle} + {half}, 1) end as high,\n    {few('n_in_all')} as is_too_few\n"
        f"from weighed\nwhere n > 0\norder by {order}"
    )
    return find(mart, statement)


def _told(statement: Statement, metric: Metric, rows: Durations) -> str:
    """Return the step that says how each row ended; where nothing still waits, all ended in the event."""
    if metric.is_censored:
        return "selected"
    keys = rows.selected.keys
    return statement.step("told", f"select {keys}seconds, weight, 'event' as ending\nfrom selected")


def _totals(statement: Statement, rows: Durations) -> None:
    """Add the step `totals`: per group n, the median of the curve (null where not reached) and the group's number."""
    selected = rows.selected
    statement.step(
        "halves",
        f"select {selected.keys}min(t) filter (where f >= 0.5 - {ALMOST}) as value\nfrom curve{selected.group_by}",
    )
    statement.step(
        "counts",
        f"select {selected.keys}cast(sum(weight) as bigint) as n\nfrom selected{selected.group_by}",
    )
    statement.step(
        "totals",
        f"select {of('counts', selected)}n, value, {PLACE}\nfrom counts\n{selected.join('counts', 'halves')}",
    )
