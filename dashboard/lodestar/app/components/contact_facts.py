"""What is known of one contact beside its messages: its times, whether it came back, how it was rated."""

from html import escape

import streamlit as st

from lodestar.app import format as form
from lodestar.app.words import Words
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.drill import Contact
from lodestar.metrics.mart import Mart

TIMES = (
    "first_response_seconds",
    "queue_wait_seconds",
    "customer_wait_seconds",
    "handle_seconds",
    "resolution_seconds",
)
FLAGS = ("csat", "reopen_rate", "one_contact_resolution", "escalation_rate")
DIMENSIONS = ("channel", "team", "agent", "issue_2", "segment", "language", "priority", "handled_by")


def contact_line(shown: Contact, mart: Mart, language: str) -> str:
    """Return one line: source, opening and ending in the report zone."""
    parts = [str(shown.facts["source"])]
    parts += [form.moment(mart.local(shown.facts[name]), language) for name in ("opened_at", "ended_at")
              if shown.facts[name]]  # fmt: skip
    return " · ".join([*parts, str(mart.zone)])


def contact_facts(shown: Contact, word: Words, language: str) -> None:
    """Draw the facts as a list; what is not known is left out."""
    catalogue = load_catalogue()
    rows = [
        (getattr(catalogue.dimensions[name], language), str(shown.facts[name]))
        for name in DIMENSIONS
        if shown.facts.get(name) is not None
    ]
    for name in TIMES:
        if shown.facts.get(name) is not None:
            label = catalogue.metric(name).words(language).label  # type: ignore[arg-type]
            rows.append((label, form.seconds(shown.facts[name], word)))
    for name in FLAGS:
        label = catalogue.metric(name).words(language).label  # type: ignore[arg-type]
        if shown.facts[f"{name}_den"] is None:
            rows.append((label, word("contact.pending")))
        elif shown.facts[f"{name}_den"]:
            rows.append((label, word("contact.yes" if shown.facts[f"{name}_num"] else "contact.no")))
        elif name == "csat":
            rows.append((label, word("contact.not_rated")))
    entries = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in rows)
    with st.container(border=True, key="panel-facts"):
        st.html(f'<dl class="ls-facts">{entries}</dl>')
