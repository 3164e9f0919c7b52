"""The story's numbers counted plainly from the made tables, without the product: is what was planted really there?"""

from datetime import date, datetime, timedelta

import polars as pl


def plain_value(event_id: str, tables: dict[str, pl.DataFrame], days: tuple[date, date]) -> tuple[float, int]:
    """Return the number that the event's query asks for over these days, and the rows behind it."""
    first = datetime(days[0].year, days[0].month, days[0].day)
    last = datetime(days[1].year, days[1].month, days[1].day) + timedelta(days=1)
    return _COUNT[event_id](tables, first, last)


def _tickets(tables: dict[str, pl.DataFrame], first: datetime, last: datetime) -> pl.DataFrame:
    return tables["tickets"].filter(pl.col("created_at").is_between(first, last, closed="left"))


def _handoffs(tables: dict[str, pl.DataFrame], first: datetime, last: datetime) -> tuple[float, int]:
    bots = _tickets(tables, first, last).filter(
        (pl.col("channel") == "web_chat") & pl.col("handled_by").is_in(["bot", "bot_then_human"])
    )
    return (bots["handled_by"] == "bot_then_human").mean(), len(bots)


def _reply_gaps(tables: dict[str, pl.DataFrame], first: datetime, last: datetime) -> tuple[float, int]:
    late = _tickets(tables, first, last).filter(pl.col("team_id") == "en_chat_late").select("ticket_id")
    talk = tables["messages"].filter(pl.col("is_public")).join(late, on="ticket_id").sort("ticket_id", "sent_at", "seq")
    before = [pl.col(name).shift(1).over("ticket_id") for name in ("author_type", "sent_at")]
    met = pl.col("author_type").eq("human").cum_max().over("ticket_id").shift(1).over("ticket_id")
    turns = talk.with_columns(before[0].alias("who"), before[1].alias("asked"), met.alias("met"))
    turns = turns.filter((pl.col("author_type") == "human") & (pl.col("who") == "customer") & pl.col("met"))
    gaps = (turns["sent_at"] - turns["asked"]).dt.total_seconds()
    return float(gaps.median()), len(gaps)


def _queue(tables: dict[str, pl.DataFrame], first: datetime, last: datetime) -> tuple[float, int]:
    zh = tables["tickets"].filter(pl.col("language") == "zh").select("ticket_id")
    events = tables["ticket_events"].join(zh, on="ticket_id")
    enter = events.filter(
        (pl.col("event_type") == "queue_enter") & pl.col("at").is_between(first, last, closed="left")
    ).select("ticket_id", asked="at")
    said = tables["messages"].filter(pl.col("author_type") == "human").join(enter, on="ticket_id")
    said = said.filter(pl.col("sent_at") >= pl.col("asked")).group_by("ticket_id", "asked").agg(pl.col("sent_at").min())
    waits = (said["sent_at"] - said["asked"]).dt.total_seconds()
    return float(waits.median()), len(waits)


def _invited(tables: dict[str, pl.DataFrame], first: datetime, last: datetime) -> tuple[float, int]:
    ended = tables["tickets"].with_columns(ended=pl.coalesce("solved_at", "closed_at"))
    ended = ended.filter(pl.col("ended").is_between(first, last, closed="left"))
    handed = ended.filter(
        (pl.col("handled_by") == "bot_then_human")
        | ((pl.col("parent_relation") == "bot_to_human") & (pl.col("handled_by") == "human"))
    )
    asked = tables["ratings"].filter(pl.col("rated_subject") == "human")
    return handed["ticket_id"].is_in(asked["ticket_id"].implode()).mean(), len(handed)


def _payments(tables: dict[str, pl.DataFrame], first: datetime, last: datetime) -> tuple[float, int]:
    opened = _tickets(tables, first, last).filter(
        (pl.col("initiated_by") == "customer")
        & (pl.col("parent_relation").is_null() | (pl.col("parent_relation") == "follow_up"))
        & pl.col("issue_category").str.starts_with("payment/")
    )
    return float(len(opened)), len(opened)


_COUNT = {
    "silent_handoffs": _handoffs,
    "slow_team": _reply_gaps,
    "holiday_backlog": _queue,
    "survey_rule": _invited,
    "mislabelled_issue": _payments,
}
