"""Shares that add up over periods as areas on each other, their sum as a line; another count of it dotted above."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from lodestar.app import format as form
from lodestar.app.charts.axis import day_axis, frame, left_margin, scale, value_axis
from lodestar.app.charts.columns import Part
from lodestar.app.charts.marks import Mark, draw_marks
from lodestar.app.charts.numbers import Days, Floats, dates, floats, positions, stretches
from lodestar.app.charts.place import Label, beside, box, room_beside
from lodestar.app.charts.sheet import Sheet
from lodestar.app.charts.text import hover_texts, safe, with_value, wrapped
from lodestar.app.charts.theme import Theme
from lodestar.app.words import Words

HEIGHT = 280


def areas(
    theme: Theme,
    *,
    days: Days,
    parts: Sequence[Part],
    total: str,
    word: Words,
    language: str,
    grain: str = "week",
    total_last: str = "",
    dotted: tuple[float, str] | None = None,
    marks: Sequence[Mark] = (),
    height: int = HEIGHT,
) -> go.Figure:
    """Return parts (shares, 0 to 1) on each other from zero, the first at the foot, and their sum named `total`.

    `dotted` is a share that somebody else counts, with the words that say so.
    """
    when = dates(days)
    x = positions(when, grain)
    values = [floats(part.values) for part in parts]
    tops = list(np.cumsum(np.vstack(values), axis=0)) if values else []
    highest = np.concatenate([*tops, floats([dotted[0] if dotted else None, 0.0])])
    axis = scale(highest, "share", word, language, zero=True)
    known = np.flatnonzero(np.isfinite(tops[-1])) if tops else np.empty(0, dtype=int)
    labels = []
    if known.size:
        at = known[-1]
        text = f"<b>{with_value(total, total_last or form.share(float(tops[-1][at]), 0, language))}</b>"
        labels.append(Label(axis.share(100 * float(tops[-1][at])), text, theme.ink))
        for part, value, top in zip(parts, values, tops, strict=True):
            middle = axis.share(100 * float(top[at] - value[at] / 2))
            named = with_value(part.name, part.last) if part.last else wrapped(part.name)
            labels.append(Label(middle, box(part.colour) + named, theme.ink3))
    sheet = frame(theme, height, left=left_margin(axis), right=room_beside(labels))
    value_axis(sheet, axis)
    day_axis(sheet, when, int(known[-1]) if known.size else len(when) - 1, grain, language)
    foot = np.zeros(len(when))
    for part, top in zip(parts, tops, strict=True):
        _area(sheet, part, x, foot * 100, top * 100)
        foot = top
    if tops:
        sheet.add_scatter(x=x, y=tops[-1] * 100, mode="lines", line={"color": theme.ink, "width": 2}, hoverinfo="skip")
        sheet.add_scatter(
            x=x[known[-1:]], y=tops[-1][known[-1:]] * 100, mode="markers", marker={"size": 8, "color": theme.ink},
            hoverinfo="skip",
        )  # fmt: skip
    if dotted is not None and when:
        high = dotted[0] * 100
        line = {"color": theme.ink3, "width": 1.25, "dash": "2px,3px"}
        sheet.add_shape(type="line", x0=x[0], x1=x[-1], y0=high, y1=high, line=line)
        sheet.add_annotation(
            x=x[0], y=high, text=safe(dotted[1]), xanchor="left", yanchor="bottom", font={"color": theme.ink3},
        )  # fmt: skip
    draw_marks(sheet, theme, when, x, marks, on="areas")
    beside(sheet, labels)
    return sheet.figure()


def _area(sheet: Sheet, part: Part, x: Floats, low: Floats, high: Floats) -> None:
    """Fill what lies between two lines, and let the upper one speak under the mouse."""
    for run in stretches(np.isfinite(low) & np.isfinite(high)):
        sheet.add_scatter(
            x=np.concatenate([x[run], x[run][::-1]]), y=np.concatenate([high[run], low[run][::-1]]),
            fill="toself", fillcolor=part.colour, opacity=0.5, mode="lines", line={"width": 0}, hoverinfo="skip",
        )  # fmt: skip
    sheet.add_scatter(
        x=x,
        y=high,
        mode="lines",
        line={"color": part.colour, "width": 1.5},
        text=hover_texts(list(part.hover), len(x)),
        hovertemplate="%{text}<extra></extra>" if len(part.hover) else None,
        hoverinfo=None if len(part.hover) else "skip",
        customdata=None if part.key == "" else np.full(len(x), part.key, dtype=object),
    )
