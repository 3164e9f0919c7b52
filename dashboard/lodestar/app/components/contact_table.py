"""The contacts of a list as a table: values in words, times in words, a row opens its conversation."""

import math
from typing import Any

import polars as pl
import streamlit as st

from lodestar.app import format as form
from lodestar.app.components import frame
from lodestar.app.components.listing import Listing, rows
from lodestar.app.components.trail import contact_address
from lodestar.app.components.vocabulary import said
from lodestar.app.words import Words
from lodestar.metrics.catalogue import Metric, load_catalogue
from lodestar.metrics.drill import COUNTS, SHOWN_AT_MOST
from lodestar.metrics.mart import Mart

NOTHING = "–"
TABLE = "contacts"
_MOMENTS = ("opened_at", "ended_at")


def contact_table(listing: Listing, mart: Mart, word: Words, language: str) -> None:
    """Draw the first contacts of the list; a row that is chosen is opened by open_chosen_contact in the next run."""
    found = rows(listing, SHOWN_AT_MOST)
    if found.is_empty():
        return
    note = word("contacts.open")
    if found.height == SHOWN_AT_MOST:
        note += " " + word("contacts.shown", shown=form.count(found.height, language))
    frame.note(note)
    metric = load_catalogue().metric(listing.question.metric)
    columns = [*listing.columns, COUNTS]
    st.dataframe(
        _shown(found.select(columns), metric, mart, word, language),
        hide_index=True,
        column_config=_labels(columns, word, language),
        selection_mode=["single-row", "single-cell"],
        on_select="rerun",
        key=TABLE,
        placeholder=NOTHING,
        height=640,
    )


def open_chosen_contact(listing: Listing, language: str) -> None:
    """Open the contact of the row that was just chosen in the table, before anything of the list is drawn again."""
    chosen: Any = st.session_state.get(TABLE)
    places = [*chosen.selection.rows, *(place for place, _ in chosen.selection.cells)] if chosen else []
    if places and places[0] < (found := rows(listing, SHOWN_AT_MOST)).height:
        row = found.row(places[0], named=True)
        address = contact_address(listing, row["contact_id"], row["source"], places[0] + 1, language)
        st.switch_page("app_pages/contact.py", query_params=address)


def column_name(column: str, word: Words, language: str) -> str:
    """Return the heading of a column."""
    catalogue = load_catalogue()
    if column in catalogue.dimensions:
        return str(getattr(catalogue.dimensions[column], language))
    if column in catalogue.metrics:
        return catalogue.metric(column).words(language).label  # type: ignore[arg-type]
    return word(f"contacts.{column}")


def _shown(found: pl.DataFrame, metric: Metric, mart: Mart, word: Words, language: str) -> Any:
    """Return the table with times as words that still sort as numbers, and every other value in words."""
    zone = str(mart.zone)
    local = [
        pl.col(name).dt.replace_time_zone("UTC").dt.convert_time_zone(zone).dt.replace_time_zone(None)
        for name in _MOMENTS
        if name in found.columns
    ]
    texts = [
        pl.Series(name, [said(name, value, word, language) if value else None for value in found[name]], pl.String)
        for name, kind in found.schema.items()
        if kind == pl.String and name != COUNTS
    ]
    counts = [] if metric.unit == "seconds" else [_counts(found[COUNTS], metric, word, language)]
    frame_shown = found.with_columns(local).with_columns(texts).with_columns(counts).to_pandas()
    times = [name for name in frame_shown.columns if name.endswith("_seconds") or (name == COUNTS and not counts)]

    def time(value: float | None) -> str:
        return NOTHING if value is None or math.isnan(value) else form.seconds(value, word)

    return frame_shown.style.format(dict.fromkeys(times, time))


def _counts(values: pl.Series, metric: Metric, word: Words, language: str) -> pl.Series:
    if metric.kind not in {"ratio", "partition"}:
        return values
    if metric.kind == "partition":
        texts = [said(metric.value or "", value or metric.waiting, word, language) for value in values]
    else:
        names = {1: "counted", 0: "base", None: "pending"}
        texts = [word(f"contacts.{names[value]}") for value in values]
    return pl.Series(COUNTS, texts, pl.String)


def _labels(columns: list[str], word: Words, language: str) -> dict[str, Any]:
    labels: dict[str, Any] = {name: column_name(name, word, language) for name in columns}
    for name in _MOMENTS:
        if name in labels:
            pattern = form.moment_pattern(language)
            labels[name] = st.column_config.DatetimeColumn(labels[name], format=pattern, width=156)
    return labels
