"""The page on satisfaction in both languages and its named states."""

import shutil
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from lodestar.app.commands import APP
from lodestar.app.words import words

pytestmark = pytest.mark.long

LANGUAGES = ("en", "zh")
SECONDS = 120
PERIOD = "2026-08-10..2026-11-08"


def page(monkeypatch: pytest.MonkeyPatch, data: Path, **address: str) -> AppTest:
    monkeypatch.setenv("LODESTAR_DATA", str(data))
    app = AppTest.from_file(str(APP / "main.py"), default_timeout=SECONDS)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    for name, value in address.items():  # switching the page takes the address along only in a browser
        app.query_params[name] = value
    app.switch_page("app_pages/satisfaction.py").run()
    assert not app.exception
    return app


def text(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


@pytest.fixture(autouse=True)
def _fresh_caches() -> None:
    import streamlit as st

    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.mark.parametrize("language", LANGUAGES)
def test_question_answer_charts_and_comments(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, language: str
) -> None:
    app = page(monkeypatch, committed_sample, lang=language, period="13weeks")
    shown, word = text(app), words(language)
    for name in ("question", "comments", "handle_note"):
        assert word(f"satisfaction.{name}") in shown
    assert word("satisfaction.question") not in text(
        page(monkeypatch, committed_sample, lang="zh" if language == "en" else "en")
    )
    assert len(app.get("plotly_chart")) >= 4
    assert len(app.dataframe[0].value) > 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_address_names_the_dimension_and_junk_in_it_is_left_out(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, language: str
) -> None:
    app = page(monkeypatch, committed_sample, lang=language, period="13weeks", cut="team")
    assert app.get("button_group")
    word = words(language)
    by_team = word("satisfaction.cut_few", by="X").split("X")[0] + ("team" if language == "en" else "团队")
    assert by_team in text(app)
    junk = page(monkeypatch, committed_sample, lang=language, period="13weeks", cut="drop table")
    assert junk.session_state["cut-choice"] == "channel"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_period_without_ratings_keeps_the_page_alive(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, language: str
) -> None:
    app = page(monkeypatch, committed_sample, lang=language, period="2020-01-06..2020-01-12")
    word = words(language)
    assert word("satisfaction.said_none") in text(app)
    assert word("satisfaction.funnel_none") in text(app)
    assert word("satisfaction.comments_none") in text(app)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_ratings_at_all_is_said_with_its_reason(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, tmp_path: Path, language: str
) -> None:
    shutil.copytree(committed_sample / "marts", tmp_path / "marts")
    (file,) = tmp_path.glob("marts/*.duckdb")
    with duckdb.connect(str(file)) as mart:
        mart.execute("delete from mart_inputs where table_name = 'ratings'")
    app = page(monkeypatch, tmp_path, lang=language)
    assert words(language)("satisfaction.said_absent", reason="").rstrip() in text(app)
    assert words(language)("nav.returns") in text(app).split('"ls-second"')[1].split("</p>")[0]
    assert not app.get("plotly_chart")
    assert "cut-choice" not in app.session_state


def test_comments_are_masked(monkeypatch: pytest.MonkeyPatch, committed_sample: Path) -> None:
    import polars as pl

    from lodestar.app.components import ratings_told

    hostile = pl.DataFrame(
        {
            "contact_id": ["T1#1"],
            "source": ["desk"],
            "rated_at": [None],
            "value_raw": ["1"],
            "verdict": ["negative"],
            "reason": [None],
            "comment": ["<b>=1+1</b> call 13800138000, jo@example.com"],
        },
        schema_overrides={"rated_at": pl.Datetime("us"), "reason": pl.String},
    )
    monkeypatch.setattr(ratings_told, "latest_comments", lambda *_: hostile)
    app = page(monkeypatch, committed_sample, lang="en", period="13weeks")
    (comment,) = app.dataframe[0].value["comment"]
    assert "13800138000" not in comment
    assert "jo@example.com" not in comment
    assert comment.startswith("<b>=1+1</b> call ")
