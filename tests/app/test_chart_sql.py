"""The SQL that a chart's menu shows, pasted into DuckDB on the mart, gives the rows that the chart draws."""

import json
from pathlib import Path

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from streamlit.testing.v1 import AppTest

from lodestar.app.commands import APP
from lodestar.app.components import chart as charts
from lodestar.app.components.chart import Chart
from lodestar.app.words import LANGUAGES, words
from lodestar.datafolder import DataFolder
from lodestar.metrics.catalogue import load_catalogue
from lodestar.models.publish import POINTER

pytestmark = pytest.mark.long

SECONDS = 120
DAYS = "2026-08-10..2026-11-01"
PAGES = {
    "overview": {"returns", "satisfaction-weeks"},
    "satisfaction": {"funnel", "levels", "handle", "satisfaction-weeks"},
    "speed": {"speed-channels", "speed-curve", "speed-histogram", "queue"},
    "load": {"load-volume", "load-orders", "load-flow", "load-backlog", "load-hours"},
    "returns": {"returns-times", "returns-chains", "returns-weeks"},
    "bot": {"bot-outcomes", "bot-contained", "bot-causes", "bot-flow", "bot-wait"},
    "silent": {"silent-channels", "silent-weeks", "silent-funnel"},
    "explore": {"explore", "explore-pivot"},
}
"""The pages with charts, and some that must be on them."""
OWN = {
    "funnel", "levels", "handle", "speed-curve", "speed-histogram", "load-flow", "returns-times", "bot-contained",
    "bot-flow", "bot-wait", "silent-funnel",
}  # fmt: skip
"""Charts whose rows no metric's own answer holds."""
WORKED_OUT = {"changed", "parts", "queue", "speed-stages", "bot-intents", "silent-signals"}
"""Charts put together from several answers or worked out of one: their SQL gives the numbers, not the rows."""


@pytest.mark.parametrize("name", PAGES)
def test_the_sql_of_every_chart_gives_what_it_draws(
    name: str, monkeypatch: pytest.MonkeyPatch, committed_sample: Path
) -> None:
    drawn = drawn_on(name, monkeypatch, committed_sample)
    assert PAGES[name] <= drawn.keys()
    with duckdb.connect(str(mart_file(committed_sample)), read_only=True) as by_hand:
        for key, (chart, statements) in drawn.items():
            assert statements or not chart.questions, key
            assert chart.is_worked_out <= (key in WORKED_OUT), key
            if key in WORKED_OUT and chart.rows.height:
                assert chart.is_worked_out, key
            found = [by_hand.sql(text).pl() for text in statements]
            if key in OWN:
                own = found[0].drop_nulls("share") if key == "bot-wait" else found[0]
                assert_frame_equal(chart.rows, own, rel_tol=1e-9)
            elif key not in WORKED_OUT and chart.questions:
                assert_within(chart.rows, found, key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_no_sql_gives_the_rows_each_says_which_part_it_gives(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, language: str
) -> None:
    monkeypatch.setenv("LODESTAR_DATA", str(committed_sample))
    app = AppTest.from_file(str(APP / "main.py"), default_timeout=SECONDS)
    app.query_params["period"], app.query_params["lang"] = DAYS, language
    app.session_state["mode-queue"] = "sql"
    app.switch_page("app_pages/speed.py").run()
    assert not app.exception
    shown = "\n".join(element.proto.body for element in app.get("html"))
    assert words(language)("chart.sql_worked_out") in shown
    metrics = load_catalogue().metrics
    for name in ("answered_rate", "abandonment_rate", "still_waiting_rate"):
        assert f"<b>{metrics[name].words(language).label} · " in shown  # type: ignore[arg-type]


def drawn_on(name: str, monkeypatch: pytest.MonkeyPatch, data: Path) -> dict[str, tuple[Chart, list[str]]]:
    """Return the charts that a page draws, each with what its menu shows as SQL."""
    seen: dict[str, tuple[Chart, list[str]]] = {}
    draw = charts._body

    def note(chart: Chart, mode: str, word: object, language: str) -> None:
        seen[chart.key] = (chart, chart.statements())
        draw(chart, mode, word, language)  # type: ignore[arg-type]

    monkeypatch.setattr(charts, "_body", note)
    monkeypatch.setenv("LODESTAR_DATA", str(data))
    app = AppTest.from_file(str(APP / "main.py"), default_timeout=SECONDS)
    app.query_params["period"] = DAYS
    app.run()
    seen.clear()
    app.switch_page(f"app_pages/{name}.py").run()
    assert not app.exception, app.exception[0].message
    return seen


def mart_file(data: Path) -> Path:
    folder = DataFolder(data).marts
    return folder / str(json.loads((folder / POINTER).read_text("utf-8"))["file"])


def assert_within(rows: pl.DataFrame, found: list[pl.DataFrame], key: str) -> None:
    """Fail unless every row stands in what the statements gave; a column that only says which one is not compared."""
    told = pl.concat([one.select(sorted(one.columns)) for one in found if set(one.columns) <= {*rows.columns}],
                     how="diagonal_relaxed")  # fmt: skip
    assert told.height or rows.is_empty(), key
    names = [name for name in rows.columns if name in told.columns]
    exact = [pl.col(name).round_sig_figs(9) if rows.schema[name].is_float() else pl.col(name) for name in names]
    missing = rows.select(exact).join(told.select(names).select(exact), on=names, how="anti", nulls_equal=True)
    assert missing.is_empty(), (key, missing)
