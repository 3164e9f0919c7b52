"""Shares side by side, each with its interval: name and figures stand above the mark, so that a phone can read it."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from lodestar.app.charts.axis import PHONE, foot_axis, frame, scale
from lodestar.app.charts.numbers import Floats, Numbers, floats
from lodestar.app.charts.sheet import Sheet
from lodestar.app.charts.text import hover_texts, lines_in, safe, width, wrapped
from lodestar.app.charts.theme import SIZE, Theme, tone

LEAST = 240
SIDE = 12
_LINE = 15
_MARK_ROOM = 31
_BETWEEN = 8
_MARK = 0.72
_INTERVAL, _RANGE = 6, 12


def dots(
    theme: Theme,
    *,
    names: Sequence[str],
    values: Numbers,
    lows: Numbers,
    highs: Numbers,
    labels: Sequence[str],
    hover: Sequence[str],
    before: Numbers | None = None,
    target: float | None = None,
    target_label: str = "",
    tones: Sequence[str] | None = None,
    few: Sequence[str | None] | None = None,
    keys: Sequence[str | None] | None = None,
) -> go.Figure:
    """Return shares (0 to 1) as dots on their 95 % intervals, in the order given, the first at the top.

    `before` is drawn as a tick, `target` as a dashed line; a sentence in `few` stands in the place of a dot. `tones`:
    ink, accent, worse, better, mute, or range (an interval without a dot). `keys` are what clicks filter by.
    """
    size = len(names)
    shown = np.asarray([not text for text in few], dtype=bool) if few is not None else np.ones(size, dtype=bool)
    value, low, high = (np.where(shown, floats(part), np.nan) for part in (values, lows, highs))
    earlier = np.where(shown, floats(before, size), np.nan)
    axis = scale(np.concatenate([value, low, high, earlier, floats([target])]), "share", None, "en", zero=False)
    right = [safe(sentence or label) for label, sentence in zip(labels, few or [None] * size, strict=True)]
    line = PHONE - 2 * SIDE
    is_above = any(width(safe(name)) + _BETWEEN + width(text) > line for name, text in zip(names, right, strict=True))
    left = [wrapped(name, int(line / (SIZE * 0.6))) for name in names]
    row = _MARK_ROOM + _LINE * (max((lines_in(name) for name in left), default=1) + is_above)
    top = 8 if target is None else 26
    sheet = frame(theme, max(LEAST, size * row + top + 34), left=SIDE, right=SIDE, top=top)
    foot_axis(sheet, axis)
    sheet.update_xaxes(showgrid=False)
    sheet.update_yaxes(range=[size, 0], tickvals=[at + _MARK for at in range(size)], ticktext=[""] * size)
    if target is not None:
        _target(sheet, theme, target * 100, target_label)
    toned = tones or ["ink"] * size
    _intervals(sheet, theme, low * 100, high * 100, toned)
    y = np.arange(size) + _MARK
    tick = {"symbol": "line-ns", "size": 14, "line": {"color": theme.ink2, "width": 1.5}}
    sheet.add_scatter(x=earlier * 100, y=y, mode="markers", marker=tick, hoverinfo="skip")
    sheet.add_scatter(
        x=value * 100,
        y=y,
        mode="markers",
        cliponaxis=False,
        marker={"size": 10, "color": [tone(theme, "ink" if name == "range" else name) for name in toned]},
        text=hover_texts(list(hover), size),
        hovertemplate="%{text}<extra></extra>",
        customdata=np.asarray(list(keys or names), dtype=object),
    )
    _texts(sheet, theme, left, right, is_above=is_above)
    return sheet.figure()


def _target(sheet: Sheet, theme: Theme, target: float, label: str) -> None:
    dash = {"color": theme.ink3, "width": 1, "dash": "5px,4px"}
    sheet.add_shape(type="line", x0=target, x1=target, y0=0, y1=1, yref="y domain", line=dash)
    sheet.add_annotation(x=target, y=1, yref="paper", yanchor="bottom", text=safe(label), font={"color": theme.ink3})


def _intervals(sheet: Sheet, theme: Theme, low: Floats, high: Floats, tones: Sequence[str]) -> None:
    """Draw one trace per kind of interval, its bars parted by gaps."""
    kinds = {
        "range": (theme.range_band, _RANGE),
        "accent": (theme.estimate_band, _INTERVAL),
        "other": (theme.interval, _INTERVAL),
    }
    kind_of = [name if name in kinds else "other" for name in tones]
    for kind, (colour, thick) in kinds.items():
        rows = [
            at for at, name in enumerate(kind_of) if name == kind and np.isfinite(low[at]) and np.isfinite(high[at])
        ]
        if rows:
            x = np.concatenate([[low[at], high[at], np.nan] for at in rows])
            y = np.concatenate([[at + _MARK, at + _MARK, np.nan] for at in rows])
            sheet.add_scatter(x=x, y=y, mode="lines", line={"color": colour, "width": thick}, hoverinfo="skip")


def _texts(sheet: Sheet, theme: Theme, left: Sequence[str], right: Sequence[str], *, is_above: bool) -> None:
    """Write each row's name at the left and its figures at the right, above its mark.

    The names stand a line above the figures (`is_above`) where a phone has no room for both in one.
    """
    common = {"xref": "paper", "yanchor": "bottom", "bgcolor": theme.surface}
    raised = 8 + _LINE * is_above
    for at, (name, figures) in enumerate(zip(left, right, strict=True)):
        y = at + _MARK
        sheet.add_annotation(
            x=0,
            y=y,
            text=name,
            xanchor="left",
            align="left",
            xshift=-SIDE + 2,
            yshift=raised,
            font={"color": theme.ink},
            **common,
        )
        sheet.add_annotation(
            x=1,
            y=y,
            text=figures,
            xanchor="right",
            align="right",
            xshift=SIDE - 2,
            yshift=8,
            font={"color": theme.ink3},
            **common,
        )
