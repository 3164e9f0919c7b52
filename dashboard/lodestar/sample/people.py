"""Who calls, and who answers? Customers and agents, each a function of an index, so that no day needs another day."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from lodestar.sample.world import DAY, EN, MARKETS, SEGMENT_SHARES, SEGMENTS, ZH, Bools, Floats, Ints, World

CUSTOMER_BASE = 100_000
SHARED_CUSTOMER = 90_001  # one account behind the counter of the pick-up shop: it stands for nobody
ANONYMOUS = -1


@dataclass(frozen=True)
class Team:
    """One team: market, the hours it works (local, start and length), and its share of the agents."""

    team_id: str
    name: str
    department: str
    zone: str
    market: int
    start: int
    hours: int
    agents: int
    tool: str


TEAMS = (
    Team("en_chat_day", "Chat day (EN)", "service", "Europe/London", EN, 7, 9, 2, "shop"),
    Team("en_chat_late", "Chat late (EN)", "service", "Asia/Manila", EN, 15, 10, 2, "shop"),
    Team("en_expert", "Experts (EN)", "second line", "Europe/London", EN, 8, 14, 1, "shop"),
    Team("cn_chat_east", "在线一组", "service", "Asia/Shanghai", ZH, 7, 16, 2, "shop"),
    Team("cn_chat_west", "在线二组", "service", "Asia/Shanghai", ZH, 7, 16, 2, "shop"),
    Team("cn_expert", "专家组", "second line", "Asia/Shanghai", ZH, 8, 14, 1, "shop"),
    Team("en_mail", "E-mail (EN)", "service", "Europe/London", EN, 8, 13, 3, "zendesk"),
    Team("en_phone", "Phone (EN)", "service", "Europe/London", EN, 8, 13, 2, "zendesk"),
    Team("cn_hotline", "热线组", "service", "Asia/Shanghai", ZH, 8, 14, 3, "servicenow"),
)
TEAM_IDS = tuple(team.team_id for team in TEAMS)
EN_DAY, EN_LATE, EN_EXPERT, CN_EAST, CN_WEST, CN_EXPERT, MAIL, EN_PHONE, HOTLINE = range(len(TEAMS))
# One more agent of each of a team's places for so many contacts: an agent serves about this many a week.
CONTACTS_AN_AGENT_WEEK = 160
_SURNAMES = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Hazel", "Juniper", "Laurel", "Maple", "Oak", "Rowan")
_ZH_NAMES = ("青松", "白桦", "银杏", "红枫", "云杉", "翠竹", "木兰", "海棠", "紫荆", "桂花", "石榴", "腊梅")


@dataclass(frozen=True)
class People:
    """The people of one world. Agents are numbered through the teams: first the first team's, then the next one's."""

    world: World

    @cached_property
    def agents_a_team(self) -> Ints:
        """Return how many agents each team has: the least that can cover its hours, more in a larger world."""
        scale = self.world.contacts / self.world.weeks / CONTACTS_AN_AGENT_WEEK / 24
        return np.array([team.agents + int(team.agents * scale) for team in TEAMS])

    @cached_property
    def first_agent(self) -> Ints:
        """Return the number of each team's first agent."""
        return np.concatenate(([0], np.cumsum(self.agents_a_team)[:-1]))

    @cached_property
    def customers(self) -> Ints:
        """Return how many customers each market has."""
        return np.array([max(3, int(self.world.contacts * market.customers)) for market in MARKETS])

    def pick_customers(self, market: Ints, luck: Floats) -> Ints:
        """Return a customer per contact: some people need help far more often than others."""
        size = self.customers[market]
        index = np.minimum((size * luck**1.5).astype(np.int64), size - 1)
        return CUSTOMER_BASE + market * int(self.customers[EN]) + index

    def segment(self, customer: Ints) -> Ints:
        """Return each customer's segment number: a hash of the customer, so every day agrees."""
        return np.searchsorted(np.cumsum(SEGMENT_SHARES)[:-1], hashed(customer, 1), side="right").astype(np.int64)

    def on_shift(self, team: Ints, day: Ints, luck: Floats) -> Ints:
        """Return an agent of the team who works that day (five days of seven, staggered), else any of the team."""
        size = self.agents_a_team[team]
        place = np.minimum((luck * size).astype(np.int64), size - 1)
        agent = self.first_agent[team] + place
        for step in (1, 2, 3):
            off = self.is_off(agent, day)
            agent = np.where(off, self.first_agent[team] + (place + step) % size, agent)
        return agent

    def is_off(self, agent: Ints, day: Ints) -> Bools:
        """Return whether the agent has that day off: two days of seven, staggered over the agents."""
        return (day + agent * 3) % 7 < 2  # noqa: PLR2004

    def skill(self, agent: Ints) -> Floats:
        """Return how much better (log-odds) this agent solves and pleases than the average one."""
        return (hashed(agent, 2) - 0.5) * 0.8

    def team_of(self, agent: Ints) -> Ints:
        """Return each agent's team number."""
        return np.searchsorted(self.first_agent, agent, side="right").astype(np.int64) - 1

    def agents_table(self) -> pl.DataFrame:
        """Return the canonical table agents, the bot included."""
        number = np.arange(int(self.agents_a_team.sum()))
        team = self.team_of(number)
        names = [
            f"{_ZH_NAMES[i % 12]}{i}" if TEAMS[t].market == ZH else f"{_SURNAMES[i % 12]} {i}"
            for i, t in zip(number.tolist(), team.tolist(), strict=True)
        ]
        hired = self.world.first_second - (60 + hashed(number, 3) * 1500).astype(np.int64) * DAY
        people = pl.DataFrame(
            {
                "agent_id": agent_ids(number),
                "name": names,
                "team_id": [TEAM_IDS[t] for t in team.tolist()],
                "kind": ["human"] * len(names),
                "hired_on": pl.from_epoch(pl.Series(hired), "s").cast(pl.Date),
            }
        )
        bot = {"agent_id": [BOT], "name": ["Bot"], "team_id": [None], "kind": ["bot"], "hired_on": [None]}
        return pl.concat([people, pl.DataFrame(bot, schema=people.schema)])

    def teams_table(self) -> pl.DataFrame:
        """Return the canonical table teams."""
        return pl.DataFrame(
            [{"team_id": t.team_id, "name": t.name, "department": t.department, "zone": t.zone} for t in TEAMS]
        )

    def customers_table(self, customers: Ints) -> pl.DataFrame:
        """Return the canonical table customers for these customer numbers."""
        seen = self.world.first_second - (hashed(customers, 4) * 900 * DAY).astype(np.int64)
        zh = customers >= CUSTOMER_BASE + int(self.customers[EN])
        stage = np.searchsorted((0.2, 0.35, 0.75, 0.95), hashed(customers, 5))
        stages = np.array(["acquisition", "activation", "revenue", "retention", "referral"])
        return pl.DataFrame(
            {
                "customer_id": pl.Series(customers).cast(pl.String),
                "first_seen_at": pl.from_epoch(pl.Series(seen), "s"),
                "segment": np.array(SEGMENTS)[self.segment(customers)],
                "locale": np.where(zh, "zh-CN", "en-GB"),
                "lifecycle_stage": stages[stage],
            }
        )


BOT = "bot"
AGENT_BASE = 5001


def agent_ids(number: Ints) -> pl.Series:
    """Return the agents' ids as text, null for a negative number."""
    series = pl.Series("agent_id", number + AGENT_BASE)
    return series.zip_with(pl.Series(number >= 0), pl.Series([None], dtype=pl.Int64)).cast(pl.String)


def hashed(number: Ints, salt: int) -> Floats:
    """Return a fixed value in [0, 1) per number (splitmix64): attributes that need no stored table."""
    mask = np.uint64(0xFFFFFFFFFFFFFFFF)
    with np.errstate(over="ignore"):
        x = number.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(salt) * np.uint64(0xD1B54A32D192ED03)
        x = ((x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)) & mask
        x = ((x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)) & mask
        x = x ^ (x >> np.uint64(31))
    return (x >> np.uint64(11)).astype(np.float64) / float(1 << 53)
