"""The answers of the explore page: the number as a whole, and cut as chosen, where it can be."""

from dataclasses import replace

from lodestar.app import session
from lodestar.app.components.asked import asked
from lodestar.app.components.lacked import lacked
from lodestar.app.components.panel import get_cards
from lodestar.app.exploring import Exploring
from lodestar.app.view import View
from lodestar.metrics.answer import Answer
from lodestar.metrics.catalogue import Metric, load_catalogue
from lodestar.metrics.cuts import can_be_asked
from lodestar.metrics.explored import explored
from lodestar.metrics.question import Question
from lodestar.metrics.rated_sql import LEVELS, asks_for_levels, has_scale
from lodestar.metrics.scales import are_apart, has_scales


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
    all_of_it = explored(mart, chosen.metric, (), where=view.where, days=view.days, grain=None)
    if _is_too_much(all_of_it):
        return None, None, tuple(condition.dimension for condition in view.where)
    whole = asked(_by_scale(all_of_it, view))
    cannot = tuple(name for name in chosen.by if name in lacking)
    if not cannot and _is_too_much(replace(all_of_it, by=chosen.by)):
        cannot = chosen.by[1:] or chosen.by
    if cannot:
        return whole, None, cannot
    grain = view.grain if chosen.over_periods else None
    question = explored(mart, chosen.metric, chosen.by, where=view.where, days=view.days, grain=grain)
    return whole, asked(_by_scale(question, view)), ()


def _is_too_much(question: Question) -> bool:
    """Say whether an estimate is asked for by more at a time than it was made by."""
    is_estimate = load_catalogue().metric(question.metric).kind == "estimate"
    return is_estimate and not can_be_asked(session.published(), question)


def _by_scale(question: Question, view: View) -> Question:
    """Return a question by levels too where its card is one per scale, or where the groups differ in their mix of them.

    Pooled, a group with more ratings on a stricter scale would read as worse served.
    """
    one = load_catalogue().metric(question.metric)
    if not has_scale(one) or asks_for_levels(question) or not has_scales(session.published(), one):
        return question
    apart = replace(question, by=(*question.by, LEVELS))
    if len(get_cards(question.metric, view)) > 1:
        return apart
    if question.by and are_apart(asked(replace(apart, grain=None)).rows, *question.by):
        return apart
    return question


def never(chosen: Exploring) -> tuple[str, ...]:
    """Return the dimensions the metric does not know, in the catalogue's order; none of an absent metric."""
    lacking = lacked(chosen.metric)
    dimensions = load_catalogue().dimensions
    return () if len(lacking) == len(dimensions) else tuple(name for name in dimensions if name in lacking)
