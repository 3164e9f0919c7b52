"""A day (in a small world, a week) of the made-up world: its contacts, outcomes and conversations, and their names."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from lodestar.sample.arrivals import Contacts
from lodestar.sample.conversations import Talk
from lodestar.sample.outcomes import Outcomes
from lodestar.sample.people import ANONYMOUS, People
from lodestar.sample.texts import Texts
from lodestar.sample.world import APP, EMAIL, PHONE, ZH, Bools, Floats, Ints, World

SHOP, ZENDESK, SERVICENOW = range(3)
SOURCES = ("shop", "zendesk", "servicenow")


@dataclass(frozen=True)
class Day:
    """One chunk's contacts, all generations in one; row number = contact number."""

    world: World
    people: People
    texts: Texts
    index: int
    contacts: Contacts
    out: Outcomes
    talk: Talk

    @cached_property
    def source(self) -> Ints:
        """Return the number of the system that keeps each contact."""
        hotline = (self.contacts.channel == PHONE) & (self.contacts.market == ZH)
        other = (self.contacts.channel == EMAIL) | (self.contacts.channel == PHONE)
        return np.where(hotline, SERVICENOW, np.where(other, ZENDESK, SHOP))

    @cached_property
    def is_split(self) -> Bools:
        """Return which contacts are two tickets: in the app, the bot's session and the human chat are kept apart."""
        split: Bools = self.out.is_bot & (self.contacts.channel == APP) & (self.out.handoff > 0)
        return split

    @cached_property
    def ids(self) -> pl.Series:
        """Return the id of each contact's (first) ticket, in the manner of its system."""
        return self.names(np.arange(len(self.contacts)))

    @cached_property
    def human_ids(self) -> pl.Series:
        """Return the id of the ticket that a human serves: the first one, unless the contact is split."""
        split = pl.Series(self.is_split)
        return (self.ids + "h").zip_with(split, self.ids)

    @cached_property
    def customer_ids(self) -> pl.Series:
        """Return customer ids as text, null for the anonymous."""
        return numbers(self.contacts.customer, self.contacts.customer != ANONYMOUS)

    @cached_property
    def label(self) -> pl.Series:
        """Return the issue as written down."""
        names = pl.Series([*self.texts.issue_names, "other"])
        return names.gather(pl.Series(self.contacts.label % len(names)))

    def names(self, number: Ints) -> pl.Series:
        """Return ticket ids for contact numbers of this day."""
        frame = pl.DataFrame({"n": number, "source": self.source[number], "channel": self.contacts.channel[number]})
        short = pl.format("{}{}-{}", pl.when(pl.col("channel") == APP).then(pl.lit("A")).otherwise(pl.lit("W")),
                          pl.lit(f"{self.index + 1:03d}"), pl.col("n"))  # fmt: skip
        long = ((self.index + 1) * 1_000_000 + pl.col("n")).cast(pl.String)
        name = (
            pl.when(pl.col("source") == SHOP).then(short)
            .when(pl.col("source") == ZENDESK).then(long)
            .otherwise(pl.lit("INC") + long.str.zfill(10))
        )  # fmt: skip
        return frame.select(name.alias("ticket_id")).to_series()


def moments(seconds: Floats, keep: Bools | None = None) -> pl.Series:
    """Return UTC times; null where not a number or not kept."""
    known = ~np.isnan(seconds) if keep is None else keep & ~np.isnan(seconds)
    whole = pl.Series(np.where(known, seconds, 0).astype(np.int64))
    return pl.from_epoch(whole.zip_with(pl.Series(known), pl.Series([None], dtype=pl.Int64)), "s")


def numbers(values: Ints, keep: Bools) -> pl.Series:
    """Return the numbers as text, null where not kept."""
    return pl.Series(values).zip_with(pl.Series(keep), pl.Series([None], dtype=pl.Int64)).cast(pl.String)


def words(options: tuple[str | None, ...], index: Ints) -> pl.Series:
    """Return options by number, the last option for -1."""
    return pl.Series(options, dtype=pl.String).gather(pl.Series(index % len(options)))
