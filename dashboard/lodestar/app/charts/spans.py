"""Times side by side: how long half waited at most (hollow) and how long nine of ten did (filled), on a log axis."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from lodestar.app.charts.axis import PHONE, foot_axis, frame, logs, time_scale
from lodestar.app.charts.numbers import Numbers, floats
from lodestar.app.charts.place import LINE, pair
from lodestar.app.charts.text import hover_texts, lines_in, safe, widest, width, wrapped
from lodestar.app.charts.theme import Theme, text_tone, tone
from lodestar.app.words import Words

LEAST = 240
_ROW = 44
_TOP = 20
_PAD = 0.12
_RIGHT = 24


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
    p50, p90, earlier = (logs(part) for part in seconds)
    named = [wrapped(name) for name in names]
    left = widest(named) + 10
    room = PHONE - left - _RIGHT
    axis = time_scale(np.concatenate(seconds), word, room=room, pad=_PAD)
    row = max(_ROW, 8 + LINE * max((lines_in(name) for name in named), default=1))
    sheet = frame(theme, max(LEAST, size * row + 34 + _TOP), left=left, right=_RIGHT, top=_TOP)
    foot_axis(sheet, axis)
    sheet.update_xaxes(showgrid=True, gridcolor=theme.grid)
    sheet.update_yaxes(
        range=[size - 0.3, -0.7], tickvals=list(range(size)), ticktext=named, showgrid=False,
        tickfont={"color": theme.ink}, ticklabelstandoff=6,
    )  # fmt: skip
    y = np.arange(size)
    gap = np.full(size, np.nan)
    sheet.add_scatter(
        x=np.column_stack([p50, p90, gap]).ravel(), y=np.column_stack([y, y, gap]).ravel(), mode="lines",
        line={"color": theme.interval, "width": 3}, hoverinfo="skip",
    )  # fmt: skip
    tick = {"symbol": "line-ns", "size": 14, "line": {"color": theme.ink2, "width": 1.5}}
    sheet.add_scatter(x=earlier, y=y, mode="markers", marker=tick, hoverinfo="skip")
    toned = list(tones or ["ink"] * size)
    colours = [tone(theme, name) for name in toned]
    common = {
        "y": y,
        "mode": "markers",
        "text": hover_texts(list(hover), size),
        "hovertemplate": "%{text}<extra></extra>",
        "customdata": np.asarray(list(keys or names), dtype=object),
    }
    hollow = {"size": 9, "color": theme.surface, "line": {"color": theme.ink, "width": 2}}
    sheet.add_scatter(x=p50, marker=hollow, **common)
    sheet.add_scatter(x=p90, marker={"size": 10, "color": colours}, **common)
    heads = (f"{safe(word('figure.half'))}<br>", f"{safe(word('figure.most'))}<br>")
    for at in range(size):
        first, second = heads if at == 0 else ("", "")
        texts = f"{first}{safe(labels_half[at])}", f"{second}<b>{safe(labels_most[at])}</b>"
        places = axis.share(float(p50[at])) * room, axis.share(float(p90[at])) * room
        moves = pair(places, (width(texts[0]), width(texts[1])), -8, room + _RIGHT - 4)
        inks = theme.ink2, text_tone(theme, toned[at])
        for place, text, move, ink in zip((p50[at], p90[at]), texts, moves, inks, strict=True):
            if np.isfinite(place):
                sheet.add_annotation(
                    x=float(place), y=at, text=text, yanchor="bottom", yshift=7,
                    xshift=round(move, 1) if np.isfinite(move) else 0, font={"color": ink},
                )  # fmt: skip
    return sheet.figure()
