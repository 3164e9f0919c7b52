"""What did each chat agent do, minute by minute? The canonical table agent_activity."""

import numpy as np
import polars as pl

from lodestar.sample.conversations import AT
from lodestar.sample.day import SHOP, Day, moments
from lodestar.sample.people import TEAMS, agent_ids
from lodestar.sample.world import DAY, Bools, Floats, Ints

_AFTER_WORK = 60.0


def activity_table(day: Day) -> pl.DataFrame:
    """Return handling and after-call work per served chat, and the rest of each shift of that day as idle and break."""
    out, talk = day.out, day.talk
    chat = out.is_human & (day.source == SHOP) & out.has_customer
    moved = chat & out.is_transferred
    end = np.minimum(talk.ended_at, _last_word(day)) + 20
    first_end = np.where(moved, talk.moment("transfer") + 5, end)
    served = [
        _work(day, chat, out.agent, talk.moment("hello") - 10, first_end),
        _work(day, moved, out.second_agent, talk.moment("expert") - 10, end),
    ]
    work = pl.concat(served)
    rows = pl.concat([work, _rest(day, work)])
    limit = pl.from_epoch(pl.lit(day.world.end), "s")
    rows = rows.filter(pl.col("at") < limit).with_columns(until=pl.min_horizontal("until", limit))
    return rows.sort("agent_id", "at", "state", maintain_order=True)


def _last_word(day: Day) -> Floats:
    """Return when the conversation stopped, before anybody came back."""
    last: Floats = day.talk.at[:, AT["goodbye"]]
    return last


def _work(day: Day, keep: Bools, agent: Ints, at: Floats, until: Floats) -> pl.DataFrame:
    """Return handling stretches with the minute of after-call work that follows each."""
    frame = pl.DataFrame(
        {
            "agent_id": agent_ids(agent),
            "at": moments(at),
            "until": moments(np.maximum(until, at + 20)),
            "state": pl.Series(["handling"]).new_from_index(0, len(at)),
            "ticket_id": day.human_ids,
        }
    ).filter(pl.Series(keep))
    after = frame.with_columns(
        at=pl.col("until"), until=pl.col("until") + pl.duration(seconds=_AFTER_WORK), state=pl.lit("after_call_work")
    )
    return pl.concat([frame, after])


def _rest(day: Day, work: pl.DataFrame) -> pl.DataFrame:
    """Return the idle stretches between an agent's work, and some breaks, inside each shift that starts that day."""
    shifts = _shifts(day)
    if not len(shifts):
        return work.clear()
    busy = work.join(shifts, on="agent_id").filter(
        (pl.col("at") < pl.col("shift_until")) & (pl.col("until") > pl.col("shift_at"))
    )
    pause = shifts.select("agent_id", "shift_at", at="break_at", until="break_until").filter(
        pl.col("until") > pl.col("at")
    )
    marks = pl.concat(
        [
            busy.select("agent_id", "shift_at", "at", "until"),
            shifts.select("agent_id", "shift_at", at="shift_at", until="shift_at"),
            pause,
            shifts.select("agent_id", "shift_at", at="shift_until", until="shift_until"),
        ]
    ).sort("agent_id", "shift_at", "at", "until")
    before = pl.col("until").cum_max().shift(1).over("agent_id", "shift_at")
    idle = marks.select("agent_id", before.alias("start"), pl.col("at").alias("until")).drop_nulls()
    idle = idle.filter(pl.col("until") > pl.col("start")).rename({"start": "at"}).with_columns(state=pl.lit("idle"))
    pause = pause.select("agent_id", "at", "until", state=pl.lit("break"))
    rows = pl.concat([idle.select("agent_id", "at", "until", "state"), pause])
    return rows.with_columns(ticket_id=pl.lit(None, dtype=pl.String)).select(work.columns)


def _shifts(day: Day) -> pl.DataFrame:
    """Return the shifts of chat agents on the days they work: start, end, and for a third of them a break."""
    agents, days = np.arange(int(day.people.agents_a_team.sum())), day.world.chunk(day.index)
    number, date = np.tile(agents, len(days)), np.repeat(days, len(agents))
    team = day.people.team_of(number)
    on = ~day.people.is_off(number, date) & np.array([t.tool == "shop" for t in TEAMS])[team]
    number, date, team = number[on], date[on], team[on]
    start_hour = np.array([t.start for t in TEAMS])[team]
    length = np.minimum(np.array([t.hours for t in TEAMS])[team], 9)
    offset = np.array([0, 8])[np.array([t.market for t in TEAMS])[team]]
    late = (number % 2) * (np.array([t.hours for t in TEAMS])[team] - length)
    start = (day.world.first_second + date * DAY + (start_hour + late - offset) * 3600).astype(np.float64)
    middle = start + length * 1800.0
    pause = np.where((number + date) % 3 == 0, 1800, 0)  # the others take theirs as they find time, unrecorded
    return pl.DataFrame(
        {
            "agent_id": agent_ids(number),
            "shift_at": moments(start),
            "shift_until": moments(start + length * 3600.0),
            "break_at": moments(middle),
            "break_until": moments(middle + pause),
        }
    )
