"""The story's numbers counted plainly from the made tables, without the product: is what was planted really there?"""

from datetime import datetime, timedelta

import polars as pl

from lodestar.sample.events import Event


def plain_move(event: Event, tables: dict[str, pl.DataFrame]) -> float:
    """Return how far the event's number moves, by a count of its own."""
    return move(event, *(_COUNT[event.id](tables, *_span(query)) for query in (event.query_before, event.query)))


def move(event: Event, before: float, after: float) -> float:
    """Return the move between the two queries' numbers, as the story defines it."""
    if event.move == "difference":
        return after - before
    if event.move == "ratio":
        return after / before - 1
    return after / _days(event.query) / (before / _days(event.query_before)) - 1


def is_shown(event: Event, moved: float) -> bool:
    """Return whether the move has the right direction and at least half the planted size."""
    return (moved if event.direction == "up" else -moved) >= abs(event.planted) / 2


def _days(query: str) -> int:
    first, after = _span(query)
    return (after - first).days


def _span(query: str) -> tuple[datetime, datetime]:
    """Return the first moment of the query's days, and the first moment after them."""
    words = query.split()
    first, last = (datetime.fromisoformat(words[words.index(name) + 1]) for name in ("--from", "--to"))
    return first, last + timedelta(days=1)


def _tickets(tables: dict[str, pl.DataFrame], first: datetime, last: datetime) -> pl.DataFrame:
    return tables["tickets"].filter(pl.col("created_at").is_between(first, last, closed="left"))


def _handoffs(tables: dict[str, pl.DataFrame], first: datetime, last: datetime) -> float:
    bots = _tickets(tables, first, last).filter(
        (pl.col("channel") == "web_chat") & pl.col("handled_by").is_in(["bot", "bot_then_human"])
    )
    return (bots["handled_by"] == "bot_then_human").mean()


def _reply_gaps(tables: dict[str, pl.DataFrame], first: datetime, last: datetime) -> float:
    late = _tickets(tables, first, last).filter(pl.col("team_id") == "en_chat_late").select("ticket_id")
    talk = tables["messages"].filter(pl.col("is_public")).join(late, on="ticket_id").sort("ticket_id", "sent_at", "seq")
    before = [pl.col(name).shift(1).over("ticket_id") for name in ("author_type", "sent_at")]
    met = pl.col("author_type").eq("human").cum_max().over("ticket_id").shift(1).over("ticket_id")
    turns = talk.with_columns(before[0].alias("who"), before[1].alias("asked"), met.alias("met"))
    turns = turns.filter((pl.col("author_type") == "human") & (pl.col("who") == "customer") & pl.col("met"))
    gaps = (turns["sent_at"] - turns["asked"]).dt.total_seconds()
    return float(gaps.median())


def _queue(tables: dict[str, pl.DataFrame], first: datetime, last: datetime) -> float:
    zh = tables["tickets"].filter(pl.col("language") == "zh").select("ticket_id")
    events = tables["ticket_events"].join(zh, on="ticket_id")
    enter = events.filter(
        (pl.col("event_type") == "queue_enter") & pl.col("at").is_between(first, last, closed="left")
    ).select("ticket_id", asked="at")
    said = tables["messages"].filter(pl.col("author_type") == "human").join(enter, on="ticket_id")
    said = said.filter(pl.col("sent_at") >= pl.col("asked")).group_by("ticket_id", "asked").agg(pl.col("sent_at").min())
    waits = (said["sent_at"] - said["asked"]).dt.total_seconds()
    return float(waits.median())


def _invited(tables: dict[str, pl.DataFrame], first: datetime, last: datetime) -> float:
    ended = tables["tickets"].with_columns(ended=pl.coalesce("solved_at", "closed_at"))
    ended = ended.filter(pl.col("ended").is_between(first, last, closed="left"))
    handed = ended.filter(
        (pl.col("handled_by") == "bot_then_human")
        | ((pl.col("parent_relation") == "bot_to_human") & (pl.col("handled_by") == "human"))
    )
    asked = tables["ratings"].filter(pl.col("rated_subject") == "human")
    return handed["ticket_id"].is_in(asked["ticket_id"].implode()).mean()


def _payments(tables: dict[str, pl.DataFrame], first: datetime, last: datetime) -> float:
    opened = _tickets(tables, first, last).filter(
        (pl.col("initiated_by") == "customer")
        & (pl.col("parent_relation").is_null() | (pl.col("parent_relation") == "follow_up"))
        & pl.col("issue_category").str.starts_with("payment/")
    )
    return float(len(opened))


_COUNT = {
    "silent_handoffs": _handoffs,
    "slow_team": _reply_gaps,
    "holiday_backlog": _queue,
    "survey_rule": _invited,
    "mislabelled_issue": _payments,
}
