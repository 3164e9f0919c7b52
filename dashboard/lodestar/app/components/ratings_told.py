"""What those who rated said: comments, masked, and reasons; and by which dimension satisfaction is looked at."""

from functools import partial
from html import escape

import polars as pl
import streamlit as st

from lodestar.app import format as form
from lodestar.app import session
from lodestar.app.charts.bars import bars
from lodestar.app.charts.theme import theme
from lodestar.app.components import shares
from lodestar.app.components.chart import Chart, draw_charts
from lodestar.app.components.kept import kept
from lodestar.app.components.listing import is_masked
from lodestar.app.components.overview_charts import open_chosen
from lodestar.app.components.satisfaction_charts import dimension_name
from lodestar.app.components.values import options
from lodestar.app.view import View
from lodestar.app.words import Words
from lodestar.masking import mask
from lodestar.metrics.card import Card
from lodestar.metrics.comments import latest_comments, rating_reasons
from lodestar.metrics.found import Found

CUT = "cut"
"""The part of the address that names the dimension."""
FIRST = "channel"


def dimension_choice(csat: Card, view: View, word: Words, language: str) -> str:
    """Return by which dimension satisfaction is cut: what the address says, changed by a row of names.

    There is nothing to choose where no satisfaction can be known.
    """
    if csat.absent is not None:
        return FIRST
    filtered = {
        condition.dimension for condition in view.where if not condition.excludes and len(condition.values) == 1
    }
    offered = [name for name in session.FILTERABLE if name not in filtered and len(options(name)) > 1] or [FIRST]
    asked = st.query_params.get(CUT, FIRST)
    st.session_state["cut-choice"] = asked if asked in offered else offered[0]
    chosen = st.pills(
        word("satisfaction.cut_by"),
        offered,
        key="cut-choice",
        required=True,
        format_func=lambda name: dimension_name(name, language),
        on_change=lambda: st.query_params.update({CUT: st.session_state["cut-choice"]}),
        label_visibility="collapsed",
    )
    return chosen or FIRST


def ratings_told(csat: Card, word: Words, language: str) -> None:
    """Draw the reasons given, where the data have any, and the newest comments; choosing one opens its contact."""
    if csat.absent is not None:
        return
    question = shares.in_days(csat)
    reasons = kept(rating_reasons, question)
    if not reasons.rows.is_empty():
        draw_charts([partial(_reasons_chart, csat, reasons)], word, language)
    rows = kept(latest_comments, question)
    with st.container(border=True, key="panel-comments", gap="xsmall"):
        title = f'<h2 class="ls-chart-title">{escape(word("satisfaction.comments"))}</h2>'
        if rows.is_empty():
            st.html(f'{title}<p class="ls-few">{escape(word("satisfaction.comments_none"))}</p>')
            return
        said = word("satisfaction.comments_sub", n=str(rows.height), period=shares.days_text(csat, language))
        st.html(f'{title}<p class="ls-meta">{escape(said)}</p>', width="stretch")
        labels = {name: word(key) for name, key in _COLUMNS.items()}
        open_chosen(rows, _shown(rows, word, language), "comments", language, labels)


_COLUMNS = {
    "contact": "overview.read_contact",
    "when": "satisfaction.when",
    "rating": "satisfaction.rating",
    "comment": "satisfaction.comment",
    "reason": "satisfaction.reason",
}


def _shown(rows: pl.DataFrame, word: Words, language: str) -> pl.DataFrame:
    mart = session.published()
    shown = pl.DataFrame(
        {
            "contact": rows["contact_id"],
            "when": [form.moment(mart.local(at), language) if at else None for at in rows["rated_at"]],
            "rating": [
                f"{given} · {word(f'satisfaction.{verdict}')}"
                for given, verdict in rows.select("value_raw", "verdict").iter_rows()
            ],
            "comment": [mask(text) if is_masked() else text for text in rows["comment"]],
            "reason": rows["reason"],
        }
    )
    return shown if rows["reason"].count() else shown.drop("reason")


def _reasons_chart(csat: Card, found: Found, word: Words, language: str) -> Chart:
    reasons = found.rows
    counted = reasons.group_by("reason", maintain_order=True).agg(pl.col("contacts").sum()).head(10)
    names, counts = counted["reason"].to_list(), [form.count(n, language) for n in counted["contacts"]]
    hover = [word("satisfaction.hover_count", name=name, n=n) for name, n in zip(names, counts, strict=True)]
    figure = bars(theme(), names=names, values=counted["contacts"].to_numpy(), labels=counts, hover=hover, unit="count")
    subtitle = word("satisfaction.reasons_sub", period=shares.days_text(csat, language))
    question = shares.in_days(csat)
    return Chart("reasons", word("satisfaction.reasons"), subtitle, figure, reasons, (question,), sql=(found.sql,))
