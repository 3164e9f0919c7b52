"""The answers of the explore page: the number as a whole, and cut as chosen, where it can be."""

from lodestar.app import session
from lodestar.app.components.asked import asked
from lodestar.app.components.lacked import lacked
from lodestar.app.exploring import Exploring
from lodestar.app.view import View
from lodestar.metrics.answer import Answer
from lodestar.metrics.catalogue import Metric, load_catalogue
from lodestar.metrics.explored import explored


def metric(chosen: Exploring) -> Metric:
    """Return the metric chosen."""
    return load_catalogue().metric(chosen.metric)


def answers(chosen: Exploring, view: View) -> tuple[Answer | None, Answer | None, tuple[str, ...]]:
    """Return the answer as a whole, the answer as chosen, and the dimensions that stand in the way of one.

    The first is None where a filter does, the second where a filter or a dimension does. An absent metric has both.
    """
    mart, lacking = session.published(), lacked(chosen.metric)
    plain = explored(mart, chosen.metric, (), where=(), days=view.days, grain=None)
    absent = asked(plain)
    if absent.absent:
        return absent, absent, ()
    filtered = tuple(condition.dimension for condition in view.where if condition.dimension in lacking)
    if filtered:
        return None, None, filtered
    whole = asked(explored(mart, chosen.metric, (), where=view.where, days=view.days, grain=None))
    cannot = tuple(name for name in chosen.by if name in lacking)
    if cannot:
        return whole, None, cannot
    grain = view.grain if chosen.over_periods else None
    cut = asked(explored(mart, chosen.metric, chosen.by, where=view.where, days=view.days, grain=grain))
    return whole, cut, ()


def never(chosen: Exploring) -> tuple[str, ...]:
    """Return the dimensions the metric does not know, in the catalogue's order; none of an absent metric."""
    lacking = lacked(chosen.metric)
    dimensions = load_catalogue().dimensions
    return () if len(lacking) == len(dimensions) else tuple(name for name in dimensions if name in lacking)
