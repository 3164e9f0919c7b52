"""Who was drawn to be asked after the fact? Each draw with its seed and its frame, and every contact drawn.

Contacts are kept by source, root ticket and ending: their numbers change with every build.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Integer,
    RowMapping,
    String,
    Table,
    UniqueConstraint,
    insert,
    select,
)
from sqlalchemy.exc import IntegrityError

from lodestar.datafolder import DataFolder
from lodestar.state.database import METADATA, rows_of, writing

SILENT = "silent"
RATER = "rater"
_LONG = 255

_DRAWS = Table(
    "follow_up_draws",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("week", String(8), nullable=False),
    Column("number", Integer, nullable=False),
    Column("drawn_at", DateTime, nullable=False),
    Column("drawn_by", String(_LONG), nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("answers_wanted", Integer, nullable=False),
    Column("raters_wanted", Integer, nullable=False),
    Column("completion_expected", Float, nullable=False),
    Column("eligible", Integer, nullable=False),
    Column("never_invited", Integer, nullable=False),
    Column("unidentified", Integer, nullable=False),
    Column("asked_lately", Integer, nullable=False),
    Column("rated_beside_silent", Integer, nullable=False),
    Column("silent_contacts", Integer, nullable=False),
    Column("silent_customers", Integer, nullable=False),
    Column("rater_contacts", Integer, nullable=False),
    Column("rater_customers", Integer, nullable=False),
    UniqueConstraint("week", "number"),
)
_DRAWN = Table(
    "follow_up_drawn",
    METADATA,
    Column("draw", Integer, ForeignKey("follow_up_draws.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("source", String(_LONG), nullable=False),
    Column("ticket_id", String(_LONG), nullable=False),
    Column("ended_at", DateTime, nullable=False),
    Column("scale", String(_LONG), nullable=False),
    Column("frame", String(8), nullable=False),
    Column("chance", Float, nullable=False),
    UniqueConstraint("draw", "source", "ticket_id"),
)


@dataclass(frozen=True)
class FrameCounts:
    """The contacts that ended in the week: eligible = the four kinds left out + silent + raters.

    `never_invited` in strata never invited, `unidentified` of customers nobody can recognise, `asked_lately` of
    customers drawn or asked within the days before, `rated_beside_silent` of customers who left others unrated.
    """

    eligible: int
    never_invited: int
    unidentified: int
    asked_lately: int
    rated_beside_silent: int
    silent_contacts: int
    silent_customers: int
    rater_contacts: int
    rater_customers: int


@dataclass(frozen=True)
class Draw:
    """One draw for one week (`2026-W46`); `number` counts the week's draws, moments are UTC.

    `id` is 0 until it is kept.
    """

    week: str
    number: int
    drawn_at: datetime
    drawn_by: str
    seed: int
    answers_wanted: int
    raters_wanted: int
    completion_expected: float
    frame: FrameCounts
    id: int = 0


@dataclass(frozen=True)
class DrawnContact:
    """One contact drawn: `place` on the list, `frame` SILENT or RATER, `chance` of having been drawn (0..1)."""

    place: int
    source: str
    ticket_id: str
    ended_at: datetime
    scale: str
    frame: str
    chance: float
    draw: int = 0


def save_draw(data: DataFolder, draw: Draw, contacts: Sequence[DrawnContact]) -> Draw | None:
    """Keep a draw with its contacts, both or neither, and return it with its id.

    None where somebody else has kept a draw of that week and number meanwhile. Raises LodestarError where it cannot be
    kept.
    """
    values = {name: value for name, value in vars(draw).items() if name not in {"id", "frame"}} | vars(draw.frame)
    try:
        with writing(data) as connection:
            made = connection.execute(insert(_DRAWS).values(**values)).inserted_primary_key
            assert made is not None
            kept = replace(draw, id=int(made[0]))
            if contacts:
                connection.execute(insert(_DRAWN), [vars(contact) | {"draw": kept.id} for contact in contacts])
    except IntegrityError:
        return None
    return kept


def list_draws(data: DataFolder, week: str | None = None) -> list[Draw]:
    """Return every draw, or those of one week, in the order they were made."""
    wanted = select(_DRAWS).order_by(_DRAWS.c.id)
    if week is not None:
        wanted = wanted.where(_DRAWS.c.week == week)
    return [_draw(row) for row in rows_of(data, _DRAWS, wanted)]


def list_drawn(data: DataFolder, draws: Collection[int] | None = None) -> list[DrawnContact]:
    """Return the contacts of every draw, or of those given by id, in the order of their lists."""
    wanted = select(_DRAWN).order_by(_DRAWN.c.draw, _DRAWN.c.place)
    if draws is not None:
        wanted = wanted.where(_DRAWN.c.draw.in_(list(draws)))
    return [DrawnContact(**row) for row in rows_of(data, _DRAWN, wanted)]


def drawn_since(data: DataFolder, moment: datetime) -> list[tuple[str, str]]:
    """Return source and root ticket of every contact drawn after a moment (UTC)."""
    late = select(_DRAWS.c.id).where(_DRAWS.c.drawn_at > moment)
    wanted = select(_DRAWN.c.source, _DRAWN.c.ticket_id).where(_DRAWN.c.draw.in_(late)).distinct()
    return [(row["source"], row["ticket_id"]) for row in rows_of(data, _DRAWN, wanted)]


def _draw(row: RowMapping) -> Draw:
    counts = FrameCounts(**{one.name: row[one.name] for one in fields(FrameCounts)})
    own = {one.name: row[one.name] for one in fields(Draw) if one.name != "frame"}
    return Draw(**own, frame=counts)
