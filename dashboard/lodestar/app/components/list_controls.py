"""What may be chosen of a list of contacts: the number, what is searched for, the order, the columns."""

from typing import Any

import streamlit as st

from lodestar.app.components.contact_table import column_name
from lodestar.app.components.listing import CHOICES, DEFAULT_COLUMNS, Listing
from lodestar.app.words import Words
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.drill import COUNTS
from lodestar.metrics.mart import Mart
from lodestar.metrics.search import LONGEST

BY_DAY = ""


def list_controls(listing: Listing, mart: Mart, word: Words, language: str) -> None:
    """Draw the choices in a row; what is chosen is in the address."""
    catalogue = load_catalogue()
    known = mart.columns("mart_contacts")
    offered = [name for name in CHOICES if name in known]
    counted = [name for name, one in catalogue.metrics.items() if "contact_key" in mart.columns(one.mart)]
    orders = [BY_DAY, COUNTS, *offered]

    def label(name: str) -> str:
        return catalogue.metric(name).words(language).label  # type: ignore[arg-type]

    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="list-controls"):
        st.text_input(
            word("contacts.search"),
            key=_kept("q", listing.text),
            max_chars=LONGEST,
            placeholder=word("contacts.search_hint"),
            on_change=_keep,
            args=("q",),
            width=280,
        )
        st.selectbox(
            word("contacts.metric"),
            counted,
            key=_kept("metric", listing.question.metric),
            format_func=label,
            on_change=_keep,
            args=("metric",),
            width=300,
        )
        st.selectbox(
            word("contacts.sort"),
            orders,
            key=_kept("sort", listing.order.column or BY_DAY),
            format_func=lambda name: column_name(name or "by_day", word, language),
            on_change=_keep,
            args=("sort",),
            width=220,
        )
        st.segmented_control(
            word("contacts.sort_way"),
            ["", "up"],
            key=_kept("way", "" if listing.order.is_descending else "up"),
            format_func=lambda way: word("contacts.ascending" if way else "contacts.descending"),
            required=True,
            on_change=_keep,
            args=("way",),
        )
        with st.popover(word("contacts.columns"), key="popover-columns"):
            st.multiselect(
                word("contacts.columns"),
                offered,
                key=_kept("columns", list(listing.columns)),
                format_func=lambda name: column_name(name, word, language),
                on_change=_keep,
                args=("columns",),
                label_visibility="collapsed",
            )


def _kept(name: str, value: Any) -> str:
    """Return the key of a choice, holding what the address says."""
    key = f"list-{name}"
    st.session_state[key] = value
    return key


def _keep(name: str) -> None:
    """Write a choice into the address; what is usual is left out of it."""
    value = st.session_state[f"list-{name}"]
    text = ",".join(value) if isinstance(value, list) else value or ""
    if not text or (name == "columns" and tuple(value) == DEFAULT_COLUMNS):
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = text
