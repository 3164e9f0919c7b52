"""The contacts behind a number as a table; a row opens its conversation."""

from typing import Any

import polars as pl
import streamlit as st

from lodestar.app import format as form
from lodestar.app.components import frame
from lodestar.app.words import Words
from lodestar.metrics.answer import ask
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.drill import SHOWN_AT_MOST
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question

COLUMNS = ("contact_id", "opened_at", "ended_at", "channel", "team", "agent", "issue_2", "handled_by", "counts")


def table_title(mart: Mart, question: Question, word: Words, language: str) -> str:
    """Return the page's sentence: how many contacts, of which metric, in which days."""
    metric = load_catalogue().metric(question.metric)
    label = metric.words(language).label  # type: ignore[arg-type]
    answer = ask(mart, question)
    counted = 0 if answer.is_empty else int((answer.rows["n"][0] or 0) + (answer.rows["pending"][0] or 0))
    period = form.span(question.first_day, question.last_day, language) if question.first_day else ""  # type: ignore[arg-type]
    where = " · ".join(f"{condition}" for condition in question.where)
    period = f"{period} · {where}" if where else period
    return word("contacts.behind", count=form.count(counted, language), metric=label, period=period)


def contact_table(rows: pl.DataFrame, mart: Mart, word: Words, language: str) -> None:
    """Draw the table; choosing a row goes to that contact's page."""
    if rows.is_empty():
        st.info(word("contacts.none"))
        return
    note = word("contacts.open")
    if rows.height >= SHOWN_AT_MOST:
        note += " " + word("contacts.shown", shown=form.count(rows.height, language))
    frame.note(note)
    zone = str(mart.zone)
    local = [pl.col(name).dt.replace_time_zone("UTC").dt.convert_time_zone(zone).dt.replace_time_zone(None)
             for name in ("opened_at", "ended_at")]  # fmt: skip
    chosen: Any = st.dataframe(
        rows.with_columns(local).select(COLUMNS),
        hide_index=True,
        column_config=_labels(word),
        selection_mode="single-row",
        on_select="rerun",
        key="contacts",
        placeholder="–",
        height=640,
    )
    if chosen.selection.rows:
        row = rows.row(chosen.selection.rows[0], named=True)
        address = {"id": row["contact_id"], "source": row["source"], "lang": language}
        st.switch_page("app_pages/contact.py", query_params=address)


def _labels(word: Words) -> dict[str, Any]:
    names = {"contact_id": "id", "opened_at": "opened", "ended_at": "ended", "issue_2": "issue"}
    labels: dict[str, Any] = {name: word(f"contacts.{names.get(name, name)}") for name in COLUMNS}
    for name in ("opened_at", "ended_at"):
        labels[name] = st.column_config.DatetimeColumn(labels[name], format="YYYY-MM-DD HH:mm")
    return labels
