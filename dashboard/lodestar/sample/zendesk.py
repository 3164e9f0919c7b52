"""How do e-mail and phone look as the tables that a warehouse connector makes of Zendesk?"""

import polars as pl

from lodestar.sample.day import ZENDESK
from lodestar.sample.people import TEAM_IDS, TEAMS, People
from lodestar.sample.world import Ints, World
from lodestar.sample.writers import columns

_GROUP_BASE = 7000
_STATUS = {"waiting_customer": "pending", "waiting_third_party": "hold"}
TICKET_COLUMNS = columns(
    "id,_fivetran_synced,allow_channelback,assignee_id,brand_id,created_at,description,due_at,external_id,forum_topic_id,"
    "group_id,has_incidents,is_public,organization_id,priority,problem_id,recipient,requester_id,status,subject,"
    "submitter_id,system_client,ticket_form_id,type,updated_at,url,via_channel,via_source_from_id,"
    "via_source_from_title,via_source_rel,via_source_to_address,via_source_to_name,merged_ticket_ids,"
    "via_source_from_address,followup_ids,via_followup_source_id"
)
COMMENT_COLUMNS = columns(
    "id,_fivetran_synced,body,created,facebook_comment,public,ticket_id,tweet,user_id,voice_comment"
)
HISTORY_COLUMNS = columns("field_name,ticket_id,updated,_fivetran_synced,user_id,value")
USER_COLUMNS = columns(
    "id,_fivetran_synced,active,alias,authenticity_token,chat_only,created_at,details,email,external_id,last_login_at,"
    "locale,locale_id,moderator,name,notes,only_private_comments,organization_id,phone,remote_photo_url,restricted_agent,"
    "role,shared,shared_agent,signature,suspended,ticket_restriction,time_zone,two_factor_auth_enabled,updated_at,url,"
    "verified"
)
GROUP_COLUMNS = columns("id,_fivetran_deleted,_fivetran_synced,created_at,name,updated_at,url")
_SCORES = {"1": "bad", "2": "bad", "3": "bad", "4": "good", "5": "good"}


def ticket_tables(world: World, tables: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return one day's ticket_data, ticket_comment_data and ticket_field_history_data."""
    mine = {name: tables[name].filter(pl.col("source") == ZENDESK) for name in ("tickets", "messages", "ratings")}
    events = tables["ticket_events"].filter(pl.col("source") == ZENDESK)
    return {
        "ticket_data": _tickets(world, mine["tickets"], mine["messages"]),
        "ticket_comment_data": _comments(world, mine["messages"]),
        "ticket_field_history_data": _history(world, mine, events),
    }


def people_tables(world: World, people: People, customers: Ints) -> dict[str, pl.DataFrame]:
    """Return user_data (agents and the customers seen) and group_data."""
    agents = people.agents_table().filter(
        pl.col("team_id").is_in([team.team_id for team in TEAMS if team.tool == "zendesk"])
    )
    staff = agents.select(
        "name", id="agent_id", role=pl.lit("agent"), created_at=pl.col("hired_on").cast(pl.Datetime("us")),
        locale=pl.lit("en-GB"), email=pl.format("agent{}@example.com", "agent_id"),
    )  # fmt: skip
    ends = people.customers_table(customers).select(
        "locale", id="customer_id", role=pl.lit("end-user"), created_at="first_seen_at",
        name=pl.format("Customer {}", "customer_id"), email=pl.format("customer{}@example.com", "customer_id"),
    )  # fmt: skip
    users = pl.concat([staff, ends.select(staff.columns)]).with_columns(
        active=pl.lit("TRUE"), updated_at="created_at", verified=pl.lit("TRUE"), time_zone=pl.lit("London")
    )
    groups = [team for team in TEAMS if team.tool == "zendesk"]
    group = pl.DataFrame(
        {
            "id": [group_id(team.team_id) for team in groups],
            "_fivetran_deleted": ["FALSE"] * len(groups),
            "created_at": [world.start] * len(groups),
            "name": [team.name for team in groups],
        }
    ).with_columns(created_at=pl.col("created_at").cast(pl.Datetime("us")))
    return {
        "user_data": _shape(world, users, USER_COLUMNS),
        "group_data": _shape(world, group.with_columns(updated_at="created_at"), GROUP_COLUMNS),
    }


def group_id(team: str) -> str:
    """Return the group number of a team."""
    return str(_GROUP_BASE + TEAM_IDS.index(team))


def _group(column: str) -> pl.Expr:
    return pl.col(column).replace_strict({team: group_id(team) for team in TEAM_IDS}, default=None)


def _tickets(world: World, tickets: pl.DataFrame, messages: pl.DataFrame) -> pl.DataFrame:
    first = messages.unique("ticket_id", keep="first", maintain_order=True).select("ticket_id", "body")
    last = messages.group_by("ticket_id", maintain_order=True).agg(last_at=pl.col("sent_at").max())
    rows = tickets.join(first, on="ticket_id", how="left", maintain_order="left")
    rows = rows.join(last, on="ticket_id", how="left", maintain_order="left")
    phone = pl.col("channel") == "phone"
    rows = rows.select(
        "created_at", "priority",
        id="ticket_id", assignee_id="agent_id", group_id=_group("team_id"), requester_id="customer_id",
        submitter_id="customer_id", description="body",
        status=pl.col("status").replace(_STATUS),
        subject=pl.format("Request {}", "ticket_id"),
        type="issue_category",
        via_channel=pl.when(phone).then(pl.lit("voice")).otherwise(pl.lit("email")),
        allow_channelback=pl.lit("FALSE"), has_incidents=pl.lit("FALSE"), is_public=pl.lit("TRUE"),
        merged_ticket_ids=pl.lit("[]"), followup_ids=pl.lit("[]"),
        via_followup_source_id="parent_ticket_id",
        updated_at=pl.max_horizontal("created_at", "solved_at", "closed_at", "last_at"),
    )  # fmt: skip
    return _shape(world, rows, TICKET_COLUMNS)


def _comments(world: World, messages: pl.DataFrame) -> pl.DataFrame:
    voice = pl.col("body").str.starts_with("(Phone call)")
    rows = messages.select(
        "ticket_id", "body",
        id="message_id", created="sent_at", user_id="author_id",
        public=_flag(pl.col("is_public")), facebook_comment=pl.lit("FALSE"), tweet=pl.lit("FALSE"),
        voice_comment=_flag(voice),
    )  # fmt: skip
    return _shape(world, rows, COMMENT_COLUMNS)


def _history(world: World, mine: dict[str, pl.DataFrame], events: pl.DataFrame) -> pl.DataFrame:
    """Return every change of a field: birth, replies (pending) and answers (open), endings, people, satisfaction."""
    tickets, ratings = mine["tickets"], mine["ratings"]
    born = _changes(tickets, "status", "created_at", pl.lit("new"), "customer_id")
    kinds = {"status": "new_value", "assignee": "new_value"}
    fields = {"status": "status", "assignee": "assignee_id"}
    moved = [
        _changes(events.filter(pl.col("event_type") == kind), fields[kind], "at", pl.col(column), "actor_id")
        for kind, column in kinds.items()
    ]
    teams = events.filter(pl.col("event_type") == "team")
    moved.append(_changes(teams, "group_id", "at", _group("new_value"), "actor_id"))
    calls = tickets.filter(pl.col("channel") == "phone").select("ticket_id")
    picked = events.filter(pl.col("event_type") == "assignee").join(calls, on="ticket_id", maintain_order="left")
    moved.append(_changes(picked, "status", "at", pl.lit("open"), "new_value"))
    talk = _replies(mine["messages"], events)
    asked = ratings.filter(pl.col("invited_at").is_not_null()).with_columns(nobody=pl.lit(None, dtype=pl.String))
    offered = _changes(asked, "satisfaction_score", "invited_at", pl.lit("offered"), "nobody")
    owners = tickets.select("ticket_id", "customer_id")
    rated = ratings.drop_nulls("rated_at").join(owners, on="ticket_id", maintain_order="left")
    score = pl.col("value_raw").replace_strict(_SCORES)
    given = _changes(rated, "satisfaction_score", "rated_at", score, "customer_id")
    rows = pl.concat([born, *moved, talk, offered, given]).sort("ticket_id", "updated", maintain_order=True)
    return _shape(world, rows, HISTORY_COLUMNS)


def _replies(messages: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """Return status changes by talking, before the first ending: our reply makes pending, the customer's makes open."""
    ends = events.filter((pl.col("event_type") == "status") & pl.col("old_value").eq("open"))
    ends = ends.group_by("ticket_id").agg(end=pl.col("at").min())
    rows = messages.filter(pl.col("is_public")).join(ends, on="ticket_id", how="left", maintain_order="left")
    rows = rows.filter((pl.col("seq") > 1) & (pl.col("end").is_null() | (pl.col("sent_at") < pl.col("end"))))
    human = pl.col("author_type") == "human"
    status = pl.when(human).then(pl.lit("pending")).otherwise(pl.lit("open"))
    return _changes(rows, "status", "sent_at", status, "author_id")


def _changes(rows: pl.DataFrame, field: str, at: str, value: pl.Expr, user: str) -> pl.DataFrame:
    return rows.select(
        field_name=pl.lit(field), ticket_id="ticket_id", updated=at, user_id=user, value=value.cast(pl.String)
    )


def _flag(expression: pl.Expr) -> pl.Expr:
    return pl.when(expression).then(pl.lit("TRUE")).otherwise(pl.lit("FALSE"))


def _shape(world: World, rows: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """Return the rows under the connector's header; what the shop does not use stays empty."""
    synced = pl.from_epoch(pl.lit(world.end + 1), "s").dt.strftime("%Y-%m-%d %H:%M:%S.000")
    known = rows.with_columns(_fivetran_synced=synced)
    empty = [pl.lit(None, dtype=pl.String).alias(name) for name in columns if name not in known.columns]
    return known.with_columns(empty).select(columns)
