"""Week against week: which moves of the stored estimates may be claimed, and where the line is broken?"""

from collections.abc import Sequence
from datetime import date, timedelta

from lodestar.estimate.changes import Figure, Move, judge, spread
from lodestar.estimate.guards import ESTIMATED
from lodestar.estimate.table import Row

HISTORY = 26
"""Weeks that say how much a figure usually moves."""
Key = tuple[object, object]


def with_claims(rows: Sequence[Row], shifts: Sequence[Sequence[Row]]) -> list[Row]:
    """Return the rows with what may be said of their move since the week before.

    Every segment of one week is judged together. A week with a shift is `broken` from the weeks before it.
    """
    broken = {row["week_on"]: _kinds(week) for week in shifts for row in week}
    known: dict[Key, list[Row]] = {}
    weeks: dict[object, list[Row]] = {}
    for row in rows:
        weeks.setdefault(row["week_on"], []).append(row)
    made: list[Row] = []
    for week_on, some in weeks.items():
        if week_on in broken:
            known = {}
        made += _judged(some, known, broken.get(week_on))
        for row in some:
            known.setdefault((row["dimension"], row["value"]), []).append(row)
    return made


def _judged(rows: Sequence[Row], known: dict[Key, list[Row]], broken: str | None) -> list[Row]:
    befores = [_week_before(row, known.get((row["dimension"], row["value"]), [])) for row in rows]
    moves = [
        _move(row, before, known[row["dimension"], row["value"]])
        for row, before in zip(rows, befores, strict=True)
        if before
    ]
    claims = iter(judge(moves))
    made = []
    for row, before in zip(rows, befores, strict=True):
        claim = next(claims) if before else None
        said: Row = {"broken": broken}
        if claim:
            said |= {
                "change": claim.difference,
                "change_low": claim.low,
                "change_high": claim.high,
                "change_p": claim.p_value,
                "is_change_claimed": claim.is_claimed,
                "detectable": claim.detectable,
                "family": claim.family,
            }
        made.append(row | said)
    return made


def _week_before(row: Row, earlier: Sequence[Row]) -> Row | None:
    """Return the row of the week just before, where both may be shown; None otherwise."""
    week_on = row["week_on"]
    assert isinstance(week_on, date)
    if not earlier or earlier[-1]["week_on"] != week_on - timedelta(weeks=1):
        return None
    return earlier[-1] if row["state"] == earlier[-1]["state"] == ESTIMATED else None


def _move(row: Row, before: Row, earlier: Sequence[Row]) -> Move:
    has_index = row.get("is_index_shown") and before.get("is_index_shown")
    is_same_model = row.get("index_version") == before.get("index_version")
    index = (_index(before), _index(row)) if has_index and is_same_model else None
    history = [_figure(one) for one in earlier[-HISTORY:] if one["state"] == ESTIMATED]
    return Move(_figure(before), _figure(row), index, spread=spread(history))


def _figure(row: Row) -> Figure:
    return Figure(float(str(row["estimate"])), float(str(row["standard_error"])))


def _index(row: Row) -> Figure:
    return Figure(float(str(row["index_share"])), float(str(row["index_error"])))


def _kinds(shifts: Sequence[Row]) -> str:
    return ", ".join(dict.fromkeys(str(shift["kind"]) for shift in shifts))
