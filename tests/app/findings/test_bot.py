"""The bot's page says what its numbers bear, and no more."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from lodestar.app.findings import bot
from lodestar.app.words import words
from lodestar.metrics.card import Card
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.question import Question

EN, ZH = words("en"), words("zh")
METRICS = load_catalogue().metrics
OUTCOME, CONTAINED = METRICS["bot_outcome"], METRICS["no_return_containment"]
SHARES = {"handed": 0.38, "failed": 0.03, "returned": 0.11, "denied": 0.04, "confirmed": 0.09, "silent": 0.35}


def row(value: float, half: float = 0.02, n: int = 6400, **more: Any) -> dict[str, Any]:
    return {
        "value": value, "low": value - half, "high": value + half, "n": n, "numerator": round(value * n), "pending": 0,
        "is_too_few": False, "is_incomplete": False, **more,
    }  # fmt: skip


def outcomes(n: int = 6400, **moved: float) -> list[dict[str, Any]]:
    return [row(value, n=n, part=part) for part, value in (SHARES | moved).items()]


def card(metric: str, now: dict[str, Any] | None) -> Card:
    days = (date(2026, 11, 2), date(2026, 11, 8))
    return Card(METRICS[metric], Question(metric).between(*days), None, now, None, None, "none", pl.DataFrame(), None)


def test_the_answer_is_of_every_hundred() -> None:
    assert bot.answer(outcomes(), None, EN, "en") == (
        "Of every 100 bot contacts **38** went to a human, **11** came back within a week and **9** confirmed that it "
        "was solved. **35** ended in silence, which is not success."
    )
    assert bot.answer(outcomes(), None, ZH, "zh") == (
        "每 100 次机器人接待中，**38** 次转人工，**11** 次一周内再次进线，**9** 次确认解决。"
        "另有 **35** 次没有任何表示——沉默不等于成功。"
    )


def test_rare_is_not_none() -> None:
    said = bot.answer(outcomes(confirmed=0.004, returned=0.0), None, EN, "en")
    assert "**0** came back" in said
    assert "**fewer than 1** confirmed" in said


def test_few_bot_contacts_are_told_as_counts() -> None:
    said = bot.answer(outcomes(n=29), None, EN, "en")
    assert said.startswith("Only 29 bot contacts")
    assert "100" not in said
    assert "100" in bot.answer(outcomes(n=30), None, EN, "en")


def test_no_bot_contact_and_an_absent_bot() -> None:
    for nothing in ([], outcomes(n=0)):
        assert bot.answer(nothing, None, EN, "en") == EN("bot.answer_empty")
    assert bot.answer([], {"en": "no tickets"}, EN, "en").endswith("no tickets")


@pytest.mark.parametrize(
    ("before", "title"),
    [
        (outcomes(), "Outcomes keep to normal variation"),
        (outcomes(handed=0.40), "Outcomes keep to normal variation"),
        (outcomes(handed=0.30), "“Handed to a human” rose beyond normal variation: 38.0 %, from 30.0 %"),
        (outcomes(silent=0.45), "“Silent” fell beyond normal variation: 35.0 %, from 45.0 %"),
        (outcomes(silent=0.45, handed=0.30), "2 of 6 outcomes moved beyond normal variation"),
        ([], "What became of bot contacts"),
    ],
)
def test_outcomes_moved_only_by_more_than_chance(before: list[dict[str, Any]], title: str) -> None:
    assert bot.outcomes_title(OUTCOME, outcomes(), before, EN, "en") == title


def test_a_move_that_would_count_alone_does_not_among_six() -> None:
    """Intervals of ±2.0 and a move of 3.0 points: beyond chance for one outcome, not among six."""
    before = outcomes(handed=0.35)
    assert bot.outcomes_title(OUTCOME, outcomes()[:1], before, EN, "en").startswith("“Handed to a human” rose")
    assert bot.outcomes_title(OUTCOME, outcomes(), before, EN, "en") == EN("bot.outcomes_within")


def test_unfinished_weeks_are_not_compared() -> None:
    unfinished = [{**one, "is_incomplete": True} for one in outcomes(handed=0.1)]
    assert bot.outcomes_title(OUTCOME, outcomes(), unfinished, EN, "en") == EN("bot.outcomes_none")


@pytest.mark.parametrize(
    ("confirmed", "silent", "n", "title"),
    [
        (0.09, 0.36, 6400, "80.0 % of “contained” is silence"),
        (0.0, 0.36, 200, "100 % of “contained” is silence"),
        (0.1, 0.2, 96, "Too few stayed with the bot to split them"),
        (0.1, 0.2, 100, "67 % of “contained” is silence"),
        (None, None, 0, "Too few stayed with the bot to split them"),
    ],
)
def test_silence_in_the_contained(confirmed: float | None, silent: float | None, n: int, title: str) -> None:
    assert bot.contained_title([{"confirmed": confirmed, "silent": silent, "n": n}], EN, "en") == title


def test_nothing_was_contained() -> None:
    assert bot.contained_title([], EN, "en") == EN("bot.contained_few")


@pytest.mark.parametrize("cause", METRICS["bot_handoff_cause"].parts)
def test_a_cause_leads_only_where_its_interval_is_above_all_others(cause: str) -> None:
    parts = METRICS["bot_handoff_cause"].parts
    rows = [row(0.45 if part == cause else 0.13, part=part) for part in parts]
    assert bot.causes_title(rows, EN, "en") == EN(f"bot.first_{cause}", share="45.0 %")
    near = [*rows[1:], row(0.42, part="near")]
    assert bot.causes_title([*near, row(0.45, part=cause)], EN, "en") == EN("bot.causes_alike")


def test_no_cause_among_few() -> None:
    for few in ([], [row(0.45, n=0, part="rule")], [row(0.45, is_too_few=True, part="rule")]):
        assert bot.causes_title(few, EN, "en") == EN("bot.causes_few")


def test_intents_are_named_only_where_they_differ_by_more_than_chance() -> None:
    rows = [row(0.81, intent="refund", n=800), row(0.6, intent="invoice", n=800), row(0.37, intent=None, n=800)]
    title = "“refund” fails more often (81 %) than “unknown” (37 %)"
    assert bot.intents_title(CONTAINED, rows, "intent", EN, "en") == title
    near = [row(0.61, intent="a"), row(0.60, intent="b")]
    assert bot.intents_title(CONTAINED, near, "intent", EN, "en") == EN("bot.intents_alike")
    assert bot.intents_title(CONTAINED, near[:1], "intent", EN, "en") == EN("bot.intents_few")


@pytest.mark.parametrize(
    ("now", "title"),
    [
        (row(0.92, n=900), "92 % of those who asked for a human got one"),
        (row(0.5, n=4, is_too_few=True), "2 of 4 who asked for a human got one: too few to show a share"),
        (row(0, n=0), "Nobody asked for a human"),
        (None, "Nobody asked for a human"),
    ],
)
def test_who_asked_and_got_somebody(now: dict[str, Any] | None, title: str) -> None:
    assert bot.flow_title(card("handoff_success_rate", now), EN, "en") == title


@pytest.mark.parametrize(
    ("more", "title"),
    [
        ({}, "After the handoff half hear from a human within 2 min, nine in ten within 15 min"),
        (
            {"p90_is_beyond": True},
            "After the handoff half hear from a human within 2 min, one in ten not within 15 min",
        ),
        ({"value_is_beyond": True}, "After the handoff half had not heard from a human within 2 min"),
        ({"is_too_few": True}, "Too few handoffs to say how long they wait"),
        ({"n": 0}, "Too few handoffs to say how long they wait"),
    ],
)
def test_the_wait_at_the_handoff(more: dict[str, Any], title: str) -> None:
    wait = {"value": 120.0, "p90": 900.0, "n": 700, "is_too_few": False, **more}
    assert bot.wait_title(card("first_response_after_handoff_seconds", wait), EN) == title


def test_nobody_was_handed_over() -> None:
    assert bot.wait_title(card("first_response_after_handoff_seconds", None), EN) == EN("bot.wait_few")
