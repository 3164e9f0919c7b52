"""One contact as HTML: who said what when, in which leg, with silences, events and signals at their place."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from lodestar.app import format as form
from lodestar.app.components.vocabulary import said as value_said
from lodestar.app.words import Words
from lodestar.metrics.marks import Mark
from lodestar.metrics.timeline import Event, Gap, Item, Leg, Said

SHOWN_LETTERS = 2_000
"""A longer message is cut here; the rest is one click away."""


@dataclass(frozen=True)
class Told:
    """What the transcript speaks with: words, the report zone's clock, the names of the signals."""

    word: Words
    language: str
    local: Callable[[dt.datetime], dt.datetime]
    signal: Callable[[str], str]


def transcript(items: Sequence[Item], told: Told) -> str:
    """Return the contact as HTML; everything in it is escaped, so that a text can only ever be text."""
    rows, day = [], None
    for item in items:
        at = None if isinstance(item, (Gap, Leg)) else told.local(item.at)
        ours = isinstance(item, Said) and item.author_type != "customer"
        stamp = _stamp(at, day, told, "right" if ours else "left") if at else ""
        day = at.date() if at else day
        rows.append(_row(item, stamp, told))
    return f'<div class="tr">{"".join(rows)}</div>'


def foot(title: str, detail: str) -> str:
    """Return the line under a transcript: how it was rated, or what became of the invitation."""
    return f'<div class="tr-foot"><b>{escape(title)}</b><span>{_isolated(detail)}</span></div>'


def _row(item: Item, stamp: str, told: Told) -> str:
    if isinstance(item, Leg):
        return _leg(item, told)
    if isinstance(item, Gap):
        return _gap(item, told)
    if isinstance(item, Said):
        return _said(item, stamp, told)
    if isinstance(item, Event):
        text = _event(item, told)
        return f'{stamp}<div class="tr-event">{text}</div>{_margin(item.marks, told)}'
    later = told.word("contact.later", time=form.seconds(item.seconds, told.word))
    text = told.word("contact.came_back", id=item.contact_id)
    gap = f'<div class="tr-gap"><span><b>{escape(later)}</b></span></div>'
    return f'{gap}{stamp}<div class="tr-event">{_isolated(text)}</div>{_margin(item.marks, told)}'


def _stamp(at: dt.datetime, day: dt.date | None, told: Told, side: str) -> str:
    date = f"<b>{escape(form.day(at.date(), told.language))}</b> " if at.date() != day else ""
    return f'<div class="tr-at {side}">{date}{at:%H:%M}</div>'


def _leg(leg: Leg, told: Told) -> str:
    word = told.word
    details = []
    if leg.is_handed and leg.queue_seconds is not None:
        details.append(word("contact.after_queue", time=form.seconds(leg.queue_seconds, word)))
    else:
        details.append(f"{told.local(leg.at):%H:%M}")
        if leg.seconds is not None:
            details.append(form.seconds(leg.seconds, word))
        if leg.queue_seconds is not None:
            details.append(word("contact.in_queue", time=form.seconds(leg.queue_seconds, word)))
    if leg.turns and not leg.is_handed:
        details.append(
            word("contact.turn" if leg.turns == 1 else "contact.turns", n=form.count(leg.turns, told.language))
        )
    details += [name for name in (leg.team,) if name]
    title = word("contact.handed" if leg.is_handed else f"contact.leg_{leg.handler}")
    kind = "tr-leg marked" if leg.marks else "tr-leg"
    line = f'<div class="{kind}"><b>{escape(title)}</b><span>{_isolated(" · ".join(details))}</span></div>'
    return line + (_margin(leg.marks, told) if leg.marks else "")


def _gap(gap: Gap, told: Told) -> str:
    bad = " bad" if gap.is_fired else ""
    what = told.word("contact.unanswered" if gap.is_unanswered else "contact.silent")
    time = escape(form.seconds(gap.seconds, told.word))
    return f'<div class="tr-gap"><span><b class="{bad.strip()}">{time}</b> {escape(what)}</span></div>'


def _said(one: Said, stamp: str, told: Told) -> str:
    author = value_said("author", one.author_type if one.is_public else "note", told.word, told.language)
    if one.author_type == "human" and one.author_id:
        author = f"{author} {one.author_id}"
    kind = one.author_type if one.is_public else "note"
    tone = " bad" if any(mark.is_bad for mark in one.marks) else ""
    body = _body(one, tone, told)
    text = f'<div class="tr-text" dir="auto">{body}</div>'
    said = f'<div class="tr-said {escape(kind)}"><i>{_isolated(author)}</i>{text}</div>'
    return f"{stamp}{said}{_margin(one.marks, told)}"


def _body(one: Said, tone: str, told: Told) -> str:
    """Return the text with the sentence that fired underlined, the end of a very long one behind a click."""
    start, end = one.fired or (0, 0)
    shown, rest = one.body, ""
    if len(one.body) > SHOWN_LETTERS:
        shown, rest = one.body[:SHOWN_LETTERS], one.body[SHOWN_LETTERS:]
    start, end = min(start, len(shown)), min(end, len(shown))
    fired = f'<u class="tr-fired{tone}">{escape(shown[start:end])}</u>' if end > start else escape(shown[start:end])
    text = escape(shown[:start]) + fired + escape(shown[end:])
    if not text:
        return f'<span class="tr-empty">{escape(told.word("contact.empty"))}</span>'
    if rest:
        more = told.word("contact.more_letters", n=form.count(len(rest), told.language))
        text += f'<details><summary>… {escape(more)}</summary><div dir="auto">{escape(rest)}</div></details>'
    return text


def _event(event: Event, told: Told) -> str:
    word, language = told.word, told.language
    actor = event.actor_type if event.actor_type in {"customer", "human", "bot", "system"} else "unknown"
    who = word(f"contact.who_{actor}", id=event.actor_id or "").strip()
    column = {"category": "issue_3"}.get(event.kind, event.kind)
    value = value_said(column, event.value, word, language)
    by = word(f"contact.ended_{event.actor_type or 'unknown'}") if event.kind == "ended" else ""
    text = word(f"contact.event_{event.kind}", who=who, value=value, by=by)
    ending = f" <b>{escape(word('contact.ending'))}</b>" if event.is_ending else ""
    return f"{_isolated(text)}{ending}"


def _margin(marks: tuple[Mark, ...], told: Told) -> str:
    return f'<div class="tr-margin">{_notes(marks, told)}</div>'


def _notes(marks: tuple[Mark, ...], told: Told) -> str:
    notes = []
    for mark in marks:
        tone = " bad" if mark.is_bad else ""
        name, why = escape(told.signal(mark.signal)), escape(_reason(mark, told))
        notes.append(f'<p class="tr-note{tone}"><b>{name}</b><span>{why}</span></p>')
    return "".join(notes)


def _reason(mark: Mark, told: Told) -> str:
    values = {}
    for name, value in mark.values.items():
        if isinstance(value, dt.datetime):
            values[name] = form.moment(told.local(value), told.language)
        elif value is not None:
            values[name] = form.seconds(value, told.word)
    return told.word(f"contact.reason_{mark.reason}", **values)


def _isolated(text: str) -> str:
    """Return text escaped and kept apart, so that one written from right to left turns nothing around it."""
    return f"<bdi>{escape(text)}</bdi>"
