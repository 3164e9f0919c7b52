"""The SQL of ratings at another common age, or by the day they were given."""

from lodestar.errors import LodestarError
from lodestar.metrics.catalogue import Catalogue, Metric
from lodestar.metrics.effects import cluster_kinds
from lodestar.metrics.mart import Mart
from lodestar.metrics.maturity import incomplete_sql
from lodestar.metrics.question import Question
from lodestar.metrics.ratio_sql import cluster_columns, measure
from lodestar.metrics.selection import CONTACTS, Fact, select_rows
from lodestar.metrics.statement import Statement, literal

RATINGS = "mart_ratings"
SECONDS_A_DAY = 86_400
_COUNTS = {
    "positive": ("case when r.is_positive then 1 else 0 end", "case when r.contact_key is null then 0 else 1 end"),
    "rated": ("case when r.contact_key is null then 0 else 1 end", "1"),
    "unrated": ("case when r.contact_key is null then 1 else 0 end", "1"),
}


def rated_statement(mart: Mart, catalogue: Catalogue, metric: Metric, question: Question) -> Statement:
    """Return the statement of a metric of ratings with --age or --day rated. Raises LodestarError for any other."""
    if not metric.rated_measure or not metric.rated_counts:
        raise LodestarError(f"{metric.id} is not made of ratings: leave out --age and --day rated.")
    statement = Statement(f"{metric.id}: {metric.en.label}")
    kinds = cluster_kinds(metric, question.by)
    if question.basis == "rated":
        if metric.rated_counts != "positive":
            raise LodestarError(f"{metric.id} counts contacts not rated too, which have no day rated: leave it out.")
        fact = Fact(mart, RATINGS, "rated_on", metric.id)
        columns = {"num": "cast(m.is_positive as integer)", "den": "1"} | cluster_columns(fact, kinds)
        only = f"m.measure = {literal(metric.rated_measure)} and m.is_counted and {_holds(question.age, 'm')}"
    else:
        held = (
            f"select contact_key, max_by(is_positive, rated_at) as is_positive from {RATINGS} as v\n"
            f"    where v.measure = {literal(metric.rated_measure)} and v.is_counted and {_holds(question.age, 'v')}\n"
            "    group by contact_key"
        )
        joins = (
            f"left join (\n    {held}\n) as r on r.contact_key = m.contact_key\n"
            "inner join mart_meta as s on s.source = m.source"
        )
        fact = Fact(mart, CONTACTS, metric.day, metric.id, agent=metric.agent, joins=joins)
        numerator, denominator = _COUNTS[metric.rated_counts]
        is_of_age = f"m.recorded_at + interval '{question.age}' day <= s.data_through"
        columns = {
            "num": f"case when {is_of_age} then {numerator} end",
            "den": f"case when {is_of_age} then {denominator} end",
        } | cluster_columns(fact, kinds)
        only = f"{metric.rated_among} and s.has_ratings"
    selected = select_rows(statement, mart, catalogue, fact, question, columns, only=only)
    measure(statement, selected, kinds, incomplete_sql(statement, mart, metric, question))
    return statement


def _holds(age: int | None, alias: str) -> str:
    """Return SQL that is true for the version of a rating that holds at an age in days, or for good."""
    if age is None:
        return f"{alias}.until_age_seconds is null"
    limit = age * SECONDS_A_DAY
    return (
        f"coalesce({alias}.age_seconds, 0) <= {limit}"
        f" and ({alias}.until_age_seconds is null or {alias}.until_age_seconds > {limit})"
    )
