"""The filter bar of every page: period, comparison, grain, and which contacts. All of it is in the address."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import streamlit as st

from lodestar.app import format as form
from lodestar.app import session
from lodestar.app.components.asked import asked
from lodestar.app.components.slots import names
from lodestar.app.components.values import options
from lodestar.app.components.vocabulary import plain
from lodestar.app.view import COMPARISONS, GRAINS, WEEKS, View
from lodestar.app.words import Words
from lodestar.metrics.card import latest_days
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Condition

CHOSEN = "days"
ALWAYS_SHOWN = ("channel", "team")
NORTH_STAR = "csat"


def filter_bar(mart: Mart, word: Words, language: str) -> None:
    """Draw the filters; what is chosen there is in session.view() from the next run on."""
    view = session.view()
    _period(view, mart, word, language)
    _choice("compare", COMPARISONS, view.compare, word, lambda name: replace(session.view(), compare=name))  # type: ignore[arg-type]
    _choice("grain", GRAINS, view.grain, word, lambda name: replace(session.view(), grain=name))  # type: ignore[arg-type]
    for dimension in ALWAYS_SHOWN:
        if view.condition(dimension) is None:
            name = getattr(load_catalogue().dimensions[dimension], language)
            with st.popover(f":gray[{name}] {word('filters.all')}", key=f"popover-{dimension}"):
                _values(dimension, word, language)
    for condition in view.where:
        _chip(condition, word, language)
    with st.popover(word("filters.add"), key="popover-add"):
        _add(view, word, language)
    if view != View():
        st.button(word("filters.reset"), key="filters-reset", type="tertiary", on_click=session.look_at, args=(View(),))


def value_names(dimension: str, word: Words, language: str) -> dict[str | None, str]:
    """Return every value of a dimension as a reader calls it; what is not known is said so."""
    return names(dimension, options(dimension), word, language)


def period_days(view: View, mart: Mart, metric: str = NORTH_STAR) -> tuple[date, date]:
    """Return the days a view means for one metric."""
    return latest_days(mart, metric, view.where, view.days) if isinstance(view.days, int) else view.days


def _period(view: View, mart: Mart, word: Words, language: str) -> None:
    first, last = period_days(view, mart)
    week = f" :gray[· {word('filters.week_number', n=str(last.isocalendar().week))}]" if view.days == 1 else ""
    with st.popover(f"**{form.span(first, last, language)}**{week}", key="popover-period"):
        periods = [*WEEKS, CHOSEN]
        st.session_state["period-choice"] = view.period if isinstance(view.days, int) else CHOSEN

        def choose() -> None:
            name = st.session_state["period-choice"]
            session.look_at(replace(session.view(), days=(first, last) if name == CHOSEN else WEEKS[name]))

        st.radio(
            word("filters.period"), periods, key="period-choice", format_func=lambda name: word(f"filters.{name}"),
            on_change=choose, label_visibility="collapsed",
        )  # fmt: skip
        if not isinstance(view.days, int):
            _chosen_days(view, mart, word)
        st.caption(word("filters.period_note"))


def _chosen_days(view: View, mart: Mart, word: Words) -> None:
    st.session_state["days-choice"] = view.days

    def choose() -> None:
        span = st.session_state["days-choice"]
        if isinstance(span, tuple) and len(span) == len(("first", "last")):
            session.look_at(session.view().during(*span))

    st.date_input(word("filters.days"), key="days-choice", max_value=max(mart.last_day(), view.days[1]),  # type: ignore[index]
                  on_change=choose)  # fmt: skip


def _choice(kind: str, names: tuple[str, ...], chosen: str, word: Words, changed: Callable[[str], View]) -> None:
    """Draw a popover of a few names, of which one is in force."""
    label = f":gray[{word(f'filters.{kind}')}] {word(f'filters.{kind}_{chosen}')}"
    with st.popover(label, key=f"popover-{kind}"):
        key = f"{kind}-choice"
        st.session_state[key] = chosen
        st.radio(
            word(f"filters.{kind}"),
            names,
            key=key,
            format_func=lambda name: word(f"filters.{kind}_{name}"),
            on_change=lambda: session.look_at(changed(st.session_state[key])),
            label_visibility="collapsed",
        )


def _chip(condition: Condition, word: Words, language: str) -> None:
    """Draw one filter in force as a chip: open it to change it, or take it away."""
    name = getattr(load_catalogue().dimensions[condition.dimension], language)
    called = value_names(condition.dimension, word, language)
    values = word("filters.between_values").join(plain(called.get(value, value)) for value in condition.values)
    said = word("filters.is_not" if condition.excludes else "filters.is", name=name, values=values)
    with st.container(horizontal=True, gap=None, width="content", key=f"chip-{condition.dimension}"):
        with st.popover(said, key=f"popover-chip-{condition.dimension}"):
            _values(condition.dimension, word, language)
        st.button(
            "×",
            key=f"chip-off-{condition.dimension}",
            help=word("filters.remove", name=name),
            on_click=lambda: session.look_at(session.view().filtered(condition.dimension, ())),
        )


def _values(dimension: str, word: Words, language: str) -> None:
    """Draw the values of a dimension, with how many contacts each has in the period, to take in or leave out."""
    view = session.view()
    condition = view.condition(dimension)
    key, way = f"values-{dimension}", f"way-{dimension}"
    st.session_state[key] = list(condition.values) if condition else []
    if condition or way not in st.session_state:
        st.session_state[way] = "excludes" if condition and condition.excludes else "includes"

    def choose() -> None:
        excludes = st.session_state[way] == "excludes"
        session.look_at(session.view().filtered(dimension, st.session_state[key], excludes=excludes))

    counts, called = _counts(view, dimension), value_names(dimension, word, language)
    st.segmented_control(
        word("filters.way"),
        ["includes", "excludes"],
        key=way,
        required=True,
        format_func=lambda name: word(f"filters.{name}"),
        on_change=choose,
        label_visibility="collapsed",
    )
    st.multiselect(
        word("filters.values"),
        options(dimension),
        key=key,
        format_func=lambda value: f"{called.get(value, value)} · {counts.get(value, 0):,}",
        on_change=choose,
        placeholder=word("filters.all"),
        label_visibility="collapsed",
    )


def _counts(view: View, dimension: str) -> dict[str, int]:
    """Return how many contacts each value has in the days and under the other filters of a view."""
    others = view.filtered(dimension, ())
    days = period_days(view, session.published(), "volume")
    rows = asked(others.question("volume", days, (dimension,))).rows
    return {value or "": int(count) for value, count in rows.select(dimension, "value").iter_rows()}


def _add(view: View, word: Words, language: str) -> None:
    """Draw the choice of a further dimension and its values."""
    used = {condition.dimension for condition in view.where}
    offered = [name for name in session.FILTERABLE if name not in used and len(options(name)) > 1]
    dimensions = load_catalogue().dimensions
    chosen = st.selectbox(
        word("filters.dimension"),
        offered,
        key="add-dimension",
        index=None,
        format_func=lambda name: getattr(dimensions[name], language),
        placeholder=word("filters.choose"),
        label_visibility="collapsed",
    )
    if chosen:
        _values(chosen, word, language)
