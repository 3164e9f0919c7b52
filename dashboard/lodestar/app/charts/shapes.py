"""How times are spread: a histogram with its median and p90 named, and who had been answered by when."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from lodestar.app import format as form
from lodestar.app.charts.axis import (
    LEFT,
    PHONE,
    RIGHT,
    Scale,
    foot_axis,
    frame,
    left_margin,
    logs,
    scale,
    time_scale,
    value_axis,
)
from lodestar.app.charts.numbers import Numbers, floats
from lodestar.app.charts.place import Label, beside, dot, pair, room_beside
from lodestar.app.charts.sheet import Sheet
from lodestar.app.charts.text import hover_texts, safe, width, with_value
from lodestar.app.charts.theme import Theme, category
from lodestar.app.words import Words

HEIGHT = 280
_TOP = 24
_PHONE_PLOT = 240
_SHARES = Scale(0.0, 102.0, (0.0, 25.0, 50.0, 75.0, 100.0), ("0", "25", "50", "75", "100"))


@dataclass(frozen=True)
class Curve:
    """The share (0 to 1) reached by each of some times in seconds. `last` is the end value as written."""

    name: str
    seconds: Numbers
    shares: Numbers
    slot: int
    hover: Sequence[str] = ()
    last: str = ""
    key: str | None = ""


def histogram(
    theme: Theme,
    *,
    lows: Numbers,
    highs: Numbers,
    counts: Numbers,
    median: float | None,
    p90: float | None,
    word: Words,
    language: str,
    hover: Sequence[str] = (),
    height: int = HEIGHT,
) -> go.Figure:
    """Return counts per bucket of time (its edges in seconds, as wide on a log axis), from zero."""
    first, last, count = floats(lows), floats(highs), floats(counts)
    edges = np.concatenate([first, last, floats([median, p90])])
    times = time_scale(edges, word, room=_PHONE_PLOT, pad=0.01)
    axis = scale(count, "count", word, language, zero=True)
    sheet = frame(theme, height, left=left_margin(axis), right=RIGHT, top=_TOP)
    value_axis(sheet, axis)
    foot_axis(sheet, times)
    low, high = logs(first), logs(last)
    texts = list(hover) or [
        f"{form.seconds(float(a), word)} – {form.seconds(float(b), word)}: {form.count(float(n), language)}"
        for a, b, n in zip(first, last, count, strict=True)
    ]
    sheet.add_bar(
        x=(low + high) / 2,
        y=count,
        width=high - low,
        marker={"color": theme.mute, "line": {"color": theme.surface, "width": 1}},
        text=hover_texts(texts, len(count)),
        textposition="none",
        hovertemplate="%{text}<extra></extra>",
    )
    known = [(name, value) for name, value in (("median", median), ("p90", p90)) if value is not None]
    _quantiles(sheet, theme, times, known, word)
    return sheet.figure()


def _quantiles(sheet: Sheet, theme: Theme, times: Scale, known: list[tuple[str, float]], word: Words) -> None:
    """Draw the two lines with their names above, parted where they would touch."""
    texts = [f"<b>{safe(word(f'figure.{name}', value=form.seconds(value, word)))}</b>" for name, value in known]
    places = [float(place) for place in logs(floats([value for _, value in known]))]
    moves = [_inside(times.share(place) * _PHONE_PLOT, width(text)) for place, text in zip(places, texts, strict=True)]
    if len(known) > 1:
        at = (times.share(places[0]) * _PHONE_PLOT, times.share(places[1]) * _PHONE_PLOT)
        moves = list(pair(at, (width(texts[0]), width(texts[1])), 0, _PHONE_PLOT + RIGHT - 4))
    for place, text, move in zip(places, texts, moves, strict=True):
        sheet.add_shape(
            type="line", x0=place, x1=place, y0=0, y1=1, yref="y domain", line={"color": theme.ink, "width": 1.5}
        )
        sheet.add_annotation(
            x=place, y=1, yref="paper", yanchor="bottom", text=text, xshift=round(move, 1),
            font={"color": theme.ink},
        )  # fmt: skip


def _inside(middle: float, wide: float) -> float:
    """Return the pixels by which a label moves to stay between the figure's edges."""
    low, high = wide / 2, _PHONE_PLOT + RIGHT - 4 - wide / 2
    return min(max(middle, low), high) - middle


def curves(theme: Theme, *, lines: Sequence[Curve], word: Words, language: str, height: int = HEIGHT) -> go.Figure:
    """Return the share that had been reached by each time, on a log axis and from 0 to 100; where a line ends is never.

    Each line is named at its end, with its last share.
    """
    labels = []
    for line in lines:
        shares = floats(line.shares)
        known = np.flatnonzero(np.isfinite(shares))
        if known.size:
            end = float(shares[known[-1]])
            text = with_value(line.name, line.last or form.share(end, 0, language))
            labels.append(Label(_SHARES.share(end * 100), dot(category(theme, line.slot)) + text, theme.ink))
    sheet = frame(theme, height, left=left_margin(_SHARES), right=room_beside(labels))
    value_axis(sheet, _SHARES)
    seconds = np.concatenate([floats([None]), *(floats(line.seconds) for line in lines)])
    foot_axis(sheet, time_scale(seconds, word, room=PHONE - LEFT - sheet.margin["r"], pad=0))
    sheet.add_shape(type="line", x0=0, x1=1, xref="x domain", y0=50, y1=50, line={"color": theme.line2, "width": 1})
    sheet.add_annotation(
        x=0, xref="paper", xanchor="left", xshift=2, y=50, yanchor="bottom", text=safe(word("figure.half")),
        font={"color": theme.ink3},
    )  # fmt: skip
    for line in lines:
        seconds = floats(line.seconds)
        has_hover = len(line.hover) > 0
        sheet.add_scatter(
            x=logs(seconds),
            y=floats(line.shares) * 100,
            mode="lines",
            line={"color": category(theme, line.slot), "width": 1.75},
            text=hover_texts(list(line.hover), len(seconds)),
            hovertemplate="%{text}<extra></extra>" if has_hover else None,
            hoverinfo=None if has_hover else "skip",
            customdata=None if line.key == "" else np.full(len(seconds), line.key, dtype=object),
        )
    beside(sheet, labels)
    return sheet.figure()
