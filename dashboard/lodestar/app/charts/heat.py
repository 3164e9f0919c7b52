"""When is it busy? One square per hour and weekday, the darker the more."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from lodestar.app.charts.axis import PHONE, frame, scale
from lodestar.app.charts.text import hover_texts, safe, widest, wrapped
from lodestar.app.charts.theme import SIZE, Theme

_ROW = 30
LEAST = 240


def heat(
    theme: Theme,
    *,
    rows: Sequence[str],
    columns: Sequence[str],
    values: Sequence[Sequence[float | None]] | NDArray[Any],
    hover: Sequence[Sequence[str]],
    language: str = "en",
) -> go.Figure:
    """Return a square per row and column, the first row at the top, from pale (zero) to the accent (most)."""
    amounts = np.asarray(values, dtype=np.float64).reshape(len(rows), len(columns))
    axis = scale(amounts.ravel(), "count", None, language, zero=True)
    names = [wrapped(name) for name in rows]
    sheet = frame(theme, max(LEAST, len(rows) * _ROW + 34), left=widest(names) + 10, right=widest(axis.texts) + 36)
    room = (PHONE - sheet.margin["l"] - sheet.margin["r"]) / max(len(columns), 1)
    every = max(math.ceil((widest([safe(column) for column in columns]) + 4) / max(room, 1)), 1)
    named = list(range(0, len(columns), every))
    sheet.update_xaxes(
        tickvals=named, ticktext=[safe(columns[at]) for at in named], showline=False, ticks="",
        range=[-0.5, max(len(columns), 1) - 0.5],
    )  # fmt: skip
    sheet.update_yaxes(
        range=[max(len(rows), 1) - 0.5, -0.5], tickvals=list(range(len(rows))), ticktext=names, showgrid=False,
        tickfont={"color": theme.ink},
    )  # fmt: skip
    if not amounts.size:
        return sheet.figure()
    sheet.add_heatmap(
        z=amounts,
        zmin=0,
        zmax=axis.high,
        colorscale=[[0, theme.sunk], [1, theme.accent]],
        xgap=2,
        ygap=2,
        text=[hover_texts(list(row), len(columns)) for row in hover],
        hovertemplate="%{text}<extra></extra>",
        colorbar={
            "thickness": 8,
            "outlinewidth": 0,
            "tickvals": axis.ticks,
            "ticktext": axis.texts,
            "tickfont": {"color": theme.ink3, "size": SIZE},
            "x": 1,
            "xpad": 12,
            "ypad": 0,
        },
    )
    return sheet.figure()
