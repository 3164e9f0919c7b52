"""Which one of several stands apart from all the others?"""

from collections.abc import Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]


def at_p90(row: Row) -> dict[str, Any]:
    """Return a row of a duration with its p90 and that one's interval in the place of the median."""
    p90 = {"value": row["p90"], "low": row["p90_low"], "high": row["p90_high"]}
    return {**row, **p90, "value_is_beyond": row.get("p90_is_beyond", False)}


def highest(rows: Sequence[Row]) -> Row | None:
    """Return the row whose interval lies above every other's, None where there is none or nothing to compare with.

    An interval without an upper end may reach anywhere. A row with too few behind it claims nothing, but where its own
    value is not below, nobody else is the highest either.
    """
    known = [row for row in rows if not row["is_too_few"]]
    top = max(known, key=lambda row: row["low"] or 0, default=None)
    if top is None or len(known) == 1:
        return None
    ends = [row["value"] if row["is_too_few"] else row["high"] for row in rows if row is not top]
    return top if all(end is not None and end < (top["low"] or 0) for end in ends) else None
