"""Every page in both languages and every named state, run from the entry script."""

import json
import shutil
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from lodestar.app.charts.text import width
from lodestar.app.commands import APP
from lodestar.app.components.overview_charts import TWO_LINES
from lodestar.app.words import words
from lodestar.metrics.catalogue import load_catalogue

LANGUAGES = ("en", "zh")
PAGES = sorted(path.stem for path in (APP / "app_pages").glob("[a-z]*.py") if path.stem != "contact")
SECONDS = 120
CHIP = 10
"""The pixels on either side of a chip's words."""


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
    assert word("overview.question") in shown
    for metric in ("csat", "reopen_rate", "escalation_rate", "first_response_seconds", "volume"):
        assert load_catalogue().metric(metric).words(language).label in shown  # type: ignore[arg-type]
    assert app.get("plotly_chart")
    other = words("en" if language == "zh" else "zh")
    assert other("overview.question") not in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_signals_of_the_contacts_to_read_first_have_two_lines_and_room(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, language: str
) -> None:
    """The chips go on in a second line; even the seven longest fit there."""
    app = page(monkeypatch, committed_sample, period="13weeks", lang=language).run()
    shown = next(one for one in app.dataframe if "signals" in one.value.columns)
    column = json.loads(shown.proto.columns)["signals"]
    assert column["type_config"]["type"] == "multiselect"
    assert shown.proto.row_height == TWO_LINES
    names = {option["value"] for option in column["type_config"]["options"]}
    assert {name for names in shown.value["signals"] for name in names} <= names
    chips = sorted((width(name) + 2 * CHIP for name in names), reverse=True)
    assert sum(chips[:7]) <= 2 * column["width"]


@pytest.mark.parametrize(
    ("language", "chat", "service"),
    [("en", "Web chat", "Length of service of the agent"), ("zh", "网页聊天", "坐席司龄")],
)
def test_filters_speak_in_words_and_know_the_length_of_service(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, language: str, chat: str, service: str
) -> None:
    app = page(monkeypatch, committed_sample, period="13weeks", lang=language).run()
    assert any(option.startswith(f"{chat} · ") for option in app.multiselect(key="values-channel").options)
    assert service in app.selectbox(key="add-dimension").options
    app.selectbox(key="add-dimension").set_value("service_length").run()
    (first, *_) = app.multiselect(key="values-service_length").options
    assert "_" not in first
    app.multiselect(key="values-service_length").set_value(["1_to_3_years"]).run()
    assert not app.exception
    assert app.query_params["service_length"] == "1_to_3_years"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_filter_changes_the_numbers_and_the_address(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, language: str
) -> None:
    app = page(monkeypatch, committed_sample, period="13weeks", lang=language).run()
    before = text(app)
    app.multiselect(key="values-channel").set_value(["web_chat"]).run()
    assert not app.exception
    assert text(app) != before
    assert app.query_params["channel"] == "web_chat"
    app.button(key="chip-off-channel").click().run()
    assert "channel" not in app.query_params
    assert text(app) == before


def test_leaving_values_out_is_kept_in_the_address(monkeypatch: pytest.MonkeyPatch, committed_sample: Path) -> None:
    app = page(monkeypatch, committed_sample, period="13weeks", **{"channel!": "web_chat"}).run()
    assert not app.exception
    assert app.session_state["view"].condition("channel").excludes
    assert app.button(key="chip-off-channel").label == "×"


def test_junk_in_the_address_is_cleaned(monkeypatch: pytest.MonkeyPatch, committed_sample: Path) -> None:
    app = page(monkeypatch, committed_sample, period="soon", channel="nobody", compare="x", grain="y").run()
    assert not app.exception
    assert not {"period", "channel", "compare", "grain"} & set(app.query_params)


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
    for levels in ("2", "5"):
        assert f" · {word('card.levels', n=levels)}" in text(app)


def test_a_filter_that_leaves_nothing_says_so(monkeypatch: pytest.MonkeyPatch, committed_sample: Path) -> None:
    app = page(monkeypatch, committed_sample, channel="phone", team="en_chat_late").run()
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
@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_with_its_question_and_an_answer(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, name: str, language: str
) -> None:
    app = page(monkeypatch, committed_sample, period="13weeks", lang=language)
    app.switch_page(f"app_pages/{name}.py").run()
    assert not app.exception
    shown = text(app)
    assert words(language)(f"{name}.question") in shown
    assert 'class="ls-answer"' in shown
