"""Is a day worked in a country, shift workdays and bridge days included? And for which years is that known?"""

from collections.abc import Iterable
from datetime import date

import holidays

from lodestar.errors import LodestarError, nearest
from lodestar.settings import Settings

SUBSTITUTION_PARTS = 4  # (month, day off, month, day worked instead): how the library writes one line of a notice


class Workdays:
    """A country's working days; without a country every day is as the week says."""

    def __init__(self, country: str | None) -> None:
        self._calendar: holidays.HolidayBase | None = None
        if country is not None:
            known = holidays.list_supported_countries()
            if country not in known:
                raise LodestarError(
                    f"lodestar.toml: business_hours.country = {country} is not a country code that is known"
                    f" (two letters, such as CN).{nearest(country, known)}"
                )
            self._calendar = holidays.country_holidays(country)

    def is_open(self, day: date, is_weekly: bool) -> bool:
        """Return whether the default schedule opens on `day`; `is_weekly` says that its weekday is one of its own.

        A shift workday (a weekend day that a notice makes a working day) opens whatever its weekday. On a weekday the
        library's is_working_day also knows bridge days, which `day in calendar` does not. A shop that opens at weekends
        closes on a weekend day only where the day itself is a holiday.
        """
        if self._calendar is None:
            return is_weekly
        if self._calendar.is_working_day(day):
            return is_weekly or self._calendar.is_weekend(day)
        return is_weekly and self._calendar.is_weekend(day) and self._calendar.get(day) is None

    def years_without_notice(self, years: Iterable[int]) -> list[int]:
        """Return the years after the newest notice that the library knows, for countries that shift workdays by notice.

        In those years its answers are plain weekends and fixed holidays, and nothing says so.
        """
        lines = getattr(self._calendar, "special_public_holidays", None) or {}
        noticed = [year for year, entries in lines.items() if any(_is_substitution(entry) for entry in _flat(entries))]
        return sorted(year for year in years if noticed and year > max(noticed))


def calendar_warnings(settings: Settings, years: Iterable[int]) -> list[str]:
    """Return one sentence per year whose working days the settings' country has not published, as far as is known."""
    country = settings.business_hours.country
    return [
        f"Business hours: the working days of {country} in {year} were not published when this version was made, so its"
        " shifted workdays are missing; update the `holidays` package when they are."
        for year in Workdays(country).years_without_notice(years)
    ]


def _flat(entries: object) -> list[tuple[object, ...]]:
    """Return the lines of a year: the library writes one line bare and several as a tuple of lines."""
    if not isinstance(entries, tuple):
        return []
    return [entry for entry in entries if isinstance(entry, tuple)] or [entries]


def _is_substitution(entry: tuple[object, ...]) -> bool:
    return len(entry) >= SUBSTITUTION_PARTS and all(isinstance(part, int) for part in entry[:SUBSTITUTION_PARTS])
