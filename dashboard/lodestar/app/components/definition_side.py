"""Beside a definition: its number now, what to know before use, what changed, where it appears."""

from html import escape

from lodestar.app import format as form
from lodestar.app.appears import pages_of
from lodestar.app.charts.sparkline import sparkline
from lodestar.app.components.touched import badge
from lodestar.app.view import View
from lodestar.app.words import Words
from lodestar.metrics.card import Card
from lodestar.metrics.catalogue import Language, load_catalogue

_A_LINE = 2


def side_html(shown: Card, view: View, word: Words, language: Language) -> str:
    """Return the column at the right of a definition."""
    metric = shown.metric
    caveats = [getattr(load_catalogue().caveats[name], language) for name in metric.caveats]
    changes = [f"{form.day(one.on, language, year=True)} · {getattr(one, language)}" for one in metric.changed]
    pages = word("definitions.comma").join(word(f"nav.{page}") for page in pages_of(metric.id))
    parts = {
        "now": _now(shown, word, language) + badge(metric.id, view, word, language),
        "caveats": _paragraphs(caveats or [word("definitions.caveats_none")]),
        "changed": _paragraphs(changes or [word("definitions.changed_none")]),
        "appears": _paragraphs([pages or word("definitions.appears_none")]),
    }
    blocks = (f"<div><h3>{escape(word(f'definitions.{name}'))}</h3>{inner}</div>" for name, inner in parts.items())
    return f'<div class="ls-side" lang="{language}">{"".join(blocks)}</div>'


def _paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts)


def _now(shown: Card, word: Words, language: Language) -> str:
    row = shown.now
    if shown.absent is not None or row is None or row["value"] is None:
        return f"<p>{escape(word('card.no_data'))}</p>"
    n = word("card.n", n=form.count(row["n"], language))
    if row["is_too_few"] or shown.metric.kind == "partition":
        return f"<p>{escape(n)}</p>"
    value = form.smaller_units(escape(form.value(shown.metric, row, word, language)))
    meta = " · ".join(part for part in (form.interval(shown.metric, row, word), n) if part)
    return f'<div class="ls-value">{value}</div><p class="ls-meta">{escape(meta)}</p>{_weeks(shown, word, language)}'


def _weeks(shown: Card, word: Words, language: Language) -> str:
    known = shown.weeks.filter(~shown.weeks["is_too_few"]) if shown.weeks.height else shown.weeks
    if known.height < _A_LINE:
        return ""
    low, high = shown.usual or (None, None)
    label = word("card.weeks", label=shown.metric.words(language).label)
    return sparkline(
        values=known["value"].to_list(), unfinished=known["is_incomplete"].to_list(), low=low, high=high, label=label
    )
