"""The overview's charts: satisfaction, returns in their two parts, what changed most, and which contacts to read."""

from functools import partial
from html import escape
from typing import Any

import polars as pl
import streamlit as st

from lodestar.app import format as form
from lodestar.app import session
from lodestar.app.charts.theme import theme
from lodestar.app.charts.trend import Line, trend
from lodestar.app.components import shares
from lodestar.app.components.asked import asked_all
from lodestar.app.components.chart import Chart
from lodestar.app.components.estimated import weekly_question
from lodestar.app.components.kept import kept
from lodestar.app.components.panel import arrow_of, ask_together, get_card, get_cards
from lodestar.app.components.satisfaction_charts import cut_chart, weeks_chart
from lodestar.app.components.vocabulary import said
from lodestar.app.findings import overview as say
from lodestar.app.findings.silent import short_name
from lodestar.app.view import View
from lodestar.app.words import Words
from lodestar.metrics.card import Card
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.reading import unrated_with_signals
from lodestar.metrics.scales import levels_of
from lodestar.settings import load_settings

CARDS = (
    "csat", "rating_coverage", "reopen_rate", "escalation_rate", "first_response_seconds", "ola_met_rate",
    "handle_seconds", "volume",
)  # fmt: skip
WATCHED = (
    "csat", "rating_coverage", "reopen_rate", "one_contact_resolution", "escalation_rate", "no_return_containment",
    "first_response_seconds", "ola_met_rate", "handle_seconds",
    "abandonment_rate", "transfer_rate", "complaint_rate", "signal_asked_human", "signal_long_wait",
    "signal_same_question", "signal_negative_words",
)  # fmt: skip
"""The figures that are looked at for what changed."""
BY_CHANCE = 0.05
AT_LEAST = 6
"""So many figures are listed, those that did not move after those that did."""
RETURNS = "reopen_rate"
PARTS = {"reopen_new_ticket_rate": "new", "reopen_same_ticket_rate": "same"}
TWO_LINES = 58
"""The pixels a row takes that holds two lines of chips."""
_WIDE = {"contact": 130, "ended": 156, "channel": 100, "issue": 170, "signals": 680}
BEHIND = (*PARTS, "non_rating_rate")
"""Figures that charts need beside those of the cards and of what changed."""


def ask_overview(view: View) -> dict[str, Card]:
    """Return the cards of all figures on the overview, asked for at once."""
    return {card.metric.id: card for card in ask_together((*CARDS, *WATCHED, *BEHIND), view)}


def overview_charts(view: View) -> "list[partial[Chart | None]]":
    """Return what makes each of the overview's charts, in their order."""
    target = csat_target()
    return [
        partial(weeks_chart, get_cards("csat", view), view, target, everybody=weekly_question(view)),
        partial(cut_chart, get_card("csat", view), "channel", target),
        partial(returns_chart, view),
        partial(changed_chart, view),
    ]


def csat_target() -> float | None:
    """Return the share of satisfied customers that is aimed at, where one is set."""
    return load_settings(session.data_folder().settings_file).targets.csat


def returns_chart(view: View, word: Words, language: str) -> Chart | None:
    """Return how many came back within a day over periods, and the two ways they did."""
    whole, *parts = ask_together((RETURNS, *PARTS), view)
    questions = [question for card in (whole, *parts) if (question := shares.over_periods(card, view.grain))]
    if whole.absent is not None or len(questions) <= len(parts):
        return None
    found = [answer.rows for answer in asked_all(questions)]
    lines: list[Line] = []
    for card, rows in zip((whole, *parts), found, strict=True):
        name = word(f"overview.returns_{PARTS.get(card.metric.id, 'all')}")
        hover = [
            shares.hover(
                f"{shares.period_text(row['period'], view.grain, language)} · {name}", row, "overview", word, language
            )
            for row in rows.to_dicts()
        ]
        tone = "ink" if card is whole else "worse" if card.verdict == "worse" == whole.verdict else "mute"
        lines.append(shares.line(name, rows, hover, bare=card is not whole, tone=tone))
    days = found[0]["period"].to_list()
    marks, note = shares.changes([card.metric for card in (whole, *parts)], days, word, language)
    figure = trend(
        theme(), days=days, lines=lines, unit="share", word=word, language=language, grain=view.grain, zero=True,
        marks=marks,
    )  # fmt: skip
    grain = word(f"filters.grain_{view.grain}")
    subtitle = word("overview.returns_sub", label=shares.label(whole, language), grain=grain)
    title = say.returns_title(whole, parts, word)
    every = pl.concat(
        rows.select(pl.lit(question.metric).alias("metric"), pl.all())
        for question, rows in zip(questions, found, strict=True)
    )
    return Chart("returns", title, subtitle, figure, every, (shares.in_days(whole), *questions), note=note)


def changed_chart(view: View, word: Words, language: str) -> Chart | None:
    """Return the figures whose move is more than chance as a list, what got worse first, then some others."""
    ask_together(WATCHED, view)
    cards = [card for name in WATCHED for card in get_cards(name, view) if card.absent is None]
    compared = [card for card in cards if card.verdict != "none"]
    moved = sorted((c for c in compared if c.verdict in say.SIGNALS), key=lambda c: say.SIGNALS.index(c.verdict))
    chance = f"{len(compared) * BY_CHANCE:.1f}"
    against = word(f"overview.against_{view.compare}")
    subtitle = word("overview.changed_sub", of=str(len(compared)), against=against, chance=chance)
    if not compared:
        subtitle = word("overview.changed_sub_none")
    rows = [
        {
            "metric": card.metric.id,
            "label": _figure_name(card, word, language),
            "before": (card.before or {}).get("value"),
            "now": (card.now or {}).get("value"),
            "verdict": card.verdict,
        }
        for card in compared
    ]
    listed = [*moved, *(card for card in compared if card.verdict == "within")][: max(AT_LEAST, len(moved))]
    todo = f'<p class="ls-few">{escape(word("overview.changed_todo"))}</p>'
    html = _changed_table(listed, word, language) if listed else todo
    data = pl.DataFrame(rows, schema_overrides={"before": pl.Float64, "now": pl.Float64})
    questions = tuple(shares.in_days(card) for card in moved)
    title = say.changed_title(cards, word)
    return Chart("changed", title, subtitle, None, data, questions, html=html, is_worked_out=True)


def _changed_table(listed: list[Card], word: Words, language: str) -> str:
    names = ("figure", "before", "now", "move")
    heads = "".join(f"<th>{escape(word(f'overview.changed_{name}'))}</th>" for name in names)
    rows = "".join(_changed_row(card, word, language) for card in listed)
    return f'<table class="ls-table"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'


def _figure_name(card: Card, word: Words, language: str) -> str:
    """Return what a figure is called, with its scale where scales are apart."""
    levels = levels_of(card.question)
    return " · ".join([shares.label(card, language), *([word("card.levels", n=levels)] if levels else [])])


def _changed_row(card: Card, word: Words, language: str) -> str:
    now, before, difference = card.now or {}, card.before or {}, card.difference or 0
    size = form.difference(card.metric, difference, int(now["n"]), word, language)
    tone = card.verdict if card.verdict in {"better", "worse"} else ""
    verdict = escape(word(f"card.{card.verdict}"))
    pill = f'<span class="ls-pill {tone}">{arrow_of(difference, size)} {escape(size)}</span> {verdict}'
    values = (form.value(card.metric, row, word, language) for row in (before, now))
    cells = "".join(f"<td>{escape(value)}</td>" for value in values)
    return f"<tr><th>{escape(_figure_name(card, word, language))}</th>{cells}<td>{pill}</td></tr>"


def to_read(view: View, word: Words, language: str) -> None:
    """Draw the unrated contacts with most signals, all of them where nobody can rate; choosing a row opens one."""
    card = get_card("non_rating_rate", view)
    question = shares.in_days(card)
    rows = kept(unrated_with_signals, question) if question.first_day else pl.DataFrame()
    unrated = "" if card.absent is None else "_unrateable"
    with st.container(border=True, key="panel-read", gap="xsmall"):
        title = f'<h2 class="ls-chart-title">{escape(word("overview.read"))}</h2>'
        if rows.is_empty():
            st.html(f'{title}<p class="ls-few">{escape(word(f"overview.read_none{unrated}"))}</p>')
            return
        told = word(f"overview.read_sub{unrated}", n=form.count(rows["in_all"][0], language))
        st.html(f'{title}<p class="ls-meta">{escape(told)}</p>', width="stretch")
        open_chosen(rows, _shown(rows, word, language), "read", language, _columns(word, language), TWO_LINES)


def open_chosen(  # noqa: PLR0917 - a table, and what it is called
    rows: pl.DataFrame,
    shown: pl.DataFrame,
    key: str,
    language: str,
    columns: dict[str, Any],
    row_height: int | None = None,
) -> None:
    """Draw a table of contacts; choosing a row opens that contact, and keeps the view for the way back."""
    chosen: Any = st.dataframe(
        shown, hide_index=True, column_config=columns, selection_mode="single-row", on_select="rerun", key=key,
        placeholder="–", height="content", row_height=row_height,
    )  # fmt: skip
    if chosen.selection.rows:
        row = rows.row(chosen.selection.rows[0], named=True)
        own = {"id": row["contact_id"], "of": row["source"], "lang": language}
        st.switch_page("app_pages/contact.py", query_params=session.view().address() | own)


def _shown(rows: pl.DataFrame, word: Words, language: str) -> pl.DataFrame:
    mart, metrics = session.published(), load_catalogue().metrics
    names = {name.removeprefix("signal_"): short_name(metric, language) for name, metric in metrics.items()}
    return pl.DataFrame(
        {
            "contact": rows["contact_id"],
            "ended": [form.moment(mart.local(at), language) for at in rows["ended_at"]],
            "channel": [said("channel", value, word, language) for value in rows["channel"]],
            "issue": [said("issue_2", value, word, language) for value in rows["issue_2"]],
            "signals": [[names.get(signal, signal) for signal in signals] for signals in rows["signals"]],
        }
    )


def _columns(word: Words, language: str) -> dict[str, Any]:
    """Return the columns, the signals as chips that go on in a second line where they do not fit in one."""
    labels = {name: st.column_config.Column(word(f"overview.read_{name}"), width=wide) for name, wide in _WIDE.items()}
    chips = [short_name(metric, language) for name, metric in load_catalogue().metrics.items() if _is_signal(name)]
    labels["signals"] = st.column_config.MultiselectColumn(
        word("overview.read_signals"), options=chips, color="gray", width=_WIDE["signals"]
    )
    return labels


def _is_signal(metric: str) -> bool:
    return metric.startswith("signal_")
