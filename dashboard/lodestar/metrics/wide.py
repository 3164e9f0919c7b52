"""Is a question so wide that it is answered from sums by day, from buckets, and from every sixteenth customer?

Shares, counts and means are exact always, percentiles up to a million selected contacts; above that they come from
buckets (ratio 1.04, error under 2 %). Design effects are exact up to a quarter of a million contacts; above that they
come from all contacts of a fixed sixteenth of the customers, above four millions of a sixty-fourth.
"""

from dataclasses import replace

import polars as pl

from lodestar.metrics.catalogue import Catalogue, Metric
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question
from lodestar.metrics.selection import CONTACTS, Fact, select_rows
from lodestar.metrics.statement import Statement

EXACT_UP_TO = 1_000_000
EFFECTS_EXACT_UP_TO = 250_000
SIXTEENTH_UP_TO = 4_000_000
SAMPLE = "mart_contacts_sample"
SAMPLE_OF = 16
HISTOGRAM = "mart_histogram"
HISTOGRAM_CHANNELS = "mart_histogram_channels"
BY_DAY = {"ended_on": "mart_ended_days", "opened_on": "mart_opened_days"}
IN_SUMS = frozenset({"channel", "team"})
FEW = 0.3
PER_BUCKET = 25.496731691028
BUCKET_RATIO = 1.04
SAID = "many contacts: the design effect is that of all contacts of every sixteenth customer (or sixty-fourth)"
SAID_BUCKETS = "percentiles come from buckets of ratio 1.04 (error under 2 %)"


def selected_rows(mart: Mart, catalogue: Catalogue, fact: Fact, question: Question) -> int:
    """Return how many rows a question selects; 0 of a mart that has no sample, where it does not ask about contacts, or
    about a column that a metric's file makes and that cannot be made from the sample: such a number is exact always.

    Where its days hold few anyway, at most how many; under a filter that the sums by day do not know, sixteen times
    those in the sample.
    """
    is_known = fact.day in BY_DAY if fact.table == CONTACTS else is_of_contacts(mart, fact)
    if not is_known or not mart.columns(SAMPLE):
        return 0
    if any(made.looks_around or not made.reads <= mart.columns(SAMPLE) for made in fact.made):
        return 0
    most = _most(mart, fact, question)
    if most <= EFFECTS_EXACT_UP_TO or not question.where:
        return most
    statement = Statement("how many rows")
    plain = replace(question, by=(), grain=None)
    if fact.table != CONTACTS:
        counted, each = sampled(mart, fact), str(SAMPLE_OF)
    elif is_in_sums(plain):
        counted, each = Fact(mart, BY_DAY[fact.day], fact.day, fact.metric, agent=fact.agent), "m.contacts"
    else:
        counted, each = Fact(mart, SAMPLE, fact.day, fact.metric, agent=fact.agent), str(SAMPLE_OF)
    select_rows(statement, mart, catalogue, counted, plain, {"contacts": each})
    statement.finish("select coalesce(sum(contacts), 0) as contacts from selected")
    return int(mart.query(statement.text, statement.params)["contacts"][0])


def is_of_contacts(mart: Mart, fact: Fact) -> bool:
    """Say whether the rows of a fact belong to contacts, several to one: promises and turns do."""
    return fact.table != CONTACTS and "contact_key" in mart.columns(fact.table)


def sampled(mart: Mart, fact: Fact) -> Fact:
    """Return the rows of a fact that belong to every sixteenth customer."""
    if fact.table == CONTACTS:
        return Fact(mart, SAMPLE, fact.day, fact.metric, agent=fact.agent, made=fact.made)
    of_sample = f"inner join {SAMPLE} as s on s.contact_key = m.contact_key"
    of_customer = {"customer_key": "s.customer_key"}
    own = {"agent": fact.agent, "joins": of_sample, "joined": of_customer, "made": fact.made}
    return Fact(mart, fact.table, fact.day, fact.metric, **own)  # type: ignore[arg-type]


def counted_only(mart: Mart, metric: Metric) -> tuple[str | None, str | None]:
    """Return SQL that keeps the rows that count or are pending: of the contacts, and of their sums by day.

    Both are None where such rows are not few among all: leaving out a few costs more than it saves.
    """
    table, pending = BY_DAY.get(metric.day, ""), f"{metric.id}_pending"
    if metric.mart != CONTACTS or pending not in mart.columns(table):
        return None, None
    sql = f"select sum({metric.denominator}) + sum({pending}) < {FEW} * sum(contacts) as is_few from {table}"
    if not mart.once(f"few {metric.id}", sql)["is_few"][0]:
        return None, None
    counted = f"m.{metric.denominator}"
    return f"({counted} > 0 or {counted} is null)", f"({counted} > 0 or m.{pending} > 0)"


def sampled_of(rows: int) -> int:
    """Return of how many customers one is taken to weigh clusters on so many rows: 1, 16 or 64."""
    if rows <= EFFECTS_EXACT_UP_TO:
        return 1
    return SAMPLE_OF if rows <= SIXTEENTH_UP_TO else 4 * SAMPLE_OF


def in_sample(rate: int, sample: Fact) -> str | None:
    """Return SQL that is true for the rows of `sampled` that are in a thinner sample too."""
    return None if rate == SAMPLE_OF else f"coalesce({sample.column('customer_key')}, m.contact_key) % {rate} = 0"


def both(*tests: str | None) -> str | None:
    """Return the tests joined by and, None where there is none."""
    return " and ".join(test for test in tests if test) or None


def is_sampled(statement: Statement) -> bool:
    """Say whether a statement takes a sample or buckets in the place of all rows."""
    return bool({SAID, SAID_BUCKETS} & set(statement.notes))


def is_in_sums(question: Question) -> bool:
    """Say whether the question touches nothing but days, channels and teams."""
    return {*question.by, *(condition.dimension for condition in question.where)} <= IN_SUMS


def histogram(question: Question) -> str:
    """Return the smallest histogram that knows what a question within the sums asks."""
    named = {*question.by, *(condition.dimension for condition in question.where)}
    return HISTOGRAM if "team" in named else HISTOGRAM_CHANNELS


def bucket(column: str) -> str:
    """Return SQL of the bucket a column of seconds falls into: its floor to base 1.04, -1 under a second."""
    return f"case when {column} < 1 then -1 else cast(floor(ln({column}) * {PER_BUCKET}) as integer) end"


def middle() -> str:
    """Return SQL of the geometric middle of the column `bucket` in seconds, 0 under a second."""
    return f"case when bucket < 0 then 0 else round(pow({BUCKET_RATIO}, bucket + 0.5), 3) end"


def _most(mart: Mart, fact: Fact, question: Question) -> int:
    """Return how many rows the question's days hold, before any other filter."""
    day = fact.day
    table, rows = (BY_DAY[day], "sum(contacts)") if fact.table == CONTACTS else (fact.table, "count(*)")
    days = mart.once(f"rows of {table} by {day}", f"select {day} as day, {rows} as rows from {table} group by {day}")
    if question.first_day:
        days = days.filter(pl.col("day") >= question.first_day)
    if question.last_day:
        days = days.filter(pl.col("day") <= question.last_day)
    return int(days["rows"].sum() or 0)
