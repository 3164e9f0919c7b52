"""The silent page and the overview with every kind of estimate a build leaves, and the panel that asks the silent."""

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lodestar.app.commands import APP
from lodestar.app.words import words
from lodestar.datafolder import DataFolder
from lodestar.estimate.guards import ESTIMATED, STATES
from lodestar.state.follow_ups import list_draws
from tests.estimate.small_desk import copy_of, small_desk

pytestmark = pytest.mark.long

LANGUAGES = ("en", "zh")
SECONDS = 300
NEWEST = date(2026, 11, 2)
MADE = f"""
update mart_estimates set
    state = '{ESTIMATED}', contacts = 5000, eligible = 5090, not_asked = 90, rated = 612, positive = 435,
    n_effective = 580, estimate = 0.744, low = 0.71, high = 0.78, standard_error = 0.017, silent = 0.744,
    odds_1_5_low = 0.65, odds_1_5_high = 0.82, odds_1_5_silent_low = 0.67, odds_1_5_silent_high = 0.81,
    odds_2_low = 0.58, odds_2_high = 0.87, odds_2_silent_low = 0.60, odds_2_silent_high = 0.86,
    odds_3_low = 0.49, odds_3_high = 0.91, odds_3_silent_low = 0.50, odds_3_silent_high = 0.91,
    target = 0.8, tipping_silent = 0.812, tipping_odds = 1.5, auc = 0.69, auc_low = 0.66, auc_high = 0.72,
    calibration_slope = 1.02, change = 0.01, change_low = -0.03, change_high = 0.05, change_p = 0.6,
    is_change_claimed = false, detectable = 0.063, family = 15, index_version = 1, index = 101.2, index_low = 99.1,
    index_high = 103.3, index_share = 0.7, index_error = 0.01, is_index_shown = true
"""
KINDS = f"""
insert into mart_estimate_never_asked values
    (date '{NEWEST}', 'shop', 'letter', 'human', 'desk', 60), (date '{NEWEST}', 'shop', 'fax', 'human', null, 30)
"""
BROKEN = f"""
insert into mart_estimate_shifts values
    (date '{NEWEST}', 1, 'survey_rule', 'handled_by', 'human', 0.62, 0.21),
    (date '{NEWEST}', 2, 'survey_rule', 'agent', 'a7', 0.6, 0.2)
"""


def page(monkeypatch: pytest.MonkeyPatch, data: Path, name: str, **address: str) -> AppTest:
    monkeypatch.setenv("LODESTAR_DATA", str(data))
    app = AppTest.from_file(str(APP / "main.py"), default_timeout=SECONDS)
    for part, value in address.items():
        app.query_params[part] = value
    app.switch_page(f"app_pages/{name}.py")
    app.run()
    assert not app.exception, [one.message for one in app.exception]
    return app


def turned(app: AppTest) -> AppTest:
    """Return the same page in Chinese."""
    app.query_params["lang"] = "zh"
    app.run()
    assert not app.exception, [one.message for one in app.exception]
    return app


def text(app: AppTest) -> str:
    """Return the page's HTML with plain spaces: before a percent sign a title has one that does not break."""
    return "\n".join(element.proto.body for element in app.get("html")).replace("\u00a0", " ").replace("&nbsp;", " ")


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    st.cache_data.clear()
    st.cache_resource.clear()
    yield
    st.cache_data.clear()
    st.cache_resource.clear()


def with_statements(sample: Path, folder: Path, *statements: str) -> Path:
    """Return a copy of the published sample's marts after these statements."""
    shutil.copytree(sample / "marts", folder / "marts")
    named = json.loads((folder / "marts" / "CURRENT").read_text("utf-8"))["file"]
    with duckdb.connect(str(folder / "marts" / named)) as mart:
        for statement in statements:
            mart.execute(statement)
    return folder


def refusing(state: str) -> str:
    """Return the statement after which a guard-rail refuses the newest week's figure."""
    named = "'channel=web_chat; team=(unknown)'" if state == "never_answer" else "null"
    return f"update mart_estimates set state = '{state}', never_answer = {named} where week_on = date '{NEWEST}'"


def test_an_estimated_week_is_told_with_its_range(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, tmp_path: Path
) -> None:
    data = with_statements(
        committed_sample,
        tmp_path,
        MADE,
        "delete from mart_estimate_shifts",
        "delete from mart_estimate_never_asked",
        KINDS,
        BROKEN,
    )
    app = page(monkeypatch, data, "silent", lang="en")
    for language in LANGUAGES:
        shown, word, percent = text(app), words(language), " %" if language == "en" else "%"
        assert f"<strong>74{percent}</strong>" in shown
        assert "71–78" in shown
        for share in (60, 86, 61, 84):
            assert f"<strong>{share}{percent}</strong>" in shown
        assert word("estimate.weeks_unclaimed", points="6.3") in shown
        assert word("estimate.family", family="15") in shown
        assert word("estimate.tipping_open", target=f"80{percent}") in shown
        assert word("estimate.index_title", index="101.2", low="99.1", high="103.3") in shown
        assert word("estimate.shifts_some", weeks="1") in shown
        assert word("estimate.shift_more", more="1") in shown
        assert "letter · " in shown
        assert "90" in shown
        assert 'class="ls-shift"' in shown
        assert "nan" not in shown.lower().split()
        assert "None" not in shown
        assert len(app.get("plotly_chart")) >= 5
        if language == "en":
            turned(app)
    app = page(monkeypatch, data, "overview", lang="en")
    for language in LANGUAGES:
        shown, percent = text(app), " %" if language == "en" else "%"
        assert f"<strong>74{percent}</strong> (71–78)" in shown or "<strong>74%</strong>（71–78）" in shown
        for share in (61, 84):
            assert f"<strong>{share}{percent}</strong>" in shown
        if language == "en":
            turned(app)


def test_more_than_the_week_is_looked_at(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, tmp_path: Path
) -> None:
    data = with_statements(committed_sample, tmp_path, MADE)
    app = page(monkeypatch, data, "silent", lang="en", period="13weeks")
    assert "In the newest closed week, 2–8 Nov: <strong>612</strong> of 5,000" in text(app)
    assert "最近的已成熟周（11/2–11/8）：" in text(turned(app))
    app = page(monkeypatch, data, "silent", lang="en", period="2026-10-19..2026-10-25")
    assert "newest closed week" not in text(app)


@pytest.mark.parametrize("state", [state for state in STATES if state != ESTIMATED])
def test_a_refused_week_says_why_in_the_place_of_the_figure(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, tmp_path: Path, state: str
) -> None:
    data = with_statements(committed_sample, tmp_path, MADE, refusing(state))
    app = page(monkeypatch, data, "silent", lang="en")
    for language in LANGUAGES:
        shown, word = text(app), words(language)
        assert word(f"estimate.state_{state}", **dict.fromkeys(
            ("rated", "effective", "unhappy", "least", "needed", "unhappy_needed", "auc", "kinds"), "\0")
        ).split("\0")[0] in shown  # fmt: skip
        head = shown.split("ls-card")[0]
        assert "74" not in head, "nothing is told of a figure refused"
        assert word("estimate.weeks_refused") in shown
        assert word("estimate.tipping_subtitle", week="").split("\0")[0][:20] not in shown
        if language == "en":
            turned(app)
    app = page(monkeypatch, data, "overview", lang="zh")
    assert words("zh")("estimate.overview_refused") in text(app)


@pytest.mark.parametrize(
    "statements",
    [
        [f"drop table {name}" for name in ("mart_estimates", "mart_estimate_shifts", "mart_estimate_never_asked",
         "mart_estimate_raters", "mart_signal_worth", "mart_index_models")],
        [f"delete from {name}" for name in ("mart_estimates", "mart_estimate_raters", "mart_signal_worth")],
    ],
    ids=["an older mart", "no closed week"],
)  # fmt: skip
def test_without_estimates_the_pages_stand_as_before(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, tmp_path: Path, statements: list[str]
) -> None:
    data = with_statements(committed_sample, tmp_path, *statements)
    app = page(monkeypatch, data, "silent", lang="en")
    assert "contacts were rated: " in text(app)
    assert words("en")("estimate.not_for_filters") not in text(app)
    assert "他们怎么想" in text(turned(app)) or 'class="ls-answer" lang="zh"' in text(app)
    for language in LANGUAGES:
        overview = text(page(monkeypatch, data, "overview", lang=language))
        assert words(language)("estimate.overview_refused") not in overview


def test_filters_without_an_estimate_say_so_and_one_with_it_has_its_own(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, tmp_path: Path
) -> None:
    only = "update mart_estimates set state = 'few_ratings' where dimension <> 'channel' or value <> 'email'"
    data = with_statements(committed_sample, tmp_path, MADE, only)
    app = page(monkeypatch, data, "silent", lang="en", channel="email", language="en")
    assert words("en")("estimate.not_for_filters") in text(app)
    assert "74 %" not in text(app).split("ls-card")[0]
    assert words("zh")("estimate.not_for_filters") in text(turned(app))
    app = page(monkeypatch, data, "silent", lang="en", channel="email")
    assert "<strong>74 %</strong> (71–78)" in text(app)
    assert words("en")("estimate.not_for_filters") not in text(app)


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    """Return a copy of the desk that follow-ups are drawn from."""
    return copy_of(small_desk(tmp_path_factory.getbasetemp()), tmp_path / "desk")


def test_asking_the_silent_is_drawn_listed_and_shown(monkeypatch: pytest.MonkeyPatch, own: Path) -> None:
    app = page(monkeypatch, own, "silent", lang="en")
    word = words("en")
    assert word("follow.what") in text(app)
    assert word("follow.head_drawn") not in text(app), "nothing is drawn yet"
    app.number_input(key="follow-answers").set_value(20)
    app.number_input(key="follow-completion").set_value(100)
    draw = next(button for button in app.button if button.label == word("follow.draw"))
    draw.click().run()
    assert not app.exception
    (kept,) = list_draws(DataFolder(own))
    assert (kept.answers_wanted, kept.raters_wanted, kept.completion_expected) == (20, 30, 1.0)
    assert word("follow.drawn", week="2026-W02") in text(app)
    assert word("follow.head_drawn") in text(app)
    next(button for button in app.button if button.label == word("follow.draw")).click().run()
    assert word("follow.drawn_before", week="2026-W02").replace("'", "&#x27;") in text(app)
    assert len(list_draws(DataFolder(own))) == 1
    assert "待回访" in text(turned(app))


def test_too_few_raters_are_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch, own: Path) -> None:
    app = page(monkeypatch, own, "silent", lang="zh")
    app.number_input(key="follow-raters").set_value(5)
    next(button for button in app.button if button.label == words("zh")("follow.draw")).click().run()
    assert not app.exception
    assert any("--raters 5" in one.value.replace("\\", "") for one in app.error)
    assert list_draws(DataFolder(own)) == []
