"""Every page in both languages and every named state, run from the entry script."""

import shutil
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from lodestar.app.commands import APP
from lodestar.app.words import words
from lodestar.datafolder import DataFolder
from lodestar.metrics.drill import contacts_behind
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question

LANGUAGES = ("en", "zh")
SECONDS = 120


def page(monkeypatch: pytest.MonkeyPatch, data: Path, **address: str) -> AppTest:
    monkeypatch.setenv("LODESTAR_DATA", str(data))
    app = AppTest.from_file(str(APP / "main.py"), default_timeout=SECONDS)
    for name, value in address.items():
        app.query_params[name] = value
    return app


def text(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


@pytest.fixture(autouse=True)
def _fresh_caches() -> None:
    import streamlit as st

    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.mark.parametrize("language", LANGUAGES)
def test_overview_answers_its_question(monkeypatch: pytest.MonkeyPatch, committed_sample: Path, language: str) -> None:
    app = page(monkeypatch, committed_sample, period="13weeks", lang=language).run()
    assert not app.exception
    shown, word = text(app), words(language)
    for section in ("satisfied", "fast", "solved", "bot", "silent", "load"):
        assert word(f"overview.{section}") in shown
    assert app.get("plotly_chart")
    other = words("en" if language == "zh" else "zh")
    assert other("overview.question") not in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_filter_changes_the_numbers(monkeypatch: pytest.MonkeyPatch, committed_sample: Path, language: str) -> None:
    app = page(monkeypatch, committed_sample, period="13weeks", lang=language).run()
    before = text(app)
    app.multiselect(key="channel").set_value(["web_chat"]).run()
    assert not app.exception
    assert text(app) != before


@pytest.mark.parametrize("language", LANGUAGES)
def test_scales_whose_mix_moves_have_a_card_each(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, tmp_path: Path, language: str
) -> None:
    shutil.copytree(committed_sample / "marts", tmp_path / "marts")
    (file,) = tmp_path.glob("marts/*.duckdb")
    with duckdb.connect(str(file)) as mart:
        mart.execute("update mart_ratings set levels = 2 where measure = 'csat' and ended_on > date '2026-10-05'")
    app = page(monkeypatch, tmp_path, period="13weeks", lang=language).run()
    assert not app.exception
    word = words(language)
    assert text(app).count(word("card.levels", n="2")) == text(app).count(word("card.levels", n="5")) == 1


def test_a_filter_that_leaves_nothing_says_so(monkeypatch: pytest.MonkeyPatch, committed_sample: Path) -> None:
    app = page(monkeypatch, committed_sample, lang="en").run()
    app.multiselect(key="channel").set_value(["phone"]).run()
    app.multiselect(key="team").set_value(["en_chat_late"]).run()
    assert not app.exception
    assert words("en")("card.no_data") in text(app)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_published_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, language: str) -> None:
    app = page(monkeypatch, tmp_path, lang=language).run()
    assert not app.exception
    assert words(language)("states.no_mart") in text(app)
    assert "lodestar import" in app.info[0].value


def test_a_damaged_mart_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "marts").mkdir()
    (tmp_path / "marts" / "CURRENT").write_text("not a pointer")
    app = page(monkeypatch, tmp_path, lang="en").run()
    assert not app.exception
    assert "lodestar build" in app.info[0].value


@pytest.mark.parametrize("language", LANGUAGES)
def test_contacts_behind_a_number_are_as_many_as_the_number_says(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, language: str
) -> None:
    days = {"from": "2026-08-10", "to": "2026-11-01"}
    app = page(monkeypatch, committed_sample, metric="reopen_rate", lang=language, **days)
    app.run()
    app.switch_page("app_pages/contacts.py").run()
    assert not app.exception
    assert len(app.dataframe[0].value) > 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_contact_shows_what_was_said(monkeypatch: pytest.MonkeyPatch, committed_sample: Path, language: str) -> None:
    rows = contacts_behind(Mart(DataFolder(committed_sample)), Question("escalation_rate"))
    row = rows.filter(rows["source"] == "shop").row(0, named=True)
    app = page(monkeypatch, committed_sample, lang=language, id=row["contact_id"], source=row["source"])
    app.switch_page("app_pages/contact.py").run()
    assert not app.exception
    shown, word = text(app), words(language)
    assert row["contact_id"] in shown
    assert word("contact.customer") in shown
    assert word("contact.bot") in shown
