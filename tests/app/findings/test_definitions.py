"""Is the sentence with a period's numbers put in right for each kind of metric, and silent where it must be?"""

from datetime import date
from typing import Any

import polars as pl
import pytest

from lodestar.app.findings.definitions import part_name, worked_out
from lodestar.app.words import words
from lodestar.metrics.card import Card
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.question import Question

METRICS = load_catalogue().metrics
BASE: dict[str, Any] = {
    "value": 0.148, "numerator": 753, "n": 5088, "low": 0.139, "high": 0.158, "pending": 0, "is_too_few": False,
}  # fmt: skip
TIMES = {"value": 360.0, "low": 300.0, "high": 420.0, "p90": 35_400.0, "n": 5391}


def said(metric: str, language: str = "en", absent: dict[str, str] | None = None, **row: Any) -> str:
    question = Question(metric).between(date(2026, 11, 9), date(2026, 11, 15))
    now = BASE | row if row.get("n", 1) else None
    card = Card(METRICS[metric], question, None, now, None, None, "none", pl.DataFrame(), absent)
    parts = [{"part": "handed", "value": 0.4, "n": 300}, {"part": "silent", "value": 0.6, "n": 300}]
    return worked_out(card, parts, words(language), language)


@pytest.mark.parametrize(
    ("metric", "row", "sentence"),
    [
        ("reopen_rate", {}, "**9–15 Nov 2026**: 753 ÷ 5,088 = **14.8 %** (13.9–15.8)."),
        ("reopen_rate", {"pending": 41}, "**9–15 Nov 2026**: 753 ÷ 5,088 = **14.8 %** (13.9–15.8); 41 pending."),
        (
            "csat",
            {"numerator": 19, "n": 26, "is_too_few": True},
            "**9–15 Nov 2026**: 19 of 26: too few to show a share.",
        ),
        (
            "csat",
            {"numerator": 652, "n": 837, "is_too_few": True},
            "**9–15 Nov 2026**: 652 of 837: they hang on so few agents or customers that a share would mislead.",
        ),
        (
            "first_response_seconds",
            TIMES,
            "**9–15 Nov 2026**: half within **6 min** (5 min–7 min), nine in ten within **9 h 50 min**, of 5,391.",
        ),
        (
            "first_response_seconds",
            TIMES | {"n": 9, "is_too_few": True},
            "**9–15 Nov 2026**: 9 measured: too few for a median.",
        ),
        ("volume", {"value": 8930, "low": None, "high": None}, "**9–15 Nov 2026**: **8,930**."),
        (
            "contact_rate",
            {"value": 212, "numerator": 838, "n": 39_528, "low": None, "high": None},
            "**9–15 Nov 2026**: 838 ÷ 39,528 × 10,000 = **212**.",
        ),
        (
            "aht_mean",
            {"value": 373.0, "numerator": 177_548, "n": 476, "low": 321, "high": 425},
            "**9–15 Nov 2026**: 2 d 1 h ÷ 476 = **6 min 13 s** (5 min 21 s–7 min 5 s).",
        ),
        (
            "occupancy",
            {"value": 0.7, "numerator": 113_618.0, "n": 57, "is_too_few": True},
            "**9–15 Nov 2026**: 57 counted: too few to show a value.",
        ),
        ("bot_outcome", {}, "**9–15 Nov 2026**: Handed to a human **40 %**, Silent **60 %**."),
        ("reopen_rate", {"n": 0}, "**9–15 Nov 2026**: no data under these filters."),
    ],
)
def test_the_sentence_of_each_kind(metric: str, row: dict[str, Any], sentence: str) -> None:
    assert said(metric, **row) == sentence


def test_the_sentence_in_chinese() -> None:
    assert said("reopen_rate", "zh", pending=41) == (
        "**2026年11月9日–15日**：753 ÷ 5,088 = **14.8%**（13.9–15.8）；待观察 41。"
    )


def test_what_cannot_be_had_says_why() -> None:
    assert said("csat", absent={"en": "no ratings.", "zh": "无评价。"}) == "Not available here. no ratings."


def test_every_part_of_a_partition_has_a_name() -> None:
    for metric in METRICS.values():
        for part in metric.parts:
            assert part_name(part, words("en")) != part_name(part, words("zh"))
