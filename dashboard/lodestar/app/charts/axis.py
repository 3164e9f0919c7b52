"""Which ticks does an axis have, and what is the frame every figure stands in?"""

import datetime as dt
import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from lodestar.app import format as form
from lodestar.app.charts.numbers import Floats, positions
from lodestar.app.charts.sheet import Sheet
from lodestar.app.charts.text import width
from lodestar.app.charts.theme import FONT, SIZE, Theme
from lodestar.app.words import Words

TOP, FOOT, LEFT, RIGHT = 10, 26, 26, 16
PHONE = 300
"""Pixels of a figure on the narrowest phone: what fits there fits everywhere."""
_BETWEEN = 4
_UPRIGHT = 32
_MOST_TICKS = 5
_DAY = 86_400
_TIMES = (60, 3_600, 86_400, 600, 21_600, 604_800, 10, 259_200, 2_592_000, 31_104_000, 1)
"""Ticks of a time axis, the most wanted first."""
_FINE = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800,
         259_200, 604_800, 1_209_600, 2_592_000, 5_184_000, 7_776_000, 15_552_000, 31_104_000)  # fmt: skip
_ENOUGH_TIMES = 3
_END = 0.5
_NO_SPREAD = 1e-9
_WAN, _FROM_WAN = 10_000, 100_000


@dataclass(frozen=True)
class Scale:
    """An axis: where it starts and ends, its ticks and their texts, all in the units that are drawn."""

    low: float
    high: float
    ticks: tuple[float, ...]
    texts: tuple[str, ...]

    def share(self, value: float) -> float:
        """Return how far along the axis a value stands: 0 at its start, 1 at its end."""
        return (value - self.low) / (self.high - self.low)


def scale(values: Floats, unit: str, word: Words | None, language: str, *, zero: bool) -> Scale:
    """Return a linear axis around the values, both ends on a tick; shares in percent and never outside 0 to 100."""
    factor = 100 if unit == "share" else 1
    known = values[np.isfinite(values)] * factor
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0 * factor)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low < _NO_SPREAD:
        room = max(abs(high) * 0.1, 1.0)
        low, high = (low if zero and low == 0 else low - room), high + room
    step = _time_step(high - low) if unit == "seconds" else _step(high - low, whole=unit == "count")
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    if unit == "share" and not zero:
        first, last = max(first, 0), min(last, math.floor(100 / step))
    ticks = tuple(number * step for number in range(first, last + 1))
    if unit == "count" and language == "zh" and ticks[-1] >= _FROM_WAN:
        texts = tuple(f"{tick / _WAN:g} 万" if tick else "0" for tick in ticks)
    else:
        texts = tuple(_text(tick, step, unit, word) for tick in ticks)
    return Scale(min(ticks[0], low), max(ticks[-1], high), ticks, texts)


def _step(spread: float, *, whole: bool) -> float:
    """Return the least of 1, 2, 2.5 and 5 times a power of ten that leaves at most so many ticks."""
    power = 10.0 ** math.floor(math.log10(spread / (_MOST_TICKS - 1)))
    steps = [power * part for part in (1, 2, 2.5, 5, 10, 20)]
    fitting = [step for step in steps if spread / step <= _MOST_TICKS - 1 and (not whole or step == int(step))]
    return fitting[0] if fitting else 1.0


def _time_step(spread: float) -> float:
    return next((step for step in _FINE if spread / step <= _MOST_TICKS - 1), _step(spread, whole=True))


def _text(tick: float, step: float, unit: str, word: Words | None) -> str:
    if unit == "seconds" and word is not None:
        return time_text(tick, word)
    if unit == "count" and abs(tick) >= form.MANY:
        return f"{tick:,.0f}"
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    decimals += not math.isclose(step * 10**decimals, round(step * 10**decimals))
    return f"{tick:.{decimals}f}".replace("-", "−") if tick else "0"


def logs(seconds: Floats) -> Floats:
    """Return times as they stand on a time axis: log10 of seconds, what is under a second at one second."""
    return np.log10(np.maximum(seconds, 1))


def time_scale(seconds: Floats, word: Words, *, room: float, pad: float = 0.06, upright: bool = False) -> Scale:
    """Return a log axis around some times, in log10 of seconds, with people's ticks: 1 min, 10 min, 1 h, 6 h, 1 d.

    `room` are the pixels the axis has on a phone: no two ticks touch there, `upright` or lying. `pad` is the share
    added at both ends.
    """
    known = logs(seconds[np.isfinite(seconds)])
    low, high = (float(known.min()), float(known.max())) if known.size else (1.0, 4.0)
    middle, spread = (low + high) / 2, max(high - low, math.log10(4))
    low, high = middle - spread * (0.5 + pad), middle + spread * (0.5 + pad)
    usual = [tick for tick in _TIMES if low <= math.log10(tick) <= high]
    more = [tick for tick in _FINE if low <= math.log10(tick) <= high and tick not in usual]
    wanted = usual if len(usual) >= _ENOUGH_TIMES else usual + more
    named: list[tuple[float, str]] = []
    for tick in wanted:
        at, text = math.log10(tick), time_text(tick, word)
        if all(
            abs(at - other) / (high - low) * room >= (_UPRIGHT if upright else _room(text, near))
            for other, near in named
        ):
            named.append((at, text))
    silent = [(math.log10(tick), "") for tick in usual]
    ticks = dict(sorted(silent + named))
    return Scale(low, high, tuple(ticks), tuple(ticks.values()))


def _room(first: str, second: str) -> float:
    """Return how many pixels apart the middles of two ticks have to be: measured more tightly than labels are."""
    return (width(first) + width(second)) / 2 * 0.92 + _BETWEEN


def time_text(seconds: float, word: Words) -> str:
    """Return a tick's time in the largest unit it is whole in: 1 min, 6 h, 1 d."""
    if seconds >= _DAY and seconds % _DAY == 0:
        return f"{seconds / _DAY:.0f} {word('units.day')}"
    return form.seconds(seconds, word)


def day_text(day: dt.date, grain: str, language: str) -> str:
    """Return a period's tick: 17 Aug or 8/17; months as Aug or 8月, January with its year."""
    if grain == "month":
        if language == "zh":
            return f"{day.year}年1月" if day.month == 1 else f"{day.month}月"
        return f"{day:%b %Y}" if day.month == 1 else f"{day:%b}"
    return f"{day.month}/{day.day}" if language == "zh" else form.day(day, language)


def day_axis(sheet: Sheet, days: list[dt.date], last: int, grain: str, language: str) -> None:
    """Name some of the periods at the foot, counted back from the last whole one, so that none touch on a phone.

    The figure's margins have to be set before.
    """
    if not days:
        sheet.update_xaxes(range=[0, 1], tickvals=[])
        return
    x = positions(days, grain)
    low, high = x[0] - _END, x[-1] + _END
    texts = [day_text(day, grain, language) for day in days]
    period = (PHONE - sheet.margin["l"] - sheet.margin["r"]) / (high - low)
    every = next(
        every
        for every in range(max(-(-len(days) // _MOST_TICKS), 1), len(days) + 1)
        if _fit(texts[last::-every], every * period)
    )
    named = list(range(last, -1, -every))[::-1]
    sheet.update_xaxes(range=[low, high], tickvals=x[named], ticktext=[texts[at] for at in named])


def _fit(texts: list[str], apart: float) -> bool:
    return all(_room(first, second) <= apart for first, second in pairwise(texts))


def frame(theme: Theme, height: int, *, left: float = LEFT, right: float = RIGHT, top: float = TOP) -> Sheet:
    """Return an empty sheet as all charts look: transparent, no legend, no zoom, hover in reversed ink."""
    text = {"family": FONT, "size": SIZE, "color": theme.ink2}
    margin = {"l": round(left), "r": round(right), "t": round(top), "b": FOOT, "pad": 0}
    sheet = Sheet(
        {
            "font": text,
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "hoverlabel": {
                "bgcolor": theme.ink,
                "bordercolor": theme.ink,
                "font": {"family": FONT, "size": SIZE, "color": theme.surface},
                "align": "left",
            },
            "height": height,
            "showlegend": False,
            "dragmode": False,
            "hovermode": "closest",
            "margin": margin,
            "bargap": 0.35,
        }
    )
    ticks = {"color": theme.ink3, "size": SIZE}
    sheet.update_xaxes(
        showgrid=False, zeroline=False, fixedrange=True, showline=True, linecolor=theme.line2, linewidth=1,
        ticks="outside", ticklen=4, tickcolor=theme.line2, tickfont=ticks, tickangle=0, automargin=False,
        ticklabeloverflow="allow",
    )  # fmt: skip
    sheet.update_yaxes(
        showgrid=True, gridcolor=theme.grid, zeroline=False, fixedrange=True, showline=False, ticks="",
        tickfont=ticks, automargin=False, ticklabelstandoff=4, ticklabeloverflow="allow",
    )  # fmt: skip
    return sheet


def left_margin(scale: Scale) -> float:
    """Return the margin a value axis needs: the same for every plot, more only where a tick's text needs more."""
    return max(LEFT, max((width(text) for text in scale.texts), default=0) + 8)


def value_axis(sheet: Sheet, scale: Scale) -> None:
    """Give the figure's upright axis its range and ticks."""
    sheet.update_yaxes(range=[scale.low, scale.high], tickvals=scale.ticks, ticktext=scale.texts)


def foot_axis(sheet: Sheet, scale: Scale) -> None:
    """Give the sheet's lying axis its range and ticks, named as far as they do not touch on a phone."""
    room = PHONE - sheet.margin["l"] - sheet.margin["r"]
    texts = list(scale.texts)
    ways = ([text if at % every == 0 else "" for at, text in enumerate(texts)] for every in range(1, len(texts) + 1))
    named = next((way for way in ways if _do_not_touch(scale, way, room)), texts)
    sheet.update_xaxes(range=[scale.low, scale.high], tickvals=scale.ticks, ticktext=named)


def _do_not_touch(scale: Scale, texts: list[str], room: float) -> bool:
    named = [(scale.share(at) * room, text) for at, text in zip(scale.ticks, texts, strict=True) if text]
    return all(right - left >= _room(text, other) for (left, text), (right, other) in pairwise(named))
