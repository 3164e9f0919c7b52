"""The rows a duration is measured on: every contact, or for a wide question buckets and every sixteenth customer."""

from dataclasses import dataclass, replace

from lodestar.metrics import wide
from lodestar.metrics.catalogue import Catalogue, Metric
from lodestar.metrics.effects import add_effects
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question
from lodestar.metrics.ratio_sql import cluster_columns
from lodestar.metrics.selection import Fact, Selected, select_rows
from lodestar.metrics.statement import Statement, literal

PLACE = "row_number() over () as place"


@dataclass(frozen=True)
class Durations:
    """The step `selected` (seconds, weight and, where some still wait, ending) and where clusters are.

    `clusters` is the step that holds seconds and one column per kind of cluster; `is_wide` says that the seconds are
    middles of buckets, `sampled_of` that the clusters are those of one in so many customers.
    """

    selected: Selected
    clusters: str
    is_wide: bool
    sampled_of: int


def select_durations(  # noqa: PLR0917  # what every statement is made of
    statement: Statement, mart: Mart, catalogue: Catalogue, metric: Metric, question: Question, kinds: tuple[str, ...]
) -> Durations:
    """Add the steps that hold the durations of a question."""
    fact = Fact.of(mart, metric)
    is_known = f"m.{metric.value} is not null"
    ends = {"ending": ending(metric)} if metric.is_censored else {}
    # lengths of turns have no buckets, so they are all taken, however many
    many = 0 if wide.is_of_contacts(mart, fact) else wide.selected_rows(mart, catalogue, fact, question)
    rate, is_wide = wide.sampled_of(many), many > wide.EXACT_UP_TO
    if is_wide:
        selected = _select_buckets(statement, mart, catalogue, metric, question)
    else:
        clusters = cluster_columns(fact, kinds) if rate == 1 else {}
        columns = {"seconds": f"m.{metric.value}", "weight": "1"} | ends | clusters
        selected = select_rows(statement, mart, catalogue, fact, question, columns, only=is_known, apart=metric.apart)
    if rate == 1:
        return Durations(selected, "selected", is_wide, rate)
    statement.notes.append(wide.SAID)
    sample = wide.sampled(mart, fact)
    columns = {"seconds": f"m.{metric.value}"} | ends | cluster_columns(sample, kinds)
    only = wide.both(is_known, wide.in_sample(rate, sample))
    select_rows(statement, mart, catalogue, sample, question, columns, name="sampled", only=only, apart=metric.apart)
    return Durations(selected, "sampled", is_wide, rate)


def _select_buckets(
    statement: Statement, mart: Mart, catalogue: Catalogue, metric: Metric, question: Question
) -> Selected:
    """Add `selected` as one row per bucket and way of ending, from the histogram where it knows all that is asked."""
    statement.notes.append(wide.SAID_BUCKETS)
    if wide.is_in_sums(question):
        fact = Fact(mart, wide.histogram(question), "on_day", metric.id)
        how = "m.ending"
        columns = {"bucket": "m.bucket", "contacts": "m.contacts"}
        name = "found"
        only = f"m.metric = {literal(metric.value or '')}"
    else:
        fact = Fact.of(mart, metric)
        how = f"m.{metric.end}"
        columns = {"seconds": f"m.{metric.value}"}
        name = "timed"
        only = f"m.{metric.value} is not null"
    apart = metric.apart
    columns |= {"how": how} if metric.is_censored else {}
    found = select_rows(statement, mart, catalogue, fact, question, columns, name=name, only=only, apart=apart)
    hows = ", how" if metric.is_censored else ""
    if name == "timed":  # one logarithm a length, not one a contact
        statement.step(
            "found",
            f"select {found.keys}{wide.bucket('seconds')} as bucket{hows},\n"
            "    count(*) as contacts, max(on_day) as on_day\n"
            f"from timed\ngroup by {found.keys}seconds{hows}",
        )
    ends = f", {ending(metric, 'how')} as ending" if metric.is_censored else ""
    statement.step(
        "selected",
        f"select {found.keys}{wide.middle()} as seconds{ends},\n"
        "    cast(sum(contacts) as bigint) as weight, max(on_day) as on_day\n"
        f"from found\ngroup by {found.keys}bucket{hows}",
    )
    return found


def ending(metric: Metric, column: str | None = None) -> str:
    """Return SQL that says of a row whether it ended in the event, in a competing end, or still waits."""
    column = column or f"m.{metric.end}"
    competing = ", ".join(literal(word) for word in metric.competing)
    lost = f" when {column} in ({competing}) then 'competing'" if competing else ""
    return f"case when {column} = {literal(metric.event or '')} then 'event'{lost} else 'waiting' end"


def judge(statement: Statement, rows: Durations, kinds: tuple[str, ...], is_under: str) -> None:
    """Add the steps `judged`, per row whether it lies at or under the median, and from it `effects`.

    Groups go by the number `place` that `totals` gives them: a number is grouped faster than words.
    """
    source, groups = rows.clusters, rows.selected.groups
    placed = replace(rows.selected, groups=("place",) if groups else ())
    weighed = "".join(f"{source}.{kind}, " for kind in kinds if kind not in groups)
    place = "totals.place, " if groups else ""
    statement.step(
        "judged",
        f"select\n    {place}{weighed}cast({is_under} as integer) as num, 1 as den\n"
        f"from {source}\n{rows.selected.join(source, 'totals')}",
    )
    add_effects(statement, placed, kinds, source="judged", sampled_of=rows.sampled_of, cut_by=groups)
