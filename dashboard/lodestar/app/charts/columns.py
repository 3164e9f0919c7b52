"""Amounts over periods as columns from zero, plain or in parts; each part is named at the right."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from lodestar.app import format as form
from lodestar.app.charts.axis import Scale, day_axis, frame, left_margin, scale, value_axis
from lodestar.app.charts.marks import Mark, draw_marks
from lodestar.app.charts.numbers import Days, Floats, Numbers, booleans, dates, floats, positions
from lodestar.app.charts.place import Label, beside, box, room_beside
from lodestar.app.charts.sheet import Sheet
from lodestar.app.charts.text import hover_texts, safe, wrapped
from lodestar.app.charts.theme import Theme
from lodestar.app.words import Words

HEIGHT = 280
_WIDTH = 0.78
_HUNDRED = Scale(0.0, 100.0, (0.0, 25.0, 50.0, 75.0, 100.0), ("0", "25", "50", "75", "100"))


@dataclass(frozen=True)
class Part:
    """One part of every column. `last` is its end value as written; `key` is what a click filters by."""

    name: str
    values: Numbers
    colour: str
    hover: Sequence[str] = ()
    last: str = ""
    key: str | None = ""


def columns(
    theme: Theme,
    *,
    days: Days,
    parts: Sequence[Part],
    unit: str,
    word: Words,
    language: str,
    grain: str = "week",
    stacked: bool = True,
    hundred: bool = False,
    pending: Sequence[bool] | NDArray[np.bool_] | None = None,
    marks: Sequence[Mark] = (),
    height: int = HEIGHT,
) -> go.Figure:
    """Return a column per period, its parts from the foot up (`stacked`) or side by side.

    `hundred` says that values are shares (0 to 1) of a whole. Periods in `pending` are empty hatched columns.
    """
    when = dates(days)
    x = positions(when, grain)
    waits = booleans(pending, len(when))
    is_share = unit == "share" or hundred
    factor = 100 if is_share else 1
    heights = [np.where(waits, np.nan, floats(part.values)) * factor for part in parts]
    feet = _feet(heights) if stacked else [np.zeros(len(when)) for _ in heights]
    tops = [foot + np.nan_to_num(value) for foot, value in zip(feet, heights, strict=True)]
    highest = np.concatenate([*tops, [0.0]])
    axis = _HUNDRED if hundred else scale(highest / factor, unit, word, language, zero=True)
    labels = _labels(theme, parts, heights, feet, axis=axis, is_share=is_share, word=word, language=language)
    sheet = frame(theme, height, left=left_margin(axis), right=room_beside(labels))
    sheet.update_layout(barmode="overlay" if stacked else "group", bargap=1 - _WIDTH)
    value_axis(sheet, axis)
    for part, value, foot in zip(parts, heights, feet, strict=True):
        sheet.add_bar(
            x=x,
            y=value,
            base=foot if stacked else None,
            marker={"color": part.colour, "line": {"color": theme.surface, "width": 1}},
            text=hover_texts(list(part.hover), len(x)),
            textposition="none",
            hovertemplate="%{text}<extra></extra>" if len(part.hover) else None,
            hoverinfo=None if len(part.hover) else "skip",
            customdata=None if part.key == "" else np.full(len(x), part.key, dtype=object),
        )
    known = np.flatnonzero(~waits)
    day_axis(sheet, when, int(known[-1]) if known.size else len(when) - 1, grain, language)
    if waits.any():
        _pending(sheet, theme, x[waits], axis.high, word)
    draw_marks(sheet, theme, when, x, marks, on="columns")
    beside(sheet, labels)
    return sheet.figure()


def _feet(heights: list[Floats]) -> list[Floats]:
    """Return where each part of a stacked column starts."""
    if not heights:
        return []
    sums = np.cumsum(np.nan_to_num(np.vstack(heights)), axis=0)
    return [np.zeros_like(heights[0]), *sums[:-1]]


def _labels(
    theme: Theme,
    parts: Sequence[Part],
    heights: list[Floats],
    feet: list[Floats],
    *,
    axis: Scale,
    is_share: bool,
    word: Words,
    language: str,
) -> list[Label]:
    """Return what names each part, beside its place in the last column that has values."""
    known = np.flatnonzero(np.isfinite(np.vstack(heights)).any(axis=0)) if heights else np.empty(0, dtype=int)
    if not known.size:
        return []
    at, labels = known[-1], []
    for part, value, foot in zip(parts, heights, feet, strict=True):
        if part.name and np.isfinite(value[at]):
            last = safe(part.last or _written(float(value[at]), word, language, is_share=is_share))
            between = " · " if part.name[:1].isdigit() else " "
            text = wrapped(f"{last}{between}{part.name}").replace(last, f"<b>{last}</b>", 1)
            middle = axis.share(float(foot[at] + value[at] / 2))
            labels.append(Label(middle, box(part.colour) + text, theme.ink))
    return labels


def _written(value: float, word: Words, language: str, *, is_share: bool) -> str:
    if not is_share:
        return form.count(value, language)
    return word("figure.below_one") if 0 < value < 1 else f"{value:.0f}"


def _pending(sheet: Sheet, theme: Theme, x: Floats, high: float, word: Words) -> None:
    """Draw a hatched empty column for every period that cannot be known yet, the last with the word in it."""
    sheet.add_bar(
        x=x,
        y=np.full(len(x), high),
        width=_WIDTH,
        offset=-_WIDTH / 2,
        marker={
            "color": "rgba(0,0,0,0)",
            "line": {"color": theme.line2, "width": 1},
            "pattern": {"shape": "/", "fgcolor": theme.line, "size": 6, "solidity": 0.2},
        },
        hoverinfo="skip",
    )
    sheet.add_annotation(
        x=x[-1], y=0.5, yref="paper", text=safe(word("figure.pending")), textangle=-90, font={"color": theme.ink2},
    )  # fmt: skip
