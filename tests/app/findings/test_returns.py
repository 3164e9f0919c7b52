"""The page of returns says what its numbers bear, and no more."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from lodestar.app.findings import returns
from lodestar.app.words import words
from lodestar.metrics.card import Card, Verdict
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.question import Question

EN, ZH = words("en"), words("zh")
METRICS = load_catalogue().metrics
RATE = METRICS["reopen_rate"]


def row(value: float, half: float = 0.02, n: int = 400, **more: Any) -> dict[str, Any]:
    return {
        "value": value, "low": value - half, "high": value + half, "n": n, "numerator": round(value * n), "pending": 0,
        "is_too_few": False, "is_incomplete": False, **more,
    }  # fmt: skip


def card(
    metric: str, now: dict[str, Any] | None, before: dict[str, Any] | None = None, verdict: Verdict = "none"
) -> Card:
    days = (date(2026, 11, 2), date(2026, 11, 8))
    return Card(
        METRICS[metric], Question(metric).between(*days), days, now, before, None, verdict, pl.DataFrame(), None
    )


WEEK = card("reopen_rate_7d", row(0.24))


@pytest.mark.parametrize(
    ("verdict", "says"),
    [
        ("within", "; the move from 13 % is within normal variation."),
        ("better", ", down from 13 %: more than chance."),
        ("worse", ", up from 13 %: more than chance."),
        ("none", "."),
    ],
)
def test_the_answer_says_of_a_move_what_its_test_says(verdict: Verdict, says: str) -> None:
    said = returns.answer(card("reopen_rate", row(0.15), row(0.13), verdict), WEEK, EN, "en")
    whole = "**15 %** (13–17) of contacts came back about the same issue within 24 hours"
    assert said == f"{whole}{says} Within 7 days it was **24 %** of those that ended 2–8 Nov."


def test_the_answer_in_chinese() -> None:
    said = returns.answer(card("reopen_rate", row(0.15), row(0.13), "worse"), WEEK, ZH, "zh")
    assert said == (
        "**15%** 的服务（13–17）在 24 小时内因同一问题再次进线，高于此前的 13%，超出正常波动。"
        "11/2–11/8 结束的服务中，**24%** 在 7 天内再次进线。"
    )


def test_few_contacts_are_told_as_counts() -> None:
    few = row(0.2, n=10, is_too_few=True)
    said = returns.answer(card("reopen_rate", few), card("reopen_rate_7d", few), EN, "en")
    assert said.startswith("**2** of 10 contacts")
    assert "%" not in said


def test_nothing_ended_is_no_zero() -> None:
    for nothing in (None, row(0, n=0)):
        said = returns.answer(card("reopen_rate", nothing), card("reopen_rate_7d", nothing), EN, "en")
        assert said == EN("returns.answer_empty")


def test_an_absent_rate_gives_the_reason() -> None:
    absent = Card(RATE, Question("reopen_rate"), None, None, None, None, "none", pl.DataFrame(), {"en": "no customers"})
    assert returns.answer(absent, absent, EN, "en").endswith("no customers")


@pytest.mark.parametrize(
    ("verdict", "title"),
    [
        ("within", "Returns within 24 hours keep to normal variation"),
        ("better", "Fewer come back within 24 hours: 15 %, from 13 %"),
        ("worse", "More come back within 24 hours: 15 %, from 13 %"),
        ("none", "Returns by the week of the ending"),
    ],
)
def test_a_move_of_the_weeks_is_its_verdict_never_its_size(verdict: Verdict, title: str) -> None:
    assert returns.trend_title(card("reopen_rate", row(0.15), row(0.13), verdict), EN, "en") == title


def test_a_kind_of_return_leads_only_where_the_intervals_do_not_meet() -> None:
    assert returns.kinds_title(row(0.10), row(0.05), EN, "en").startswith("More come back with a new ticket (10 %)")
    assert returns.kinds_title(row(0.05), row(0.10), EN, "en").startswith("More come back on the same ticket (10 %)")
    assert returns.kinds_title(row(0.09), row(0.06), EN, "en").endswith("no more than chance apart")
    few = EN("returns.kinds_few")
    assert returns.kinds_title(row(0.10, is_too_few=True), row(0.05), EN, "en") == few
    assert returns.kinds_title(None, row(0.05), EN, "en") == few


def test_issues_and_teams_are_named_only_where_they_differ_by_more_than_chance() -> None:
    apart = [row(0.25, issue_2="refund"), row(0.15, issue_2="login"), row(0.05, issue_2=None)]
    title = returns.cut_title(RATE, apart, "issue_2", EN, "en")
    assert title == "More come back about refund (25 %) than about unknown (5 %)"
    near = [row(0.16, team="a"), row(0.15, team="b")]
    assert returns.cut_title(RATE, near, "team", EN, "en") == EN("returns.team_alike")
    lone = [row(0.25, team="a"), row(0.05, team="b", is_too_few=True)]
    assert returns.cut_title(RATE, lone, "team", EN, "en") == EN("returns.team_few")


def test_two_that_differ_alone_do_not_among_many() -> None:
    """Intervals of ±2.0 and a difference of 3.0 points: beyond chance for one pair, not among 45."""
    pair = [row(0.130, team="most"), row(0.100, team="least")]
    assert returns.cut_title(RATE, pair, "team", EN, "en").startswith("More come back after most")
    between = [row(0.115, team=f"team {number}") for number in range(8)]
    assert returns.cut_title(RATE, [*pair, *between], "team", EN, "en") == EN("returns.team_alike")


@pytest.mark.parametrize(
    ("again", "says"),
    [
        (row(0.22), "After one return the next is likelier: 22 %, against 13 % after a first contact"),
        (row(0.06), "After one return the next is less likely: 6 %, against 13 % after a first contact"),
        (row(0.14), "After one return 14 % come back again, after a first contact 13 %: no more than chance apart"),
        (row(0.22, is_too_few=True), "Too few came back to say how often they do so again"),
        (row(0.22, is_incomplete=True), "Too few came back to say how often they do so again"),
    ],
)
def test_chains_compare_a_first_contact_with_a_return(again: dict[str, Any], says: str) -> None:
    rows = [row(0.13, returns_before=0), {**again, "returns_before": 1}]
    assert returns.chains_title(METRICS["reopen_rate_7d"], rows, EN, "en") == says
    assert returns.chains_title(METRICS["reopen_rate_7d"], rows[:1], EN, "en") == EN("returns.chains_few")


def test_times_to_return_with_their_interval() -> None:
    told = {"value": 72_000.0, "low": 64_800.0, "high": 79_200.0, "p90": 432_000.0, "n": 90, "is_too_few": False}
    title = "Half of those who return are back within 20 h (18 h–22 h), nine in ten within 5 d"
    assert returns.times_title(told, EN) == title
    for unknown in (None, {**told, "is_too_few": True}, {**told, "n": 0}, {**told, "high": None}):
        assert returns.times_title(unknown, EN) == EN("returns.times_few")
