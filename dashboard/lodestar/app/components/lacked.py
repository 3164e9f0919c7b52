"""By which dimensions can a metric not be cut or filtered here? Asked once for all visitors."""

import polars as pl
import streamlit as st

from lodestar.app import session
from lodestar.app.view import View
from lodestar.app.words import LANGUAGES, words
from lodestar.metrics.card import Card, current_version
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.cuts import lacking
from lodestar.metrics.question import Question


@st.cache_resource(max_entries=200, show_spinner=False)
def _lacking(version: int, metric: str) -> frozenset[str]:  # noqa: ARG001 - a new mart may know more
    return lacking(session.published(), metric)


def lacked(metric: str) -> frozenset[str]:
    """Return the dimensions that a metric cannot be cut by here."""
    return _lacking(current_version(session.published()), metric)


def barred(metric: str, view: View) -> Card | None:
    """Return a card that says which filters in force cannot be put to the metric; None where all can.

    A metric that is absent altogether is not barred: it has its own reason.
    """
    if not view.where:
        return None
    catalogue, unknown = load_catalogue(), lacked(metric)
    names = [one.dimension for one in view.where if one.dimension in unknown]
    if not names or len(unknown) == len(catalogue.dimensions):
        return None
    why = {
        language: words(language)(
            "card.no_filter",
            dimensions=words(language)("filters.between_values").join(
                str(getattr(catalogue.dimensions[name], language)) for name in names
            ),
        )
        for language in LANGUAGES
    }
    question = Question(metric, where=view.where)
    return Card(catalogue.metric(metric), question, None, None, None, None, "none", pl.DataFrame(), why)
