"""The SQL of durations of which some still go on: quantiles of the incidence with competing ends, and "> x".

A quantile is the first t at which the incidence F (incidence_sql.py) reaches q, its interval all t whose F does not
differ from q (Brookmeyer and Crowley 1982), with the variance of F times the design effect.
"""

from dataclasses import replace
from datetime import date

from lodestar.metrics.catalogue import Catalogue, Metric
from lodestar.metrics.durations import PLACE, Durations, ending, judge, select_durations
from lodestar.metrics.effects import Z95, cluster_kinds
from lodestar.metrics.incidence_sql import ALMOST, add_incidence
from lodestar.metrics.mart import Mart
from lodestar.metrics.maturity import incomplete_sql
from lodestar.metrics.periods import ONE_DAY, first_day_of, last_day_of, starts_at
from lodestar.metrics.question import Question
from lodestar.metrics.ratio_sql import cluster_columns
from lodestar.metrics.selection import Fact, Selected, select_rows
from lodestar.metrics.spread_sql import QUANTILES
from lodestar.metrics.statement import Statement
from lodestar.metrics.tail_sql import few, finish, of

JOINED_AT_START = -1


def waiting_statement(mart: Mart, catalogue: Catalogue, metric: Metric, question: Question) -> Statement:
    """Return the statement of a distribution with censored rows and competing ends."""
    statement = Statement(f"{metric.id}: {metric.en.label}")
    kinds = cluster_kinds(metric, question.by)
    rows = select_durations(statement, mart, catalogue, metric, question, kinds)
    return _curve(statement, rows, kinds, incomplete_sql(statement, mart, metric, question), join_late=False)


def delayed_statement(mart: Mart, catalogue: Catalogue, metric: Metric, question: Question) -> Statement:
    """Return the statement for all rows open at some time of each period, each from the age it had by then."""
    statement = Statement(f"{metric.id}: {metric.en.label}")
    fact = Fact.of(mart, metric)
    kinds = cluster_kinds(metric, question.by)
    columns = {"opened_at": "m.opened_at", "lasted": f"m.{metric.value}", "ending": ending(metric)}
    columns |= cluster_columns(fact, kinds)
    everything = replace(question, first_day=None, last_day=None, grain=None)
    known = select_rows(
        statement, mart, catalogue, fact, everything, columns, name="known", only=f"m.{metric.value} is not null"
    )
    rows = [
        f"(date '{period}', date '{last}', timestamp '{begins}', timestamp '{ends}')"
        for period, last, begins, ends in _spans(mart, question)
    ]
    statement.step(
        "periods",
        "select period, on_day, begins_at, ends_at\nfrom (values "
        + ", ".join(rows)
        + ") as spans(period, on_day, begins_at, ends_at)",
    )
    period = "periods.period, " if question.grain else ""
    others = "".join(f"known.{column}, " for column in (*known.groups, *(kind for kind in kinds if kind != "day")))
    day = "known.on_day as day, " if "day" in kinds else ""
    left = "date_diff('second', opened_at, ends_at)"
    statement.step(
        "selected",
        f"select\n    {period}{others}{day}periods.on_day,\n"
        f"    case when lasted <= {left} then lasted else {left} end as seconds,\n"
        f"    case when lasted <= {left} then ending else 'waiting' end as ending,\n"
        f"    case when opened_at < begins_at then date_diff('second', opened_at, begins_at) else {JOINED_AT_START} end"
        " as joined,\n    1 as weight\nfrom known\n"
        "inner join periods\n    on known.opened_at < periods.ends_at\n"
        "    and known.opened_at + lasted * interval '1' second > periods.begins_at",
    )
    groups = (*(("period",) if question.grain else ()), *known.groups)
    end = {"week": "period + 6", "month": "cast(period + interval '1' month as date) - 1", "day": "period"}
    selected = Selected(groups, end[question.grain] if question.grain else "max(on_day)")
    return _curve(
        statement,
        Durations(selected, "selected", is_wide=False, sampled_of=1),
        kinds,
        incomplete_sql(statement, mart, metric, question),
        join_late=True,
    )


def _spans(mart: Mart, question: Question) -> list[tuple[date, date, object, object]]:
    """Return per period its first and last day, and the instants (UTC) between which it lies; one at the least."""
    opened = mart.once("first day", "select min(opened_on) as day from mart_contacts")["day"][0]
    last = question.last_day or max(mart.last_day(), question.first_day or date.min)
    day = question.first_day or min(opened or last, last)
    spans: list[tuple[date, date, object, object]] = []
    while day <= last:
        end = min(last_day_of(day, question.grain), last) if question.grain else last
        first = first_day_of(day, question.grain) if question.grain else day
        spans.append((first, end, starts_at(day, mart.zone), starts_at(end + ONE_DAY, mart.zone)))
        day = end + ONE_DAY
    return spans


def _curve(
    statement: Statement, rows: Durations, kinds: tuple[str, ...], is_incomplete: str, *, join_late: bool
) -> Statement:
    selected, keys = rows.selected, rows.selected.keys
    add_incidence(statement, selected, join_late=join_late)
    reached = ", ".join(f"min(t) filter (where f >= {q} - {ALMOST}) as {name}" for name, q in QUANTILES.items())
    statement.step("reached", f"select\n    {keys}{reached}, max(t) as seen_to\nfrom curve{selected.group_by}")
    statement.step(
        "counts",
        f"select\n    {keys}cast(sum(weight) as bigint) as n,\n"
        "    cast(coalesce(sum(weight) filter (where ending = 'event'), 0) as bigint) as numerator,\n"
        "    cast(coalesce(sum(weight) filter (where ending = 'waiting'), 0) as bigint) as pending,\n"
        f"    {selected.period_end} as period_end\nfrom selected{selected.group_by}",
    )
    statement.step(
        "totals",
        f"select\n    {of('counts', selected)}n, numerator, pending, period_end, reached.value, p90, seen_to, {PLACE}\n"
        f"from counts\n{selected.join('counts', 'reached')}",
    )
    judge(statement, rows, kinds, "ending = 'event' and seconds <= coalesce(totals.value, seconds)")
    ends = ",\n    ".join(
        f"min(t) filter (where f {sign} {Z95} * sqrt(variance * effect) >= {q} - {ALMOST}) as {end}"
        for name, q in QUANTILES.items()
        for sign, end in (
            ("+", "low" if name == "value" else "p90_low"),
            ("-", "high" if name == "value" else "p90_high"),
        )
    )
    statement.step(
        "bounds",
        f"select\n    {of('curve', selected)}any_value(effect) as effect,\n"
        f"    any_value(left_out) as left_out,\n    {ends}\n"
        f"from curve\n{selected.join('curve', 'effects')}"
        + (f"\ngroup by {of('curve', selected)}".rstrip(", ") if selected.groups else ""),
    )
    statement.step(
        "measured",
        f"select\n    {of('totals', selected)}n, numerator, pending, period_end, totals.value, p90, seen_to,\n"
        f"    n / effect as n_effective, left_out, low, high, p90_low, p90_high\n"
        f"from totals\n{selected.join('totals', 'bounds')}",
    )
    columns = {
        "value": "coalesce(value, seen_to)", "low": "low", "high": "high", "p90": "coalesce(p90, seen_to)",
        "p90_low": "p90_low", "p90_high": "p90_high", "numerator": "numerator", "n": "n",
        "n_effective": "n_effective", "pending": "pending", "value_is_beyond": "value is null",
        "p90_is_beyond": "p90 is null",
        "is_approximate": "true" if rows.is_wide else "false", "is_too_few": few(), "left_out": "left_out",
    }  # fmt: skip
    finish(statement, selected, columns, is_incomplete, "measured")
    return statement
