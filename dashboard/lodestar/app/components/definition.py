"""The chosen metric's numbers on Definitions, and what the page says of all of them."""

from html import escape

import streamlit as st

from lodestar.app import format as form
from lodestar.app.components.asked import asked
from lodestar.app.components.panel import get_card
from lodestar.app.findings.definitions import worked_out
from lodestar.app.view import View
from lodestar.app.words import Words
from lodestar.metrics.card import Card
from lodestar.metrics.catalogue import Language, Metric, load_catalogue
from lodestar.metrics.definitions import definitions_version
from lodestar.metrics.groups import group_of
from lodestar.metrics.mart import Mart


def chosen_card(metric: Metric, view: View) -> Card:
    """Return the chosen metric's numbers in the view."""
    return get_card(metric.id, view)


def counted(word: Words, language: Language) -> str:
    """Return the page's answer: how many metrics and how many signals are defined."""
    metrics = load_catalogue().metrics.values()
    signals = sum(group_of(metric) == "signals" for metric in metrics)
    numbers = form.count(len(metrics) - signals, language)
    return word("definitions.answer", metrics=numbers, signals=form.count(signals, language))


def basis(mart: Mart, word: Words) -> str:
    """Return which definitions are in force, and the zone of days."""
    return word("definitions.basis", version=definitions_version(), zone=str(mart.zone))


def worked(shown: Card, word: Words, language: Language) -> str:
    """Return the sentence with the card's numbers put into the formula."""
    parts = []
    if shown.metric.kind == "partition" and shown.absent is None:
        parts = asked(shown.question).rows.to_dicts()
    return worked_out(shown, parts, word, language)


def sql(shown: Card, word: Words) -> None:
    """Draw the SQL that gives the same number in any client; nothing where the metric cannot be had here."""
    if shown.absent is not None:
        return
    st.html(
        f'<div class="ls-def"><section><h3>{escape(word("definitions.sql"))}</h3>'
        f'<p class="ls-meta">{escape(word("definitions.sql_note"))}</p></section></div>'
    )
    with st.expander(word("explore.sql"), key="definition-sql"):
        st.code(asked(shown.question).sql, language="sql", wrap_lines=True)
