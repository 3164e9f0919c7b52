"""How far is each time zone from UTC, and from when until when? SQL makes local days from this small table."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import polars as pl

EARLIEST = datetime(1, 1, 1)  # noqa: DTZ001  # the models hold UTC without a zone
LATEST = datetime(9999, 12, 31)  # noqa: DTZ001
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "zone": pl.String,
    "from_utc": pl.Datetime("us"),
    "until_utc": pl.Datetime("us"),
    "offset_seconds": pl.Int64,
}


def utc_offsets(zones: set[str], first_year: int, last_year: int) -> pl.DataFrame:
    """Return one row per zone and unbroken stretch of one offset (seconds east of UTC), UTC bounds half-open.

    Changes are looked for from `first_year` to the end of `last_year`; the first stretch reaches back, and the last one
    on, without end, so that every instant, even a mistaken one, has exactly one offset.
    """
    start, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    rows: list[tuple[str, datetime, datetime, int]] = []
    for name in sorted(zones):
        zone = ZoneInfo(name)
        bounds = [start, *_changes(zone, start, end), end]
        for since, until in pairwise(bounds):
            opens = EARLIEST if since == start else since.replace(tzinfo=None)
            closes = LATEST if until == end else until.replace(tzinfo=None)
            rows.append((name, opens, closes, _offset(zone, since)))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _offset(zone: ZoneInfo, instant: datetime) -> int:
    offset = instant.astimezone(zone).utcoffset()
    assert offset is not None
    return int(offset.total_seconds())


def _changes(zone: ZoneInfo, start: datetime, end: datetime) -> list[datetime]:
    """Return the instants at which the offset changes: looked for day by day, then halved down to the second."""
    found = []
    low = start
    while low < end:
        high = min(low + timedelta(days=1), end)
        if _offset(zone, low) != _offset(zone, high):
            before, after = low, high
            while after - before > timedelta(seconds=1):
                middle = before + (after - before) // 2
                middle = middle.replace(microsecond=0)
                before, after = (middle, after) if _offset(zone, middle) == _offset(zone, low) else (before, middle)
            if after < end:
                found.append(after)
        low = high
    return found
