"""The load page tells full counts as they are and judges none of them."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from lodestar.app.findings import load
from lodestar.app.words import words
from lodestar.metrics.card import Card
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.question import Question

EN, ZH = words("en"), words("zh")
METRICS = load_catalogue().metrics
DAYS = (date(2026, 11, 9), date(2026, 11, 15))
LEFT = {"value": 0.08, "low": 0.058, "high": 0.115, "n": 366, "numerator": 30, "is_too_few": False}


def card(metric: str, now: dict[str, Any] | None, before: dict[str, Any] | None = None, **more: Any) -> Card:
    difference = now["value"] - before["value"] if now and before else None
    question = Question(metric).between(*DAYS)
    absent = more.get("absent")
    return Card(METRICS[metric], question, DAYS, now, before, difference, "none", pl.DataFrame(), absent)


def answer(before: float | None, left: dict[str, Any] | None = LEFT, language: str = "en") -> str:
    was = None if before is None else {"value": before}
    cards = card("volume", {"value": 838.0}, was), card("abandonment_rate", left), card("backlog", {"value": 21.0})
    return load.answer(*cards, words(language), language)


@pytest.mark.parametrize(
    ("before", "moved"),
    [(800, ", 38 more than before"), (900, ", 62 fewer than before"), (838, ", as many as before"), (None, "")],
)
def test_counts_are_told_with_their_difference(before: float | None, moved: str) -> None:
    assert answer(before) == (
        f"Customers opened **838** contacts{moved}. **8 %** of those who queued gave up (6–12). "
        "**21** were open at the end."
    )


def test_the_answer_in_chinese() -> None:
    assert answer(800, language="zh") == (
        "客户发起了 **838** 次服务，比之前多 38 次。排队的客户中 **8%** 放弃（6–12）。期末还有 **21** 次未结束。"
    )


@pytest.mark.parametrize("left", [None, {**LEFT, "is_too_few": True}, {**LEFT, "n": 0}])
def test_a_share_that_is_not_known_is_left_out(left: dict[str, Any] | None) -> None:
    assert "gave up" not in answer(None, left)


def test_nothing_came_or_nothing_is_known() -> None:
    nothing, left = card("backlog", None), card("abandonment_rate", None)
    assert load.answer(card("volume", None), left, nothing, EN, "en") == EN("load.answer_none")
    absent = card("volume", None, absent={"en": "No tickets."})
    assert load.answer(absent, left, nothing, EN, "en").endswith("not known here. No tickets.")


def counted(dimension: str, **values: float) -> list[dict[str, Any]]:
    return [{dimension: None if name == "none" else name, "value": value} for name, value in values.items()]


def test_the_biggest_is_named_only_where_there_is_one() -> None:
    assert load.volume_title(counted("channel", chat=10, email=30), EN, "en") == "E-mail brings the most: 30 of 40"
    assert load.volume_title(counted("channel", chat=30, email=30), EN, "en") == "60 contacts in the period"
    assert load.volume_title(counted("channel", chat=30), EN, "en") == "30 contacts in the period"
    assert load.volume_title(counted("channel", none=30, chat=1), EN, "en") == "Unknown brings the most: 30 of 31"
    assert load.volume_title(counted("channel", chat=0), EN, "en") == EN("load.none")


def test_a_team_is_named_and_no_team_is_none() -> None:
    rows = counted("team", East=10, West=5, none=90)
    assert load.teams_title(rows, EN, "en") == "East had the most contacts: 10 of 15 with a team"
    assert load.teams_title(counted("team", East=5, West=5), EN, "en") == EN("load.teams_even")
    assert load.teams_title(counted("team", none=5), EN, "en") == EN("load.none")


def test_how_much_is_with_new_agents_is_told_of_those_whose_start_is_known() -> None:
    rows = [
        {"service_length": band, "value": n} for band, n in (("under_3_months", 10), ("over_3_years", 5), (None, 90))
    ]
    assert load.service_title(rows, EN, "en").startswith("Agents in their first three months had 10 of 15 contacts")
    assert load.service_title(rows[1:], EN, "en").startswith(
        "Agents in their first three months had none of 5 contacts"
    )
    assert load.service_title(rows[2:], EN, "en") == EN("load.service_unknown")


@pytest.mark.parametrize(
    ("opened", "ended", "said"),
    [
        (867, 863, "867 opened, 863 ended: the backlog grew by 4"),
        (863, 867, "863 opened, 867 ended: the backlog shrank by 4"),
        (863, 863, "863 opened, as many ended"),
    ],
)
def test_what_the_flow_does_to_the_backlog(opened: int, ended: int, said: str) -> None:
    assert load.flow_title({"opened": opened, "ended": ended}, EN, "en") == said


def test_no_flow() -> None:
    assert load.flow_title(None, EN, "en") == EN("load.none")


def test_old_contacts_are_those_of_a_week_or_longer() -> None:
    rows = [{"age": "3 to 6 days", "value": 5.0}, {"age": "7 to 29 days", "value": 3.0}]
    rows.append({"age": "30 days or more", "value": 1.0})
    assert load.backlog_title(rows, EN, "en") == "9 open at the end, 4 of them for a week or longer"
    assert load.backlog_title(rows[:1], EN, "en") == "5 open at the end, none for a week or longer"
    assert load.backlog_title([], EN, "en") == EN("load.backlog_none")


def test_the_busiest_hour() -> None:
    rows = [{"weekday": 1, "hour": 10, "value": 9.0}, {"weekday": 2, "hour": 23, "value": 8.0}]
    assert load.hours_title(rows, EN) == "Busiest: Monday, 10 to 11 o'clock"
    assert load.hours_title([{**row, "value": 9.0} for row in rows], EN) == EN("load.hours_even")
    assert load.hours_title([], EN) == EN("load.none")


def test_contacts_for_orders() -> None:
    now, before = {"value": 137.4}, {"value": 120.0}
    assert load.rate_title(card("contact_rate", now), EN, "en") == "137 contacts per 10,000 orders"
    assert load.rate_title(card("contact_rate", now, before), EN, "en") == "137 contacts per 10,000 orders, 120 before"
    assert load.rate_title(card("contact_rate", None), EN, "en") == EN("load.rate_none")
