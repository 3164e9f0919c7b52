"""Every page in the states a site really gets into: nothing there yet, one day, nothing left, old, stopped, damaged."""

import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from lodestar.app.components import freshness
from lodestar.app.words import words
from lodestar.checks.results import results_file
from lodestar.datafolder import DataFolder
from lodestar.metrics.mart import Mart
from tests.app.conftest import forget
from tests.app.test_pages import LANGUAGES, page, text
from tests.support.site import CONTACT, PAGES

BOTH = pytest.mark.parametrize("language", LANGUAGES)
EVERY = pytest.mark.parametrize("name", PAGES)
ONE_DAY = "2026-10-13"


@pytest.fixture(autouse=True)
def _fresh_caches() -> None:
    import streamlit as st

    st.cache_data.clear()
    st.cache_resource.clear()


def shown(monkeypatch: pytest.MonkeyPatch, data: Path, name: str, language: str, **address: str) -> tuple[str, str]:
    """Return what a page says, and what its notices say; it may break nowhere."""
    address |= {"lang": language} | ({"id": CONTACT} if name == "contact" else {})
    app = page(monkeypatch, data, **address)
    app.switch_page(f"app_pages/{name}.py")
    for part, value in address.items():
        app.query_params[part] = value
    app.run()
    assert not app.exception, [one.message for one in app.exception]
    return text(app), " ".join(one.value for one in [*app.info, *app.error])


@pytest.fixture(scope="module")
def one_day(committed_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with what opened and ended on one day, and nothing of any other day."""
    folder = tmp_path_factory.mktemp("one-day")
    shutil.copytree(committed_sample / "marts", folder / "marts")
    (file,) = folder.glob("marts/*.duckdb")
    with duckdb.connect(str(file)) as mart:
        day = f"date '{ONE_DAY}'"
        alone = f"from mart_contacts where opened_on = {day} and ended_on = {day}"
        mart.execute(f"create temp table kept as select contact_key {alone}")
        columns = (
            "select table_name, column_name, data_type from information_schema.columns where table_catalog <> 'temp'"
        )
        known = mart.execute(f"{columns} and table_name like 'mart_%'").fetchall()
        keyed = {table for table, column, _ in known if column == "contact_key"}
        for table in keyed:
            mart.execute(f"delete from {table} where contact_key not in (from kept)")
        for table, column, kind in known:
            if table not in keyed and kind == "DATE":
                mart.execute(f"delete from {table} where {column} <> {day}")
        mart.execute(f"update mart_meta set data_through = {day} + interval '1' day")
        assert mart.execute("select count(*) from mart_contacts").fetchone() > (3,)  # type: ignore[operator]
    return folder


@pytest.fixture
def damaged(committed_sample: Path, tmp_path: Path) -> Path:
    """Return a data folder whose published file is cut off in the middle."""
    shutil.copytree(committed_sample / "marts", tmp_path / "marts")
    (file,) = tmp_path.glob("marts/*.duckdb")
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 3])
    return tmp_path


@pytest.fixture
def stopped(committed_sample: Path, tmp_path: Path) -> Path:
    """Return a data folder in which a check stopped the last build, so that the numbers before it are shown."""
    shutil.copytree(committed_sample, tmp_path, dirs_exist_ok=True)
    file = results_file(DataFolder(tmp_path))
    known = json.loads(file.read_text("utf-8"))
    one = next(one for one in known["raw"]["results"] if one["check"]["severity"] == "stop")
    one |= {"state": "failed", "count": 3, "share": 1.0}
    file.write_text(json.dumps(known), "utf-8")
    return tmp_path


@pytest.mark.long
@BOTH
@EVERY
def test_before_the_first_import_a_page_says_how_to_begin(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, language: str
) -> None:
    said, notice = shown(monkeypatch, tmp_path / "not-yet", name, language)
    assert words(language)("states.no_mart") in said
    assert "lodestar import" in notice
    assert "lodestar demo" in notice


@pytest.mark.long
@BOTH
@EVERY
def test_one_day_of_data_is_shown_for_what_it_is(
    monkeypatch: pytest.MonkeyPatch, one_day: Path, name: str, language: str
) -> None:
    said, _ = shown(monkeypatch, one_day, name, language, period=f"{ONE_DAY}..{ONE_DAY}")
    assert 'class="ls-answer"' in said
    assert "nan" not in said.lower().split()


def test_cards_that_cannot_be_had_here_stand_after_those_that_can(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, tmp_path: Path
) -> None:
    shutil.copytree(committed_sample / "marts", tmp_path / "marts")
    (file,) = tmp_path.glob("marts/*.duckdb")
    with duckdb.connect(str(file)) as mart:
        mart.execute("delete from mart_inputs where table_name = 'ratings'")
    said, _ = shown(monkeypatch, tmp_path, "overview", "en", period="13weeks")
    is_absent = ["Not available." in card for card in said.split('class="ls-card"')[1:]]
    assert is_absent == sorted(is_absent)
    assert is_absent[0] != is_absent[-1]


@BOTH
def test_where_the_latest_days_hold_next_to_nothing_the_last_usual_ones_are_offered(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, tmp_path: Path, language: str
) -> None:
    shutil.copytree(committed_sample / "marts", tmp_path / "marts")
    (file,) = tmp_path.glob("marts/*.duckdb")
    with duckdb.connect(str(file)) as mart:
        mart.execute("delete from mart_contacts where opened_on > date '2026-11-08'")
    app = page(monkeypatch, tmp_path, lang=language).run()
    app.button(key="look-at-usual").click().run()
    assert not app.exception
    assert app.query_params["period"] == "2026-11-02..2026-11-08"
    assert "look-at-usual" not in [button.key for button in app.button]
    forget()
    whole = page(monkeypatch, committed_sample, lang=language).run()
    assert "look-at-usual" not in [button.key for button in whole.button]


@pytest.mark.long
@BOTH
@EVERY
def test_filters_that_leave_nothing_leave_the_page_standing(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, name: str, language: str
) -> None:
    said, _ = shown(monkeypatch, committed_sample, name, language, channel="phone", team="en_chat_late")
    assert 'class="ls-answer"' in said
    assert "nan" not in said.lower().split()


@pytest.mark.long
@EVERY
@pytest.mark.parametrize(
    "condition", ["channel=web_chat", "agent=5002", "segment=new", "source=shop", "product=lamp", "handled_by=bot"]
)
def test_no_filter_takes_the_page_away(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, name: str, condition: str
) -> None:
    dimension, value = condition.split("=")
    said, notice = shown(monkeypatch, committed_sample, name, "en", **{dimension: value, "period": "13weeks"})
    assert words("en")("states.unreadable") not in said
    assert 'class="ls-answer"' in said, notice


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_that_does_not_know_a_filter_says_so_and_the_others_stay(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, language: str
) -> None:
    said, _ = shown(monkeypatch, committed_sample, "load", language, channel="web_chat", period="13weeks")
    channel = {"en": "Channel", "zh": "渠道"}[language]
    assert words(language)("card.no_filter", dimensions=channel) in said
    assert "ls-value" in said


@pytest.mark.long
@BOTH
@EVERY
def test_a_stopped_build_is_said_on_every_page(
    monkeypatch: pytest.MonkeyPatch, stopped: Path, name: str, language: str
) -> None:
    said, _ = shown(monkeypatch, stopped, name, language, period="13weeks")
    assert words(language)("frame.checks_stopped", stopped="1") in said
    assert "ls-fresh stopped" in said


@pytest.mark.long
@BOTH
@EVERY
def test_a_damaged_file_costs_the_numbers_and_not_the_page(
    monkeypatch: pytest.MonkeyPatch, damaged: Path, name: str, language: str
) -> None:
    said, notice = shown(monkeypatch, damaged, name, language)
    assert words(language)("states.unreadable") in said
    assert words(language)("states.no_mart") not in said
    assert "lodestar build" in notice


@BOTH
@pytest.mark.parametrize(("days", "is_old"), [(13.9, False), (14, True), (40, True)])
def test_old_numbers_say_since_when(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, days: float, is_old: bool, language: str
) -> None:
    mart = Mart(DataFolder(committed_sample))
    monkeypatch.setenv("LODESTAR_DATA", str(committed_sample))
    monkeypatch.setattr(freshness, "now", lambda: datetime(2026, 11, 18, 18, 5) + timedelta(days=days))
    fresh = freshness.freshness(mart, words(language), language)
    assert (words(language)("frame.stale", days=f"{days:.0f}") in fresh.text) == is_old
    assert fresh.state == ("stale" if is_old else "warned")
    assert "18" in fresh.text


def test_an_archive_does_not_grow_old(monkeypatch: pytest.MonkeyPatch, committed_sample: Path, tmp_path: Path) -> None:
    shutil.copytree(committed_sample / "marts", tmp_path / "marts")
    (file,) = tmp_path.glob("marts/*.duckdb")
    with duckdb.connect(str(file)) as mart:
        mart.execute("update mart_meta set is_archived = true")
    monkeypatch.setenv("LODESTAR_DATA", str(tmp_path))
    monkeypatch.setattr(freshness, "now", lambda: datetime(2030, 1, 1))
    assert freshness.freshness(Mart(DataFolder(tmp_path)), words("en"), "en").state != "stale"
