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


def can_be_asked(mart: Mart, question: Question) -> bool:
    """Say whether a metric knows these cuts and filters, all of them together."""
    catalogue = load_catalogue()
    try:
        build_statement(mart, catalogue, catalogue.metric(question.metric), question)
    except LodestarError:
        return False
    return True


def _is_known(mart: Mart, metric_id: str, dimension: str) -> bool:
    return can_be_asked(mart, Question(metric_id, by=(dimension,)).between(_ANY_DAY, _ANY_DAY))
