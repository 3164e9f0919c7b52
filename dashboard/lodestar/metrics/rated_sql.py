"""The SQL of ratings at another common age, by the day they were given, or by the scale they were given on."""

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
LEVELS = "levels"
SECONDS_A_DAY, SECONDS_AN_HOUR = 86_400, 3_600
_COUNTS = {
    "positive": ("case when r.is_positive then 1 else 0 end", "case when r.contact_key is null then 0 else 1 end"),
    "rated": ("case when r.contact_key is null then 0 else 1 end", "1"),
    "unrated": ("case when r.contact_key is null then 1 else 0 end", "1"),
}


def rated_statement(mart: Mart, catalogue: Catalogue, metric: Metric, question: Question) -> Statement:
    """Return the statement of a metric of ratings read from the ratings. Raises LodestarError for any other."""
    if not metric.rated_measure or not metric.rated_counts:
        raise LodestarError(f"{metric.id} is not made of ratings: leave out --age and --day rated.")
    statement = Statement(f"{metric.id}: {metric.en.label}")
    kinds = cluster_kinds(metric, question.by)
    if question.basis == "rated":
        if metric.rated_counts != "positive":
            raise LodestarError(f"{metric.id} counts contacts not rated too, which have no day rated: leave it out.")
        fact = Fact(mart, RATINGS, "rated_on", metric.id)
        columns = {"num": "cast(m.is_positive as integer)", "den": "1"} | cluster_columns(fact, kinds)
        holds = valid_at(None if question.age is None else question.age * SECONDS_A_DAY, "m")
        only = f"m.measure = {literal(metric.rated_measure)} and m.is_counted and {holds}"
    else:
        fact = rated_contacts(mart, metric, question)
        numerator, denominator = _COUNTS[metric.rated_counts]
        is_of_age = of_age(mart, question)
        columns = {
            "num": f"case when {is_of_age} then {numerator} end",
            "den": f"case when {is_of_age} then {denominator} end",
        } | cluster_columns(fact, kinds)
        only = f"{metric.rated_among} and s.has_ratings"
    selected = select_rows(statement, mart, catalogue, fact, question, columns, only=only)
    measure(statement, selected, kinds, incomplete_sql(statement, mart, metric, question))
    return statement


def has_scale(metric: Metric) -> bool:
    """Say whether every row counted stands on one scale: shares of positive ratings do, coverage does not."""
    return metric.rated_counts == "positive"


def asks_for_levels(question: Question) -> bool:
    """Say whether the question cuts or chooses by the number of levels."""
    return LEVELS in {*question.by, *(condition.dimension for condition in question.where)}


def of_age(mart: Mart, question: Question) -> str:
    """Return SQL that is true for a contact (m) of a source (s) whose ratings are known up to the question's age."""
    return f"m.recorded_at + {age_seconds(mart, question)} * interval '1' second <= s.data_through"


def rated_contacts(mart: Mart, metric: Metric, question: Question, also: tuple[str, ...] = ()) -> Fact:
    """Return the contacts (m) with the rating that holds at the question's age (r) and their source (s).

    `also` names further columns of mart_ratings that are never null, to be read from r.
    """
    order = "coalesce(rated_at, timestamp '0001-01-01')"
    told = "".join(f", max_by({name}, {order}) as {name}" for name in ("is_positive", LEVELS, *also))
    held = (
        f"select contact_key{told}\n"
        f"    from {RATINGS} as v\n"
        f"    where v.measure = {literal(metric.rated_measure or '')} and v.is_counted"
        f" and {valid_at(age_seconds(mart, question), 'v')}\n"
        "    group by contact_key"
    )
    joins = (
        f"left join (\n    {held}\n) as r on r.contact_key = m.contact_key\n"
        "inner join mart_meta as s on s.source = m.source"
    )
    joined = {LEVELS: f"r.{LEVELS}"} if has_scale(metric) else {}
    return Fact.of(mart, metric, CONTACTS, joins=joins, joined=joined)


def age_seconds(mart: Mart, question: Question) -> int:
    """Return the common age of ratings in seconds: the question's own, else the setting."""
    if question.age is None:
        return int(mart.settings["rating_age_hours"]) * SECONDS_AN_HOUR
    return question.age * SECONDS_A_DAY


def valid_at(seconds: int | None, alias: str) -> str:
    """Return SQL that is true for the version of a rating that holds at an age, or for good."""
    if seconds is None:
        return f"{alias}.until_age_seconds is null"
    return (
        f"coalesce({alias}.age_seconds, 0) <= {seconds}"
        f" and ({alias}.until_age_seconds is null or {alias}.until_age_seconds > {seconds})"
    )
