"""Small worlds for the sample's tests, each made once."""

from functools import cache

import polars as pl

from lodestar.sample.chunks import all_chunks
from lodestar.sample.events import Story, load_story
from lodestar.sample.world import DEFAULT_START, World

COMMITTED_CONTACTS, COMMITTED_SEED = 1350, 2026


def world(contacts: int, seed: int, *, with_events: bool = True, weeks: int = 20) -> World:
    """Return a world that starts on the usual day."""
    return World(contacts, seed, DEFAULT_START, weeks, load_story() if with_events else Story())


@cache
def tables(contacts: int, seed: int, *, with_events: bool = True, weeks: int = 20) -> dict[str, pl.DataFrame]:
    """Return the whole of a small world's tables."""
    days = list(all_chunks(world(contacts, seed, with_events=with_events, weeks=weeks)))
    return {name: pl.concat([day[name] for day in days]) for name in days[0]}
