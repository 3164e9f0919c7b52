"""Which values does a dimension have here?"""

from lodestar.app.components.asked import asked
from lodestar.app.components.kept import kept
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question


def options(dimension: str) -> list[str]:
    """Return the values of one dimension, the one with most contacts first; "" stands for unknown."""
    return kept(_options, Question("volume", by=(dimension,)))


def _options(_: Mart, question: Question) -> list[str]:
    rows, dimension = asked(question).rows, question.by[0]
    return rows.sort("value", dimension, descending=[True, False])[dimension].fill_null("").to_list()
