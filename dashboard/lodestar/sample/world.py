"""What is the made-up world like? Its size, its calendar and every probability that does not belong to one event."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lodestar.sample.events import Story

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

DEFAULT_START = date(2026, 7, 6)
DEFAULT_WEEKS = 20
DAY = 86_400
# An export is taken on the Wednesday night of the last week, so that the last whole week is not the last of the data.
MISSING_DAYS = 4
# Of 100 tickets about this many open a matter; the rest are people coming back. Measured on the world without events.
ROOT_SHARE = 0.917
_FEW_A_DAY = 300

EN, ZH = 0, 1
LANGUAGES = ("en", "zh")
WEB, APP, EMAIL, PHONE = range(4)
CHANNELS = ("web_chat", "app_chat", "email", "phone")


@dataclass(frozen=True)
class Issue:
    """One issue: how often (per market), how well the bot and a person solve it."""

    name: str
    share: tuple[float, float]
    bot: float
    human: float


ISSUES = (
    Issue("delivery/late", (0.15, 0.17), 0.55, 0.80),
    Issue("delivery/lost", (0.07, 0.06), 0.30, 0.74),
    Issue("delivery/address", (0.07, 0.08), 0.75, 0.90),
    Issue("refund/not_received", (0.10, 0.09), 0.35, 0.78),
    Issue("refund/how_to", (0.09, 0.10), 0.85, 0.93),
    Issue("payment/failed", (0.10, 0.11), 0.55, 0.85),
    Issue("payment/double_charge", (0.06, 0.06), 0.25, 0.82),
    Issue("account/login", (0.08, 0.07), 0.70, 0.90),
    Issue("account/coupon", (0.06, 0.08), 0.65, 0.86),
    Issue("product/faulty", (0.09, 0.07), 0.35, 0.76),
    Issue("product/wrong_item", (0.06, 0.05), 0.30, 0.82),
    Issue("product/question", (0.07, 0.06), 0.85, 0.92),
)
ISSUE_NAMES = tuple(issue.name for issue in ISSUES)


@dataclass(frozen=True)
class Market:
    """One market: language, zone, how its customers reach the shop, and when in the day."""

    language: str
    zone: str
    channels: tuple[float, float, float, float]
    hours: tuple[float, ...]
    weekdays: tuple[float, ...]
    customers: float
    products: tuple[str, ...]
    currency: str


_EN_HOURS = (1, 0.6, 0.4, 0.3, 0.3, 0.5, 1, 2, 4, 6, 7, 7, 7, 6.5, 6, 6, 6.5, 7, 7.5, 7.5, 7, 5.5, 4, 2)
_ZH_HOURS = (1.5, 0.8, 0.4, 0.3, 0.3, 0.4, 0.8, 2, 4, 7, 8, 7, 6, 6, 7, 7, 6.5, 6, 6, 7.5, 8, 7.5, 5.5, 3)
MARKETS = (
    Market("en", "Europe/London", (0.40, 0.24, 0.23, 0.13), _EN_HOURS,
           (1.25, 1.1, 1.05, 1.0, 1.0, 0.85, 0.75), 0.26, ("lamp", "kettle", "shelf", "blanket"), "GBP"),
    Market("zh", "Asia/Shanghai", (0.36, 0.46, 0.0, 0.18), _ZH_HOURS,
           (1.1, 1.0, 1.0, 1.0, 1.05, 1.0, 0.9), 0.30, ("台灯", "水壶", "搁板", "毛毯"), "CNY"),
)  # fmt: skip
# The November promotion, days 1-15 of November: contacts per ordinary day, by market.
PROMOTION = {EN: dict.fromkeys(range(9, 16), 1.15),
             ZH: dict.fromkeys(range(1, 10), 1.15) | dict.fromkeys(range(10, 16), 1.7)}  # fmt: skip
GROWTH_A_YEAR = 0.15
SEGMENTS = ("new", "regular", "vip")
SEGMENT_SHARES = (0.35, 0.53, 0.12)


@dataclass(frozen=True)
class World:
    """One world: everything that is made follows from these values."""

    contacts: int
    seed: int
    start: date
    weeks: int
    story: Story
    turns: float = 1.3

    @cached_property
    def days(self) -> int:
        """Return how many days the data covers."""
        return self.weeks * 7 - MISSING_DAYS

    @cached_property
    def first_second(self) -> int:
        """Return the first second, as UTC epoch seconds."""
        return int(datetime(self.start.year, self.start.month, self.start.day, tzinfo=UTC).timestamp())

    @cached_property
    def end(self) -> int:
        """Return data_through: the last second an export can hold, as UTC epoch seconds."""
        return self.first_second + self.days * DAY - 1

    @cached_property
    def chunk_days(self) -> int:
        """Return how many days are made at a time: a week in a small world, where a day costs more than its rows."""
        return 7 if self.contacts < self.days * _FEW_A_DAY else 1

    @cached_property
    def chunks(self) -> int:
        """Return how many chunks make the whole."""
        return -(-self.days // self.chunk_days)

    def chunk(self, index: int) -> Ints:
        """Return the numbers of that chunk's days."""
        return np.arange(index * self.chunk_days, min(self.days, (index + 1) * self.chunk_days))

    def day(self, index: int) -> date:
        """Return the date of that day."""
        return self.start + timedelta(days=index)

    def rng(self, *key: int) -> np.random.Generator:
        """Return a generator of its own for `key`, the same for the same seed whatever else was drawn."""
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence(self.seed, spawn_key=key)))

    @cached_property
    def counts(self) -> Ints:
        """Return how many matters are opened, shape (days, markets): cumulative rounding, so the sum is exact."""
        weights = np.array([[self._weight(index, market) for market in (EN, ZH)] for index in range(self.days)])
        flat = np.cumsum(weights.ravel()) / weights.sum() * self.contacts * ROOT_SHARE
        counts: Ints = np.diff(np.rint(flat).astype(np.int64), prepend=0).reshape(weights.shape)
        return counts

    def _weight(self, index: int, market: int) -> float:
        day = self.day(index)
        season = 1 + GROWTH_A_YEAR * index / 365
        promotion = PROMOTION[market].get(day.day, 1.0) if day.month == 11 else 1.0  # noqa: PLR2004
        return MARKETS[market].weekdays[day.weekday()] * season * promotion
