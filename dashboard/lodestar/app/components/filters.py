"""The filter bar: which days, which channels, teams and issues. Everything chosen is in the address."""

from dataclasses import dataclass
from datetime import date

import streamlit as st

from lodestar.app import session
from lodestar.app.words import Words
from lodestar.metrics.answer import ask
from lodestar.metrics.card import current_version
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Condition, Question

PRESETS = {"week": 1, "4weeks": 4, "13weeks": 13}
CHOSEN = "days"
DIMENSIONS = {"channel": "channel", "team": "team", "issue": "issue_1"}


@dataclass(frozen=True)
class Filters:
    """What is selected. `days` is a span of local days, or a number of whole matured weeks."""

    where: tuple[Condition, ...]
    days: tuple[date, date] | int


def filter_bar(mart: Mart, word: Words) -> Filters:
    """Draw the filters and return what they hold; a value the mart does not know is dropped from the address."""
    with st.container(horizontal=True, key="filters", vertical_alignment="bottom"):
        preset = _preset(word)
        days = _chosen_days(mart, word) if preset == CHOSEN else PRESETS[preset]
        where = tuple(
            Condition(dimension, tuple(values))
            for name, dimension in DIMENSIONS.items()
            if (values := _choose(mart, name, dimension, word))
        )
    return Filters(where, days)


_LABELS = {
    "week": "filters.latest_week",
    "4weeks": "filters.latest_4_weeks",
    "13weeks": "filters.latest_13_weeks",
    CHOSEN: "filters.custom",
}


def _preset(word: Words) -> str:
    """Return the period chosen. The address keeps its name; `bind` would keep its label, which is of one language."""
    names = [*PRESETS, CHOSEN]
    asked = st.query_params.get("period")

    def keep() -> None:
        st.query_params["period"] = st.session_state["period"]

    chosen: str = st.selectbox(
        word("filters.period"),
        names,
        index=names.index(asked) if asked in names else 0,
        format_func=lambda name: word(_LABELS[name]),
        key="period",
        on_change=keep,
        width=190,
    )
    return chosen


def _choose(mart: Mart, name: str, dimension: str, word: Words) -> list[str]:
    chosen: list[str] = st.multiselect(
        word(f"filters.{name}"),
        options(mart, dimension),
        format_func=lambda value: value or word("filters.unknown"),
        key=name,
        bind="query-params",
        placeholder=word("filters.all"),
        width=210,
    )
    return chosen


@st.cache_data(max_entries=64, show_spinner=False)
def _options(version: int, dimension: str) -> list[str]:  # noqa: ARG001 - a new mart, new options
    rows = ask(session.published(), Question("volume", by=(dimension,))).rows
    return rows.sort("value", dimension, descending=[True, False])[dimension].fill_null("").to_list()


def options(mart: Mart, dimension: str) -> list[str]:
    """Return the values of one dimension, the one with most contacts first; "" stands for unknown."""
    return _options(current_version(mart), dimension)


def _chosen_days(mart: Mart, word: Words) -> tuple[date, date]:
    last = mart.last_day()
    span = st.date_input(
        word("filters.days"), value=(last, last), max_value=last, key="days", bind="query-params", width=230
    )
    return (span[0], span[-1]) if isinstance(span, tuple) and span else (last, last)
