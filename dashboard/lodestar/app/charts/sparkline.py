"""Thirteen weeks on a card: one small line without an axis, as a picture that follows the page's colours by itself."""

from base64 import b64encode
from collections.abc import Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

from lodestar.app.charts.numbers import Floats, Numbers, booleans, floats, stretches
from lodestar.app.charts.theme import DARK, LIGHT

WIDE, HIGH = 240, 40
_SIDE, _EDGE = 12, 6


def sparkline(
    *,
    values: Numbers,
    unfinished: Sequence[bool] | NDArray[np.bool_] | None,
    low: float | None = None,
    high: float | None = None,
    label: str,
) -> str:
    """Return an <img> of values by week; `low` and `high` are the normal band, `label` is read out in its place.

    The last whole week is filled; unfinished weeks are hollow on a dotted line. Without any value it is empty.
    """
    value = floats(values)
    source = b64encode(_svg(value, booleans(unfinished, value.size), low, high).encode()).decode()
    return f'<img class="ls-spark" alt="{escape(label)}" src="data:image/svg+xml;base64,{source}">'


def _svg(value: Floats, unfinished: NDArray[np.bool_], low: float | None, high: float | None) -> str:
    """Return the picture. Streamlit strips <svg> from a page; inside an <img> the colours follow the page's scheme."""
    known = np.isfinite(value)
    edges = np.concatenate([value[known], [edge for edge in (low, high) if edge is not None]])
    least, most = (edges.min(), edges.max()) if edges.size else (0.0, 1.0)
    room = (most - least) or 1.0
    x = _SIDE + np.arange(value.size) * (WIDE - 2 * _SIDE) / max(value.size - 1, 1)
    if most == least:
        least -= 0.5
    y = HIGH - _EDGE - (np.nan_to_num(value) - least) / room * (HIGH - 2 * _EDGE)
    parts = []
    if low is not None and high is not None:
        top, foot = (HIGH - _EDGE - (edge - least) / room * (HIGH - 2 * _EDGE) for edge in (high, low))
        parts.append(f'<rect class="band" x="0" y="{top:.1f}" width="{WIDE}" height="{max(foot - top, 1):.1f}"/>')
    whole = known & ~unfinished
    parts += [_path("line", x[run], y[run]) for run in stretches(whole) if run.size > 1]
    last = np.flatnonzero(whole)[-1:]
    waiting = np.flatnonzero(known & unfinished)
    if last.size and waiting.size:
        ends = np.concatenate([last, waiting[waiting > last[0]]])
        parts.append(_path("dots", x[ends], y[ends]))
    parts += [_point("point", x[at], y[at]) for at in last]
    parts += [_point(kind, x[at], y[at]) for at in waiting for kind in ("ring", "hole")]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" preserveAspectRatio="none">'
        f"<style>{_STYLE}</style>{''.join(parts)}</svg>"
    )


def _path(name: str, x: Floats, y: Floats) -> str:
    way = " L".join(f"{a:.1f} {b:.1f}" for a, b in zip(x, y, strict=True))
    return f'<path class="{name}" d="M{way}"/>'


def _point(name: str, x: float, y: float) -> str:
    """Return a line without length and with round ends: a circle whatever the picture is stretched to."""
    return f'<path class="{name}" d="M{x:.1f} {y:.1f}h0"/>'


_STYLE = (
    "path{fill:none;vector-effect:non-scaling-stroke;stroke-linecap:round;stroke-linejoin:round}"
    ".line{stroke-width:1.5}.dots{stroke-width:1.25;stroke-dasharray:.1 3}"
    ".point,.ring{stroke-width:7}.hole{stroke-width:4}"
    f".band{{fill:{LIGHT.sunk}}}.line,.dots,.point,.ring{{stroke:{LIGHT.ink}}}.hole{{stroke:{LIGHT.surface}}}"
    "@media(prefers-color-scheme:dark){"
    f".band{{fill:{DARK.sunk}}}.line,.dots,.point,.ring{{stroke:{DARK.ink}}}.hole{{stroke:{DARK.surface}}}}}"
)
