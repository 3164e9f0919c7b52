"""The pages of the bot and of returns in both languages and in the states that are theirs, from the entry script."""

import shutil
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from lodestar.app.components.bot_intents import table
from lodestar.app.components.chart import contacts_address
from lodestar.app.words import words
from lodestar.metrics.answer import ask
from lodestar.metrics.card import latest_days
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question
from tests.app.test_pages import page, text

pytestmark = pytest.mark.long

PAGES = {"returns": 6, "bot": 5}
"""How many drawings each page has; what the bot settles least is a table beside them."""
BOTH = pytest.mark.parametrize("language", ["en", "zh"])
EACH = pytest.mark.parametrize("name", PAGES)


def opened(monkeypatch: pytest.MonkeyPatch, data: Path, name: str, **address: str) -> AppTest:
    app = page(monkeypatch, data, **({"period": "13weeks"} | address)).run()
    return app.switch_page(f"app_pages/{name}.py").run()


@pytest.fixture(autouse=True)
def _fresh_caches() -> None:
    import streamlit as st

    st.cache_data.clear()
    st.cache_resource.clear()


@EACH
@BOTH
def test_a_page_answers_its_question_in_its_own_language(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, name: str, language: str
) -> None:
    app = opened(monkeypatch, committed_sample, name, lang=language)
    assert not app.exception
    shown = text(app)
    assert words(language)(f"{name}.question") in shown
    assert words("en" if language == "zh" else "zh")(f"{name}.question") not in shown
    assert len(app.get("plotly_chart")) == PAGES[name]
    assert "<strong>" in shown


@EACH
@pytest.mark.parametrize("address", [{"compare": "none"}, {"compare": "year"}, {"grain": "day"}, {"grain": "month"}])
def test_a_page_stands_whatever_it_is_compared_with_and_cut_by(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, name: str, address: dict[str, str]
) -> None:
    assert not opened(monkeypatch, committed_sample, name, lang="en", **address).exception


@BOTH
def test_a_period_in_which_nothing_ended_is_no_zero(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, language: str
) -> None:
    for name in PAGES:
        app = opened(monkeypatch, committed_sample, name, lang=language, period="2020-01-06..2020-01-12")
        assert not app.exception
        assert words(language)(f"{name}.answer_empty") in text(app)


@BOTH
def test_where_no_intent_is_known_the_table_is_by_issue(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, tmp_path: Path, language: str
) -> None:
    word = words(language)
    assert f">{word('bot.intent')}<" in text(opened(monkeypatch, committed_sample, "bot", lang=language))
    shutil.copytree(committed_sample / "marts", tmp_path / "marts")
    (file,) = tmp_path.glob("marts/*.duckdb")
    with duckdb.connect(str(file)) as mart:
        mart.execute("update mart_contacts set intent = null")
    import streamlit as st

    st.cache_data.clear()
    st.cache_resource.clear()
    shown = text(opened(monkeypatch, tmp_path, "bot", lang=language))
    assert f">{word('bot.issue_2')}<" in shown
    assert f">{word('bot.intent')}<" not in shown


def test_the_answer_is_the_partition_of_the_latest_weeks(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, published_mart: Mart
) -> None:
    days = latest_days(published_mart, "bot_outcome", (), 13)
    rows = ask(published_mart, Question("bot_outcome").between(*days)).rows
    shares = dict(rows.select("part", "value").iter_rows())
    shown = text(opened(monkeypatch, committed_sample, "bot", lang="en"))
    for part, says in (("handed", "went to a human"), ("silent", "ended in silence")):
        assert f"<strong>{shares[part] * 100:.0f}</strong> {says}" in shown


def test_the_contacts_behind_open_weeks_reach_to_the_last_day(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, published_mart: Mart
) -> None:
    monkeypatch.setenv("LODESTAR_DATA", str(committed_sample))
    last = published_mart.last_day()
    first = last - timedelta(days=90)
    weeks = Question("reopen_rate", grain="week", first_day=first)
    assert contacts_address(weeks, "en")["period"] == f"{first}..{last}"
    assert contacts_address(weeks.between(first, first), "en")["period"] == f"{first}..{first}"


def test_hostile_names_of_intents_show_as_text() -> None:
    row = {"n": 40, "unsettled": 20, "value": 0.5, "low": 0.4, "high": 0.6, "is_too_few": False}
    few = {**row, "is_too_few": True, "intent": None}
    drawn = table([{**row, "intent": '<img src=x onerror="alert(1)">'}, few], "intent", words("en"), "en")
    assert "<img" not in drawn
    assert "&lt;img" in drawn
    assert "width:50.0%" in drawn
    assert "20 of 40: too few" in drawn
    assert drawn.count("<i ") == 1


@pytest.fixture
def published_mart(committed_sample: Path) -> Mart:
    from lodestar.datafolder import DataFolder

    return Mart(DataFolder(committed_sample))
