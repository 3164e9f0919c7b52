"""When is each schedule open? Spans in UTC that make business seconds a difference of two equality lookups."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import polars as pl

from lodestar.errors import LodestarError, nearest
from lodestar.models.workdays import Workdays
from lodestar.settings import Settings

DEFAULT_SCHEDULE = "default"
SCHEMA: dict[str, pl.DataType] = {
    "schedule_id": pl.String(),
    "utc_day": pl.Date(),
    "opens_at": pl.Datetime("us"),
    "closes_at": pl.Datetime("us"),
    "open_seconds_before": pl.Int64(),
}
UTC_ZONE = ZoneInfo("UTC")
MONDAY = 1
DAY = timedelta(days=1)

Span = tuple[datetime, datetime]
Clocks = list[tuple[str, str]]
Hours = Mapping[int, Clocks]


def schedule_key(source: str, schedule_id: str) -> str:
    """Return the schedule_id of `calendar_spans` for a schedule that a source exported (the models join on it)."""
    return f"{source}/{schedule_id}"


def calendar_spans(
    schedules: pl.DataFrame, exceptions: pl.DataFrame, settings: Settings, first_day: date, last_day: date
) -> pl.DataFrame:
    """Return the opening spans of every schedule, cut at UTC midnight, from `first_day` to `last_day` (UTC days).

    `schedules` has source, schedule_id, tz, weekday, start, end; `exceptions` source, schedule_id, day, kind, start,
    end (text or typed). One or more rows per schedule and UTC day, in time order; a day without opening has one row
    of no length, so an equality join on utc_day always meets a row. `open_seconds_before` counts the open seconds from
    `first_day` to `opens_at`. The open seconds before an instant t follow from the rows of its UTC day: of the last
    one with opens_at <= t, open_seconds_before + the seconds from opens_at to t, at most to closes_at; where none has
    begun, the day's smallest open_seconds_before.
    Raises LodestarError naming a schedule whose zone or clock cannot be read.
    """
    special: dict[str, dict[date, list[dict[str, str | None]]]] = {}
    for row in exceptions.select("source", "schedule_id", "day", "kind", "start", "end").iter_rows(named=True):
        day = row["day"] if isinstance(row["day"], date) else date.fromisoformat(str(row["day"])[:10])
        special.setdefault(schedule_key(row["source"], row["schedule_id"]), {}).setdefault(day, []).append(row)
    rows: list[tuple[str, date, datetime, datetime, int]] = []
    rows += _rows(DEFAULT_SCHEDULE, _default_spans(settings, _days(first_day, last_day)), first_day, last_day)
    for (source, name), group in sorted(schedules.group_by("source", "schedule_id"), key=lambda item: str(item[0])):
        key = schedule_key(str(source), str(name))
        zone = _zone(str(group["tz"][0]), key)
        hours: dict[int, Clocks] = {}
        for row in group.sort("weekday", "start").iter_rows(named=True):
            hours.setdefault(int(row["weekday"]), []).append((row["start"], row["end"]))
        spans = _source_spans(key, zone, hours, special.get(key, {}), _days(first_day, last_day))
        rows += _rows(key, spans, first_day, last_day)
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _default_spans(settings: Settings, days: Iterable[date]) -> Iterator[Span]:
    """Yield the settings' own schedule: holidays close a day, a shift workday takes Monday's hours."""
    rule = settings.business_hours
    workdays = Workdays(rule.country)
    for day in days:
        if workdays.is_open(day, day.isoweekday() in rule.weekdays):
            yield _span(DEFAULT_SCHEDULE, settings.zone, day, rule.start, rule.end)


def _source_spans(
    key: str,
    zone: ZoneInfo,
    hours: Hours,
    special: Mapping[date, list[dict[str, str | None]]],
    days: Iterable[date],
) -> Iterator[Span]:
    """Yield a source's schedule: it stands alone, with its own exceptions and nobody's holidays.

    An `open` exception gives that day its hours (without times: Monday's); `closed` takes hours away (without times:
    all that begin on that day).
    """
    for day in days:
        exceptions = special.get(day, [])
        clocks = hours.get(day.isoweekday(), [])
        opened = [row for row in exceptions if row["kind"] == "open"]
        if opened:
            clocks = []
            for row in opened:
                clocks += [(row["start"], row["end"])] if row["start"] and row["end"] else hours.get(MONDAY, [])
        spans = [_span(key, zone, day, start, end) for start, end in clocks]
        for row in exceptions:
            if row["kind"] == "closed":
                closed = _span(key, zone, day, row["start"], row["end"]) if row["start"] and row["end"] else None
                spans = [piece for span in spans for piece in _without(span, closed)]
        yield from spans


def _without(span: Span, closed: Span | None) -> list[Span]:
    """Return what is left of a span; no closed span given means that nothing is."""
    if closed is None:
        return []
    pieces = [(span[0], min(span[1], closed[0])), (max(span[0], closed[1]), span[1])]
    return [(start, end) for start, end in pieces if start < end]


def _days(first_day: date, last_day: date) -> Iterator[date]:
    """Yield the local days whose spans can touch the UTC days: a zone is at most 14 h off, a span 24 h long."""
    day = first_day - 2 * DAY
    while day <= last_day + 2 * DAY:
        yield day
        day += DAY


def _span(key: str, zone: ZoneInfo, day: date, start: str | None, end: str | None) -> Span:
    """Return one opening in UTC; an end not after its start lies on the next day."""
    opens, closes = _clock(start, key), _clock(end, key)
    if closes <= opens:
        closes += 24 * 60
    midnight = datetime.combine(day, time())
    return (
        _first_instant(midnight + timedelta(minutes=opens), zone),
        _first_instant(midnight + timedelta(minutes=closes), zone),
    )


def _clock(text: str | None, key: str) -> int:
    """Return 'HH:MM' (up to 24:00) as minutes after midnight."""
    hours, _, rest = str(text).partition(":")
    minutes = rest[:2]
    if not (hours.isdigit() and minutes.isdigit() and int(hours) * 60 + int(minutes) <= 24 * 60 and int(minutes) < 60):  # noqa: PLR2004
        raise LodestarError(f"Schedule {key}: {text!r} is not a clock time: write it as HH:MM, up to 24:00.")
    return int(hours) * 60 + int(minutes)


def _zone(name: str, key: str) -> ZoneInfo:
    if name not in available_timezones():
        known = nearest(name, available_timezones())
        raise LodestarError(f"Schedule {key}: there is no time zone {name!r}; use a name like Asia/Shanghai.{known}")
    return ZoneInfo(name)


def _first_instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the first instant (naive UTC) at which the local clock shows `wall` or, where it jumps over it, later.

    A clock time that comes twice in autumn means its first coming; one that spring leaves out means the jump itself.
    """
    early, late = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC_ZONE) for fold in (0, 1))
    if early <= late:
        return early.replace(tzinfo=None)
    # PEP 495: in a gap fold 0 carries the offset before the jump, so `early` lies after it and `late` before it.
    low, high = late, early
    while high - low > timedelta(seconds=1):
        middle = (low + (high - low) / 2).replace(microsecond=0)
        low, high = (low, middle) if middle.astimezone(zone).replace(tzinfo=None) >= wall else (middle, high)
    return high.replace(tzinfo=None)


def _rows(
    key: str, spans: Iterator[Span], first_day: date, last_day: date
) -> Iterator[tuple[str, date, datetime, datetime, int]]:
    """Yield a schedule's rows of `calendar_spans`: overlaps joined, cut at UTC midnight, open seconds added up."""
    by_day: dict[date, list[Span]] = {}
    for span in _joined(spans):
        start, end = span
        while start < end:
            midnight = datetime.combine(start.date() + DAY, time())
            by_day.setdefault(start.date(), []).append((start, min(end, midnight)))
            start = midnight
    before = 0
    day = first_day
    while day <= last_day:
        start_of_day = datetime.combine(day, time())
        for opens_at, closes_at in by_day.get(day, [(start_of_day, start_of_day)]):
            yield key, day, opens_at, closes_at, before
            before += int((closes_at - opens_at).total_seconds())
        day += DAY


def _joined(spans: Iterator[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif start < end:
            joined.append((start, end))
    return joined
