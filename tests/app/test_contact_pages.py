"""Contacts and Contact in both languages and every named state, run from the entry script."""

import json
from html import escape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lodestar.app import format as form
from lodestar.app.words import words
from lodestar.datafolder import DataFolder
from lodestar.metrics.answer import ask
from lodestar.metrics.drill import contacts_behind, rows_said
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Condition, Question, read_day
from tests.app.test_pages import page, text

pytestmark = pytest.mark.long

LANGUAGES = ("en", "zh")
FIRST, LAST = "2026-10-19", "2026-11-08"
DAYS = {"period": f"{FIRST}..{LAST}"}


def question(metric: str, *where: Condition) -> Question:
    return Question(metric, where=where).between(read_day(FIRST), read_day(LAST))  # type: ignore[arg-type]


@pytest.fixture
def mart(committed_sample: Path) -> Mart:
    return Mart(DataFolder(committed_sample))


@pytest.fixture(autouse=True)
def _fresh_caches() -> None:
    import streamlit as st

    st.cache_data.clear()
    st.cache_resource.clear()


def opened(monkeypatch: pytest.MonkeyPatch, data: Path, name: str, **address: str) -> AppTest:
    app = page(monkeypatch, data, **address).run()
    app.switch_page(f"app_pages/{name}.py").run()
    for part, value in address.items():  # switching drops the address, as a click on the navigation does
        app.query_params[part] = value
    app.run()
    assert not app.exception
    return app


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("metric", ["reopen_rate", "first_response_seconds", "bot_outcome", "ola_met_rate", "volume"])
def test_the_list_says_as_many_as_the_number_and_shows_them(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, mart: Mart, metric: str, language: str
) -> None:
    app = opened(monkeypatch, committed_sample, "contacts", metric=metric, lang=language, **DAYS)
    rows = contacts_behind(mart, question(metric), limit=None)
    shown = text(app)
    assert f"<strong>{rows.height:,}</strong>" in shown
    assert app.dataframe[0].value.shape[0] == min(rows.height, 1000)
    assert (
        form.moment_pattern(language)
        in json.loads(app.dataframe[0].proto.columns)["opened_at"]["type_config"]["format"]
    )
    if metric == "ola_met_rate":
        assert f"{rows_said(ask(mart, question(metric))):,}" in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_values_are_said_in_words_and_times_in_units(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, language: str
) -> None:
    columns = "contact_id,handled_by,channel,handle_seconds"
    app = opened(monkeypatch, committed_sample, "contacts", lang=language, columns=columns, **DAYS)
    table = app.dataframe[0].value
    assert list(table.columns) == [*columns.split(","), "counts"]
    assert words(language)("vocabulary.handled_by_bot_then_human") in set(table["handled_by"])
    assert "bot_then_human" not in set(table["handled_by"])
    assert "web_chat" not in set(table["channel"])


@pytest.mark.parametrize(("language", "said"), [("en", "refund"), ("zh", "人工")])
def test_a_search_narrows_the_list_and_stays_in_the_address(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, language: str, said: str
) -> None:
    app = opened(monkeypatch, committed_sample, "contacts", lang=language, **DAYS)
    everything = app.dataframe[0].value.shape[0]
    app.text_input(key="list-q").set_value(said).run()
    assert not app.exception
    assert 0 < app.dataframe[0].value.shape[0] < everything
    assert app.query_params["q"] == said
    assert said in text(app)
    app.text_input(key="list-q").set_value("<b>nobody says this</b>").run()
    assert not app.exception
    assert not app.dataframe
    assert "<b>nobody" not in text(app)
    assert "&lt;b&gt;nobody" in text(app)


@pytest.mark.parametrize("language", LANGUAGES)
def test_junk_in_the_address_is_left_out(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, language: str
) -> None:
    junk = {"metric": "drop table", "sort": "1; drop", "columns": "x,contact_key,password", "hour": ""}
    app = opened(monkeypatch, committed_sample, "contacts", lang=language, **junk, **DAYS)
    assert app.dataframe


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("metric", ["staffed_hours", "occupancy"])
def test_a_number_without_contacts_says_so(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, metric: str, language: str
) -> None:
    app = opened(monkeypatch, committed_sample, "contacts", metric=metric, lang=language, **DAYS)
    assert not app.dataframe
    assert words(language)("contacts.not_contacts", metric="").split("”")[1] in text(app)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_with_nobody_in_it_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, language: str
) -> None:
    app = opened(monkeypatch, committed_sample, "contacts", lang=language, period="2001-01-01..2001-01-07")
    assert words(language)("contacts.none") in text(app)
    assert app.info[0].value == words(language)("contacts.none_todo")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("source", ["shop", "zendesk", "servicenow"])
def test_a_contact_of_every_source_opens(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, mart: Mart, source: str, language: str
) -> None:
    row = contacts_behind(mart, question("volume", Condition("source", (source,)))).row(0, named=True)
    app = opened(monkeypatch, committed_sample, "contact", lang=language, id=row["contact_id"], of=source)
    shown, word = text(app), words(language)
    assert row["contact_id"] in shown
    assert word("contact.facts") in shown
    assert (escape(word("contact.no_messages")) in shown) is (source == "servicenow")
    other = words("en" if language == "zh" else "zh")
    assert other("contact.facts") not in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_contact_of_a_list_knows_its_place_and_its_neighbours(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, mart: Mart, language: str
) -> None:
    rows = contacts_behind(mart, question("reopen_rate"), limit=None)
    third = rows.row(2, named=True)
    address = {"metric": "reopen_rate", "id": third["contact_id"], "of": third["source"], "at": "3", "lang": language}
    app = opened(monkeypatch, committed_sample, "contact", **address, **DAYS)
    place = words(language)("contact.place", at="3", count=f"{rows.height:,}")
    assert any(place in element.value for element in app.markdown)
    app.button(key="step-next").click().run()
    assert not app.exception
    assert rows.row(3, named=True)["contact_id"] in text(app)
    assert app.query_params["at"] == "4"


@pytest.mark.parametrize("at", ["1", "999999", "x", "-3", "٣"])
def test_a_place_that_does_not_hold_is_not_shown(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, mart: Mart, at: str
) -> None:
    third = contacts_behind(mart, question("reopen_rate")).row(2, named=True)
    address = {"metric": "reopen_rate", "id": third["contact_id"], "of": third["source"], "at": at, "lang": "en"}
    app = opened(monkeypatch, committed_sample, "contact", **address, **DAYS)
    assert not app.button
    assert third["contact_id"] in text(app)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("asked", ["", "nobody#1", "<script>alert(1)</script>"])
def test_a_contact_that_is_not_there_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, asked: str, language: str
) -> None:
    app = opened(monkeypatch, committed_sample, "contact", lang=language, id=asked)
    assert words(language)("contact.gone") in text(app)
    assert app.info[0].value == words(language)("contact.gone_todo")
    assert "<script>" not in text(app)


def test_customers_words_are_shown_unmasked_only_where_the_setting_allows_it(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, mart: Mart
) -> None:
    from lodestar.settings import Settings

    masked = "•••"
    for row in contacts_behind(mart, question("escalation_rate"), 30).iter_rows(named=True):
        app = opened(monkeypatch, committed_sample, "contact", lang="en", id=row["contact_id"], of=row["source"])
        if masked in text(app):
            break
    else:
        pytest.fail("no contact of the sample holds anything to mask")
    assert words("en")("contact.text_masked") in text(app)
    monkeypatch.setattr("lodestar.app.components.listing.load_settings", lambda _: Settings(mask_customer_text=False))
    app.run()
    assert masked not in text(app)
    assert words("en")("contact.text_masked") not in text(app)
