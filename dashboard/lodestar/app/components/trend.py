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
_TIME_TICKS = (1, 10, 60, 600, 3_600, 21_600, 86_400, 259_200, 864_000, 2_592_000)


def trend(metric: Metric, weeks: pl.DataFrame, word: Words, language: str) -> go.Figure:
    """Return the figure of a card's weeks; shares in percent from their own range, times on a log axis."""
    colour = _DARK if st.context.theme.type == "dark" else _LIGHT
    factor = 100 if metric.unit == "share" else 1
    rows = weeks.filter(pl.col("value").is_not_null() & ~pl.col("is_too_few"))
    days = rows["period"].to_numpy()
    value, low, high = (_numbers(rows, name, factor) for name in ("value", "low", "high"))
    whole = ~rows["is_incomplete"].to_numpy()
    figure = go.Figure()
    if np.isfinite(low).any():
        band = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
        figure.add_scatter(x=days, y=high, **band)
        figure.add_scatter(x=days, y=low, fill="tonexty", fillcolor=colour["band"], **band)
    hover = np.array([hover_text(metric, row, word, language) for row in rows.iter_rows(named=True)], dtype=object)
    line = {"color": colour["ink"], "width": 2}
    shared = {"text": hover, "hovertemplate": "%{text}<extra></extra>"}
    figure.add_scatter(x=days[whole], y=value[whole], mode="lines", line=line, **{**shared, "text": hover[whole]})
    fill = np.where(whole, colour["ink"], colour["paper"])
    marker = {"color": fill, "size": 6, "line": {"color": colour["ink"], "width": 1.5}}
    figure.add_scatter(x=days, y=value, mode="markers", marker=marker, **shared)
    _axes(figure, metric, days, language, colour)
    if metric.unit == "seconds" and np.nanmin(value, initial=1) > 0:
        ticks = list(_TIME_TICKS)
        labels = [form.seconds(tick, word) for tick in ticks]
        figure.update_yaxes(type="log", tickvals=ticks, ticktext=labels)
    return figure


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
    every = list(days)[::-4][::-1]  # type: ignore[call-overload]
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
