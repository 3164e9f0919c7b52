"""Data health and Definitions in both languages, in every state they have, from the entry script."""

import json
import shutil
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lodestar.app.appears import pages_of
from lodestar.app.commands import APP
from lodestar.app.words import words
from lodestar.checks.results import load_results, results_file
from lodestar.datafolder import DataFolder
from lodestar.metrics.catalogue import load_catalogue

pytestmark = pytest.mark.long

LANGUAGES = ("en", "zh")
METRICS = load_catalogue().metrics
SECONDS = 120


@pytest.fixture(autouse=True)
def _fresh_caches() -> None:
    st.cache_data.clear()
    st.cache_resource.clear()


def opened(monkeypatch: pytest.MonkeyPatch, data: Path, page: str, **address: str) -> AppTest:
    monkeypatch.setenv("LODESTAR_DATA", str(data))
    app = AppTest.from_file(str(APP / "main.py"), default_timeout=SECONDS).run()
    for name, value in address.items():
        app.query_params[name] = value
    return app.switch_page(f"app_pages/{page}.py").run()


def text(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def with_outcomes(sample: Path, folder: Path, *, stops: bool) -> Path:
    """Return a copy of the published sample in which every check passed, or the first one stopped the build."""
    for part in ("marts", "checks"):
        shutil.copytree(sample / part, folder / part)
    file = results_file(DataFolder(folder))
    kept = json.loads(file.read_text())
    for stage in ("raw", "mart"):
        for one in kept[stage]["results"]:
            one["state"] = "passed"
    if stops:
        kept["raw"]["results"][0]["state"] = "failed"
        kept["raw"]["results"][0]["check"]["severity"] = "stop"
    file.write_text(json.dumps(kept))
    return folder


@pytest.mark.parametrize("language", LANGUAGES)
def test_health_says_what_to_do_and_shows_the_rows(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, language: str
) -> None:
    app = opened(monkeypatch, committed_sample, "health", lang=language)
    assert not app.exception
    shown, failed = text(app), load_results(DataFolder(committed_sample)).failed
    assert failed
    for result in failed:
        told = result.check.words(language)  # type: ignore[arg-type]
        assert told.title in shown
        assert told.fix.split("'")[0] in shown
    assert len(app.dataframe) == len(failed)
    assert [len(table.value) for table in app.dataframe] == [min(result.count, 200) for result in failed]
    for name in ("conserved", "sources", "left_out", "imports", "docs"):
        assert words(language)(f"health.{name}") in shown


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("stops", [True, False])
def test_health_tells_a_stopped_build_from_none_failed(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, tmp_path: Path, language: str, stops: bool
) -> None:
    app = opened(monkeypatch, with_outcomes(committed_sample, tmp_path, stops=stops), "health", lang=language)
    assert not app.exception
    word = words(language)
    assert (word("health.wanted_none") in text(app)) == (not stops)
    assert (word("health.stop") in text(app)) == stops


@pytest.mark.parametrize("language", LANGUAGES)
def test_health_without_any_check_says_so(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, tmp_path: Path, language: str
) -> None:
    shutil.copytree(committed_sample / "marts", tmp_path / "marts")
    app = opened(monkeypatch, tmp_path, "health", lang=language)
    assert not app.exception
    assert words(language)("health.answer_never") in text(app)
    assert words(language)("health.docs_none") in text(app)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_metric_is_defined(monkeypatch: pytest.MonkeyPatch, committed_sample: Path, language: str) -> None:
    app = opened(monkeypatch, committed_sample, "definitions", lang=language)
    for metric in METRICS.values():
        app.query_params["metric"] = metric.id
        app.run()
        assert not app.exception, metric.id
        shown, told = text(app), metric.words(language)  # type: ignore[arg-type]
        assert f'<span class="ls-mono">{metric.id}</span>' in shown
        assert told.label.split("'")[0] in shown
        assert told.definition.split("'")[0] in shown
        assert app.code or words(language)("definitions.absent", reason="")[:4] in shown


def test_choosing_a_metric_puts_it_into_the_address(monkeypatch: pytest.MonkeyPatch, committed_sample: Path) -> None:
    app = opened(monkeypatch, committed_sample, "definitions")
    app.button(key="metric-reopen_rate").click().run()
    assert app.query_params["metric"] in ("reopen_rate", ["reopen_rate"])
    assert METRICS["reopen_rate"].en.label in text(app)
    assert "As others count it" in text(app)


def test_a_search_leaves_only_what_was_looked_for(monkeypatch: pytest.MonkeyPatch, committed_sample: Path) -> None:
    app = opened(monkeypatch, committed_sample, "definitions", metric="no_such_metric")
    assert METRICS["csat"].en.label in text(app)
    app.text_input(key="find-definition").set_value("时效达成").run()
    listed = {button.key for button in app.button if str(button.key).startswith(("metric-", "chosen-"))}
    assert listed == {"metric-ola_met_rate"}
    app.text_input(key="find-definition").set_value("zzz").run()
    assert words("en")("definitions.nothing_found") in text(app)


def test_a_failed_check_marks_the_numbers_it_touches(monkeypatch: pytest.MonkeyPatch, committed_sample: Path) -> None:
    app = opened(monkeypatch, committed_sample, "definitions", metric="csat")
    touching = [one for one in load_results(DataFolder(committed_sample)).failed if "csat" in one.check.affects]
    assert touching
    assert all(one.check.en.title in text(app) for one in touching)
    assert 'class="ls-touched"' in text(app)
    app.query_params["metric"] = "transfer_rate"
    app.run()
    assert 'class="ls-touched"' not in text(app)


def test_where_a_metric_appears_is_read_from_the_pages() -> None:
    assert "overview" in pages_of("csat")
    assert pages_of("no_such_metric") == ()


def test_the_glossary_has_every_term_with_its_meaning() -> None:
    from lodestar.app.words import table

    for language in LANGUAGES:
        entries = table(language)["glossary"]
        terms = [name for name in entries if not name.endswith("_is")]
        assert {f"{name}_is" for name in terms} | set(terms) == set(entries)
