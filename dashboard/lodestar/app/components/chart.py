"""One chart on a page: its finding as the title, the drawing, and what can be done with it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape

import plotly.graph_objects as go
import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lodestar.app import format as form
from lodestar.app import session
from lodestar.app.components import frame
from lodestar.app.components.asked import asked
from lodestar.app.components.explore_told import asked_for
from lodestar.app.view import View
from lodestar.app.words import Words
from lodestar.exports.dictionary import dictionary_of
from lodestar.exports.files import csv_bytes, excel_bytes, parquet_bytes
from lodestar.exports.manifest import about_answers
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.question import Question

A_ROW = 2
CLICKED = {"clickmode": "event+select", "dragmode": "pan"}
"""What Streamlit sets where marks can be clicked; were it not there from the start, the chart would be drawn twice."""
ACTIONS = ("table", "sql", "contacts", "csv", "excel", "parquet", "link")


@dataclass(frozen=True)
class Chart:
    """What a chart shows and stands on.

    `rows` are its data, as they are shown as a table and downloaded; `questions` are what was asked for them: the first
    one's contacts are those behind the chart. `sql` is what is shown as its SQL where the rows are not the questions'
    own: statements that give them, and questions whose numbers are drawn beside them. `is_worked_out`: the rows are put
    together from several answers or worked out of one; no SQL gives just them. `html` is shown where there is no
    figure. Where `drill` names a dimension, a click on a mark whose customdata is a value opens the contacts of that
    value.
    """

    key: str
    title: str
    subtitle: str
    figure: go.Figure | None
    rows: pl.DataFrame
    questions: tuple[Question, ...] = ()
    alt: str = ""
    html: str = ""
    drill: str | None = None
    note: str = ""
    sql: tuple[str | Question, ...] = ()
    is_worked_out: bool = False

    def statements(self) -> list[str]:
        """Return the SQL that gives what is drawn, each statement once."""
        return list(self.told_statements())

    def told_statements(self) -> dict[str, Question | None]:
        """Return each statement with the question that it answers; None where it is a statement of its own."""
        told: dict[str, Question | None] = {}
        for one in self.sql or self.questions:
            told.setdefault(*((asked(one).sql, one) if isinstance(one, Question) else (one, None)))
        told.pop("", None)
        return told


def draw_charts(makers: Iterable[Callable[[Words, str], Chart | None]], word: Words, language: str) -> None:
    """Draw the charts there are, two in a row, each once it is made: the browser draws it while the next is asked."""
    room: list[DeltaGenerator] = []
    for make in makers:
        chart = make(word, language)
        if chart is not None:
            room = room or list(st.columns(A_ROW, gap="small"))
            with room.pop(0):
                draw_chart(chart, word, language)


def draw_chart(chart: Chart, word: Words, language: str) -> None:
    """Draw one chart in its panel, or its table, its SQL or the link where the menu asks for that."""
    with st.container(border=True, key=f"chart-{chart.key}", height="stretch", gap="xsmall"):
        with st.container(horizontal=True, wrap=False, gap="small", key=f"chart-head-{chart.key}"):
            title = f'<h2 class="ls-chart-title">{escape(form.unbroken(chart.title))}</h2>'
            st.html(f'{title}<p class="ls-meta">{escape(chart.subtitle)}</p>', width="stretch")
            action = st.menu_button(
                "···",
                _actions(chart),
                format_func=lambda name: word(f"chart.{name}"),
                key=f"menu-{chart.key}",
                type="tertiary",
                help=word("chart.menu"),
            )
        if action == "contacts":
            st.switch_page("app_pages/contacts.py", query_params=contacts_address(chart.questions[0], language))
        _body(chart, _mode(chart, action, word), word, language)
        if chart.note:
            frame.note(chart.note)


def _actions(chart: Chart) -> list[str]:
    """Return what the menu offers: SQL where something was asked, contacts where what was asked counts them."""
    metrics = load_catalogue().metrics
    lacking = set() if chart.questions else {"sql", "contacts"}
    if chart.questions and metrics[chart.questions[0].metric].grain in {"agent day", "ticket"}:
        lacking = {"contacts"}
    return [name for name in ACTIONS if name not in lacking]


def _mode(chart: Chart, action: str | None, word: Words) -> str:
    """Return what the panel shows now: the chart, or what was last asked of its menu until one goes back."""
    key = f"mode-{chart.key}"
    if action:
        st.session_state[key] = action
    mode: str = st.session_state.get(key, "chart")
    if mode != "chart":
        st.button(word("chart.back"), key=f"back-{chart.key}", on_click=st.session_state.pop, args=(key, None))
    return mode


def _body(chart: Chart, mode: str, word: Words, language: str) -> None:
    if mode == "table":
        st.dataframe(chart.rows, hide_index=True, placeholder="–", key=f"table-{chart.key}")
    elif mode == "sql":
        if chart.is_worked_out:
            frame.note(word("chart.sql_worked_out"))
        for text, question in chart.told_statements().items():
            if question:
                st.html(f'<p class="ls-meta"><b>{escape(asked_for(question, word, language))}</b></p>')
            st.code(text, language="sql", wrap_lines=True)
    elif mode == "link":
        frame.note(word("chart.link_said"))
        st.code(st.context.url or "", language=None)
    elif mode in {"csv", "excel", "parquet"}:
        _download(chart, mode, word)
    else:
        _drawing(chart, word, language)


def _download(chart: Chart, ending: str, word: Words) -> None:
    rows = chart.rows

    def made() -> bytes:
        """Make the file only when it is asked for."""
        if ending == "csv":
            return csv_bytes(rows)
        answers = [asked(question) for question in chart.questions]
        manifest = about_answers(session.published(), answers, rows.height)
        return (
            parquet_bytes(rows, manifest)
            if ending == "parquet"
            else excel_bytes(rows, manifest, dictionary_of(rows.schema))
        )

    name = f"lodestar-{chart.key}.{'xlsx' if ending == 'excel' else ending}"
    st.download_button(word(f"chart.{ending}"), made, name, key=f"download-{chart.key}", on_click="ignore")


def _drawing(chart: Chart, word: Words, language: str) -> None:
    if chart.html:
        st.html(chart.html, width="stretch")
    elif chart.figure is None or not chart.rows.height:
        why = "chart.too_few" if chart.rows.height else "chart.no_data"
        st.html(f'<p class="ls-few">{escape(word(why))}</p>')
    else:
        opens = bool(chart.drill and chart.questions)
        if opens:
            chart.figure.update_layout(**CLICKED)
        chosen = st.plotly_chart(
            chart.figure,
            theme=None,
            config={"displayModeBar": False},
            key=f"figure-{chart.key}",
            alt=chart.alt or f"{chart.title}. {chart.subtitle}",
            on_select="rerun" if opens else "ignore",
            selection_mode="points",
        )
        if opens:
            _open_chosen(chart, chosen, language)


def _open_chosen(chart: Chart, chosen: object, language: str) -> None:
    """Open the contacts of the mark that was just clicked."""
    points = chosen["selection"]["points"]  # type: ignore[index]
    seen = st.session_state.get(f"chosen-{chart.key}")
    st.session_state[f"chosen-{chart.key}"] = points
    if points and points != seen and "customdata" in points[0]:
        value = points[0]["customdata"]
        value = value[0] if isinstance(value, (list, tuple)) else value
        question = chart.questions[0].only(chart.drill or "", value or None)
        st.switch_page("app_pages/contacts.py", query_params=contacts_address(question, language))


def contacts_address(question: Question, language: str) -> dict[str, str | list[str]]:
    """Return the address of the contacts page for what a question counted; without a last day up to the newest."""
    view = View(where=question.where)
    if question.first_day:
        view = view.during(question.first_day, question.last_day or session.published().last_day())
    return {"metric": question.metric, **view.address(), **session.spoken(language)}
