"""Under a definition: how others count it on the same data; and for all, the glossary and the settings."""

from datetime import UTC
from html import escape

import streamlit as st

from lodestar.app import format as form
from lodestar.app import session
from lodestar.app.components.grid import Cell, Head, Row, grid
from lodestar.app.words import Words, table, words
from lodestar.metrics.adjustable import adjustables
from lodestar.metrics.card import Card, current_version
from lodestar.metrics.catalogue import Language
from lodestar.metrics.health import built_at
from lodestar.metrics.question import Question
from lodestar.metrics.vendors import VendorNumber, vendor_numbers
from lodestar.settings import load_settings

_MEANING = "_is"


@st.cache_data(max_entries=500, show_spinner=False)
def _vendors(version: int, question: Question) -> list[VendorNumber]:  # noqa: ARG001 - a new mart, new numbers
    return vendor_numbers(session.published(), question)


def others_count(shown: Card, word: Words, language: Language) -> None:
    """Draw what the vendors' rules give on the same days and rows, under ours; nothing where there is none."""
    found = _vendors(current_version(session.published()), shown.question)
    if not found or shown.absent is not None:
        return
    st.html(f'<div class="ls-def"><section><h3>{escape(word("definitions.vendors"))}</h3></section></div>')
    first, last = shown.question.first_day, shown.question.last_day
    period = form.short_span(first, last, language) if first and last else ""
    heads = [Head(word("definitions.rule")), Head(period, is_number=True), Head(word("definitions.misses"))]
    ours: Row = [Cell(word("definitions.ours"), "strong"), _our_value(shown, word, language), Cell("–", "quiet")]
    rows: list[Row] = [ours]
    for number in found:
        told = number.rule.words(language)
        rows.append([told.rule, _value(number, word, language), Cell(told.misses, "quiet")])
    grid(heads, rows, word("definitions.vendors"))


def _our_value(shown: Card, word: Words, language: Language) -> str | Cell:
    row = shown.now
    if row is None or row["value"] is None:
        return "–"
    if row["is_too_few"]:
        return word("definitions.few", n=form.count(row["n"], language))
    return Cell(form.value(shown.metric, row, word, language), "strong")


def _value(number: VendorNumber, word: Words, language: Language) -> str:
    if number.value is None:
        return "–"
    if number.is_too_few:
        return word("definitions.few", n=form.count(number.n, language))
    if number.unit == "share":
        return form.share(number.value, number.n, language)
    if number.unit == "level":
        return word("definitions.mean_level", value=f"{number.value:.1f}")
    return form.seconds(number.value, word)


def glossary(word: Words, language: Language) -> None:
    """Draw the field's words in both languages, with what each means in the reader's."""
    own, other = table(language)["glossary"], words("zh" if language == "en" else "en")
    terms = [name for name in own if not name.endswith(_MEANING)]
    heads = [Head(word(f"definitions.{name}")) for name in ("term", "in_other", "meaning")]
    rows: list[Row] = [[Cell(own[name], "strong"), other(f"glossary.{name}"), own[name + _MEANING]] for name in terms]
    with st.container(border=True, key="panel-glossary", gap="xsmall"):
        st.html(f'<h2 class="ls-panel-title">{escape(word("definitions.glossary"))}</h2>')
        grid(heads, rows, word("definitions.glossary"))


def settings(word: Words, language: Language) -> None:
    """Draw every setting with its value and default, and say where they were changed after the numbers were built."""
    file = session.data_folder().settings_file
    about = table(language)["settings"]
    heads = [Head(word(f"definitions.{name}")) for name in ("setting_name", "value", "default", "meaning")]
    rows: list[Row] = [
        [
            Cell(one.name, "mono"),
            Cell(_shown(one.value, word), "strong" if one.is_changed else ""),
            Cell(_shown(one.default, word), "quiet"),
            about.get(one.about.replace(".", "_"), ""),
        ]
        for one in adjustables(load_settings(file))
    ]
    is_newer = file.exists() and file.stat().st_mtime > built_at(session.published()).replace(tzinfo=UTC).timestamp()
    note = word("definitions.settings_note") + (" " + word("definitions.settings_stale") if is_newer else "")
    with st.container(border=True, key="panel-settings", gap="xsmall"):
        title = escape(word("definitions.settings"))
        note = escape(note).replace("`", "")
        st.html(f'<h2 class="ls-panel-title" id="settings">{title}</h2><p class="ls-meta">{note}</p>')
        grid(heads, rows, word("definitions.settings"))


def _shown(value: object, word: Words) -> str:
    if isinstance(value, bool):
        return word("definitions.yes" if value else "definitions.no")
    return word("definitions.unset") if value is None else str(value)
