"""The popover of saved views: keep, refuse a taken name, replace, open, take away; whatever the name holds."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lodestar.app.words import words
from lodestar.datafolder import DataFolder
from lodestar.state.database import state_file
from lodestar.state.views import list_views, save_view
from tests.support.mart import all_tables, publish

HOSTILE = "<b>x</b> **y** :red[z] $1$"


def popover() -> None:
    import streamlit as st

    from lodestar.app.components.saved_views import saved_views
    from lodestar.app.words import words

    language = st.query_params.get("lang", "en")
    saved_views("speed", {"speed": "Speed", "bot": "Bot"}, words(language), language)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataFolder:
    import streamlit as st

    st.cache_resource.clear()
    monkeypatch.setenv("LODESTAR_DATA", str(tmp_path))
    return publish(tmp_path, all_tables(rows=50)).data


def shown(**address: str | list[str]) -> AppTest:
    app = AppTest.from_function(popover)
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def save(app: AppTest, name: str) -> AppTest:
    app.text_input(key="views-name").set_value(name)
    press = next(
        button for button in app.button if button.label in {words("en")("views.save"), words("zh")("views.save")}
    )
    app = press.click().run()
    assert not app.exception
    return app


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_shown_is_kept_without_its_language(data: DataFolder, language: str) -> None:
    app = save(shown(period="4weeks", team=["a,b", "c&d"], lang=language), "Night desk")
    kept = list_views(data)
    assert [(view.name, view.page, view.address) for view in kept] == [
        ("Night desk", "speed", "period=4weeks&team=a%2Cb&team=c%26d")
    ]
    assert app.button(key="view-open-0").label == "Night desk"
    assert app.text_input(key="views-name").value == ""


def test_a_taken_name_is_replaced_only_when_asked(data: DataFolder) -> None:
    save_view(data, "Weekly", "bot", "period=week")
    app = save(shown(period="13weeks"), "Weekly")
    assert [warning.value for warning in app.warning] == [words("en")("views.taken", name="Weekly")]
    assert [view.page for view in list_views(data)] == ["bot"]
    app = app.button(key="views-replace").click().run()
    assert [(view.page, view.address) for view in list_views(data)] == [("speed", "period=13weeks")]
    assert not app.warning


def test_a_view_is_taken_away_after_a_question(data: DataFolder) -> None:
    save_view(data, "Weekly", "bot", "period=week")
    app = shown().button(key="view-off-0").click().run()
    assert list_views(data)
    app = app.button(key="view-keep-0").click().run()
    app = app.button(key="view-off-0").click().run().button(key="view-delete-0").click().run()
    assert list_views(data) == []
    assert [caption.value for caption in app.caption] == [words("en")("views.none")]


def test_a_hostile_name_is_shown_as_text(data: DataFolder) -> None:
    app = save(shown(), HOSTILE)
    label = app.button(key="view-open-0").label
    assert label.replace("\\", "") == HOSTILE
    assert "\\*\\*y" in label
    assert "\\:red" in label


def test_a_database_that_cannot_be_read_is_said(data: DataFolder) -> None:
    state_file(data).write_bytes(b"not a database" * 1000)
    app = shown()
    assert not app.exception
    assert "put the file back" in app.error[0].value
