"""Is a question so wide that it is answered from sums by day, from buckets, and from every sixteenth customer?

Up to a million selected contacts everything is exact. Above it shares stay exact, their design effect comes from all
contacts of a fixed sixteenth of the customers, and percentiles come from buckets (ratio 1.04, error under 2 %).
"""

from dataclasses import replace

import polars as pl

from lodestar.metrics.catalogue import Catalogue
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question
from lodestar.metrics.selection import CONTACTS, Fact, select_rows
from lodestar.metrics.statement import Statement

EXACT_UP_TO = 1_000_000
SAMPLE = "mart_contacts_sample"
HISTOGRAM = "mart_histogram"
BY_DAY = {"ended_on": "mart_ended_days", "opened_on": "mart_opened_days"}
IN_SUMS = frozenset({"channel", "team"})
PER_BUCKET = 25.496731691028
BUCKET_RATIO = 1.04
SAID = "more than a million contacts: the design effect is that of all contacts of every sixteenth customer"
SAID_BUCKETS = "percentiles come from buckets of ratio 1.04 (error under 2 %)"


def is_wide(mart: Mart, catalogue: Catalogue, fact: Fact, question: Question) -> bool:
    """Say whether more than a million contacts are selected."""
    if fact.table != CONTACTS or fact.day not in BY_DAY or not mart.columns(SAMPLE):
        return False
    if _most(mart, fact.day, question) <= EXACT_UP_TO:
        return False
    if not question.where:
        return True
    statement = Statement("how many rows")
    plain = replace(question, by=(), grain=None)
    select_rows(statement, mart, catalogue, fact, plain, {"one": "1"})
    statement.finish("select count(*) as rows from selected")
    return int(mart.query(statement.text, statement.params)["rows"][0]) > EXACT_UP_TO


def is_in_sums(question: Question) -> bool:
    """Say whether the question touches nothing but days, channels and teams."""
    return {*question.by, *(condition.dimension for condition in question.where)} <= IN_SUMS


def bucket_middle(column: str) -> str:
    """Return SQL of the geometric middle of the bucket a column of seconds falls into, 0 under a second."""
    return _middle(f"case when {column} < 1 then -1 else floor(ln({column}) * {PER_BUCKET}) end")


def bucket_seconds() -> str:
    """Return SQL of the geometric middle of a bucket of the histogram."""
    return _middle("m.bucket")


def _middle(bucket: str) -> str:
    return f"case when {bucket} < 0 then 0 else round(pow({BUCKET_RATIO}, {bucket} + 0.5), 3) end"


def _most(mart: Mart, day: str, question: Question) -> int:
    """Return how many contacts the question's days hold, before any other filter."""
    days = mart.once(f"rows by {day}", f"select {day} as day, sum(contacts) as rows from {BY_DAY[day]} group by {day}")
    if question.first_day:
        days = days.filter(pl.col("day") >= question.first_day)
    if question.last_day:
        days = days.filter(pl.col("day") <= question.last_day)
    return int(days["rows"].sum() or 0)
