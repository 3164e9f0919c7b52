"""What is asked together is what is asked alone, to the digit."""

from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from polars.testing import assert_frame_equal

from lodestar.metrics.answer import ask, ask_all
from lodestar.metrics.card import cards, of_week, weeks_to
from lodestar.metrics.mart import Mart
from lodestar.metrics.periods import ONE_DAY
from lodestar.metrics.question import Condition, Question
from tests.support.together import NAMES, same

WHERE = (Condition("channel", ("email",)), Condition("segment", ("",), excludes=True))
SHAPES = [
    Question("", grain="week", first_day=date(2026, 1, 19)),
    Question("", ("channel",), "month", date(2026, 1, 10), date(2026, 3, 14)),
    Question("", ("issue_1", "team"), None, date(2026, 2, 2), date(2026, 2, 8)),
    Question("", ("agent",), "day", date(2026, 3, 20), None, WHERE),
    Question("", (), None, date(2031, 1, 1), date(2031, 1, 7)),
]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_many_answers_are_those_of_each(mart: Mart, shape: Question) -> None:
    same(mart, shape)


def test_a_week_out_of_several_is_the_week_asked_alone(mart: Mart) -> None:
    """Of every metric, those with unfinished weeks and without any contacts included."""
    seen = 0
    for name in NAMES:
        weekly = Question(name, grain="week", first_day=date(2026, 1, 5), where=WHERE[:1])
        answer = ask(mart, weekly)
        if answer.absent:
            continue
        for monday in (date(2026, 2, 9), date(2026, 3, 23)):
            week = weekly.between(monday, monday + 6 * ONE_DAY)
            question = replace(week, grain=None)
            found = of_week(answer, question)
            if found is None:
                assert answer.question.by
                continue
            alone = ask(mart, question)
            assert_frame_equal(found.rows, alone.rows, check_exact=True)
            seen += alone.rows.height
    assert seen > 80


def test_only_whole_weeks_are_taken_out_of_several(mart: Mart) -> None:
    answer = ask(mart, Question("csat", grain="week", first_day=date(2026, 1, 5)))
    monday = date(2026, 2, 2)
    assert of_week(answer, Question("csat").between(monday, monday + 6 * ONE_DAY))
    assert of_week(answer, Question("csat").between(monday, monday + 5 * ONE_DAY)) is None
    assert of_week(answer, Question("csat").between(monday + ONE_DAY, monday + 7 * ONE_DAY)) is None
    assert of_week(replace(answer, is_sampled=True), Question("csat").between(monday, monday + 6 * ONE_DAY)) is None


def test_one_week_is_looked_for_in_the_weeks_of_its_card(mart: Mart) -> None:
    monday = date(2026, 3, 23)
    week = Question("csat", where=WHERE).between(monday, monday + 6 * ONE_DAY)
    days, ask_them = (monday, monday + 6 * ONE_DAY), partial(ask_all, mart)
    (one,) = cards(mart, ("csat",), WHERE, days, "none", ask_them, is_chosen=False)
    weekly = weeks_to(one.question)
    assert one.question == week
    assert weekly == Question("csat", grain="week", first_day=monday - 84 * ONE_DAY, where=WHERE)
    assert_frame_equal(ask(mart, weekly).rows, one.weeks, check_exact=True)
    for other in (replace(week, by=("channel",)), week.between(monday, monday + 5 * ONE_DAY), Question("csat")):
        assert weeks_to(other) is None


def test_cards_asked_together_are_those_asked_one_by_one(mart: Mart) -> None:
    names = NAMES
    together = cards(mart, names, WHERE, 1, "before", partial(ask_all, mart))
    for name, one in zip(names, together, strict=True):
        (alone,) = cards(mart, (name,), WHERE, 1, "before", lambda questions: [ask(mart, q) for q in questions])
        assert (one.now, one.before, one.verdict, one.compared) == (
            alone.now,
            alone.before,
            alone.verdict,
            alone.compared,
        )
        assert_frame_equal(one.weeks, alone.weeks, check_exact=True)
