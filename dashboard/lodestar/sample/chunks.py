"""What do a few days of the world bring, their consequences included? A chunk that needs no other chunk."""

from collections.abc import Iterator
from dataclasses import fields
from typing import TypeVar

import numpy as np
import polars as pl

from lodestar.sample.activity import activity_table
from lodestar.sample.arrivals import Contacts, Rows, come_back, open_chunk
from lodestar.sample.conversations import Talk, speak
from lodestar.sample.day import Day
from lodestar.sample.event_log import events_table
from lodestar.sample.messages import messages_table
from lodestar.sample.orders import orders_table
from lodestar.sample.outcomes import Outcomes, decide
from lodestar.sample.people import People
from lodestar.sample.ratings import ask, ratings_table
from lodestar.sample.texts import Texts, load_texts
from lodestar.sample.tickets import tickets_table, truth_table
from lodestar.sample.world import World

_GENERATIONS = 4  # a matter comes back at most three times
_Any = TypeVar("_Any", bound=Rows)


def make_chunk(world: World, people: People, texts: Texts, index: int) -> Day:
    """Return the contacts opened on those days and everybody who came back because of them."""
    rng = world.rng(index)
    contacts = open_chunk(world, people, index, rng)
    made: list[tuple[Contacts, Outcomes, Talk]] = []
    count = 0
    for _ in range(_GENERATIONS):
        out = decide(world, people, contacts, rng)
        talk = speak(world, contacts, out, texts, rng)
        made.append((contacts, out, talk))
        count += len(contacts)
        opened = talk.ended_at + out.return_after
        again = np.flatnonzero(~np.isnan(opened) & np.isnan(talk.back_at) & (opened <= world.end))
        if not len(again):
            break
        contacts = come_back(world, contacts.take(again), opened[again].astype(np.int64), count, rng)
    return Day(
        world, people, texts, index,
        _stack([contacts for contacts, _, _ in made]),
        _stack([out for _, out, _ in made]),
        _stack([talk for _, _, talk in made]),
    )  # fmt: skip


def chunk_tables(day: Day) -> dict[str, pl.DataFrame]:
    """Return the chunk's canonical tables, each with a column `source`, cut at data_through; and the hidden truth."""
    rng = day.world.rng(day.index, 1)
    asked = ask(day, rng)
    return {
        "tickets": tickets_table(day),
        "ticket_events": events_table(day),
        "messages": messages_table(day, rng),
        "ratings": ratings_table(day, asked),
        "orders": orders_table(day, rng),
        "agent_activity": activity_table(day),
        "truth": truth_table(day),
    }


def all_chunks(world: World) -> Iterator[dict[str, pl.DataFrame]]:
    """Yield every chunk's tables, in order; memory holds one chunk."""
    people, texts = People(world), load_texts()
    for index in range(world.chunks):
        yield chunk_tables(make_chunk(world, people, texts, index))


def _stack(group: list[_Any]) -> _Any:
    """Return the rows of all generations under one another."""
    names = [field.name for field in fields(group[0])]  # type: ignore[arg-type]
    return type(group[0])(**{name: np.concatenate([getattr(part, name) for part in group]) for name in names})
