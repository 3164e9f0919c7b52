"""Choose how a metric's SQL is written, by its kind."""

from collections.abc import Callable

from lodestar.metrics.backlog_sql import backlog_statement
from lodestar.metrics.catalogue import Catalogue, Metric
from lodestar.metrics.estimate_sql import estimate_statement
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question
from lodestar.metrics.rated_sql import asks_for_levels, has_scale, rated_statement
from lodestar.metrics.ratio_sql import partition_statement, ratio_statement
from lodestar.metrics.spread_sql import spread_statement
from lodestar.metrics.statement import Statement
from lodestar.metrics.sums_sql import count_statement, mean_statement, quotient_statement
from lodestar.metrics.waiting_sql import delayed_statement, waiting_statement

Writer = Callable[[Mart, Catalogue, Metric, Question], Statement]
_WRITERS: dict[str, Writer] = {
    "ratio": ratio_statement,
    "partition": partition_statement,
    "mean": mean_statement,
    "count": count_statement,
    "quotient": quotient_statement,
    "backlog": backlog_statement,
    "delayed": delayed_statement,
    "estimate": estimate_statement,
}


def build_statement(mart: Mart, catalogue: Catalogue, metric: Metric, question: Question) -> Statement:
    """Return the one statement that answers the question."""
    if _is_of_ratings(metric, question):
        return rated_statement(mart, catalogue, metric, question)
    if metric.kind == "distribution":
        writer = waiting_statement if metric.is_censored else spread_statement
        return writer(mart, catalogue, metric, question)
    return _WRITERS[metric.kind](mart, catalogue, metric, question)


def is_plain_share(metric: Metric, question: Question) -> bool:
    """Say whether shares_sql may answer the question with others: a ratio of plain columns, on no rating scale."""
    is_plain = not metric.made and not has_scale(metric)
    return metric.kind == "ratio" and is_plain and not _is_of_ratings(metric, question)


def _is_of_ratings(metric: Metric, question: Question) -> bool:
    """Say whether the question has to be answered from the ratings themselves."""
    return question.age is not None or question.basis == "rated" or (asks_for_levels(question) and has_scale(metric))
