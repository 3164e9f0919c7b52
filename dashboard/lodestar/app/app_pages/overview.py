"""How well are we serving our customers, and is it getting worse?"""

import streamlit as st

from lodestar.app import session
from lodestar.app.components import frame
from lodestar.app.components.answer import overview_answer, overview_basis
from lodestar.app.components.filters import filter_bar
from lodestar.app.components.freshness import freshness
from lodestar.app.components.panel import panel

SECTIONS = {
    "satisfied": ("csat", "rating_coverage", "bot_csat"),
    "fast": ("first_response_seconds", "customer_wait_seconds", "resolution_seconds"),
    "solved": ("reopen_rate", "one_contact_resolution", "ola_met_rate"),
    "bot": ("escalation_rate", "no_return_containment", "handoff_success_rate"),
    "silent": ("non_rating_rate", "signal_asked_human", "signal_long_wait"),
    "load": ("volume", "backlog", "handle_seconds"),
}

word, language, mart = session.word(), session.language(), session.published()
fresh = freshness(mart, word, language)
filters = filter_bar(mart, word)
frame.heading(word("overview.question"), fresh)
frame.answer(overview_answer(filters, word, language), language)
frame.note(overview_basis(filters, mart, word, language))
for section, metrics in SECTIONS.items():
    frame.section(word(f"overview.{section}"))
    for column, metric in zip(st.columns(len(metrics), gap="small"), metrics, strict=True):
        with column:
            panel(metric, filters, word, language)
