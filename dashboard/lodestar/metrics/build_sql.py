"""Choose how a metric's SQL is written, by its kind."""

from lodestar.metrics.catalogue import Catalogue, Metric
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question
from lodestar.metrics.ratio_sql import partition_statement, ratio_statement
from lodestar.metrics.statement import Statement

_WRITERS = {"ratio": ratio_statement, "partition": partition_statement}


def build_statement(mart: Mart, catalogue: Catalogue, metric: Metric, question: Question) -> Statement:
    """Return the one statement that answers the question."""
    return _WRITERS[metric.kind](mart, catalogue, metric, question)
