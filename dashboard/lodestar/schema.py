"""Which tables and columns does Lodestar know? The canonical input tables, as data."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "time", "day", "clock", "int", "float", "bool", "list"]

STATUSES = ("new", "open", "waiting_customer", "waiting_third_party", "solved", "closed", "deleted")
AUTHOR_TYPES = ("customer", "human", "bot", "system")
EVENT_TYPES = (
    "status", "assignee", "team", "priority", "category", "handoff", "transfer", "queue_enter", "queue_exit",
    "survey_invite", "policy", "schedule", "session_end", "tool_push", "tool_use", "complaint",
)  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column: how its value is stored, whether a row needs it, and the words it may hold."""

    name: str
    kind: Kind = "text"
    required: bool = False
    vocabulary: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One canonical table. `key` identifies a record inside a source; where a key column is null in a row,
    `fallback_key` plus the row's content does.
    """

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    fallback_key: tuple[str, ...] = ()

    def column(self, name: str) -> Column | None:
        """Return the column of that name, or None."""
        return next((column for column in self.columns if column.name == name), None)

    @property
    def column_names(self) -> tuple[str, ...]:
        """Return the names in their stored order."""
        return tuple(column.name for column in self.columns)


def _columns(text: str, vocabularies: dict[str, tuple[str, ...]] | None = None) -> tuple[Column, ...]:
    """Read 'name*:kind' words: a star means required, no kind means text."""
    words = vocabularies or {}
    columns = []
    for word in text.split():
        name, _, kind = word.partition(":")
        bare = name.rstrip("*")
        columns.append(Column(bare, kind or "text", name.endswith("*"), words.get(bare, ())))  # type: ignore[arg-type]
    return tuple(columns)


_TICKET_WORDS = {
    "status": STATUSES,
    "initiated_by": ("customer", "agent", "bot", "system"),
    "handled_by": ("bot", "human", "bot_then_human", "unknown"),
    "parent_relation": ("bot_to_human", "agent_transfer", "merge", "follow_up"),
    "party": ("customer", "merchant", "platform"),
}
_TICKET_ATTRIBUTES = """created_at:time customer_id channel status status_raw first_response_at:time solved_at:time
 closed_at:time agent_id team_id priority issue_category subject tags:list language initiated_by handled_by
 parent_ticket_id parent_relation policy_id schedule_id first_response_due_at:time resolution_due_at:time
 entry_point product account_id party is_spam:bool"""

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table("tickets", "one ticket, conversation, session or call as the source keeps it", ("ticket_id",),
              _columns("ticket_id* " + _TICKET_ATTRIBUTES.replace("created_at:", "created_at*:"), _TICKET_WORDS)),
        Table("ticket_snapshots", "one update of one ticket, with the ticket as it then was", (),
              _columns("ticket_id* at*:time seq:int " + _TICKET_ATTRIBUTES, _TICKET_WORDS),
              fallback_key=("ticket_id", "at", "seq")),
        Table("ticket_events", "one thing that happened to one ticket", (),
              _columns("ticket_id* at*:time seq:int event_type* old_value new_value old_value_raw new_value_raw"
                       " actor_id actor_type reason",
                       {"event_type": EVENT_TYPES, "actor_type": AUTHOR_TYPES}),
              fallback_key=("ticket_id", "at", "seq", "event_type")),
        Table("messages", "one message", ("message_id",),
              _columns("message_id ticket_id* sent_at*:time seq:int author_type* author_id is_public:bool body intent"
                       " bot_matched:bool useful_vote:int", {"author_type": AUTHOR_TYPES}),
              fallback_key=("ticket_id", "sent_at", "seq", "author_type")),
        Table("ratings", "one invitation or rating, in one of its versions", ("rating_id",),
              _columns("rating_id ticket_id* invited_at:time rated_at:time value_raw scale comment reason"
                       " rated_subject agent_id resolved_by_customer",
                       {"rated_subject": ("bot", "human", "company"), "resolved_by_customer": ("yes", "no")}),
              fallback_key=("ticket_id", "rated_at", "invited_at")),
        Table("rating_scales", "one scale", ("scale",),
              _columns("scale* kind* min*:float max*:float positive_from*:float negative_to:float labels:list",
                       {"kind": ("csat", "ces", "nps", "useful")})),
        Table("agents", "one agent", ("agent_id",),
              _columns("agent_id* name team_id kind hired_on:day", {"kind": ("human", "bot")})),
        Table("teams", "one team", ("team_id",), _columns("team_id* name department zone")),
        Table("customers", "one customer", ("customer_id",),
              _columns("customer_id* first_seen_at:time segment locale lifecycle_stage",
                       {"lifecycle_stage": ("acquisition", "activation", "revenue", "retention", "referral")})),
        Table("ola_policies", "one target", ("policy_id", "measure", "priority", "channel", "valid_from"),
              _columns("policy_id* measure* priority channel target_minutes*:float clock valid_from:time"
                       " valid_to:time", {"measure": ("first_response", "resolution", "customer_wait"),
                                          "clock": ("calendar", "business")})),
        Table("schedules", "one opening span of one weekday", ("schedule_id", "weekday", "start"),
              _columns("schedule_id* tz* weekday*:int start*:clock end*:clock")),
        Table("schedule_exceptions", "one day that differs", ("schedule_id", "day", "start"),
              _columns("schedule_id* day*:day kind* start:clock end:clock", {"kind": ("closed", "open")})),
        Table("agent_activity", "one stretch of one agent in one state", ("agent_id", "at", "state", "ticket_id"),
              _columns("agent_id* at*:time until*:time state* ticket_id",
                       {"state": ("handling", "idle", "break", "after_call_work", "offline")})),
        Table("touchpoints", "one step of one customer before or around a contact", (),
              _columns("customer_id* at*:time stage* kind entry_point item outcome ticket_id",
                       {"stage": ("seek", "first_screen", "self_service"),
                        "outcome": ("resolved", "left", "asked_for_help")}),
              fallback_key=("customer_id", "at", "stage")),
        Table("orders", "one order", ("order_id",),
              _columns("order_id* customer_id* paid_at*:time amount*:float currency product refunded_at:time"
                       " cancelled_at:time")),
        Table("issue_owners", "one issue and who answers for it", ("issue_category",),
              _columns("issue_category* owner_team* owner since:day")),
        Table("follow_ups", "one customer asked after the fact", ("ticket_id", "drawn_at"),
              _columns("ticket_id* drawn_at*:time ended_at:time asked_at:time answered_at:time value_raw scale mode"
                       " asked_by frame note",
                       {"mode": ("call", "message", "email"), "frame": ("silent", "rater", "low_score")})),
        Table("costs", "what one team or channel cost in one period", ("period_start", "team_id", "channel"),
              _columns("period_start*:day team_id channel amount*:float currency")),
        Table("vendor_metrics", "one of the source's own counters for one ticket", ("ticket_id", "metric"),
              _columns("ticket_id* metric* value*:float unit")),
    )
}  # fmt: skip
