"""Amounts side by side as lying bars from zero, the figures written at their ends."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from lodestar.app.charts.axis import PHONE, foot_axis, frame, scale
from lodestar.app.charts.numbers import Numbers, floats
from lodestar.app.charts.place import LINE
from lodestar.app.charts.text import hover_texts, lines_in, safe, widest, wrapped
from lodestar.app.charts.theme import Theme, tone

LEAST = 240
_ROW = 36
_BAR = 0.56
_LEAST_PLOT = 90
"""Pixels a phone has to leave for the bars; where names and figures leave fewer, names go above the bars."""
_LONG, _THICK = 36, 16
_AROUND = 0.2
"""What the axis of names is longer than its bars' rows."""


def bars(
    theme: Theme,
    *,
    names: Sequence[str],
    values: Numbers,
    labels: Sequence[str],
    hover: Sequence[str],
    unit: str,
    before: Numbers | None = None,
    tones: Sequence[str] | None = None,
    keys: Sequence[str | None] | None = None,
    total: bool = False,
) -> go.Figure:
    """Return bars from zero in the order given, the first at the top; values below zero go to the left.

    `before` is drawn as a tick, `total` parts the last bar off by a rule and draws it in ink. Shares (0 to 1) and
    differences of shares have an axis in percent; counts and times have none, their figures are at the bars. Names
    stand left of the bars, or above them where a phone would have no room.
    """
    size = len(names)
    value, earlier = floats(values), floats(before, size)
    axis = scale(np.concatenate([value, earlier]), unit, None, "en", zero=True)
    factor = 100 if unit == "share" else 1
    value, earlier = value * factor, earlier * factor
    texts = [safe(label) for label in labels]
    left, named = value < 0, [wrapped(name) for name in names]
    stand_off = widest([text for text, is_left in zip(texts, left, strict=True) if is_left])
    stand_off += 12 if stand_off else 6
    right = widest([text for text, is_left in zip(texts, left, strict=True) if not is_left]) + 16
    is_above = widest(named) + stand_off + right > PHONE - _LEAST_PLOT
    if is_above:
        named = [wrapped(name, _LONG) for name in names]
    row = max(_ROW, (_THICK if is_above else 0) + 8 + LINE * max((lines_in(name) for name in named), default=1))
    height = max(LEAST, size * row + 42)
    sheet = frame(theme, height, left=(0 if is_above else widest(named)) + stand_off + 4, right=right)
    drawn = (height - sheet.margin["t"] - sheet.margin["b"]) / (size + _AROUND)
    foot_axis(sheet, axis)
    has_axis = unit == "share"
    sheet.update_xaxes(showgrid=has_axis, gridcolor=theme.grid, visible=has_axis)
    sheet.update_yaxes(
        range=[size - 0.4, -0.6], tickvals=list(range(size)),
        ticktext=[""] * size if is_above else named, showgrid=False,
        ticklabelstandoff=round(stand_off), tickfont={"color": theme.ink},
    )  # fmt: skip
    if value.size:
        sheet.add_shape(type="line", x0=0, x1=0, y0=0, y1=1, yref="y domain", line={"color": theme.line2, "width": 1})
    tones = list(tones) if tones is not None else ["mute"] * size
    if total and size:
        tones[-1] = "ink"
        rule = {"color": theme.line2, "width": 1}
        sheet.add_shape(type="line", x0=0, x1=1, xref="x domain", y0=size - 1.5, y1=size - 1.5, line=rule)
    sheet.add_bar(
        x=value,
        y=np.arange(size),
        orientation="h",
        width=_THICK / drawn if is_above else _BAR,
        marker={"color": [tone(theme, name) for name in tones], "line": {"width": 0}},
        text=hover_texts(list(hover), size),
        textposition="none",
        hovertemplate="%{text}<extra></extra>",
        customdata=np.asarray(list(keys or names), dtype=object),
    )
    tick = {"symbol": "line-ns", "size": 18, "line": {"color": theme.ink, "width": 1.5}}
    sheet.add_scatter(x=earlier, y=np.arange(size), mode="markers", marker=tick, hoverinfo="skip")
    for at, (text, is_left) in enumerate(zip(texts, left, strict=True)):
        reach = np.nanmin if is_left else np.nanmax
        sheet.add_annotation(
            x=float(reach([value[at], earlier[at], 0])), y=at, text=text, yanchor="middle",
            xanchor="right" if is_left else "left", xshift=-8 if is_left else 8, font={"color": theme.ink2},
        )  # fmt: skip
    if is_above:
        for at, name in enumerate(named):
            sheet.add_annotation(
                x=0, xref="paper", xanchor="left", y=at, yanchor="bottom", yshift=_THICK / 2, text=name, align="left",
                font={"color": theme.ink},
            )  # fmt: skip
    return sheet.figure()
