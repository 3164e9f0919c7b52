"""The rows a duration is measured on: every contact, or for a wide question buckets and every sixteenth customer."""

from dataclasses import dataclass

from lodestar.metrics import wide
from lodestar.metrics.catalogue import Catalogue, Metric
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question
from lodestar.metrics.ratio_sql import cluster_columns
from lodestar.metrics.selection import Fact, Selected, select_rows
from lodestar.metrics.statement import Statement, literal
from lodestar.metrics.tail_sql import of

JOINED_AT_START = -1


@dataclass(frozen=True)
class Durations:
    """The step `selected` (seconds, weight and, where some still wait, ending and joined) and where clusters are.

    `clusters` is the step that holds seconds and one column per kind of cluster; `is_wide` says that the seconds are
    middles of buckets, and that step a sample.
    """

    selected: Selected
    clusters: str
    is_wide: bool


def select_durations(  # noqa: PLR0917  # what every statement is made of
    statement: Statement, mart: Mart, catalogue: Catalogue, metric: Metric, question: Question, kinds: tuple[str, ...]
) -> Durations:
    """Add the steps that hold the durations of a question."""
    fact = Fact(mart, metric.mart, metric.day, metric.id, agent=metric.agent)
    is_known = f"m.{metric.value} is not null"
    ends = {"ending": ending(metric), "joined": str(JOINED_AT_START)} if metric.is_censored else {}
    if not wide.is_wide(mart, catalogue, fact, question):
        columns = {"seconds": f"m.{metric.value}", "weight": "1"} | ends | cluster_columns(fact, kinds)
        selected = select_rows(statement, mart, catalogue, fact, question, columns, only=is_known, apart=metric.apart)
        return Durations(selected, "selected", is_wide=False)
    statement.notes += [wide.SAID, wide.SAID_BUCKETS]
    if wide.is_in_sums(question) and mart.columns(wide.HISTOGRAM):
        buckets = Fact(mart, wide.HISTOGRAM, "on_day", metric.id)
        columns = {"seconds": wide.bucket_seconds(), "weight": "m.contacts"} | ends
        if metric.is_censored:
            columns["ending"] = ending(metric, "ending")
        only = f"m.metric = {literal(metric.value or '')}"
        selected = select_rows(statement, mart, catalogue, buckets, question, columns, only=only, apart=metric.apart)
    else:
        columns = {"seconds": wide.bucket_middle(f"m.{metric.value}"), "weight": "1"} | ends
        selected = select_rows(statement, mart, catalogue, fact, question, columns, only=is_known, apart=metric.apart)
    sample = Fact(mart, wide.SAMPLE, metric.day, metric.id, agent=metric.agent)
    columns = {"seconds": f"m.{metric.value}"} | ends | cluster_columns(sample, kinds)
    select_rows(
        statement, mart, catalogue, sample, question, columns, name="sampled", only=is_known, apart=metric.apart
    )
    return Durations(selected, "sampled", is_wide=True)


def ending(metric: Metric, column: str | None = None) -> str:
    """Return SQL that says of a row whether it ended in the event, in a competing end, or still waits."""
    column = column or metric.end
    competing = ", ".join(literal(word) for word in metric.competing)
    lost = f" when m.{column} in ({competing}) then 'competing'" if competing else ""
    return f"case when m.{column} = {literal(metric.event or '')} then 'event'{lost} else 'waiting' end"


def add_judged(statement: Statement, rows: Durations, kinds: tuple[str, ...], is_under: str) -> None:
    """Add the step `judged`: per row whether it lies at or under the median, for the design effect."""
    source = rows.clusters
    listed = "".join(f"{source}.{kind}, " for kind in kinds)
    statement.step(
        "judged",
        f"select\n    {of(source, rows.selected)}{listed}cast({is_under} as integer) as num, 1 as den\n"
        f"from {source}\n{rows.selected.join(source, 'totals')}",
    )
