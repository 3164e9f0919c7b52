"""What is known of one contact beside its messages: where its time went, its facts, the customer's other contacts."""

from html import escape
from typing import Any

import streamlit as st

from lodestar.app import format as form
from lodestar.app.components import frame
from lodestar.app.components.listing import Listing
from lodestar.app.components.rating_line import rating
from lodestar.app.components.trail import contact_address
from lodestar.app.components.vocabulary import issue, plain, said
from lodestar.app.words import Words
from lodestar.metrics.mart import Mart
from lodestar.metrics.minutes import PARTS, minutes, totals
from lodestar.metrics.timeline import real_legs
from lodestar.metrics.told import Contact

NAMED = ("team", "agent", "segment", "priority", "language", "product")


def time_panel(told: Contact, mart: Mart, word: Words) -> None:
    """Draw where the time went, as one strip of four parts that add up; nothing where no message says it."""
    spans = minutes(told)
    whole = sum(span.seconds for span in spans)
    if not whole:
        return
    strip = "".join(f'<span class="ct-{span.part}" style="flex:{span.seconds / whole:.5f}"></span>' for span in spans)
    sums = totals(spans)
    said_parts = [(word(f"contact.minutes_{part}"), form.seconds(sums[part], word), part) for part in PARTS]
    alt = "; ".join(word("contact.minutes_alt", part=name, time=time) for name, time, _ in said_parts)
    entries = "".join(
        f'<dt><i class="ct-key ct-{part}" aria-hidden="true"></i>{escape(name)}</dt><dd>{escape(time)}</dd>'
        for name, time, part in said_parts
    )
    first, last = (mart.local(told.facts[name]) for name in ("opened_at", "ended_at"))
    with st.container(border=True, key="panel-minutes", gap=None):
        st.html(
            f'<h2 class="ct-title">{escape(word("contact.minutes_title", time=form.seconds(whole, word)))}</h2>'
            f'<p class="ls-meta">{escape(word("contact.minutes_sub"))}</p>'
            f'<div class="ct-strip" role="img" aria-label="{escape(alt)}">{strip}</div>'
            f'<div class="ct-ends"><span>{first:%H:%M}</span><span>{last:%H:%M}</span></div>'
            f'<dl class="ct-list">{entries}</dl>',
            width="stretch",
        )


def facts_panel(told: Contact, word: Words, language: str) -> None:
    """Draw the facts; what is not known is left out."""
    entries = "".join(
        f"<dt>{escape(name)}</dt><dd><bdi>{escape(value)}</bdi></dd>" for name, value in _facts(told, word, language)
    )
    with st.container(border=True, key="panel-facts", gap=None):
        st.html(
            f'<h2 class="ct-title">{escape(word("contact.facts"))}</h2><dl class="ct-list">{entries}</dl>',
            width="stretch",
        )


def _facts(told: Contact, word: Words, language: str) -> list[tuple[str, str]]:
    facts = told.facts
    legs = [said("handler", handler, word, language) for handler in real_legs(told)["handler"]]
    rows = [("outcome", said("bot_outcome", facts["bot_outcome"], word, language))] if facts["bot_outcome"] else []
    rows += [("legs", " → ".join(legs))] if legs else []
    rows += _times(facts, word)
    for row in told.ola.sort("used_seconds").group_by("measure", maintain_order=True).last().iter_rows(named=True):
        if row["used_seconds"] is not None and row["target_seconds"] is not None:
            used, target = (form.seconds(row[name], word) for name in ("used_seconds", "target_seconds"))
            result = said("ola_result", row["ola_result"], word, language)
            rows.append((f"ola_{row['measure']}", word("contact.ola_of", result=result, used=used, target=target)))
    rows.append(("rating", rating(told, word, language)))
    rows += [(name, said(name, facts[name], word, language)) for name in NAMED if facts.get(name)]
    return [(word(f"contact.{name}"), value) for name, value in rows]


def _times(facts: dict[str, Any], word: Words) -> list[tuple[str, str]]:
    rows = []
    first, handoff = facts["first_response_seconds"], facts["first_response_after_handoff_seconds"]
    if facts["first_response_end"] == "answered":
        time = form.seconds(first, word)
        if facts["first_response_after_handoff_end"] == "answered":
            time = word("contact.after_handoff", time=time, after=form.seconds(handoff, word))
        rows.append(("first_response", time))
    elif facts["first_response_end"]:
        rows.append(("first_response", word("contact.no_answer")))
    if facts["customer_wait_seconds"] is not None:
        name = "wait_by_status" if facts["customer_wait_basis"] == "status" else "wait"
        rows.append((name, form.seconds(facts["customer_wait_seconds"], word)))
    if facts["handle_seconds"] is not None:
        name = "handle" if facts["handle_basis"] == "activity" else "handle_estimate"
        rows.append((name, form.seconds(facts["handle_seconds"], word)))
    if facts["is_ended"] and facts["resolution_seconds"] is not None:
        rows.append(("resolution", form.seconds(facts["resolution_seconds"], word)))
    return rows


def customer_panel(told: Contact, listing: Listing, mart: Mart, word: Words, language: str) -> None:
    """Draw the customer's other contacts around this one, each a way to open it."""
    with st.container(border=True, key="panel-customer", gap=None):
        st.html(f'<h2 class="ct-title">{escape(word("contact.customer_title"))}</h2>')
        if not told.facts["is_identified"]:
            frame.note(word("contact.customer_unknown"))
            return
        for place, row in enumerate(told.others.iter_rows(named=True)):
            day = form.day(mart.local(row["opened_at"]).date(), language)
            about = issue(row["issue_2"]) if row["issue_2"] else word("vocabulary.unknown")
            if row["contact_id"] == told.facts["contact_id"]:
                st.html(f'<p class="ct-here"><bdi>{escape(word("contact.here", day=day, issue=about))}</bdi></p>')
                continue
            key, levels = ("other_open", "") if row["is_open"] else ("other", "")
            if row["csat_value"] is not None and row["csat_levels"] and row["csat_levels"] > 2:  # noqa: PLR2004 - stars
                key, levels = "other_rated", str(row["csat_levels"])
            label = word(f"contact.{key}", day=day, issue=about, value=f"{row['csat_value'] or 0:g}", levels=levels)
            with st.container(key=f"other-{place}"):
                st.page_link(
                    "app_pages/contact.py",
                    label=plain(label),
                    query_params=contact_address(listing, row["contact_id"], row["source"], None, language),
                    help=plain(row["contact_id"]),
                )
        if told.others.height <= 1:
            frame.note(word("contact.customer_none"))
