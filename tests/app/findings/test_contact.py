"""The sentence about a contact says no more than its facts."""

from typing import Any

import pytest

from lodestar.app.findings.contact import headline
from lodestar.app.words import table
from tests.support.told import FACTS

ENDED = {"is_open": False, "ended_by": "human"}


@pytest.mark.parametrize(
    ("facts", "after", "expected"),
    [
        ({}, None, ["by_human", "still_open", "not_back", "not_rated"]),
        (ENDED | {"reopen_rate_num": 1}, 31_200.0, ["by_human", "ended_by_human", "back_after", "not_rated"]),
        (ENDED | {"reopen_rate_num": 1}, None, ["by_human", "ended_by_human", "not_rated"]),
        (ENDED | {"reopen_rate_den": 0}, 60.0, ["by_human", "ended_by_human", "not_rated"]),
        (ENDED | {"reopen_rate_den": None}, 60.0, ["by_human", "ended_by_human", "back_pending", "not_rated"]),
        (ENDED | {"csat_den": None}, None, ["by_human", "ended_by_human", "not_back", "rating_pending"]),
        (ENDED | {"csat_value": 4.0, "csat_levels": 5}, None, ["by_human", "ended_by_human", "not_back", "rated_of"]),
        (
            ENDED | {"csat_value": 1.0, "csat_levels": 2, "csat_num": 1},
            None,
            ["by_human", "ended_by_human", "not_back", "rated_good"],
        ),
        (
            {"handled_by": "bot", "is_open": False, "ended_by": "inactivity"},
            None,
            ["by_bot", "ended_by_inactivity", "not_back", "not_rated"],
        ),
        (
            ENDED | {"handled_by": "bot_then_human", "queue_wait_end": "answered", "queue_wait_seconds": 190.0},
            None,
            ["handed_queue", "ended_by_human", "not_back", "not_rated"],
        ),
        (
            ENDED | {"queue_wait_end": "abandoned", "queue_wait_seconds": 90.0, "ended_by": None},
            None,
            ["left_queue", "ended_by_unknown", "not_back", "not_rated"],
        ),
    ],
)
def test_the_sentence_follows_the_facts(facts: dict[str, Any], after: float | None, expected: list[str]) -> None:
    parts = headline(FACTS | facts, after)
    assert [key for key, _ in parts] == expected
    for language in ("en", "zh"):
        for key, values in parts:
            assert table(language)["contact"][key].format(**dict.fromkeys(values, "x"))


@pytest.mark.parametrize("by", ["human", "customer", "bot", "system", "inactivity", "unknown", None])
def test_there_are_words_for_whoever_ended_it(by: str | None) -> None:
    key = headline(FACTS | ENDED | {"ended_by": by}, None)[1][0]
    assert key in table("en")["contact"]
    assert key in table("zh")["contact"]
