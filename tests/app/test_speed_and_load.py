"""The pages on times and on load, in both languages, with every time and under filters that leave little."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lodestar.app.commands import APP
from lodestar.app.components.load_tables import BANDS
from lodestar.app.components.slots import FIRST, names, numbered
from lodestar.app.components.speed_choice import BUSINESS, TIMES
from lodestar.app.words import words
from lodestar.metrics.catalogue import load_catalogue

pytestmark = pytest.mark.long

LANGUAGES = ("en", "zh")
SECONDS = 120
DAYS = "2026-08-10..2026-11-01"
SIX = 6


def page(monkeypatch: pytest.MonkeyPatch, data: Path, name: str, **address: str) -> AppTest:
    monkeypatch.setenv("LODESTAR_DATA", str(data))
    app = AppTest.from_file(str(APP / "main.py"), default_timeout=SECONDS)
    for part, value in address.items():
        app.query_params[part] = value
    app.run()
    app.switch_page(f"app_pages/{name}.py").run()
    assert not app.exception, app.exception[0].message
    return app


def text(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


@pytest.fixture(autouse=True)
def _fresh_caches() -> None:
    import streamlit as st

    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.mark.parametrize("name", ["speed", "load"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_answers_its_question_in_its_language(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, name: str, language: str
) -> None:
    app = page(monkeypatch, committed_sample, name, period=DAYS, lang=language)
    shown = text(app)
    assert words(language)(f"{name}.question") in shown
    assert words("en" if language == "zh" else "zh")(f"{name}.question") not in shown
    assert len(app.get("plotly_chart")) == SIX
    answer = shown.split('class="ls-answer"')[1].split("</p>")[0]
    assert "<strong>" in answer


def test_every_time_can_be_looked_at(monkeypatch: pytest.MonkeyPatch, committed_sample: Path) -> None:
    app = page(monkeypatch, committed_sample, "speed", period=DAYS, lang="en")
    for name in TIMES:
        app.query_params["time"] = name
        app.run()
        assert not app.exception, name
        label = load_catalogue().metrics[name].en.label
        histogram = words("en")("speed.histogram", metric=label, n="·", period="·").split("·")[0]
        assert histogram in text(app), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_clock_is_chosen_and_stands_in_the_address(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, language: str
) -> None:
    app = page(monkeypatch, committed_sample, "speed", period=DAYS, lang=language)
    metrics = load_catalogue().metrics
    for name in ("queue_wait_seconds", *BUSINESS):
        app.query_params["time"] = name
        app.run()
        assert not app.exception, name
        assert any(one.key == "clock-choice" for one in app.button_group) == (name in BUSINESS)
    for name, in_hours in BUSINESS.items():
        app.query_params["time"] = name
        app.run()
        calendar, business = (
            words(language)("speed.by_channel", metric=metrics[one].words(language).label, period="·").split("·")[0]
            for one in (name, in_hours)
        )
        assert calendar in text(app)
        assert "clock" not in app.query_params
        app.button_group(key="clock-choice").set_value("business").run()
        assert app.query_params["clock"] in ("business", ["business"])
        assert business in text(app)
        assert calendar not in text(app)
        app.button_group(key="clock-choice").set_value("calendar").run()
        assert "clock" not in app.query_params
        assert calendar in text(app)


def test_a_clock_that_there_is_not_is_the_calendar(monkeypatch: pytest.MonkeyPatch, committed_sample: Path) -> None:
    app = page(monkeypatch, committed_sample, "speed", period=DAYS, lang="en", clock="sundial")
    assert "First response by channel" in text(app)
    linked = page(monkeypatch, committed_sample, "speed", period=DAYS, lang="en", clock="business")
    assert "First response in business hours by channel" in text(linked)


@pytest.mark.parametrize("language", LANGUAGES)
def test_agents_stand_side_by_side_by_length_of_service(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, language: str
) -> None:
    word = words(language)
    shown = text(page(monkeypatch, committed_sample, "load", period=DAYS, lang=language))
    table = shown.split(word("load.by_service", period="·").split("·")[0])[1]
    places = [table.find(word(f"vocabulary.service_length_{band}").capitalize()) for band in BANDS]
    assert places.pop(0) == -1  # nobody there is so new
    assert -1 not in places
    assert places == sorted(places)
    assert word("load.no_start") in table
    assert "1_to_3_years" not in shown


def test_a_time_that_there_is_not_is_the_first(monkeypatch: pytest.MonkeyPatch, committed_sample: Path) -> None:
    app = page(monkeypatch, committed_sample, "speed", period=DAYS, lang="en", time="drop table")
    assert "First response by channel" in text(app)


@pytest.mark.parametrize("name", ["speed", "load"])
@pytest.mark.parametrize("grain", ["day", "month"])
def test_periods_of_another_size(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, name: str, grain: str
) -> None:
    app = page(monkeypatch, committed_sample, name, period=DAYS, grain=grain, compare="none", lang="zh")
    assert words("zh")("speed.queue", grain=words("zh")(f"filters.grain_{grain}")) in text(app)


@pytest.mark.parametrize("name", ["speed", "load"])
@pytest.mark.parametrize("period", ["2026-10-05..2026-10-05", "2019-01-01..2019-01-07", "week"])
def test_little_or_nothing_says_so(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, name: str, period: str
) -> None:
    app = page(monkeypatch, committed_sample, name, period=period, channel="email", lang="en")
    shown = text(app)
    assert words("en")(f"{name}.question") in shown
    if period.startswith("2019"):
        assert words("en")(f"{name}.answer_none") in shown
    assert "nan" not in shown.replace("<nan", "").lower().split()


def test_a_value_has_its_colour_wherever_it_stands() -> None:
    placed = numbered(["fax", "wechat", "email", "", "app_chat", "a kiosk"], FIRST["channel"])
    assert placed == {"email": 1, "app_chat": 3, "wechat": 4, "a kiosk": 0, "fax": 2, None: 5}
    assert numbered([], ()) == {None: 0}


def test_two_values_called_alike_are_told_apart() -> None:
    called = names("channel", ["phone", "voice", "email", None, "Front desk"], words("en"), "en")
    assert called == {
        "phone": "Phone (phone)",
        "voice": "Phone (voice)",
        "email": "E-mail",
        None: "Unknown",
        "Front desk": "Front desk",
    }
