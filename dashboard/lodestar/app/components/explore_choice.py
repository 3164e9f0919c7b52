"""What is explored: the choice of metric, dimensions and periods, kept in the address."""

from dataclasses import replace

import streamlit as st

from lodestar.app.components.lacked import lacked
from lodestar.app.exploring import MOST_DIMENSIONS, PARTS, Exploring, read_exploring
from lodestar.app.view import View
from lodestar.app.words import Words
from lodestar.metrics.catalogue import load_catalogue

_PLACES = ("first", "second")


def exploring() -> Exploring:
    """Return what the address asks for; what is not valid there is left out."""
    catalogue = load_catalogue()
    return read_exploring(st.query_params.get_all, catalogue.metrics, catalogue.dimensions)


def explore(chosen: Exploring) -> None:
    """Explore something else from now on, and say so in the address."""
    others: dict[str, str | list[str]] = {
        name: st.query_params.get_all(name) for name in st.query_params if name not in PARTS
    }
    st.query_params.from_dict(others | chosen.address())


def choice(chosen: Exploring, view: View, word: Words, language: str) -> None:
    """Draw the choice in one row."""
    catalogue = load_catalogue()
    labels = {name: metric.words(language).label for name, metric in catalogue.metrics.items()}  # type: ignore[arg-type]
    with st.container(horizontal=True, key="explore-choice", vertical_alignment="bottom"):
        st.session_state["explore-metric"] = chosen.metric
        st.selectbox(
            word("explore.metric"),
            sorted(labels, key=lambda name: labels[name].casefold()),
            key="explore-metric",
            format_func=labels.__getitem__,
            on_change=lambda: explore(replace(chosen, metric=st.session_state["explore-metric"])),
            width=340,
        )
        for place in range(MOST_DIMENSIONS):
            _dimension(place, chosen, word, language)
        st.session_state["explore-over"] = chosen.over_periods
        grain = word(f"filters.grain_{view.grain}")
        st.segmented_control(
            word("explore.over_time"),
            [False, True],
            key="explore-over",
            required=True,
            format_func=lambda over: word("explore.periods", grain=grain) if over else word("explore.whole"),
            on_change=lambda: explore(replace(chosen, over_periods=st.session_state["explore-over"])),
        )


def _dimension(place: int, chosen: Exploring, word: Words, language: str) -> None:
    """Draw the choice of one dimension: those the metric knows, and the one chosen before even if it does not."""
    dimensions = load_catalogue().dimensions
    current = chosen.by[place] if place < len(chosen.by) else ""
    others = {name for name in chosen.by if name != current}
    known = [name for name in dimensions if name == current or name not in lacked(chosen.metric) | others]
    key = f"explore-{_PLACES[place]}"
    st.session_state[key] = current

    def choose() -> None:
        by = [*chosen.by, ""]
        by[place] = st.session_state[key]
        explore(replace(chosen, by=tuple(name for name in by if name)))

    st.selectbox(
        word(f"explore.{_PLACES[place]}"),
        ["", *known],
        key=key,
        format_func=lambda name: getattr(dimensions[name], language) if name else word("explore.nothing"),
        on_change=choose,
        disabled=place > len(chosen.by),
        width=220,
    )
