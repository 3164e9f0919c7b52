"""What happened to each ticket, moment by moment: the canonical table ticket_events."""

import numpy as np
import polars as pl

from lodestar.sample.day import SERVICENOW, Day, moments, words
from lodestar.sample.outcomes import REASONS
from lodestar.sample.people import BOT, CN_EXPERT, EN_EXPERT, TEAM_IDS, agent_ids
from lodestar.sample.world import EN, Bools, Floats

_TEAM_WORDS = (*TEAM_IDS, None)


class EventLog:
    """Collects events of one day; `frame` gives them in the order of tickets and time."""

    def __init__(self, day: Day) -> None:
        self._day = day
        self._parts: list[pl.DataFrame] = []

    def add(self, kind: str, keep: Bools, at: Floats, **values: pl.Series | str | None) -> None:
        """Add one event of `kind` for every kept contact whose moment is known and not after data_through.

        A text value goes to every event; `first_ticket` ("yes") puts it on the bot's ticket of a split contact.
        """
        chosen = keep & (np.nan_to_num(at, nan=np.inf) <= self._day.world.end)
        first = values.pop("first_ticket", None)
        columns: dict[str, pl.Series | pl.Expr] = {
            "ticket_id": self._day.ids if first else self._day.human_ids,
            "at": moments(at, chosen),
            "seq": pl.lit(len(self._parts)),
            "event_type": pl.lit(kind),
        }
        for name in ("old_value", "new_value", "actor_id", "actor_type", "reason"):
            value = values.get(name)
            columns[name] = value if isinstance(value, pl.Series) else pl.lit(value, dtype=pl.String)
        frame = pl.DataFrame({"keep": chosen}).with_columns(**columns)
        self._parts.append(frame.filter(pl.col("keep")).drop("keep"))

    def frame(self) -> pl.DataFrame:
        """Return all events; `seq` counts within a ticket."""
        rows = pl.concat(self._parts).sort("ticket_id", "at", "seq", maintain_order=True)
        return rows.with_columns(seq=pl.int_range(pl.len()).over("ticket_id") + 1)


def events_table(day: Day) -> pl.DataFrame:
    """Return ticket_events of all systems, with the contact's source."""
    log = EventLog(day)
    _routing(day, log)
    _endings(day, log)
    out, talk = day.out, day.talk
    furious = out.has_customer & out.is_vocal & (out.score == 1) & out.is_human & (day.contacts.number % 4 == 0)
    log.add("complaint", furious, talk.moment("react"), actor_id=day.customer_ids, actor_type="customer")
    source = pl.DataFrame({"ticket_id": day.human_ids, "source": day.source})
    both = pl.concat([source, pl.DataFrame({"ticket_id": day.ids, "source": day.source})]).unique("ticket_id")
    return log.frame().join(both, on="ticket_id", maintain_order="left")


def _routing(day: Day, log: EventLog) -> None:
    """Add what moves a contact from the bot through the queue to an agent, and on to an expert."""
    out, talk = day.out, day.talk
    handed = out.is_bot & (out.handoff > 0)
    log.add("handoff", handed, talk.queued_at - 1, first_ticket="yes", old_value="bot", new_value="human",
            actor_id=BOT, actor_type="bot", reason=words(REASONS, out.handoff))  # fmt: skip
    log.add("status", day.is_split, talk.queued_at, first_ticket="yes", old_value="open", new_value="closed",
            actor_id=BOT, actor_type="bot")  # fmt: skip
    log.add("queue_enter", out.is_queued, talk.queued_at, actor_type="system")
    log.add("queue_exit", out.is_abandoned, talk.left_at, actor_id=day.customer_ids, actor_type="customer",
            reason="left")  # fmt: skip
    picked = np.where(out.is_queued, talk.queued_at + out.wait, day.contacts.opened + 30.0)
    picked = np.maximum(picked, day.contacts.opened)
    log.add("team", out.is_human, picked, new_value=words(_TEAM_WORDS, out.team), actor_type="system")
    log.add("assignee", out.is_human, picked, new_value=agent_ids(out.agent), actor_type="system")
    moved, at = out.is_transferred & out.has_customer, talk.moment("transfer")
    expert = np.where(day.contacts.market == EN, EN_EXPERT, CN_EXPERT)
    who = agent_ids(out.agent)
    log.add("transfer", moved, at, old_value=who, new_value=agent_ids(out.second_agent), actor_id=who,
            actor_type="human")  # fmt: skip
    log.add("team", moved, at, old_value=words(_TEAM_WORDS, out.team), new_value=words(_TEAM_WORDS, expert),
            actor_id=who, actor_type="human")  # fmt: skip
    log.add("assignee", moved, at, old_value=who, new_value=agent_ids(out.second_agent), actor_id=who,
            actor_type="human")  # fmt: skip


def _endings(day: Day, log: EventLog) -> None:
    """Add endings, endings undone by a customer who comes back, and the system's late closing."""
    out, talk = day.out, day.talk
    last = agent_ids(np.where(out.is_transferred & out.has_customer, out.second_agent, out.agent))
    by_agent = out.is_human & ~out.is_auto_closed
    log.add("status", by_agent, talk.ended_at, old_value="open", new_value="solved", actor_id=last, actor_type="human")
    by_system = ~by_agent & (~day.is_split | out.is_human | out.is_abandoned)
    log.add("status", by_system, talk.ended_at, old_value="open", new_value="closed", actor_type="system",
            reason="inactivity")  # fmt: skip
    back = ~np.isnan(talk.back_at)
    log.add("status", back, talk.back_at, old_value="solved", new_value="open", actor_id=day.customer_ids,
            actor_type="customer")  # fmt: skip
    log.add("status", back, talk.done_again_at, old_value="open", new_value="solved", actor_id=last,
            actor_type="human")  # fmt: skip
    late = by_agent & (day.source != SERVICENOW) & (day.source > 0)
    done = np.where(back, talk.done_again_at, talk.ended_at)
    log.add("status", late, done + 4 * 86_400, old_value="solved", new_value="closed", actor_type="system")
