"""Which values does a dimension have here?"""

from lodestar.app.components.asked import asked
from lodestar.metrics.question import Question


def options(dimension: str) -> list[str]:
    """Return the values of one dimension, the one with most contacts first; "" stands for unknown."""
    rows = asked(Question("volume", by=(dimension,))).rows
    return rows.sort("value", dimension, descending=[True, False])[dimension].fill_null("").to_list()
