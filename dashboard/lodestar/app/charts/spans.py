"""Times side by side: how long half waited at most (hollow) and how long nine of ten did (filled), on a log axis."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from lodestar.app.charts.axis import Scale, foot_axis, frame, logs, time_scale
from lodestar.app.charts.numbers import Floats, Numbers, floats
from lodestar.app.charts.place import pair
from lodestar.app.charts.text import hover_texts, safe, widest, width, wrapped
from lodestar.app.charts.theme import Theme, tone
from lodestar.app.words import Words

LEAST = 240
_ROW = 44
_TOP = 20
_NAME = 16
_PHONE_PLOT = 170
"""Pixels of a plot on the narrowest phone: labels that part there part everywhere."""
_PAD = 0.12


def dumbbells(
    theme: Theme,
    *,
    names: Sequence[str],
    half: Numbers,
    most: Numbers,
    labels_half: Sequence[str],
    labels_most: Sequence[str],
    hover: Sequence[str],
    word: Words,
    before: Numbers | None = None,
    tones: Sequence[str] | None = None,
    keys: Sequence[str | None] | None = None,
) -> go.Figure:
    """Return median and p90 (seconds) of each name, in the order given; `before` is the earlier p90, as a tick."""
    size = len(names)
    seconds = [floats(half), floats(most), floats(before, size)]
    axis = time_scale(np.concatenate(seconds), word, pad=_PAD)
    p50, p90, earlier = (logs(part) for part in seconds)
    named = [wrapped(name, _NAME) for name in names]
    figure = frame(theme, max(LEAST, size * _ROW + 34 + _TOP), left=widest(named) + 10, right=RIGHT_ROOM, top=_TOP)
    foot_axis(figure, axis)
    figure.update_xaxes(showgrid=True, gridcolor=theme.grid)
    figure.update_yaxes(
        range=[size - 0.3, -0.7], tickvals=list(range(size)), ticktext=named, showgrid=False,
        tickfont={"color": theme.ink}, ticklabelstandoff=6,
    )  # fmt: skip
    y = np.arange(size)
    gap = np.full(size, np.nan)
    figure.add_scatter(
        x=np.column_stack([p50, p90, gap]).ravel(), y=np.column_stack([y, y, gap]).ravel(), mode="lines",
        line={"color": theme.interval, "width": 3}, hoverinfo="skip",
    )  # fmt: skip
    tick = {"symbol": "line-ns", "size": 14, "line": {"color": theme.ink2, "width": 1.5}}
    figure.add_scatter(x=earlier, y=y, mode="markers", marker=tick, hoverinfo="skip")
    colours = [tone(theme, name) for name in (tones or ["ink"] * size)]
    common = {
        "y": y,
        "mode": "markers",
        "text": hover_texts(list(hover), size),
        "hovertemplate": "%{text}<extra></extra>",
        "customdata": np.asarray(list(keys or names), dtype=object),
    }
    hollow = {"size": 9, "color": theme.surface, "line": {"color": theme.ink, "width": 2}}
    figure.add_scatter(x=p50, marker=hollow, **common)
    figure.add_scatter(x=p90, marker={"size": 10, "color": colours}, **common)
    heads = (safe(word("figure.half")), safe(word("figure.most")))
    for at in range(size):
        texts = safe(labels_half[at]), f"<b>{safe(labels_most[at])}</b>"
        if at == 0:
            texts = f"{heads[0]}<br>{texts[0]}", f"{heads[1]}<br>{texts[1]}"
        _labels(figure, theme, at, (p50, p90), texts, axis)
    return figure


RIGHT_ROOM = 24


def _labels(
    figure: go.Figure, theme: Theme, at: int, values: tuple[Floats, Floats], texts: tuple[str, str], axis: Scale
) -> None:
    """Write a row's two times above their marks, parted where they would touch."""
    places = tuple(axis.share(float(part[at])) * _PHONE_PLOT for part in values)
    widths = (width(texts[0]), width(texts[1]))
    known = [bool(np.isfinite(part[at])) for part in values]
    moves = pair((places[0], places[1]), widths, -8, _PHONE_PLOT + RIGHT_ROOM - 4) if all(known) else (0.0, 0.0)
    for is_known, part, text, move, colour in zip(known, values, texts, moves, (theme.ink2, theme.ink), strict=True):
        if is_known:
            figure.add_annotation(
                x=float(part[at]), y=at, text=text, showarrow=False, yanchor="bottom", yshift=7,
                xshift=round(move, 1), font={"color": colour},
            )  # fmt: skip
