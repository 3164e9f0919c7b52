"""Values over periods: lines with their intervals, the unfinished periods hollow, each line named at its end."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from lodestar.app.charts.axis import day_axis, frame, left_margin, scale, time_scale, value_axis
from lodestar.app.charts.lines import Drawn, Line, drawn, end_labels
from lodestar.app.charts.marks import Mark, draw_marks
from lodestar.app.charts.numbers import Days, Floats, dates, floats, positions, stretches
from lodestar.app.charts.place import beside, room_beside
from lodestar.app.charts.sheet import Sheet
from lodestar.app.charts.text import hover_texts, safe
from lodestar.app.charts.theme import Theme, tone
from lodestar.app.words import Words

__all__ = ["Line", "Mark", "is_blank", "trend"]

HEIGHT = 280
_BAND_BAR = 7


def trend(
    theme: Theme,
    *,
    days: Days,
    lines: Sequence[Line],
    unit: str,
    word: Words,
    language: str,
    grain: str = "week",
    target: float | None = None,
    marks: Sequence[Mark] = (),
    breaks: Days = (),
    normal: tuple[float, float] | None = None,
    zero: bool = False,
    height: int = HEIGHT,
) -> go.Figure:
    """Return lines over periods; shares in percent in their own range, counts from zero, times on a log axis.

    `unit` is share, seconds or count; `normal` is drawn as a pale band over all periods; `zero` starts shares at 0.
    Lines and bands begin anew at each of `breaks`: what stands on either side does not compare.
    """
    when = dates(days)
    x = positions(when, grain)
    shown = [Drawn(line, unit, len(when)) for line in lines]
    parts = [part for one in shown for part in (one.raw, one.raw_low, one.raw_high)]
    everything = np.concatenate([floats([target, *(normal or ())]), *parts])
    if unit == "seconds":
        axis = time_scale(everything, word, room=height, upright=True)
    else:
        axis = scale(everything, unit, word, language, zero=zero or unit == "count")
    labels = end_labels(theme, shown, axis, unit=unit, target=target, word=word, language=language)
    sheet = frame(theme, height, left=left_margin(axis), right=room_beside(labels))
    value_axis(sheet, axis)
    lasts = [one.last_whole for one in shown if one.last_whole is not None]
    day_axis(sheet, when, max(lasts, default=len(when) - 1), grain, language)
    if normal is not None and when:
        _normal(sheet, theme, drawn(unit, floats(normal)), x, word)
    begins = [when.index(day) for day in dates(breaks) if day in when]
    for one in shown:
        _band(sheet, theme, one, x, begins)
    if target is not None:
        dash = {"color": theme.ink3, "width": 1, "dash": "5px,4px"}
        at = float(drawn(unit, floats([target]))[0])
        sheet.add_shape(type="line", x0=0, x1=1, xref="x domain", y0=at, y1=at, line=dash)
    for one in shown:
        _line(sheet, theme, one, x, begins)
    draw_marks(sheet, theme, when, x, marks)
    beside(sheet, labels)
    return sheet.figure()


def is_blank(lines: Sequence[Line]) -> bool:
    """Say whether no line has a value to draw: a sentence is more honest then than empty axes."""
    parts = [part for line in lines for part in (line.value, line.low, line.high) if part is not None]
    return not any(np.isfinite(floats(part)).any() for part in parts)


def _normal(sheet: Sheet, theme: Theme, ends: Floats, x: Floats, word: Words) -> None:
    """Draw the range the values usually keep to, named at its upper edge."""
    low, high = (float(end) for end in ends)
    sheet.add_shape(type="rect", x0=x[0], x1=x[-1], y0=low, y1=high, line={"width": 0}, fillcolor=theme.rated_band)
    sheet.add_annotation(
        x=x[0], y=high, text=safe(word("figure.normal")), xanchor="left", yanchor="bottom", font={"color": theme.ink3},
    )  # fmt: skip


def _band(sheet: Sheet, theme: Theme, one: Drawn, x: Floats, begins: Sequence[int]) -> None:
    known = np.isfinite(one.low) & np.isfinite(one.high) & ~one.unfinished
    fill = theme.range_band if one.is_range else theme.estimate_band if one.line.tone == "accent" else theme.rated_band
    for run in stretches(known, begins):
        if run.size == 1:
            at = x[run[0]]
            ends = {"x": [at, at], "y": [one.low[run[0]], one.high[run[0]]]}
            sheet.add_scatter(**ends, mode="lines", line={"color": fill, "width": _BAND_BAR}, hoverinfo="skip")
            continue
        around = np.concatenate([one.high[run], one.low[run][::-1]])
        along = np.concatenate([x[run], x[run][::-1]])
        sheet.add_scatter(
            x=along, y=around, fill="toself", fillcolor=fill, mode="lines", line={"width": 0}, hoverinfo="skip"
        )


def _line(sheet: Sheet, theme: Theme, one: Drawn, x: Floats, begins: Sequence[int]) -> None:
    """Draw the whole periods as a line with its end filled, the unfinished ones hollow on a dotted line."""
    if one.is_range:
        return
    line, colour = one.line, tone(theme, one.line.tone, one.line.slot)
    weight = 2 if line.tone == "ink" else 1.75
    values = np.where(one.whole, one.value, np.nan)
    sheet.add_scatter(
        x=np.insert(x, begins, np.nan), y=np.insert(values, begins, np.nan), mode="lines",
        line={"color": colour, "width": weight}, hoverinfo="skip",
    )  # fmt: skip
    last = one.last_whole
    open_ends = one.open_ends
    if last is not None and open_ends.any():
        dotted = open_ends.copy()
        dotted[last] = True
        sheet.add_scatter(
            x=x, y=np.where(dotted, one.value, np.nan), mode="lines",
            line={"color": colour, "width": 1.25, "dash": "2px,3px"}, hoverinfo="skip",
        )  # fmt: skip
    alone = [run[0] for run in stretches(one.whole, begins) if run.size == 1]
    shown = open_ends.copy()
    shown[[*alone, *([last] if last is not None else [])]] = True
    sheet.add_scatter(
        x=x,
        y=one.value,
        mode="markers",
        cliponaxis=False,
        marker={
            "size": np.where(shown, 8, 9),
            "color": np.where(one.unfinished, theme.surface, colour),
            "opacity": np.where(shown, 1.0, 0.0),
            "line": {"color": colour, "width": np.where(one.unfinished, 1.5, 0)},
        },
        text=hover_texts(list(line.hover), len(x)),
        hovertemplate="%{text}<extra></extra>" if len(line.hover) else None,
        hoverinfo=None if len(line.hover) else "skip",
        customdata=None if line.key == "" else np.full(len(x), line.key, dtype=object),
    )
