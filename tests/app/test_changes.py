"""A chart marks the day from which a figure is another figure."""

from datetime import date

import pytest

from lodestar.app.components import shares
from lodestar.app.words import LANGUAGES, words
from lodestar.metrics.catalogue import Change, load_catalogue

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
