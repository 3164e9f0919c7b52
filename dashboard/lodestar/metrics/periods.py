"""Which days does a period hold, and which period comes before it? ISO weeks, calendar months, the local day."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lodestar.metrics.question import Grain

ONE_DAY = timedelta(days=1)


def first_day_of(day: date, grain: Grain) -> date:
    """Return the first day of the period that holds `day`; weeks begin on Monday (ISO 8601)."""
    if grain == "week":
        return day - timedelta(days=day.isoweekday() - 1)
    return day.replace(day=1) if grain == "month" else day


def last_day_of(day: date, grain: Grain) -> date:
    """Return the last day of the period that holds `day`."""
    first = first_day_of(day, grain)
    if grain == "week":
        return first + timedelta(days=6)
    if grain == "month":
        return first_day_of(first + timedelta(days=31), "month") - ONE_DAY
    return first


def previous_period(first_day: date, last_day: date) -> tuple[date, date]:
    """Return the span before: the months before whole months, else as many days as there are, ending the day before."""
    whole_months = first_day.day == 1 and last_day == last_day_of(last_day, "month")
    before = first_day - ONE_DAY
    if whole_months:
        months = (last_day.year - first_day.year) * 12 + last_day.month - first_day.month
        first = first_day_of(before, "month")
        for _ in range(months):
            first = first_day_of(first - ONE_DAY, "month")
        return first, before
    return before - (last_day - first_day), before


def first_unwhole_day(data_through: datetime, zone: ZoneInfo, window_hours: int = 0) -> date:
    """Return the first local day whose end, plus the window, lies after `data_through` (UTC without zone)."""
    seen_to = (data_through - timedelta(hours=window_hours)).replace(tzinfo=UTC).astimezone(zone)
    return seen_to.date()


def period_name(first_day: date, grain: Grain | None) -> str:
    """Return a period as text: 2026-11-09, 2026-W46, 2026-11."""
    if grain == "week":
        year, week, _ = first_day.isocalendar()
        return f"{year}-W{week:02d}"
    return first_day.strftime("%Y-%m") if grain == "month" else first_day.isoformat()


def starts_at(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant (UTC without zone) at which a local day begins."""
    return datetime.combine(day, time.min, zone).astimezone(UTC).replace(tzinfo=None)
