"""How do the made tables look in our own shape? Columns by name, and the tables that do not grow with the days."""

from datetime import date, timedelta

import polars as pl

from lodestar.sample.people import BOT, TEAM_IDS, TEAMS, People
from lodestar.sample.ratings import COMPANY_SCALE, SCALE
from lodestar.sample.world import ISSUE_NAMES, World

COLUMNS = {
    "tickets": (
        "ticket_id", "created_at", "customer_id", "channel", "status", "solved_at", "closed_at", "agent_id", "team_id",
        "priority", "issue_category", "language", "initiated_by", "handled_by", "parent_ticket_id", "parent_relation",
        "policy_id", "schedule_id", "entry_point", "product",
    ),
    "ticket_events": (
        "ticket_id", "at", "seq", "event_type", "old_value", "new_value", "actor_id", "actor_type", "reason",
    ),
    "messages": (
        "ticket_id", "sent_at", "seq", "author_type", "author_id", "is_public", "body", "intent",
        "bot_matched", "useful_vote",
    ),
    "ratings": (
        "ticket_id", "invited_at", "rated_at", "value_raw", "scale", "comment", "rated_subject", "agent_id",
        "resolved_by_customer",
    ),
}  # fmt: skip
_COST_A_CONTACT, _DAYS_A_MONTH = 4.2, 30
_OWNERS = {
    "delivery": "logistics", "refund": "finance", "payment": "finance", "account": "product", "product": "buying",
}  # fmt: skip


def canonical(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with the columns of that canonical table."""
    return frame.select(COLUMNS[table]) if table in COLUMNS else frame


def fixed_tables(world: World, people: People, tool: str | None) -> dict[str, pl.DataFrame]:
    """Return agents, teams, scales, policies, schedules, owners and costs; with `tool`, only of that system's teams."""
    kept = [team.team_id for team in TEAMS if tool in (None, team.tool)]
    agents = people.agents_table().filter(pl.col("team_id").is_in(kept) | (pl.col("agent_id") == BOT))
    return {
        "agents": agents,
        "teams": people.teams_table().filter(pl.col("team_id").is_in(kept)),
        "rating_scales": _scales(),
        "ola_policies": _policies(),
        "schedules": _schedules(),
        "schedule_exceptions": _holidays(world),
        "issue_owners": pl.DataFrame(
            {
                "issue_category": ISSUE_NAMES,
                "owner_team": [_OWNERS[name.split("/")[0]] for name in ISSUE_NAMES],
                "since": [world.start] * len(ISSUE_NAMES),
            }
        ),
        "costs": _costs(world, people, kept),
    }


def _scales() -> pl.DataFrame:
    return pl.DataFrame(
        [
            (SCALE, "csat", 1, 5, 4, 2, "very bad|bad|so-so|good|very good"),
            (COMPANY_SCALE, "nps", 0, 10, 9, 6, None),
        ],
        schema=("scale", "kind", "min", "max", "positive_from", "negative_to", "labels"),
        orient="row",
    )


def _policies() -> pl.DataFrame:
    rows = [
        ("chat", "first_response", None, None, 3, "calendar"),
        ("chat", "resolution", "normal", None, 1440, "calendar"),
        ("chat", "resolution", "high", None, 480, "calendar"),
        ("mail", "first_response", None, "email", 480, "business"),
        ("mail", "resolution", None, "email", 2880, "business"),
        ("phone", "resolution", None, "phone", 1440, "business"),
    ]
    columns = ("policy_id", "measure", "priority", "channel", "target_minutes", "clock")
    return pl.DataFrame(rows, schema=columns, orient="row")


def _schedules() -> pl.DataFrame:
    rows = [("en_service", "Europe/London", day, "08:00", "21:00") for day in range(1, 8)]
    rows += [("cn_service", "Asia/Shanghai", day, "08:00", "22:00") for day in range(1, 8)]
    return pl.DataFrame(rows, schema=("schedule_id", "tz", "weekday", "start", "end"), orient="row")


def _holidays(world: World) -> pl.DataFrame:
    """Return the exceptions: closed on the first three days of October in China, short on Christmas Eve in London."""
    years = range(world.start.year, world.day(world.days).year + 1)
    rows: list[tuple[str, date, str, str | None, str | None]]
    rows = [("cn_service", date(year, 10, day), "closed", None, None) for year in years for day in (1, 2, 3)]
    rows += [("en_service", date(year, 12, 24), "open", "08:00", "13:00") for year in years]
    schema = {"schedule_id": pl.String, "day": pl.Date, "kind": pl.String, "start": pl.String, "end": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _costs(world: World, people: People, kept: list[str]) -> pl.DataFrame:
    """Return each team's cost per month: the world's contacts at a made-up figure, shared out by agents."""
    last = world.day(world.days - 1)
    months = sorted({(world.start + timedelta(days=k)).replace(day=1) for k in range((last - world.start).days + 1)})
    agents = people.agents_a_team / people.agents_a_team.sum()
    monthly = world.contacts * _COST_A_CONTACT / world.days * _DAYS_A_MONTH
    rows = [
        (month, team, round(float(agents[TEAM_IDS.index(team)] * monthly), 2), "GBP")
        for month in months
        for team in kept
    ]
    return pl.DataFrame(rows, schema=("period_start", "team_id", "amount", "currency"), orient="row")
