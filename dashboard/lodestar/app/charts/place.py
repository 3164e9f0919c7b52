"""Where do labels go, so that none covers another and none is cut?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lodestar.app.charts.axis import RIGHT
from lodestar.app.charts.numbers import Floats
from lodestar.app.charts.sheet import Sheet
from lodestar.app.charts.text import lines_in, widest

_STAND_OFF = 8
LINE = 16
"""Pixels of one line of text with the room around it."""


def apart(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float) -> Floats:
    """Return middles for labels of these sizes that touch neither each other nor low and high.

    They keep the order wanted and stay as near to it as can be: least squares by pooling (isotonic regression). Where
    they cannot all fit, all get less room in proportion.
    """
    if not len(wanted):
        return np.empty(0)
    order = np.argsort(wanted, kind="stable")
    size = np.asarray(sizes, dtype=float)[order]
    size *= min(1.0, (high - low) / size.sum())
    offsets = np.concatenate([[0.0], np.cumsum((size[1:] + size[:-1]) / 2)])
    pooled: list[tuple[float, int]] = []
    for value in np.asarray(wanted, dtype=float)[order] - offsets:
        mean, count = float(value), 1
        while pooled and pooled[-1][0] > mean:
            above, more = pooled.pop()
            mean, count = (mean * count + above * more) / (count + more), count + more
        pooled.append((mean, count))
    flat = np.repeat([mean for mean, _ in pooled], [count for _, count in pooled])
    placed = np.empty(len(order))
    placed[order] = np.clip(flat, low + size[0] / 2, high - size[-1] / 2 - offsets[-1]) + offsets
    return placed


def pair(at: tuple[float, float], widths: tuple[float, float], low: float, high: float) -> tuple[float, float]:
    """Return the pixels by which the middles of two labels side by side move, to part them inside [low, high]."""
    places = apart(at, [wide + _STAND_OFF for wide in widths], low - _STAND_OFF / 2, high + _STAND_OFF / 2)
    return float(places[0]) - at[0], float(places[1]) - at[1]


@dataclass(frozen=True)
class Label:
    """A text beside the plot: how high it wants to stand (0 at the foot of the plot, 1 at the top)."""

    height: float
    text: str
    colour: str


def room_beside(labels: Sequence[Label]) -> float:
    """Return the right margin that labels need, with none the usual one."""
    return widest([label.text for label in labels]) + _STAND_OFF + 6 if labels else RIGHT


def beside(sheet: Sheet, labels: Sequence[Label]) -> None:
    """Write labels right of the plot; its margins and height have to be set before."""
    room = sheet.plot_height
    sizes = [LINE * lines_in(label.text) for label in labels]
    places = apart([label.height * room for label in labels], sizes, -LINE / 2, room + LINE / 2)
    for label, place in zip(labels, places, strict=True):
        sheet.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=_STAND_OFF, y=0, yref="paper", yanchor="middle",
            yshift=round(float(place), 1), text=label.text, align="left", font={"color": label.colour},
        )  # fmt: skip


def dot(colour: str) -> str:
    """Return a swatch: words are never in a category's colour."""
    return f'<span style="color:{colour}">●</span> '


def box(colour: str) -> str:
    """Return the swatch of a column's part."""
    return f'<span style="color:{colour}">■</span> '
