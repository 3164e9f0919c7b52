"""By which dimensions can a metric not be cut here?"""

from datetime import date

from lodestar.errors import LodestarError
from lodestar.metrics.absent import reason_absent
from lodestar.metrics.build_sql import build_statement
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question

_ANY_DAY = date(2000, 1, 1)


def lacking(mart: Mart, metric_id: str) -> frozenset[str]:
    """Return the dimensions that the metric's rows do not know: all of them where the metric itself is absent."""
    catalogue = load_catalogue()
    metric = catalogue.metric(metric_id)
    if reason_absent(mart, metric):
        return frozenset(catalogue.dimensions)
    return frozenset(name for name in catalogue.dimensions if not _is_known(mart, metric_id, name))


def _is_known(mart: Mart, metric_id: str, dimension: str) -> bool:
    catalogue = load_catalogue()
    question = Question(metric_id, by=(dimension,)).between(_ANY_DAY, _ANY_DAY)
    try:
        build_statement(mart, catalogue, catalogue.metric(metric_id), question)
    except LodestarError:
        return False
    return True
