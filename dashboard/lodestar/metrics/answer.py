"""Ask the published mart for a metric: the one way in, for pages, packs and the command line alike."""

from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial

import polars as pl

from lodestar.metrics.absent import reason_absent
from lodestar.metrics.build_sql import build_statement, is_plain_share
from lodestar.metrics.catalogue import Catalogue, Metric, load_catalogue
from lodestar.metrics.mart import Mart
from lodestar.metrics.maturity import open_from
from lodestar.metrics.question import Question
from lodestar.metrics.scales import apart
from lodestar.metrics.shares_sql import METRIC, shares_statement
from lodestar.metrics.wide import is_sampled

AT_ONCE = 2
"""So many statements run at a time: one is planned while another reads."""


@dataclass(frozen=True)
class Answer:
    """A metric's numbers and what must be said with them.

    `question` is the one answered: by levels too where rating scales have to be shown apart.
    `rows`: one row per group (and part), in the order to be shown, with `period` (its first day), the dimensions,
    value, numerator, n, n_effective, low, high (95 %), pending, is_incomplete, is_too_few, left_out; distributions also
    have p90 and its interval, `value_is_beyond` where the quantile was not reached (value is then the x of "> x"), and
    is_approximate. `absent` says per language why there can be no number; then there are no rows.
    `matured_before`: the first local day that is not whole yet. `is_sampled`: design effects or percentiles are those
    of so many contacts that they come from a sample or from buckets.
    """

    question: Question
    metric: Metric
    rows: pl.DataFrame
    write_sql: Callable[[], str]
    absent: dict[str, str] | None = None
    matured_before: date | None = None
    is_sampled: bool = False

    @cached_property
    def sql(self) -> str:
        """Return the statement that gives just these rows, with every value in it; written when it is asked for."""
        return self.write_sql()

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was selected: to be shown as "no data", never as 0."""
        return self.rows.is_empty()

    @property
    def is_approximate(self) -> bool:
        """Say whether any value comes from the histogram and carries the mark ≈."""
        return "is_approximate" in self.rows.columns and bool(self.rows["is_approximate"].any())


def ask(mart: Mart, question: Question, catalogue: Catalogue | None = None) -> Answer:
    """Return the answer. Raises LodestarError for an unknown metric, dimension or value, with the nearest name."""
    catalogue = catalogue or load_catalogue()
    metric = _known(catalogue, question)
    absent = reason_absent(mart, metric)
    if absent:
        return Answer(question, metric, pl.DataFrame(), str, absent)
    question = apart(mart, catalogue, metric, question)
    statement = build_statement(mart, catalogue, metric, question)
    rows = mart.query(statement.text, statement.params)
    matured = open_from(mart, metric, question)
    return Answer(question, metric, rows, lambda: statement.printed, None, matured, is_sampled(statement))


def ask_all(mart: Mart, questions: Sequence[Question]) -> list[Answer]:
    """Return the answers to several questions in their order, each as `ask` gives it; raises as `ask` does.

    Shares of the same rows are counted in one pass.
    """
    catalogue = load_catalogue()
    together: dict[Hashable, list[int]] = {}
    for place, question in enumerate(questions):
        metric = _known(catalogue, question)
        is_share = is_plain_share(metric, question) and not reason_absent(mart, metric)
        asked = replace(question, metric="") if is_share else question
        key = (asked, metric.mart, metric.day, metric.agent) if is_share else (place,)
        together.setdefault(key, []).append(place)
    answers: dict[int, Answer] = {}

    def answer(places: list[int]) -> None:
        group = [questions[place] for place in places]
        found = [ask(mart, group[0], catalogue)] if len(group) == 1 else _ask_shares(mart, group, catalogue)
        answers.update(zip(places, found, strict=True))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(answer, together.values()))
    return [answers[place] for place in range(len(questions))]


def _ask_shares(mart: Mart, group: Sequence[Question], catalogue: Catalogue) -> list[Answer]:
    """Return the answers to questions that differ in their metric alone."""
    metrics = [catalogue.metric(question.metric) for question in group]
    statement = shares_statement(mart, catalogue, metrics, group[0])
    rows = mart.query(statement.text, statement.params)
    return [
        Answer(
            question,
            metric,
            rows.filter(pl.col(METRIC) == metric.id).drop(METRIC),
            partial(own_sql, mart, question),
            None,
            open_from(mart, metric, question),
            is_sampled(statement),
        )
        for question, metric in zip(group, metrics, strict=True)
    ]


def own_sql(mart: Mart, question: Question) -> str:
    """Return the statement that answers one question alone, with every value in it."""
    catalogue = load_catalogue()
    return build_statement(mart, catalogue, catalogue.metric(question.metric), question).printed


def _known(catalogue: Catalogue, question: Question) -> Metric:
    """Return the metric of a question whose dimensions are all known. Raises LodestarError with the nearest name."""
    metric = catalogue.metric(question.metric)
    for name in (*question.by, *(condition.dimension for condition in question.where)):
        catalogue.dimension(name)
    return metric
