"""A chart marks the day from which a figure is another figure."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from lodestar.app.charts.marks import Mark
from lodestar.app.components import shares
from lodestar.app.words import LANGUAGES, words
from lodestar.metrics.catalogue import Change, load_catalogue
from tests.app.test_pages import page, text

DAYS = [date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16)]
CSAT = load_catalogue().metric("csat")


def changed(*on: date) -> list[Change]:
    return [Change(on=day, en=f"since {day}", zh=f"自 {day}") for day in on]


@pytest.mark.parametrize("language", LANGUAGES)
def test_changes_within_the_periods_are_marked_and_told_in_order(language: str) -> None:
    before, first, last, after = date(2026, 11, 1), DAYS[0], DAYS[-1], date(2026, 11, 17)
    metric = CSAT.model_copy(update={"changed": tuple(changed(last, after, first, before))})
    marks, note = shares.changes([metric, CSAT], DAYS, words(language), language)
    assert [mark.day for mark in marks] == [first, last]
    told = [getattr(one, language) for one in changed(first, last)]
    assert note.index(told[0]) < note.index(told[1])
    assert "2026-11-17" not in note


def test_a_change_of_several_figures_is_marked_once() -> None:
    one = CSAT.model_copy(update={"changed": tuple(changed(DAYS[1]))})
    other = load_catalogue().metric("bot_csat").model_copy(update={"changed": one.changed})
    assert len(shares.changes([one, other], DAYS, words("en"), "en")[0]) == 1


def test_without_periods_or_changes_nothing_is_marked() -> None:
    metric = CSAT.model_copy(update={"changed": tuple(changed(DAYS[1]))})
    assert shares.changes([metric], [], words("en"), "en") == ([], "")
    assert shares.changes([CSAT], DAYS, words("en"), "en") == ([], "")


OVER_TIME = {
    "overview": 1, "satisfaction": 0, "speed": 1, "load": 4, "returns": 2, "bot": 2, "silent": 1, "explore": 1,
}  # fmt: skip
"""How many charts of a page have days at their foot in the sample's thirteen weeks, where enough is known to draw."""


@pytest.mark.long
@pytest.mark.parametrize("name", OVER_TIME)
def test_every_chart_over_time_marks_the_change(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, name: str
) -> None:
    def always(_: object, days: Sequence[date], *__: object) -> tuple[list[Mark], str]:
        return [Mark(days[len(days) // 2], "CHANGED")] if days else [], "WHAT CHANGED"

    monkeypatch.setattr(shares, "changes", always)
    app = page(monkeypatch, committed_sample, period="13weeks", metric="bot_outcome", over="periods")
    app.run()
    app.switch_page(f"app_pages/{name}.py").run()
    assert not app.exception
    marked = [chart for chart in app.get("plotly_chart") if "CHANGED" in chart.proto.spec]
    assert len(marked) >= OVER_TIME[name], [chart.proto.spec[:200] for chart in app.get("plotly_chart")]
    assert text(app).count("WHAT CHANGED") >= len(marked)
