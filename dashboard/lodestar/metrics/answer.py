"""Ask the published mart for a metric: the one way in, for pages, packs and the command line alike."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from lodestar.metrics.absent import reason_absent
from lodestar.metrics.build_sql import build_statement
from lodestar.metrics.catalogue import Catalogue, Metric, load_catalogue
from lodestar.metrics.mart import Mart
from lodestar.metrics.maturity import open_from
from lodestar.metrics.question import Question
from lodestar.metrics.scales import apart


@dataclass(frozen=True)
class Answer:
    """A metric's numbers and what must be said with them.

    `question` is the one answered: by levels too where rating scales have to be shown apart.
    `rows`: one row per group (and part), in the order to be shown, with `period` (its first day), the dimensions,
    value, numerator, n, n_effective, low, high (95 %), pending, is_incomplete, is_too_few, left_out; distributions also
    have p90 and its interval, `value_is_beyond` where the quantile was not reached (value is then the x of "> x"), and
    is_approximate. `absent` says per language why there can be no number; then there are no rows.
    `matured_before`: the first local day that is not whole yet.
    """

    question: Question
    metric: Metric
    rows: pl.DataFrame
    sql: str
    absent: dict[str, str] | None = None
    matured_before: date | None = None

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
    metric = catalogue.metric(question.metric)
    for name in (*question.by, *(condition.dimension for condition in question.where)):
        catalogue.dimension(name)
    absent = reason_absent(mart, metric)
    if absent:
        return Answer(question, metric, pl.DataFrame(), "", absent)
    question = apart(mart, catalogue, metric, question)
    statement = build_statement(mart, catalogue, metric, question)
    rows = mart.query(statement.text, statement.params)
    return Answer(question, metric, rows, statement.printed, None, open_from(mart, metric, question))
