"""The way back from a contact to its list, and to the contacts before and after it there."""

from typing import Any

import streamlit as st

from lodestar.app import format as form
from lodestar.app import session
from lodestar.app.components import frame
from lodestar.app.components.listing import Listing, counted, found, read_listing, rows_around
from lodestar.app.components.vocabulary import plain
from lodestar.app.words import Words
from lodestar.errors import LodestarError
from lodestar.metrics.mart import Mart
from lodestar.metrics.told import Contact, contact

_SIGNS = {"previous": "‹", "next": "›"}
PLACE = "at"
"""The part of the address that says which of the list's contacts this is, from 1."""


def contact_address(listing: Listing, contact_id: str, source: str, place: int | None, language: str) -> dict[str, Any]:
    """Return the address of a contact opened from a list, which it carries along."""
    own = {"id": contact_id, "of": source, "lang": language} | ({PLACE: str(place)} if place else {})
    return listing.address(session.view()) | own


def asked_place() -> int | None:
    """Return the place in the list that the address names; None where it names none."""
    text = st.query_params.get(PLACE, "")
    return int(text) if text.isdecimal() and text.isascii() and 0 < len(text) < 10 and int(text) > 0 else None  # noqa: PLR2004 - an index


def asked_contact(mart: Mart, word: Words) -> Contact | None:
    """Return the contact that the address names; where there is none, say so and what to do."""
    try:
        return contact(mart, st.query_params.get("id", ""), st.query_params.get("of"))
    except LodestarError:
        frame.head(word("nav.contact"), word("contact.gone"))
        st.info(word("contact.gone_todo"))
        return None


def trail(mart: Mart, word: Words, language: str) -> None:
    """Draw the link back with the list's size, and the buttons to its neighbours where the place still holds."""
    listing, place = read_listing(mart, session.view(), st.query_params), asked_place()
    contact_id = st.query_params.get("id", "")
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="trail"):
        near = _near(listing, contact_id, place) if place else None
        label = word("contact.back_plain")
        if near:
            label = word("contact.back", count=form.count(near["count"], language))
        address = listing.address(session.view()) | {"lang": language}
        st.page_link("app_pages/contacts.py", label=label, query_params=address)
        if near and place:
            _step("previous", near["before"], place - 1, listing, word, language)
            said = word("contact.place", at=form.count(place, language), count=form.count(near["count"], language))
            st.markdown(f":gray[{plain(said)}]", width="content")
            _step("next", near["after"], place + 1, listing, word, language)


def _step(way: str, to: dict[str, Any] | None, place: int, listing: Listing, word: Words, language: str) -> None:  # noqa: PLR0917  # one button
    name = word(f"contact.{way}")
    if st.button(_SIGNS[way], key=f"step-{way}", help=name, disabled=to is None) and to:
        st.switch_page(
            "app_pages/contact.py",
            query_params=contact_address(listing, to["contact_id"], to["source"], place, language),
        )


def _near(listing: Listing, contact_id: str, place: int) -> dict[str, Any] | None:
    """Return the list's size and the contacts before and after a place; None where another contact stands there now."""
    try:
        around = rows_around(listing, place - 1).to_dicts()
        hits = found(listing)
        count = counted(listing).contacts if hits is None else len(hits.keys)
    except LodestarError:
        return None
    here = min(place - 1, 1)
    if here >= len(around) or around[here]["contact_id"] != contact_id:
        return None
    after = around[here + 1] if here + 1 < len(around) else None
    return {"count": count, "before": around[here - 1] if here else None, "after": after}
