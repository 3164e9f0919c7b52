"""What happened in between: thin upright lines in a chart over time, each with a number and two words."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lodestar.app.charts.numbers import Floats
from lodestar.app.charts.sheet import Sheet
from lodestar.app.charts.text import wrapped
from lodestar.app.charts.theme import Theme

_LETTERS = 12
_EDGE = -0.5
"""A column stands around its period's place: what is new from its first day on begins at its left edge."""


@dataclass(frozen=True)
class Mark:
    """Something that happened: a thin upright line with a number and two words."""

    day: dt.date
    text: str


def draw_marks(  # a sheet, its days, and what happened
    sheet: Sheet, theme: Theme, days: list[dt.date], x: Floats, marks: Sequence[Mark], *, on: str = "lines"
) -> None:
    """Number what happened in between, each text on the side that has more room.

    `on` says what is drawn: lines, which stay above a mark; areas or columns, which a mark lies on.
    """
    if not days:
        return
    is_over = on != "lines"
    line = {"color": theme.ink3 if is_over else theme.line2, "width": 1}
    look = {"font": {"color": theme.ink2 if is_over else theme.ink3}, "bgcolor": theme.surface if is_over else None}
    for number, mark in enumerate(marks, 1):
        at = float(np.interp((mark.day - days[0]).days, [(day - days[0]).days for day in days], x))
        at += _EDGE if on == "columns" else 0
        is_late = at > (x[0] + x[-1]) / 2
        sheet.add_shape(
            type="line", x0=at, x1=at, y0=0, y1=1, yref="y domain", line=line, layer="above" if is_over else "below"
        )
        sheet.add_annotation(
            x=at, y=0, yref="paper", yanchor="bottom", xanchor="right" if is_late else "left",
            text=f"<b>{number}</b> {wrapped(mark.text, _LETTERS)}", align="left", yshift=2, xshift=-4 if is_late else 4,
            **{name: value for name, value in look.items() if value},
        )  # fmt: skip
