"""How does the Chinese hotline look as ServiceNow's incident log: one row per update of an incident?"""

import polars as pl

from lodestar.sample.day import SERVICENOW
from lodestar.sample.world import World
from lodestar.sample.writers import columns

COLUMNS = columns(
    "number,incident_state,active,reassignment_count,reopen_count,sys_mod_count,made_sla,caller_id,opened_by,opened_at,"
    "sys_created_by,sys_created_at,sys_updated_by,sys_updated_at,contact_type,location,category,subcategory,u_symptom,"
    "cmdb_ci,impact,urgency,priority,assignment_group,assigned_to,knowledge,u_priority_confirmation,notify,problem_id,"
    "rfc,vendor,caused_by,closed_code,resolved_by,resolved_at,closed_at"
)
_TIME = "%d-%m-%Y %H:%M"
_PRIORITY = {"normal": "3 - Moderate", "high": "2 - High"}
_IMPACT = {"normal": "2 - Medium", "high": "1 - High"}
_CLOSED_AFTER_DAYS = 5
_LATE_SECONDS = 86_400


def incident_log(world: World, tables: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return one day's incident_event_log: new, active, now and then waiting for the caller, resolved, closed."""
    calls = tables["tickets"].filter(pl.col("source") == SERVICENOW).with_row_index("row")
    done = pl.coalesce("solved_at", "closed_at")
    calls = calls.with_columns(done=done, shut=done + pl.duration(days=_CLOSED_AFTER_DAYS))
    limit = pl.from_epoch(pl.lit(world.end), "s")
    answered = pl.col("created_at") + pl.duration(seconds=(pl.col("number") * 37) % 240 + 20)
    answered = pl.min_horizontal(answered, pl.col("done"))
    waits = pl.col("done").is_not_null() & (pl.col("number") % 6 == 0)
    middle = pl.col("created_at") + (pl.col("done") - pl.col("created_at")) / 2
    steps = pl.concat(
        [
            calls.with_columns(at=pl.col("created_at"), step=0, state=pl.lit("New")),
            calls.with_columns(at=answered, step=1, state=pl.lit("Active")),
            calls.filter(waits).with_columns(at=middle, step=2, state=pl.lit("Awaiting User Info")),
            calls.with_columns(at=pl.col("done"), step=3, state=pl.lit("Resolved")),
            calls.with_columns(at=pl.col("shut"), step=4, state=pl.lit("Closed")),
        ]
    )
    steps = steps.filter(pl.col("at") <= limit).sort("row", "step")
    steps = steps.with_columns(
        sys_mod_count=pl.int_range(pl.len()).over("row"),
        shut=pl.when(pl.col("shut") <= limit).then("shut"),
        known=pl.col("step") > 0,
    )
    return {"incident_event_log": steps.select(_columns())}


def _columns() -> list[pl.Expr]:
    category = pl.col("issue_category").str.split("/")
    slow = (pl.col("done") - pl.col("created_at")).dt.total_seconds() > _LATE_SECONDS
    values = {
        "number": pl.col("ticket_id"),
        "incident_state": pl.col("state"),
        "active": _flag(pl.col("state") != "Closed"),
        "reassignment_count": pl.lit(0),
        "reopen_count": pl.lit(0),
        "sys_mod_count": pl.col("sys_mod_count"),
        "made_sla": _flag(slow.not_().fill_null(value=True)),
        "caller_id": pl.col("customer_id"),
        "opened_by": pl.col("agent_id"),
        "opened_at": _time("created_at"),
        "sys_created_by": pl.col("agent_id"),
        "sys_created_at": _time("created_at"),
        "sys_updated_by": pl.col("agent_id"),
        "sys_updated_at": _time("at"),
        "contact_type": pl.lit("Phone"),
        "location": pl.lit("CN"),
        "category": category.list.first(),
        "subcategory": category.list.get(1, null_on_oob=True),
        "impact": pl.col("priority").replace_strict(_IMPACT),
        "urgency": pl.col("priority").replace_strict(_IMPACT),
        "priority": pl.col("priority").replace_strict(_PRIORITY),
        "assignment_group": pl.col("team_id"),
        "assigned_to": pl.when("known").then("agent_id"),
        "knowledge": pl.lit("FALSE"),
        "u_priority_confirmation": pl.lit("FALSE"),
        "notify": pl.lit("Do Not Notify"),
        "closed_code": pl.when(pl.col("done").is_not_null()).then(pl.lit("code 6")),
        "resolved_by": pl.when(pl.col("done").is_not_null()).then("agent_id"),
        "resolved_at": _time("done"),
        "closed_at": _time("shut"),
    }
    unknown = pl.lit("?")
    return [pl.coalesce(values[name].cast(pl.String), unknown).alias(name) if name in values else unknown.alias(name)
            for name in COLUMNS]  # fmt: skip


def _time(column: str) -> pl.Expr:
    return pl.col(column).dt.strftime(_TIME)


def _flag(expression: pl.Expr) -> pl.Expr:
    return pl.when(expression).then(pl.lit("TRUE")).otherwise(pl.lit("FALSE"))
