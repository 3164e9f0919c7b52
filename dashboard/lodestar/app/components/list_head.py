"""How many contacts are behind the number, and how many of them speak of what is searched for?"""

import streamlit as st

from lodestar.app import format as form
from lodestar.app.components import frame
from lodestar.app.components.listing import Listing, counted, found
from lodestar.app.words import Words
from lodestar.errors import LodestarError
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.mart import Mart
from lodestar.metrics.search import SEARCH_SECONDS


def list_head(listing: Listing, mart: Mart, word: Words, language: str) -> bool:
    """Draw the page's head; return whether there is anything to show below it."""
    metric = load_catalogue().metric(listing.question.metric)
    name = metric.words(language).label  # type: ignore[arg-type]
    first, last = listing.question.first_day, listing.question.last_day
    period = form.span(first, last, language) if first and last else ""
    basis = word("contacts.basis", period=period, zone=str(mart.zone))
    try:
        behind = counted(listing)
    except LodestarError:
        frame.head(word("contacts.question"), word("contacts.not_contacts", metric=name), basis)
        return False
    if not behind.contacts:
        frame.head(word("contacts.question"), word("contacts.none"), basis)
        st.info(word("contacts.none_todo"))
        return False
    values = {"metric": name, "count": form.count(behind.contacts, language)}
    key = "behind_one" if behind.contacts == 1 else "behind"
    if behind.rows != behind.contacts:
        unit = word(f"contacts.unit_{metric.grain.replace(' ', '_')}")
        key, values = "behind_rows", values | {"rows": form.count(behind.rows, language), "unit": unit}
    hits = found(listing)
    if hits is None:
        frame.head(word("contacts.question"), word(f"contacts.{key}", **values), basis)
        return True
    values |= {"found": form.count(len(hits.keys), language), "text": listing.text.replace("**", "* *")}
    frame.head(
        word("contacts.question"), word("contacts.found" if hits.is_whole else "contacts.found_some", **values), basis
    )
    if not hits.is_whole:
        st.info(word("contacts.cut_short", seconds=form.seconds(SEARCH_SECONDS, word)))
    if not hits.keys:
        frame.note(word("contacts.none_found", text=listing.text))
    return bool(hits.keys)
