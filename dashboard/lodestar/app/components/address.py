"""Read what a page is asked for out of its address; whatever is not valid there is left out."""

import streamlit as st

from lodestar.errors import LodestarError
from lodestar.metrics.card import latest_days
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Condition, Question, read_day

DEFAULT_METRIC = "volume"
KEPT_WEEKS = 1


def asked_question(mart: Mart) -> Question:
    """Return the question in the address: metric, days, and one condition per dimension named."""
    address = st.query_params
    catalogue = load_catalogue()
    metric = address.get("metric", DEFAULT_METRIC)
    metric = metric if metric in catalogue.metrics else DEFAULT_METRIC
    where = tuple(
        Condition(name, tuple(address[name].split(",")))
        for name in catalogue.dimensions
        if address.get(name) is not None
    )
    try:
        first, last = read_day(address.get("from")), read_day(address.get("to"))
        question = Question(metric, where=where, first_day=first, last_day=last)
    except LodestarError:
        question = Question(metric, where=where)
    if question.first_day is None or question.last_day is None:
        question = question.between(*latest_days(mart, metric, where, KEPT_WEEKS))
    return question


def asked_contact() -> tuple[str, str | None]:
    """Return the contact's id and its source, as the address names them."""
    return st.query_params.get("id", ""), st.query_params.get("source")
