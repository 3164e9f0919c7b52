"""What the bot settles least, as a table with the share drawn in its cell."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from lodestar.app import format as form
from lodestar.app import session
from lodestar.app.components import shares
from lodestar.app.components.asked import asked
from lodestar.app.components.chart import Chart
from lodestar.app.components.vocabulary import said
from lodestar.app.findings import bot as say
from lodestar.app.words import Words
from lodestar.metrics.card import Card
from lodestar.metrics.intents import unsettled, wanted_by

Row = Mapping[str, Any]
AT_MOST = 8
_CSS = Path(__file__).parent.parent / "bot.css"


def style() -> None:
    """Apply the look of the table."""
    st.html(_CSS)


def intents_chart(contained: Card, word: Words, language: str) -> Chart | None:
    """Return the intents (issues, where none is known) with most bot contacts, the least settled first."""
    if contained.absent is not None or contained.now is None:
        return None
    by = wanted_by(session.published())
    question = replace(contained.question, by=(by,))
    every = asked(question).rows
    rows = unsettled(every, by, AT_MOST)
    listed = rows.to_dicts()
    known, days = int((every["n"] > 0).sum()), shares.days_text(contained, language)
    more = word("bot.intents_more", shown=str(len(listed)), all=str(known)) if known > len(listed) else ""
    return Chart(
        "bot-intents",
        say.intents_title(contained.metric, listed, by, word, language),
        word("bot.intents_sub", days=days),
        None,
        rows,
        (question,),
        html=table(listed, by, word, language) if listed else "",
        note=more,
        is_worked_out=True,
    )


def table(rows: Sequence[Row], by: str, word: Words, language: str) -> str:
    """Return the table as HTML: name, contacts, bar, share not settled with its interval."""
    heads = (
        f'<th scope="col">{escape(word(f"bot.{by}"))}</th>'
        f'<th scope="col" class="num">{escape(word("bot.contacts"))}</th>'
        f'<th scope="col" colspan="2">{escape(word("bot.unsettled"))}</th>'
    )
    body = "".join(_row(row, by, word, language) for row in rows)
    return f'<div class="ls-unsettled"><table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>'


def _row(row: Row, by: str, word: Words, language: str) -> str:
    n = form.count(row["n"], language)
    name = f'<th scope="row">{escape(said(by, row[by], word, language))}</th><td class="num">{n}</td>'
    if row["is_too_few"]:
        few = word("bot.few_unsettled", num=form.count(row["unsettled"], language), n=n)
        return f'<tr>{name}<td colspan="2" class="few">{escape(few)}</td></tr>'
    share, interval = form.share(row["value"], row["n"], language), form.bounds(row["low"], row["high"], row["n"])
    bar = f'<td class="bar"><i style="width:{row["value"]:.1%}"></i></td>'
    return f'<tr>{name}{bar}<td class="num"><b>{escape(share)}</b><small>{interval}</small></td></tr>'
