"""Which matters are opened on one day: when, by whom, through which channel, about what?"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Self
from zoneinfo import ZoneInfo

import numpy as np

from lodestar.sample.habits import HABITS
from lodestar.sample.people import ANONYMOUS, SHARED_CUSTOMER, People
from lodestar.sample.world import (
    APP,
    DAY,
    EMAIL,
    ISSUE_NAMES,
    ISSUES,
    MARKETS,
    WEB,
    Bools,
    Floats,
    Ints,
    World,
)  # fmt: skip

ENTRY_POINTS = ("help_page", "order_page", "home", "direct")
NO_LABEL = -1
_PAYMENT = np.array([name.startswith("payment/") for name in ISSUE_NAMES])
_LOGIN = ISSUE_NAMES.index("account/login")
_ANONYMOUS_SHARE, _OTHER_SHARE, _PROACTIVE_SHARE, _KIOSK_SHARE = 0.03, 0.03, 0.02, 0.006
# In this week of the promotion the counter's one account opens at least this many contacts, small worlds included.
_KIOSK_WEEK, _KIOSK_LEAST = 18, 26


class Rows:
    """A table of numpy columns of one length."""

    def take(self, chosen: Bools | Ints) -> Self:
        """Return the chosen rows."""
        return type(self)(**{field.name: getattr(self, field.name)[chosen] for field in fields(self)})  # type: ignore[arg-type]


@dataclass
class Contacts(Rows):
    """Contacts in the order of their making; `issue` is the truth, `label` what was written down (-1: other)."""

    opened: Ints
    market: Ints
    channel: Ints
    customer: Ints
    segment: Ints
    issue: Ints
    label: Ints
    entry: Ints
    is_proactive: Bools
    number: Ints
    parent: Ints
    is_follow_up: Bools

    def __len__(self) -> int:
        """Return how many."""
        return len(self.opened)


def open_chunk(world: World, people: People, chunk: int, rng: np.random.Generator) -> Contacts:
    """Return the matters opened on that chunk's days (UTC), in the order of time."""
    days = world.chunk(chunk)
    counts = world.counts[days].ravel()
    market = np.repeat(np.tile(np.arange(len(MARKETS)), len(days)), counts)
    opened = _moments(world, np.repeat(np.repeat(days, len(MARKETS)), counts), market, rng)
    order = np.argsort(opened, kind="stable")
    market, opened = market[order], opened[order]
    size = len(market)
    channel = _choose([m.channels for m in MARKETS], market, rng.random(size))
    issue = _choose([[i.share[k] for i in ISSUES] for k in range(len(MARKETS))], market, rng.random(size))
    customer = people.pick_customers(market, rng.random(size))
    is_chat = channel <= APP
    customer[is_chat & (rng.random(size) < _kiosk_share(world, opened))] = SHARED_CUSTOMER
    customer[(channel == WEB) & (rng.random(size) < _ANONYMOUS_SHARE)] = ANONYMOUS
    return Contacts(
        opened=opened,
        market=market,
        channel=channel,
        customer=customer,
        segment=people.segment(customer),
        issue=issue,
        label=write_down(world, issue, opened, rng),
        entry=np.where(is_chat, np.searchsorted((0.5, 0.8), rng.random(size)), 3),
        is_proactive=(channel == APP) & (rng.random(size) < _PROACTIVE_SHARE * 4) & (customer > SHARED_CUSTOMER),
        number=np.arange(size),
        parent=np.full(size, -1),
        is_follow_up=np.zeros(size, dtype=np.bool_),
    )


def _kiosk_share(world: World, opened: Ints) -> Floats:
    """Return the chance that a chat opened then comes from the counter's one account."""
    week = world.counts[_KIOSK_WEEK * 7 : _KIOSK_WEEK * 7 + 7].sum()
    most = max(_KIOSK_SHARE, min(0.5, _KIOSK_LEAST / max(1, week * 0.7)))
    return np.where((opened - world.first_second) // (7 * DAY) == _KIOSK_WEEK, most, _KIOSK_SHARE)


def write_down(world: World, issue: Ints, opened: Ints, rng: np.random.Generator) -> Ints:
    """Return the issue as it is labelled: a few as "other", and payments as log-ins while that event lasts."""
    label = np.where(rng.random(len(issue)) < _OTHER_SHARE, NO_LABEL, issue)
    wrong = world.story.active("mislabelled_issue", opened) & _PAYMENT[issue]
    wrong &= rng.random(len(issue)) < -world.story.size("mislabelled_issue")
    return np.where(wrong, _LOGIN, label)


def come_back(world: World, before: Contacts, opened: Ints, first_number: int, rng: np.random.Generator) -> Contacts:
    """Return the new tickets of customers who come back at `opened` on the matters `before`."""
    size = len(before)
    elsewhere = _choose([m.channels for m in MARKETS], before.market, rng.random(size))
    channel = np.where((rng.random(size) < HABITS.new_channel) & (before.channel != EMAIL), elsewhere, before.channel)
    return Contacts(
        opened=opened,
        market=before.market,
        channel=channel,
        customer=before.customer,
        segment=before.segment,
        issue=before.issue,
        label=write_down(world, before.issue, opened, rng),
        entry=np.where(channel <= APP, before.entry % 3, 3),
        is_proactive=np.zeros(size, dtype=np.bool_),
        number=first_number + np.arange(size),
        parent=before.number,
        is_follow_up=(channel == EMAIL) & (before.channel == EMAIL) & (rng.random(size) < HABITS.mail_follow_up),
    )


def local_second(world: World, market: Ints, seconds: Ints) -> Ints:
    """Return the second of the local day of each moment."""
    offsets = _offsets(world.start.toordinal(), world.days + 40)
    day = np.clip((seconds - world.first_second) // DAY, 0, offsets.shape[1] - 1)
    shifted: Ints = (seconds + offsets[market, day]) % DAY
    return shifted


@cache
def _offsets(first: int, days: int) -> Ints:
    """Return UTC offsets in seconds at noon, shape (markets, days)."""
    start = datetime.fromordinal(first).replace(hour=12, tzinfo=UTC)
    rows = [
        [int((start + timedelta(days=k)).astimezone(ZoneInfo(m.zone)).utcoffset().total_seconds()) for k in range(days)]  # type: ignore[union-attr]
        for m in MARKETS
    ]
    return np.array(rows)


def _moments(world: World, day: Ints, market: Ints, rng: np.random.Generator) -> Ints:
    """Return moments of those UTC days whose local hours follow each market's profile."""
    midnight = world.first_second + day * DAY
    offset = _offsets(world.start.toordinal(), world.days + 40)[market, day]
    hour = _choose([m.hours for m in MARKETS], market, rng.random(len(market)))
    local = hour * 3600 + rng.integers(0, 3600, len(market))
    moments: Ints = midnight + (local - offset) % DAY
    return moments


def _choose(weights: Sequence[Sequence[float]], row: Ints, luck: Floats) -> Ints:
    """Return a column number per row, drawn by that row's weights."""
    table = np.cumsum(np.asarray(weights, dtype=np.float64), axis=1)
    table /= table[:, -1:]
    chosen: Ints = np.minimum((luck[:, None] >= table[row]).sum(axis=1), table.shape[1] - 1)
    return chosen
