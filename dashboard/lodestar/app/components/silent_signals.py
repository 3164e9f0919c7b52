"""The behaviours as rows of a table, each with its interval drawn in the cell, so that no row drifts from its mark."""

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from lodestar.app import format as form
from lodestar.app.components.slots import names
from lodestar.app.findings.silent import few, short_name
from lodestar.app.words import Words
from lodestar.metrics.behaviour import CHANNEL, Behaviour

_CSS = Path(__file__).parent.parent / "silent.css"
MOST_CHANNELS = 5
_ENDS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0)
_TICKS = 5


def style() -> None:
    """Apply the look of the table of behaviours."""
    st.html(_CSS)


def axis_end(behaviours: Sequence[Behaviour]) -> float:
    """Return the share at which the common axis ends: the least of a few that holds every interval."""
    highs = [one.now["high"] for one in behaviours if one.now and not one.now["is_too_few"]]
    return next(end for end in _ENDS if end >= max(highs, default=0))


def channels_of(behaviours: Sequence[Behaviour]) -> list[str | None]:
    """Return the channels with the most contacts counted over all behaviours, the largest first, at most five."""
    sizes: dict[str | None, int] = {}
    for one in behaviours:
        for row in one.channels.iter_rows(named=True):
            sizes[row[CHANNEL]] = sizes.get(row[CHANNEL], 0) + int(row["n"])
    return sorted(sizes, key=lambda name: (-sizes[name], name or ""))[:MOST_CHANNELS]


def signal_table(behaviours: Sequence[Behaviour], word: Words, language: str) -> str:
    """Return the table as HTML: behaviour, rate, pending, interval, the move, and the rate on each channel."""
    end, channels = axis_end(behaviours), channels_of(behaviours)
    ticks = "".join(
        f'<i style="left:{100 * at / _TICKS:.0f}%">{100 * end * at / _TICKS:.{0 if end * 20 >= 1 else 1}f}</i>'
        for at in range(_TICKS + 1)
    )
    called = names(CHANNEL, channels, word, language)
    named = "".join(f'<th scope="col" class="num">{escape(called[name])}</th>' for name in channels)
    texts = {name: escape(word(f"silent.column_{name}")) for name in ("signal", "rate", "pending", "interval", "move")}
    head = (
        f'<tr><th scope="col">{texts["signal"]}</th><th scope="col" class="num">{texts["rate"]}</th>'
        f'<th scope="col" class="num">{texts["pending"]}</th>'
        f'<th scope="col" class="axis"><span class="said">{texts["interval"]}</span>'
        f'<div class="plot">{ticks}</div></th>'
        f'<th scope="col" class="num">{texts["interval"]}</th><th scope="col">{texts["move"]}</th>{named}</tr>'
    )
    body = "".join(_row(one, end, channels, word, language) for one in behaviours)
    label = escape(word("silent.signals"))
    return (
        f'<div class="ls-signals" role="region" tabindex="0" aria-label="{label}">'
        f"<table><thead>{head}</thead><tbody>{body}</tbody></table></div>"
    )


def _row(one: Behaviour, end: float, channels: list[str | None], word: Words, language: str) -> str:
    name = escape(short_name(one.metric, language))
    tip = escape(one.metric.words(language).definition)  # type: ignore[arg-type]
    days = ""
    if one.question.first_day and one.question.last_day:
        days = f"<small>{escape(form.short_span(one.question.first_day, one.question.last_day, language))}</small>"
    head = f'<th scope="row" title="{tip}">{name}{days}</th>'
    if one.now is None:
        why = word("silent.absent_row", reason=one.absent[language]) if one.absent else word("card.no_data")
        return f'<tr>{head}<td colspan="{5 + len(channels)}" class="why">{escape(why)}</td></tr>'
    now, pending = one.now, form.count(one.now["pending"], language) if one.now["pending"] else "–"
    rows = {row[CHANNEL]: row for row in one.channels.iter_rows(named=True)}
    cells = "".join(_channel(rows.get(channel), word, language) for channel in channels)
    if now["is_too_few"]:
        counts = escape(few(now, word, language))
        return (
            f'<tr>{head}<td class="num">–</td><td class="num">{pending}</td>'
            f'<td class="why" colspan="3">{counts}</td>{cells}</tr>'
        )
    return (
        f'<tr>{head}<td class="num"><b>{_percent(now, language)}</b></td><td class="num">{pending}</td>'
        f'<td class="axis"><div class="plot">{_drawn(now, end)}</div></td>'
        f'<td class="num">{form.bounds(now["low"], now["high"], now["n"])}'
        f"<small>{escape(word('card.n', n=form.count(now['n'], language)))}</small></td>"
        f"<td>{_move(one, word)}</td>{cells}</tr>"
    )


def _drawn(now: Mapping[str, Any], end: float) -> str:
    """Return the interval as a bar and the rate as a dot, at their places between 0 and the axis' end."""
    low, value, high = (100 * now[name] / end for name in ("low", "value", "high"))
    lines = "".join(f'<i class="grid" style="left:{100 * at / _TICKS:.0f}%"></i>' for at in range(_TICKS + 1))
    return (
        f'{lines}<span class="range" style="left:{low:.2f}%;width:{high - low:.2f}%"></span>'
        f'<span class="dot" style="left:{value:.2f}%"></span>'
    )


def _move(one: Behaviour, word: Words) -> str:
    if one.difference is None or one.now is None:
        return f'<span class="ls-pill">{escape(word("card.no_comparison"))}</span>'
    arrow = "▲" if one.difference > 0 else "▼" if one.difference < 0 else ""
    size = escape(word("card.points", value=form.points(abs(one.difference), int(one.now["n"]))))
    tone = one.verdict if one.verdict in {"better", "worse"} else ""
    words = "" if one.verdict == "none" else escape(word(f"card.{one.verdict}"))
    return f'<span class="ls-pill {tone}">{arrow} {size}</span><small>{words}</small>'


def _channel(row: Mapping[str, Any] | None, word: Words, language: str) -> str:
    """Return one channel's rate with its interval; counts alone where a share would mislead."""
    if row is None or not row["n"]:
        return '<td class="num">–</td>'
    pending = ""
    if row["pending"]:
        pending = f" · {word('card.pending', n=form.count(row['pending'], language))}"
    tip = escape(word("card.n", n=form.count(row["n"], language)) + pending)
    if row["is_too_few"]:
        counts = f"{form.count(row['numerator'], language)}/{form.count(row['n'], language)}"
        return f'<td class="num why" title="{tip}">{counts}<small>{escape(word("silent.few"))}</small></td>'
    interval = form.bounds(row["low"], row["high"], row["n"])
    return f'<td class="num" title="{tip}">{_percent(row, language)}<small>{interval}</small></td>'


def _percent(row: Mapping[str, Any], language: str) -> str:
    return form.share(row["value"], row["n"], language).rstrip("% ")
