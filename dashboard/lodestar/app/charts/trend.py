"""Values over periods: lines with their intervals, the unfinished periods hollow, each line named at its end."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from lodestar.app import format as form
from lodestar.app.charts.axis import (
    RIGHT,
    Scale,
    day_ticks,
    frame,
    left_margin,
    logs,
    scale,
    time_scale,
    value_axis,
)
from lodestar.app.charts.numbers import Days, Floats, Numbers, booleans, dates, floats, positions, stretches
from lodestar.app.charts.place import beside, dot
from lodestar.app.charts.text import hover_texts, safe, widest, wrapped
from lodestar.app.charts.theme import Theme, text_tone, tone
from lodestar.app.words import Words

HEIGHT = 280
_BAND_BAR = 7


@dataclass(frozen=True)
class Line:
    """One line, its values in the metric's unit; nan or None leaves a gap. `last` is the end value as written.

    A line without any value draws only its band, as a range. A single interval is drawn as an upright bar.
    `key` is what a click filters by (None: unknown); without it the line is not clickable.
    """

    name: str
    value: Numbers
    low: Numbers | None = None
    high: Numbers | None = None
    unfinished: Sequence[bool] | NDArray[np.bool_] | None = None
    hover: Sequence[str] = ()
    tone: str = "ink"
    slot: int = 0
    last: str = ""
    key: str | None = ""


@dataclass(frozen=True)
class Mark:
    """Something that happened: a thin upright line with a number and two words."""

    day: dt.date
    text: str


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
    normal: tuple[float, float] | None = None,
    zero: bool = False,
    height: int = HEIGHT,
) -> go.Figure:
    """Return lines over periods; shares in percent in their own range, counts from zero, times on a log axis.

    `unit` is share, seconds or count; `normal` is drawn as a pale band over all periods; `zero` starts shares at 0.
    """
    when = dates(days)
    x = positions(when, grain)
    drawn = [_Drawn(line, unit, len(when)) for line in lines]
    everything = np.concatenate([floats([target, *(normal or ())]), *(one.everything for one in drawn)])
    if unit == "seconds":
        axis = time_scale(everything, word, most=5)
    else:
        axis = scale(everything, unit, word, language, zero=zero or unit == "count")
    labels = _labels(theme, drawn, axis, unit, target, word, language)
    right = widest([text for _, text, _ in labels]) + 20 if labels else RIGHT
    figure = frame(theme, height, left=left_margin(axis), right=right)
    value_axis(figure, axis)
    if normal is not None and when:
        _normal(figure, theme, unit, normal, x, word)
    for one in drawn:
        _band(figure, theme, one, x)
    if target is not None:
        dash = {"color": theme.ink3, "width": 1, "dash": "5px,4px"}
        figure.add_shape(
            type="line", x0=0, x1=1, xref="x domain", y0=_on(unit, target), y1=_on(unit, target), line=dash
        )
    for one in drawn:
        _line(figure, theme, one, x)
    _foot(figure, theme, when, x, drawn, grain, language, marks)
    if labels:
        beside(figure, *(list(part) for part in zip(*labels, strict=True)))
    return figure


class _Drawn:
    """A line in the units that are drawn: percent, log10 of seconds, counts."""

    def __init__(self, line: Line, unit: str, size: int) -> None:
        self.line = line
        self.raw = floats(line.value)
        self.value, self.low, self.high = (_ons(unit, floats(part, size)) for part in (line.value, line.low, line.high))
        self.everything = np.concatenate([floats(part, size) for part in (line.value, line.low, line.high)])
        self.unfinished = booleans(line.unfinished, size)
        self.whole = np.isfinite(self.value) & ~self.unfinished
        self.is_range = not np.isfinite(self.value).any()

    @property
    def last_whole(self) -> int | None:
        """Return the position of the last whole period with a value."""
        where = np.flatnonzero(self.whole)
        return int(where[-1]) if where.size else None


def _ons(unit: str, values: Floats) -> Floats:
    if unit == "seconds":
        return logs(values)
    return values * 100 if unit == "share" else values


def _on(unit: str, value: float) -> float:
    return float(_ons(unit, floats([value]))[0])


def _labels(
    theme: Theme, drawn: list[_Drawn], axis: Scale, unit: str, target: float | None, word: Words, language: str
) -> list[tuple[float, str, str]]:
    """Return height, text and colour of what stands right of the plot."""
    labels = []
    if target is not None:
        text = word("figure.target", value=value_text(target, unit, word, language))
        labels.append((axis.share(_on(unit, target)), safe(text), theme.ink3))
    for one in drawn:
        line, at = one.line, one.last_whole
        if one.is_range:
            known = np.flatnonzero(np.isfinite(one.high))
            if known.size:
                labels.append((axis.share(float(one.high[known[-1]])), safe(line.name), theme.ink3))
        elif at is not None:
            last = line.last or value_text(float(one.raw[at]), unit, word, language)
            text = safe(f"{line.name} {last}".strip())
            bold = line.tone in {"ink", "accent"}
            swatch = dot(tone(theme, "category", line.slot)) if line.tone == "category" else ""
            text = swatch + (f"<b>{text}</b>" if bold else text)
            labels.append((axis.share(float(one.value[at])), text, text_tone(theme, line.tone)))
    hollow = [one for one in drawn if (one.unfinished & np.isfinite(one.value)).any()]
    if hollow:
        where = np.flatnonzero(hollow[0].unfinished & np.isfinite(hollow[0].value))[-1]
        labels.append((axis.share(float(hollow[0].value[where])), safe(word("figure.unfinished")), theme.ink3))
    return labels


def value_text(value: float, unit: str, word: Words, language: str) -> str:
    """Return a value as its unit is written, shares in whole percent."""
    if unit == "share":
        return (
            form.share(value, 0, language) if not round(value * 1000) % 10 else form.share(value, form.MANY, language)
        )
    return form.seconds(value, word) if unit == "seconds" else form.count(value, language)


def _normal(figure: go.Figure, theme: Theme, unit: str, normal: tuple[float, float], x: Floats, word: Words) -> None:
    """Draw the range the values usually keep to, named at its upper edge."""
    low, high = (_on(unit, value) for value in normal)
    figure.add_shape(type="rect", x0=x[0], x1=x[-1], y0=low, y1=high, line_width=0, fillcolor=theme.rated_band)
    figure.add_annotation(
        x=x[0], y=high, text=safe(word("figure.normal")), xanchor="left", yanchor="bottom", showarrow=False,
        font={"color": theme.ink3},
    )  # fmt: skip


def _band(figure: go.Figure, theme: Theme, one: _Drawn, x: Floats) -> None:
    known = np.isfinite(one.low) & np.isfinite(one.high) & ~one.unfinished
    fill = theme.range_band if one.is_range else theme.estimate_band if one.line.tone == "accent" else theme.rated_band
    for run in stretches(known):
        if run.size == 1:
            at = x[run[0]]
            ends = {"x": [at, at], "y": [one.low[run[0]], one.high[run[0]]]}
            figure.add_scatter(**ends, mode="lines", line={"color": fill, "width": _BAND_BAR}, hoverinfo="skip")
            continue
        around = np.concatenate([one.high[run], one.low[run][::-1]])
        along = np.concatenate([x[run], x[run][::-1]])
        figure.add_scatter(
            x=along, y=around, fill="toself", fillcolor=fill, mode="lines", line_width=0, hoverinfo="skip"
        )


def _line(figure: go.Figure, theme: Theme, one: _Drawn, x: Floats) -> None:
    """Draw the whole periods as a line with its end filled, the unfinished ones hollow on a dotted line."""
    if one.is_range:
        return
    line, colour = one.line, tone(theme, one.line.tone, one.line.slot)
    weight = 2 if line.tone == "ink" else 1.75
    figure.add_scatter(
        x=x, y=np.where(one.whole, one.value, np.nan), mode="lines", line={"color": colour, "width": weight},
        hoverinfo="skip",
    )  # fmt: skip
    last = one.last_whole
    open_ends = np.isfinite(one.value) & one.unfinished
    if last is not None and open_ends.any():
        dotted = open_ends.copy()
        dotted[last] = True
        figure.add_scatter(
            x=x, y=np.where(dotted, one.value, np.nan), mode="lines",
            line={"color": colour, "width": 1.25, "dash": "2px,3px"}, hoverinfo="skip",
        )  # fmt: skip
    alone = [run[0] for run in stretches(one.whole) if run.size == 1]
    shown = open_ends.copy()
    shown[[*alone, *([last] if last is not None else [])]] = True
    figure.add_scatter(
        x=x,
        y=one.value,
        mode="markers",
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


def _foot(
    figure: go.Figure,
    theme: Theme,
    when: list[dt.date],
    x: Floats,
    drawn: list[_Drawn],
    grain: str,
    language: str,
    marks: Sequence[Mark],
) -> None:
    """Name some of the periods below the lines, and number what happened in between."""
    if not when:
        figure.update_xaxes(range=[0, 1], tickvals=[])
        return
    lasts = [one.last_whole for one in drawn if one.last_whole is not None]
    named, texts = day_ticks(when, max(lasts, default=len(when) - 1), grain, language)
    ends = [x[0] - 0.4, x[-1] + 0.4]
    figure.update_xaxes(range=ends, tickvals=x[named], ticktext=texts)
    for number, mark in enumerate(marks, 1):
        at = float(np.interp((mark.day - when[0]).days, [(day - when[0]).days for day in when], x))
        is_late = at > (ends[0] + ends[1]) / 2
        figure.add_vline(x=at, line={"color": theme.line2, "width": 1}, layer="below")
        figure.add_annotation(
            x=at, y=0, yref="paper", yanchor="bottom", xanchor="right" if is_late else "left", showarrow=False,
            text=f"<b>{number}</b> {wrapped(mark.text)}", align="left", yshift=2, xshift=-4 if is_late else 4,
            font={"color": theme.ink3},
        )  # fmt: skip
