"""How is a number written on a page? Shares, counts, times and dates, in English and Chinese."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from lodestar.app.words import Words
from lodestar.metrics.catalogue import Metric

MANY = 1000
_STEPS = ((86_400, "day", 3_600, "hour"), (3_600, "hour", 60, "minute"), (60, "minute", 1, "second"))
_DAY_SHOWN_FROM = 2 * 86_400


def share(value: float, n: int, language: str) -> str:
    """Return a share as percent: no decimals under n 1,000, one above (12 % in English, 12% in Chinese)."""
    return f"{value * 100:.{decimals(n)}f}{'%' if language == 'zh' else ' %'}"


def decimals(n: int) -> int:
    """Return how many decimals a percentage of `n` cases carries."""
    return 1 if n >= MANY else 0


def bounds(low: float, high: float, n: int) -> str:
    """Return an interval of shares in percent without the sign: 67-75 with an en dash."""
    return f"{low * 100:.{decimals(n)}f}–{high * 100:.{decimals(n)}f}"


def points(difference: float, n: int) -> str:
    """Return a difference of shares in points with a real minus; never -0.0."""
    text = f"{abs(difference) * 100:.{max(decimals(n), 1)}f}"
    return text if difference >= 0 or not text.strip("0.") else f"−{text}"


def count(value: float, language: str) -> str:
    """Return a count: thousands separated; from 100,000 in 万 for Chinese readers."""
    wan = 10_000
    if language == "zh" and value >= 10 * wan:
        return f"{value / wan:,.1f} 万"
    return f"{value:,.0f}" if float(value).is_integer() or value >= MANY else f"{value:,.1f}"


def seconds(value: float, word: Words) -> str:
    """Return a duration in at most two units: 45 s, 6 min, 3 h 20 min, 2 d 4 h."""
    for size, unit, small_size, small_unit in _STEPS:
        threshold = _DAY_SHOWN_FROM if unit == "day" else size
        if value >= threshold:
            small = round((value % size) / small_size)
            big = int(value // size) + (small * small_size == size)
            small %= size // small_size
            coarse = unit == "minute" and big >= 10  # noqa: PLR2004 - seconds say nothing beside ten minutes
            tail = "" if small == 0 or coarse else f" {small} {word(f'units.{small_unit}')}"
            return f"{big} {word(f'units.{unit}')}{tail}"
    return f"{value:.0f} {word('units.second')}"


def day(value: dt.date, language: str, *, year: bool = False) -> str:
    """Return a day as people write it: 9 Nov, 11月9日."""
    if language == "zh":
        return f"{value.year}年{value.month}月{value.day}日" if year else f"{value.month}月{value.day}日"
    return f"{value.day} {value:%b}" + (f" {value.year}" if year else "")


def span(first: dt.date, last: dt.date, language: str) -> str:
    """Return a period of days, both ends included: 9–15 Nov 2026, 2026年11月9日–15日."""
    if first == last:
        return day(first, language, year=True)
    if language == "zh":
        tail = f"{last.day}日" if (first.year, first.month) == (last.year, last.month) else day(last, language)
        if first.year != last.year:
            tail = day(last, language, year=True)
        return f"{day(first, language, year=True)}–{tail}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last, language, year=True)}"
    return f"{day(first, language, year=first.year != last.year)} – {day(last, language, year=True)}"


def moment(value: dt.datetime, language: str) -> str:
    """Return a local time to the minute."""
    return f"{day(value.date(), language, year=True)} {value:%H:%M}"


def moment_pattern(language: str) -> str:
    """Return how a table that sorts its times by itself writes them: as `moment` does."""
    return "YYYY年M月D日 HH:mm" if language == "zh" else "D MMM YYYY HH:mm"


def short_span(first: dt.date, last: dt.date, language: str) -> str:
    """Return a period without its year, as a card has room for it: 9–15 Nov, 11/9–11/15."""
    if language == "zh":
        ends = (f"{first.month}/{first.day}", f"{last.month}/{last.day}")
        return ends[0] if first == last else "–".join(ends)
    if first == last:
        return day(first, language)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last, language)}"
    return f"{day(first, language)} – {day(last, language)}"


def value(metric: Metric, row: Mapping[str, Any], word: Words, language: str) -> str:
    """Return a row's value in its metric's unit, with ≈ where approximate and > where a quantile was not reached."""
    number = float(row["value"])
    mark = ("> " if row.get("value_is_beyond") else "") + ("≈ " if row.get("is_approximate") else "")
    if metric.unit == "share":
        return mark + share(number, int(row["n"]), language)
    if metric.unit == "seconds":
        return mark + seconds(number, word)
    return mark + count(number, language)


def interval(metric: Metric, row: Mapping[str, Any], word: Words) -> str:
    """Return a row's 95 % interval in its metric's unit, empty where it has none."""
    if row.get("low") is None or row.get("high") is None or row.get("is_too_few"):
        return ""
    if metric.unit == "share":
        return bounds(row["low"], row["high"], int(row["n"]))
    if metric.unit == "seconds":
        return f"{seconds(row['low'], word)}–{seconds(row['high'], word)}"
    return f"{row['low']:,.1f}–{row['high']:,.1f}"


def difference(metric: Metric, size: float, n: int, word: Words, language: str) -> str:
    """Return the size of a move without its sign: 1.4 pts, 6 min, 120."""
    if metric.unit == "share":
        return word("card.points", value=points(abs(size), n))
    if metric.unit == "seconds":
        return seconds(abs(size), word)
    return count(abs(size), language)


def unbroken(text: str) -> str:
    """Return text in which no line ends between a figure and its percent sign."""
    return text.replace(" %", "\u00a0%")


def smaller_units(text: str) -> str:
    """Return HTML in which everything that is no figure is set smaller, as on a card: 9<small> h </small>40."""
    return re.sub(r"([^\d.,>≈~−-]+)", r"<small>\1</small>", text)
