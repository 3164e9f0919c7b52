"""Saved views: a page as somebody looked at it, under a name that others can open."""

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Column, DateTime, String, Table, delete, insert, select
from sqlalchemy.exc import IntegrityError

from lodestar.datafolder import DataFolder
from lodestar.errors import LodestarError, shorten
from lodestar.state.database import METADATA, rows_of, writing

LONGEST_NAME = 80
LONGEST_ADDRESS = 8_000

_VIEWS = Table(
    "saved_views",
    METADATA,
    Column("name", String(LONGEST_NAME), primary_key=True),
    Column("page", String(LONGEST_NAME), nullable=False),
    Column("address", String(LONGEST_ADDRESS), nullable=False),
    Column("saved_by", String(LONGEST_NAME), nullable=False),
    Column("saved_at", DateTime, nullable=False),
)


class NameTakenError(LodestarError):
    """There is a view of that name already."""


@dataclass(frozen=True)
class SavedView:
    """One view: `page` as the address names it, `address` its query string without the ?, `saved_at` in UTC."""

    name: str
    page: str
    address: str
    saved_by: str
    saved_at: datetime


def save_view(
    data: DataFolder, name: str, page: str, address: str, *, saved_by: str = "", replace: bool = False
) -> SavedView:
    """Keep a view and return it as kept; `replace` puts it in the place of one of the same name.

    Raises NameTakenError where the name is in use and nothing is to be replaced, LodestarError for a name or an address
    that cannot be kept.
    """
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    view = SavedView(_clean(name), page, address.removeprefix("?"), saved_by, now)
    if not 0 < len(view.name) <= LONGEST_NAME:
        raise LodestarError(
            f"A view needs a name of 1 to {LONGEST_NAME} characters: give it a short one.",
            "view_name",
            most=str(LONGEST_NAME),
        )
    if len(view.address) > LONGEST_ADDRESS:
        most = f"{LONGEST_ADDRESS:,}"
        raise LodestarError(
            f"This view's address is over {most} characters: choose fewer values.", "view_address", most=most
        )
    try:
        with writing(data) as connection:
            if replace:
                connection.execute(delete(_VIEWS).where(_VIEWS.c.name == view.name))
            connection.execute(insert(_VIEWS).values(**vars(view)))
    except IntegrityError as error:
        raise NameTakenError(f"There is a view {shorten(view.name)!r} already: choose another name.") from error
    return view


def list_views(data: DataFolder) -> list[SavedView]:
    """Return every view, by name."""
    rows = rows_of(data, _VIEWS, select(_VIEWS))
    return sorted((SavedView(**row) for row in rows), key=lambda view: view.name.casefold())


def delete_view(data: DataFolder, name: str) -> bool:
    """Take a view away; False where there was none of that name (any more)."""
    with writing(data) as connection:
        return connection.execute(delete(_VIEWS).where(_VIEWS.c.name == _clean(name))).rowcount > 0


def _clean(name: str) -> str:
    """Return a name on one line, in one spelling of its characters, without what cannot be seen."""
    composed = unicodedata.normalize("NFC", " ".join(name.split()))
    return "".join(sign for sign in composed if unicodedata.category(sign) not in {"Cc", "Cf", "Cs"})
