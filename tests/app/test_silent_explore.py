"""The silent page and Explore, in both languages: every metric, every shape, what a metric lacks, what is absent."""

import shutil
from collections.abc import Iterator
from datetime import date
from html import escape
from pathlib import Path

import duckdb
import polars as pl
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lodestar.app import format as form
from lodestar.app.commands import APP
from lodestar.app.findings.silent import short_name
from lodestar.app.words import words
from lodestar.datafolder import DataFolder
from lodestar.metrics.absent import reason_absent
from lodestar.metrics.answer import ask
from lodestar.metrics.behaviour import behaviours
from lodestar.metrics.card import by_scale, card
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.cuts import lacking
from lodestar.metrics.estimates import estimated_weeks, newest
from lodestar.metrics.explored import explored
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Grain, Question

pytestmark = pytest.mark.long

LANGUAGES = ("en", "zh")
SECONDS = 120
WIDE = "2026-08-10..2026-11-01"
DAYS = (date(2026, 8, 10), date(2026, 11, 1))
TRIED = ("source", "weekday", "team", "channel")
METRICS = load_catalogue().metrics


def page(monkeypatch: pytest.MonkeyPatch, data: Path, name: str, **address: str | list[str]) -> AppTest:
    monkeypatch.setenv("LODESTAR_DATA", str(data))
    app = AppTest.from_file(str(APP / "main.py"), default_timeout=SECONDS)
    for part, value in {"period": WIDE, **address}.items():
        app.query_params[part] = value
    app.switch_page(f"app_pages/{name}.py")
    return app.run()


def text(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def without(sample: Path, folder: Path, *statements: str) -> Path:
    """Return a copy of the published sample in which something is missing."""
    shutil.copytree(sample / "marts", folder / "marts")
    (file,) = folder.glob("marts/*.duckdb")
    with duckdb.connect(str(file)) as mart:
        for statement in statements:
            mart.execute(statement)
    return folder


@pytest.fixture(autouse=True)
def _fresh_caches(request: pytest.FixtureRequest) -> Iterator[None]:
    if "tmp_path" in request.fixturenames:
        clear()
    yield
    if "tmp_path" in request.fixturenames:
        clear()


def clear() -> None:
    """Forget every answer and the mart they came from."""
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_silent_page_shows_who_answers_and_what_they_do(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, language: str
) -> None:
    app = page(monkeypatch, committed_sample, "silent", lang=language)
    assert not app.exception
    shown, word, other = text(app), words(language), words("en" if language == "zh" else "zh")
    assert word("silent.question") in shown
    assert other("silent.question") not in shown
    assert 'class="ls-signals"' in shown
    assert len(app.get("plotly_chart")) == 4


def test_a_figure_on_the_silent_page_is_that_of_the_metric(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path
) -> None:
    app = page(monkeypatch, committed_sample, "silent", lang="en")
    mart = Mart(DataFolder(committed_sample))
    row = newest(estimated_weeks(mart, Question("csat_estimate", last_day=DAYS[1])))
    assert row
    assert f"<strong>{row['rated']}</strong> of {row['contacts']} contacts were rated" in text(app)
    for one in behaviours(mart, (), DAYS, "before"):
        alone = ask(mart, Question(one.metric.id).between(*DAYS)).rows.row(0, named=True)
        assert one.now == alone
        assert escape(short_name(one.metric, "en")) in text(app)


def test_without_ratings_the_silent_page_still_shows_behaviour(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, tmp_path: Path
) -> None:
    unrated = without(committed_sample, tmp_path, "delete from mart_inputs where table_name = 'ratings'")
    app = page(monkeypatch, unrated, "silent", lang="en")
    assert not app.exception
    shown = text(app)
    assert "Nobody can say yet how many customers rate. No source has brought ratings" in shown
    assert 'class="ls-signals"' in shown
    assert not app.get("plotly_chart")


def test_unrecorded_invitations_leave_the_funnel_without_them(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, tmp_path: Path
) -> None:
    unknown = without(
        committed_sample, tmp_path, "update mart_meta set invites_known = false",
        "update mart_contacts set invite_rate_num = null, invite_rate_den = null",
    )  # fmt: skip
    app = page(monkeypatch, unknown, "silent", lang="en")
    assert not app.exception
    assert "whom we asked is not recorded" in text(app)


def test_nothing_under_a_filter_is_said_so(monkeypatch: pytest.MonkeyPatch, committed_sample: Path) -> None:
    app = page(monkeypatch, committed_sample, "silent", lang="zh", period="2020-01-06..2020-01-12")
    assert not app.exception
    assert words("zh")("silent.answer_none") in text(app)


@pytest.mark.parametrize("metric", METRICS)
def test_every_metric_can_be_explored(monkeypatch: pytest.MonkeyPatch, committed_sample: Path, metric: str) -> None:
    known = [name for name in TRIED if name not in lacking(Mart(DataFolder(committed_sample)), metric)]
    cut = known[-1:] if METRICS[metric].kind == "estimate" else known[-2:]
    app = page(monkeypatch, committed_sample, "explore", lang="en", metric=metric, by=cut)
    assert not app.exception
    shown = text(app)
    assert escape(METRICS[metric].en.definition) in shown
    assert [app.selectbox(key=f"explore-{key}").value for key in ("metric", "first", "second")][: 1 + len(cut)] == [
        metric,
        *cut,
    ]
    assert app.code[0].value.startswith("--")
    assert_drawn(app, committed_sample, metric, cut, None)
    app.query_params["lang"], app.query_params["over"], app.query_params["by"] = "zh", "periods", known[-1:]
    app.run()
    assert not app.exception
    shown = text(app)
    assert escape(METRICS[metric].zh.definition) in shown
    assert_drawn(app, committed_sample, metric, known[-1:], "week")


@pytest.mark.parametrize(
    "address",
    [{"by": ["channel", "team"]}, {"by": ["team"], "channel": "email"}, {"channel": "email", "team": "en_chat_late"},
     {"by": ["agent"]}, {"by": ["channel"], "over": "periods", "grain": "month"}],
)  # fmt: skip
def test_what_an_estimate_is_not_made_by_leaves_the_page_standing(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, address: dict[str, str | list[str]]
) -> None:
    app = page(monkeypatch, committed_sample, "explore", lang="en", metric="csat_estimate", **address)
    assert not app.exception
    assert not app.error
    assert app.selectbox(key="explore-metric").value == "csat_estimate"
    assert ("cannot be cut by" in text(app) or "cannot be filtered by" in text(app)) == ("over" not in address)


def assert_drawn(app: AppTest, sample: Path, metric: str, by: list[str], grain: Grain | None) -> None:
    """Assert that there is a table where the question has rows, and a chart where it has a line to draw."""
    question = explored(Mart(DataFolder(sample)), metric, tuple(by), where=(), days=DAYS, grain=grain)
    rows = ask(Mart(DataFolder(sample)), question).rows
    drawn = rows.filter(~pl.col("is_too_few")).drop_nulls("value") if grain and rows.height else rows
    assert bool(app.get("plotly_chart")) == (drawn.height > 0)
    assert ('class="ls-grid"' in text(app)) == (rows.height > 0)


@pytest.mark.parametrize("over", [{}, {"over": "periods"}])
@pytest.mark.parametrize("by", [[], ["channel"], ["channel", "team"]])
def test_scales_that_overview_keeps_apart_are_apart_here_too(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, by: list[str], over: dict[str, str | list[str]]
) -> None:
    mart = Mart(DataFolder(committed_sample))
    scales = by_scale(mart, card(mart, "csat", (), DAYS))
    assert len(scales) > 1
    app = page(monkeypatch, committed_sample, "explore", lang="en", metric="csat", by=by, **over)
    assert not app.exception
    shown = text(app)
    for one in scales:
        assert one.now
        (levels,) = one.question.where[-1].values
        if one.now["is_too_few"]:
            told = f"<strong>{one.now['numerator']}</strong> of <strong>{one.now['n']}</strong> (too few for a share)"
        else:
            interval = form.bounds(one.now["low"], one.now["high"], one.now["n"])
            told = f"<strong>{form.share(one.now['value'], one.now['n'], 'en')}</strong> ({interval})"
        assert f"{told} on {levels} levels" in shown
        assert words("en")("card.levels", n=levels) in shown
    assert words("en")("explore.scales_apart") in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_choice_goes_into_the_address(monkeypatch: pytest.MonkeyPatch, committed_sample: Path, language: str) -> None:
    app = page(monkeypatch, committed_sample, "explore", lang=language)
    app.selectbox(key="explore-metric").set_value("first_response_seconds").run()
    app.selectbox(key="explore-second").set_value("team").run()
    assert not app.exception
    assert app.query_params["metric"] == "first_response_seconds"
    assert app.query_params["by"] == ["channel", "team"]
    assert app.query_params["period"] == WIDE
    app.selectbox(key="explore-first").set_value("").run()
    assert app.query_params["by"] == "team"
    assert not app.exception


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_dimension_that_a_metric_lacks_is_said(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, language: str
) -> None:
    app = page(monkeypatch, committed_sample, "explore", lang=language, metric="staffed_hours", by=["channel"])
    assert not app.exception
    channel = getattr(load_catalogue().dimensions["channel"], language)
    label = METRICS["staffed_hours"].words(language).label  # type: ignore[arg-type]
    assert words(language)("explore.lacks", label=label, dimensions=channel) in text(app)
    assert not app.get("plotly_chart")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_filter_that_a_metric_lacks_is_said(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, language: str
) -> None:
    address: dict[str, str | list[str]] = {"lang": language, "metric": "staffed_hours", "by": [], "channel": ["email"]}
    app = page(monkeypatch, committed_sample, "explore", **address)
    assert not app.exception
    channel = getattr(load_catalogue().dimensions["channel"], language)
    label = METRICS["staffed_hours"].words(language).label  # type: ignore[arg-type]
    assert words(language)("explore.lacks_filter", label=label, dimensions=channel) in text(app)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_absent_metric_says_why(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, tmp_path: Path, language: str
) -> None:
    unrated = without(committed_sample, tmp_path, "delete from mart_inputs where table_name = 'ratings'")
    app = page(monkeypatch, unrated, "explore", lang=language)
    assert not app.exception
    why = reason_absent(Mart(DataFolder(unrated)), METRICS["csat"])
    assert why
    assert escape(why[language]) in text(app)


def test_junk_in_the_address_is_left_out(monkeypatch: pytest.MonkeyPatch, committed_sample: Path) -> None:
    app = page(monkeypatch, committed_sample, "explore", metric="csat", by=["<b>", "channel", "channel"], over="1")
    assert not app.exception
    assert app.selectbox(key="explore-first").value == "channel"
    assert app.selectbox(key="explore-second").value == ""
    app = page(monkeypatch, committed_sample, "explore", metric="no_such", by=["team"])
    assert not app.exception
    assert app.selectbox(key="explore-metric").value == "csat"
