"""How do the contacts look as tickets at data_through, and what do we know that nobody else may: the hidden truth?"""

import numpy as np
import polars as pl

from lodestar.sample.arrivals import ENTRY_POINTS
from lodestar.sample.day import SHOP, Day, moments, words
from lodestar.sample.people import CN_EXPERT, EN_EXPERT, TEAM_IDS, agent_ids
from lodestar.sample.world import APP, CHANNELS, EMAIL, EN, LANGUAGES, MARKETS, Bools, Floats

_MERGE_AFTER, _MERGE_DONE = 240.0, 300.0
_PRIORITIES = ("normal", "high")
_HANDLED = ("bot", "human", "bot_then_human", "unknown")


def tickets_table(day: Day) -> pl.DataFrame:
    """Return the tickets of all systems, those not yet created at data_through left out."""
    main = _rows(day)
    apart = _human_rows(day, main)
    double = _merged_rows(day, main)
    rows = pl.concat([main, apart, double]).filter(pl.col("created_at").dt.epoch("s") <= day.world.end)
    return rows.sort("number", "ticket_id", maintain_order=True)


def truth_table(day: Day) -> pl.DataFrame:
    """Return what only the maker knows, one row per contact."""
    out = day.out
    frame = pl.DataFrame(
        {
            "hidden_ticket": day.human_ids,
            "hidden_is_satisfied": out.is_satisfied.astype(np.int64),
            "hidden_score": out.score,
            "hidden_is_solved": out.is_solved.astype(np.int64),
            "hidden_is_served_by_human": out.is_human.astype(np.int64),
        }
    )
    return frame.filter(pl.Series(day.contacts.opened <= day.world.end))


def _rows(day: Day) -> pl.DataFrame:
    """Return each contact's first ticket."""
    contacts, out, talk = day.contacts, day.out, day.talk
    split = day.is_split
    last = np.where(out.is_transferred & out.has_customer, out.second_agent, out.agent)
    expert = np.where(contacts.market == EN, EN_EXPERT, CN_EXPERT)
    team = np.where(out.is_transferred & out.has_customer, expert, out.team)
    handled = np.select([out.is_bot & (~out.is_human | split), out.is_bot, out.is_human], [0, 2, 1], 3)
    by_agent = out.is_human & ~out.is_auto_closed & ~split
    ended = np.where(split, talk.queued_at, talk.ended_at)
    status, solved, closed = _state(day, ended, by_agent, np.where(split, np.nan, talk.back_at))
    parents = day.names(np.maximum(contacts.parent, 0))
    policy = np.where(contacts.channel <= APP, "chat", np.where(contacts.channel == EMAIL, "mail", "phone"))
    customer = ~contacts.is_proactive
    return pl.DataFrame(
        {
            "number": contacts.number,
            "ticket_id": day.ids,
            "source": day.source,
            "created_at": moments(contacts.opened.astype(np.float64)),
            "customer_id": day.customer_ids,
            "channel": words(CHANNELS, contacts.channel),
            "status": status,
            "status_raw": status,
            "solved_at": moments(solved),
            "closed_at": moments(closed),
            "agent_id": agent_ids(np.where(split, -1, last)),
            "team_id": words((*TEAM_IDS, None), np.where(split, -1, team)),
            "priority": words(_PRIORITIES, (contacts.segment == 2).astype(np.int64)),  # noqa: PLR2004
            "issue_category": day.label,
            "language": words(LANGUAGES, contacts.market),
            "initiated_by": np.where(customer, "customer", "agent"),
            "handled_by": words(_HANDLED, handled),
            "parent_ticket_id": parents.zip_with(pl.Series(contacts.is_follow_up), _null()),
            "parent_relation": pl.Series(["follow_up"]).zip_with(pl.Series(contacts.is_follow_up), _null()),
            "policy_id": policy,
            "schedule_id": words(("en_service", "cn_service"), contacts.market),
            "entry_point": words(ENTRY_POINTS, contacts.entry),
            "product": words(tuple(MARKETS[EN].products), contacts.number % 4),
        }
    )


def _human_rows(day: Day, main: pl.DataFrame) -> pl.DataFrame:
    """Return the human tickets of split contacts, children of the bot's session."""
    out, talk = day.out, day.talk
    last = np.where(out.is_transferred, out.second_agent, out.agent)
    expert = np.where(day.contacts.market == EN, EN_EXPERT, CN_EXPERT)
    by_agent = out.is_human & ~out.is_auto_closed
    status, solved, closed = _state(day, talk.ended_at, by_agent, talk.back_at)
    rows = main.with_columns(
        ticket_id=day.human_ids,
        created_at=moments(talk.queued_at),
        status=status,
        status_raw=status,
        solved_at=moments(solved),
        closed_at=moments(closed),
        agent_id=agent_ids(last),
        team_id=words((*TEAM_IDS, None), np.where(out.is_transferred, expert, out.team)),
        handled_by=words(("human", "unknown"), (~out.is_human).astype(np.int64)),
        parent_ticket_id=day.ids,
        parent_relation=pl.lit("bot_to_human"),
    )
    return rows.filter(pl.Series(day.is_split))


def _merged_rows(day: Day, main: pl.DataFrame) -> pl.DataFrame:
    """Return duplicates: the same customer wrote twice within minutes, and the second ticket was merged."""
    opened = day.contacts.opened.astype(np.float64)
    rows = main.with_columns(
        ticket_id=day.ids + "d",
        created_at=moments(opened + _MERGE_AFTER),
        status=pl.lit("closed"),
        status_raw=pl.lit("closed"),
        solved_at=pl.lit(None, dtype=pl.Datetime("us")),
        closed_at=moments(opened + _MERGE_DONE),
        handled_by=pl.lit("human"),
        parent_ticket_id=day.ids,
        parent_relation=pl.lit("merge"),
    )
    return rows.filter(pl.Series(merged(day)))


def merged(day: Day) -> Bools:
    """Return which contacts have a duplicate ticket, made while the first one was still open."""
    whole = ~day.is_split & (day.source == SHOP) & (day.talk.ended_at > day.contacts.opened + _MERGE_DONE)
    chosen: Bools = day.out.is_merged & whole & (day.contacts.opened + _MERGE_DONE <= day.world.end)
    return chosen


def _state(day: Day, ended: Floats, by_agent: Bools, back: Floats) -> tuple[pl.Series, Floats, Floats]:
    """Return each ticket's status at data_through, and when it was solved and closed (NaN: not yet)."""
    end = day.world.end
    done = np.where(np.isnan(back), ended, np.where(back <= end, day.talk.done_again_at, ended))
    late = by_agent & (day.source == 1) & (done + 4 * 86_400 <= end)
    is_done = done <= end
    solved = np.where(by_agent & is_done, done, np.nan)
    solved = np.where(by_agent & ~is_done & (ended <= end), ended, solved)
    closed = np.where(late, done + 4 * 86_400, np.where(~by_agent & is_done, done, np.nan))
    status = np.select([is_done & by_agent & ~late, is_done], ["solved", "closed"], "open")
    return pl.Series(status), solved, closed


def _null() -> pl.Series:
    return pl.Series([None], dtype=pl.String)
