"""One metric over weeks: the line, its interval, and hollow marks where a week is unfinished or not yet matured."""

import numpy as np
import plotly.graph_objects as go
import polars as pl
import streamlit as st

from lodestar.app import format as form
from lodestar.app.words import Words
from lodestar.metrics.catalogue import Metric
from lodestar.metrics.periods import last_day_of

HEIGHT = 150
_LIGHT = {"ink": "#16191D", "axis": "#646970", "grid": "#EFEEEA", "band": "rgba(22,25,29,.08)", "paper": "#FFFFFF"}
_DARK = {"ink": "#E9E7E2", "axis": "#969BA3", "grid": "#252A2F", "band": "rgba(233,231,226,.11)", "paper": "#191C20"}
_TIME_TICKS = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400,
               172_800, 259_200, 604_800, 1_209_600, 2_592_000)  # fmt: skip
_MOST_TICKS = 4


def trend(metric: Metric, weeks: pl.DataFrame, word: Words, language: str) -> go.Figure:
    """Return the figure of a card's weeks; shares in percent from their own range, times on a log axis."""
    colour = _DARK if st.context.theme.type == "dark" else _LIGHT
    factor = 100 if metric.unit == "share" else 1
    shown = pl.col("value").is_not_null() & ~pl.col("is_too_few")
    rows = weeks.with_columns(pl.when(shown).then(pl.col(name)).alias(name) for name in ("value", "low", "high"))
    days = rows["period"].to_numpy()
    value, low, high = (_numbers(rows, name, factor) for name in ("value", "low", "high"))
    whole = ~rows["is_incomplete"].to_numpy()
    figure = go.Figure()
    for part in _stretches(np.isfinite(low)):
        band = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
        figure.add_scatter(x=days[part], y=high[part], **band)
        figure.add_scatter(x=days[part], y=low[part], fill="tonexty", fillcolor=colour["band"], **band)
    line = {"color": colour["ink"], "width": 2}
    figure.add_scatter(x=days, y=np.where(whole, value, np.nan), mode="lines", line=line, hoverinfo="skip")
    hover = [hover_text(metric, row, word, language) if row["value"] is not None else "" for row in rows.to_dicts()]
    fill = np.where(whole, colour["ink"], colour["paper"])
    marker = {"color": fill, "size": 6, "line": {"color": colour["ink"], "width": 1.5}}
    figure.add_scatter(
        x=days, y=value, mode="markers", marker=marker, text=hover, hovertemplate="%{text}<extra></extra>"
    )
    _axes(figure, metric, days, language, colour)
    if metric.unit == "seconds":
        _time_axis(figure, np.concatenate([value, low, high]), word)
    return figure


def has_trend(weeks: pl.DataFrame) -> bool:
    """Say whether at least two weeks have enough behind them to be drawn."""
    return weeks.filter(pl.col("value").is_not_null() & ~pl.col("is_too_few")).height > 1


def _stretches(
    known: "np.ndarray[tuple[int], np.dtype[np.bool_]]",
) -> "list[np.ndarray[tuple[int], np.dtype[np.intp]]]":
    """Return the runs of positions without a gap between them."""
    where = np.flatnonzero(known)
    return [run for run in np.split(where, np.flatnonzero(np.diff(where) > 1) + 1) if run.size]


def _time_axis(figure: go.Figure, seconds: "np.ndarray[tuple[int], np.dtype[np.float64]]", word: Words) -> None:
    """Put a log axis with people's units below times, from the tick under the least to the tick over the most."""
    positive = seconds[np.isfinite(seconds) & (seconds > 0)]
    if not positive.size:
        return
    below = [tick for tick in _TIME_TICKS if tick <= positive.min()][-1:] or [_TIME_TICKS[0]]
    above = [tick for tick in _TIME_TICKS if tick >= positive.max()][:1] or [_TIME_TICKS[-1]]
    ticks = [tick for tick in _TIME_TICKS if below[0] <= tick <= above[0]]
    shown = ticks[:: -(-len(ticks) // _MOST_TICKS)]
    figure.update_yaxes(
        type="log",
        range=np.log10([below[0], above[0]]).tolist(),
        tickvals=shown,
        ticktext=[form.seconds(tick, word) for tick in shown],
    )


def hover_text(metric: Metric, row: dict[str, object], word: Words, language: str) -> str:
    """Return one week in words: its days, the value, what it rests on."""
    first = row["period"]
    week = form.span(first, last_day_of(first, "week"), language)  # type: ignore[arg-type]
    parts = [f"{week}: {value_text(metric, row, word, language)}"]
    if row["low"] is not None and metric.unit == "share":
        parts.append(form.bounds(row["low"], row["high"], int(row["n"])))  # type: ignore[arg-type,call-overload]
    parts.append(word("card.n", n=form.count(row["n"], language)))  # type: ignore[arg-type]
    if row["pending"]:
        parts.append(word("card.pending", n=form.count(row["pending"], language)))  # type: ignore[arg-type]
    if row["is_incomplete"]:
        parts.append(word("overview.unfinished"))
    return " · ".join(parts)


def value_text(metric: Metric, row: dict[str, object], word: Words, language: str) -> str:
    """Return a value in its unit, with ≈ where it is approximate and > where a quantile was not reached."""
    value = float(row["value"])  # type: ignore[arg-type]
    mark = ("> " if row.get("value_is_beyond") else "") + ("≈ " if row.get("is_approximate") else "")
    if metric.unit == "share":
        return mark + form.share(value, int(row["n"]), language)  # type: ignore[call-overload]
    if metric.unit == "seconds":
        return mark + form.seconds(value, word)
    return mark + form.count(value, language)


def _numbers(rows: pl.DataFrame, name: str, factor: int) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    return rows[name].cast(pl.Float64).to_numpy() * factor


def _axes(figure: go.Figure, metric: Metric, days: object, language: str, colour: dict[str, str]) -> None:
    every = list(days)[::-3][::-1]  # type: ignore[call-overload]
    figure.update_layout(
        template="none",
        height=HEIGHT,
        showlegend=False,
        dragmode=False,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        margin={"l": 4, "r": 8, "t": 6, "b": 22},
        font={"size": 12, "color": colour["axis"]},
        hoverlabel={"bgcolor": colour["ink"], "bordercolor": colour["ink"], "font": {"color": colour["paper"]}},
    )
    labels = [form.day(day.astype("datetime64[D]").item(), language) for day in every]
    figure.update_xaxes(tickvals=every, ticktext=labels, showgrid=False, zeroline=False, fixedrange=True)
    rangemode = "tozero" if metric.kind in {"count", "backlog"} else "normal"
    figure.update_yaxes(
        gridcolor=colour["grid"], zeroline=False, fixedrange=True, automargin=True, nticks=4, rangemode=rangemode
    )
