"""Asking the silent, as a weekly habit: how far each draw is, a new draw with its list, the filled list taken in."""

import tempfile
from functools import partial
from html import escape
from pathlib import Path

import streamlit as st

from lodestar.app import format as form
from lodestar.app import session
from lodestar.app.components.vocabulary import plain
from lodestar.app.words import Words, wrong
from lodestar.errors import LodestarError
from lodestar.follow_ups.drawing import Wanted, draw_week
from lodestar.follow_ups.importing import Imported, import_answers
from lodestar.follow_ups.listing import FORMATS, list_bytes
from lodestar.follow_ups.status import follow_up_status
from lodestar.state.follow_ups import Draw, list_draws

NUMBERS = {"answers": 50, "raters": 30, "completion": 50}
DONE, WRONG = "follow-done", "follow-wrong"
MOST_SENTENCES = 5
_SAID = ("week", "drawn", "asked", "answered", "completion", "mode_shift", "to_ask")


def follow_ups(word: Words, language: str) -> None:
    """Draw the panel; nothing is asked of the mart until somebody opens it."""
    with st.expander(word("follow.title"), key="follow-ups"):
        st.html(f'<p class="ls-meta">{escape(word("follow.what"))}</p>')
        try:
            draws = list_draws(session.data_folder())
            if draws:
                _status(word, language)
                _list(draws[-1], word)
            _draw(word)
            _fill(word)
        except LodestarError as error:
            st.error(plain(wrong(error, word)))
        for text in st.session_state.pop(DONE, ()):
            st.html(f'<p class="ls-few" role="status">{escape(text)}</p>')
        if text := st.session_state.pop(WRONG, None):
            st.error(plain(text))


def _status(word: Words, language: str) -> None:
    rows = follow_up_status(session.data_folder())
    heads = "".join(f'<th scope="col">{escape(word(f"follow.head_{name}"))}</th>' for name in _SAID)
    lines = "".join(
        "<tr>" + "".join(f"<td>{escape(_cell(row, name, word, language))}</td>" for name in _SAID) + "</tr>"
        for row in rows.reverse().iter_rows(named=True)
    )
    st.html(
        f'<div class="ls-scroll" role="region" tabindex="0" aria-label="{escape(word("follow.title"))}">'
        f'<table class="ls-table"><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table></div>',
        width="stretch",
    )


def _cell(row: dict[str, object], name: str, word: Words, language: str) -> str:
    value = row[name]
    if value is None:
        return "–"
    if name == "completion":
        return form.share(float(str(value)), 1, language)
    if name == "mode_shift":
        return word("card.points", value=form.points(float(str(value)), 1))
    return str(value) if isinstance(value, str) else form.count(float(str(value)), language)


def _list(draw: Draw, word: Words) -> None:
    """Draw the links to the newest draw's list; a file is made when it is asked for."""
    mart = session.published()
    with st.container(horizontal=True, gap="small", key="follow-files"):
        for ending in FORMATS:
            st.download_button(
                word("follow.list", week=draw.week, form=ending.removeprefix(".").upper()),
                partial(list_bytes, mart, draw, ending),
                f"follow-up-{draw.week}-{draw.number}{ending}",
                key=f"follow-list{ending}",
                on_click="ignore",
            )


def _draw(word: Words) -> None:
    with st.form("follow-draw", border=False):
        columns = st.columns(3)
        for column, (name, usual) in zip(columns, NUMBERS.items(), strict=True):
            most = 100 if name == "completion" else 100_000
            column.number_input(word(f"follow.{name}"), 1, most, usual, key=f"follow-{name}")
        st.checkbox(word("follow.again"), key="follow-again")
        st.form_submit_button(word("follow.draw"), on_click=_drawn, args=(word,))


def _drawn(word: Words) -> None:
    answers, raters, completion = (int(st.session_state[f"follow-{name}"]) for name in NUMBERS)
    wanted = Wanted(answers=answers, raters=raters, completion=completion / 100)
    try:
        done = draw_week(session.published(), wanted, again=st.session_state["follow-again"])
    except LodestarError as error:
        st.session_state[WRONG] = wrong(error, word)
        return
    key = "follow.drawn" if done.is_new else "follow.drawn_before"
    st.session_state[DONE] = [word(key, week=done.draw.week)]


def _fill(word: Words) -> None:
    with st.form("follow-fill", border=False, clear_on_submit=True):
        st.file_uploader(word("follow.filled"), [ending.removeprefix(".") for ending in FORMATS], key="follow-file")
        st.form_submit_button(word("follow.take_in"), on_click=_filled, args=(word,))


def _filled(word: Words) -> None:
    file = st.session_state["follow-file"]
    if file is None:
        return
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / Path(file.name).name
            path.write_bytes(file.getbuffer())
            done = import_answers(session.data_folder(), path)
    except LodestarError as error:
        st.session_state[WRONG] = wrong(error, word)
        return
    st.session_state[DONE] = _told(done, word)


def _told(done: Imported, word: Words) -> list[str]:
    counts = {name: str(getattr(done, name)) for name in ("rows", "stored", "known", "duplicate", "blank")}
    told = [word("follow.taken_in", refused=str(len(done.refused)), **counts)]
    told += [one.sentence for one in done.refused[:MOST_SENTENCES]]
    return [*told, word("follow.build_next")] if done.stored else told
