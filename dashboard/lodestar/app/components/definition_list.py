"""The list of metrics on Definitions: a search, headings, and which one is chosen. The choice is in the address."""

from html import escape

import streamlit as st

from lodestar.app.appears import pages_of
from lodestar.app.words import Words
from lodestar.metrics.catalogue import Language, Metric, load_catalogue
from lodestar.metrics.groups import Group, distance, grouped, matching

PART = "metric"


def chosen_metric() -> Metric:
    """Return the metric the address names, the list's first where it names none we have."""
    metrics = load_catalogue().metrics
    first = next(iter(grouped(metrics.values()).values()))[0]
    return metrics.get(st.query_params.get(PART, ""), metrics.get("csat", first))


def metric_list(chosen: Metric, word: Words, language: Language) -> None:
    """Draw the search and the list under its headings; choosing one writes it into the address.

    What is nearest to the text comes first, then what most pages show.
    """
    text = st.text_input(
        word("definitions.find"),
        placeholder=word("definitions.find"),
        help=word("definitions.find_help"),
        label_visibility="collapsed",
        key="find-definition",
    )
    found = grouped(matching(load_catalogue().metrics.values(), text))
    if not found:
        st.html(f'<p class="ls-meta">{escape(word("definitions.nothing_found"))}</p>')
    for group, metrics in found.items():
        nearest = sorted(metrics, key=lambda metric: (distance(metric, text), -len(pages_of(metric.id))))
        _group(group, nearest, chosen, word, language)


def _group(group: Group, metrics: list[Metric], chosen: Metric, word: Words, language: Language) -> None:
    """Draw one heading and its metrics in their order."""
    name = "definitions.signals" if group == "signals" else f"definitions.group_{group}"
    with st.container(key=f"group-{group}", gap=None):
        st.html(f'<h2 class="ls-group">{escape(word(name))}</h2>')
        for metric in metrics:
            mark = "chosen" if metric.id == chosen.id else "metric"
            st.button(
                _short(metric.words(language).label),
                type="tertiary",
                width="stretch",
                key=f"{mark}-{metric.id}",
                on_click=_choose,
                args=(metric.id,),
            )


def _choose(metric: str) -> None:
    st.query_params[PART] = metric


def _short(label: str) -> str:
    """Return a signal's own name, without the words that its heading says already."""
    for sign in (": ", "："):
        label = label.rpartition(sign)[2]
    return label[:1].upper() + label[1:]
