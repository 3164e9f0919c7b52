"""Where do labels go, so that none covers another and none is cut?"""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from lodestar.app.charts.numbers import Floats

GAP = 16
"""Pixels between the middles of two lines of text."""


def apart(wanted: Sequence[float], gap: float, low: float, high: float) -> Floats:
    """Return positions at least `gap` apart in [low, high], in the order wanted and as near to it as possible.

    Where they cannot all fit, the gap shrinks to what fits. Least squares by pooling (isotonic regression).
    """
    if not len(wanted):
        return np.empty(0)
    size = len(wanted)
    step = min(gap, (high - low) / (size - 1)) if size > 1 else gap
    order = np.argsort(wanted, kind="stable")
    offsets = np.arange(size) * step
    pooled: list[tuple[float, int]] = []
    for value in np.asarray(wanted, dtype=float)[order] - offsets:
        mean, count = float(value), 1
        while pooled and pooled[-1][0] > mean:
            above, more = pooled.pop()
            mean, count = (mean * count + above * more) / (count + more), count + more
        pooled.append((mean, count))
    flat = np.repeat([mean for mean, _ in pooled], [count for _, count in pooled])
    placed = np.empty(size)
    placed[order] = np.clip(flat, low, high - offsets[-1]) + offsets
    return placed


def pair(at: tuple[float, float], widths: tuple[float, float], low: float, high: float) -> tuple[float, float]:
    """Return the pixels by which the middles of two labels side by side move, to part them inside [low, high]."""
    first, second = at
    half_first, half_second = widths[0] / 2, widths[1] / 2
    lack = max(half_first + half_second + 8 - (second - first), 0) / 2
    first, second = first - lack, second + lack
    push = max(low + half_first - first, 0) or -max(second + half_second - high, 0)
    return first + push - at[0], second + push - at[1]


def beside(figure: go.Figure, heights: Sequence[float], texts: Sequence[str], colours: Sequence[str]) -> None:
    """Write texts right of the plot, each as near as possible to its height (0 at the foot of the plot, 1 at the top).

    The figure's margins and height have to be set before.
    """
    margin = figure.layout.margin
    room = figure.layout.height - margin.t - margin.b
    wanted = np.asarray(heights, dtype=float) * room
    for at, text, colour in zip(apart(wanted, GAP, 0, room), texts, colours, strict=True):
        figure.add_annotation(
            x=1,
            xref="paper",
            xanchor="left",
            xshift=8,
            y=0,
            yref="paper",
            yanchor="middle",
            yshift=round(float(at), 1),
            text=text,
            align="left",
            showarrow=False,
            font={"color": colour},
        )


def dot(colour: str) -> str:
    """Return a swatch: words are never in a category's colour."""
    return f'<span style="color:{colour}">●</span> '


def box(colour: str) -> str:
    """Return the swatch of a column's part."""
    return f'<span style="color:{colour}">■</span> '
