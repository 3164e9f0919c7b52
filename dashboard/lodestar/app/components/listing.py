"""Which list of contacts is being looked at? Its number, filters, search, order and columns, from the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st

from lodestar.app import session
from lodestar.app.view import View
from lodestar.metrics.card import latest_days
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.drill import COUNTS, NEWEST_FIRST, SHOWN_AT_MOST, Counted, Order, contacts_behind, count_behind
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Condition, Question
from lodestar.metrics.search import LONGEST, Found, search
from lodestar.settings import load_settings

DEFAULT_METRIC = "volume"
DEFAULT_COLUMNS = ("contact_id", "opened_at", "channel", "issue_2", "handled_by", "team", "agent")
CHOICES = (
    "contact_id", "source", "opened_at", "ended_at", "channel", "issue_1", "issue_2", "issue_3", "handled_by", "team",
    "agent", "first_team", "segment", "language", "priority", "product", "entry_point", "initiated_by",
    "first_response_seconds", "queue_wait_seconds", "customer_wait_seconds", "handle_seconds", "resolution_seconds",
    "bot_outcome", "return_kind", "csat_value",
)  # fmt: skip
"""The columns that may be shown, in the order they are offered."""


@dataclass(frozen=True)
class Listing:
    """A number's contacts, perhaps only those that speak of `text`, in an order, with the columns shown."""

    question: Question
    text: str = ""
    order: Order = NEWEST_FIRST
    columns: tuple[str, ...] = DEFAULT_COLUMNS

    def address(self, view: View) -> dict[str, Any]:
        """Return the parts of the address that open this list again."""
        parts: dict[str, Any] = dict(view.address()) | {"metric": self.question.metric}
        parts |= {
            f"{condition.dimension}{'!' if condition.excludes else ''}": list(condition.values)
            for condition in self.question.where
        }
        said = {
            "q": self.text,
            "sort": self.order.column or "",
            "way": "" if self.order.is_descending else "up",
            "columns": "" if self.columns == DEFAULT_COLUMNS else ",".join(self.columns),
        }
        return parts | {name: value for name, value in said.items() if value}


def read_listing(mart: Mart, view: View, address: Mapping[str, str]) -> Listing:
    """Return the list the address asks for; what is not valid there is left out."""
    catalogue = load_catalogue()
    metric = address.get("metric", "")
    metric = metric if metric in catalogue.metrics else DEFAULT_METRIC
    where = (*view.where, *_further(address))
    days = latest_days(mart, metric, where, view.days) if isinstance(view.days, int) else view.days
    known = mart.columns("mart_contacts")
    sort = address.get("sort", "")
    columns = tuple(name for name in address.get("columns", "").split(",") if name in CHOICES and name in known)
    return Listing(
        Question(metric, where=where).between(*days),
        address.get("q", "").strip()[:LONGEST],
        Order(sort if sort == COUNTS or (sort in CHOICES and sort in known) else None, address.get("way") != "up"),
        columns or tuple(name for name in DEFAULT_COLUMNS if name in known),
    )


def _further(address: Mapping[str, str]) -> tuple[Condition, ...]:
    """Return the conditions that a chart asks for and no filter offers: an hour, a weekday, a scale."""
    names = [name for name in load_catalogue().dimensions if name not in session.FILTERABLE and address.get(name)]
    return tuple(Condition(name, (address[name],)) for name in names)


@st.cache_data(max_entries=200, show_spinner=False)
def _counted(version: int, question: Question) -> Counted:  # noqa: ARG001 - a new mart, a new count
    return count_behind(session.published(), question)


@st.cache_data(max_entries=200, show_spinner=False)
def _found(version: int, question: Question, text: str, *, is_masked: bool) -> Found:  # noqa: ARG001 - as above
    return search(session.published(), question, text, is_masked=is_masked)


def counted(listing: Listing) -> Counted:
    """Return how many contacts and rows the number was counted from."""
    return _counted(session.published().current_version(), listing.question)


def found(listing: Listing) -> Found | None:
    """Return the contacts that speak of what is searched for; None where nothing is."""
    if not listing.text:
        return None
    version = session.published().current_version()
    return _found(version, listing.question, listing.text, is_masked=is_masked())


@st.cache_resource(max_entries=20, show_spinner=False)
def _rows(version: int, listing: Listing, limit: int, offset: int, *, is_masked: bool) -> pl.DataFrame:  # noqa: ARG001 - as above
    hits = found(listing)
    shown = tuple(dict.fromkeys(("contact_id", "source", *listing.columns)))
    keys = None if hits is None else hits.keys
    return contacts_behind(
        session.published(), listing.question, limit, offset=offset, order=listing.order, columns=shown, keys=keys
    )


def rows(listing: Listing, limit: int, *, offset: int = 0) -> pl.DataFrame:
    """Return the contacts of the list, with their id and source first."""
    return _rows(session.published().current_version(), listing, limit, offset, is_masked=is_masked())


def rows_around(listing: Listing, place: int) -> pl.DataFrame:
    """Return the contacts before, at and after a place of the list, counted from 0: out of the page's own, mostly."""
    first = max(place - 1, 0)
    size = place + 2 - first
    if first + size <= SHOWN_AT_MOST:
        return rows(listing, SHOWN_AT_MOST).slice(first, size)
    return rows(listing, size, offset=first)


def is_masked() -> bool:
    """Say whether numbers and addresses in customers' texts are masked, as the settings want it."""
    return load_settings(session.data_folder().settings_file).mask_customer_text
