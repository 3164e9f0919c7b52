"""The first page's answer names what moved by the cards' own verdicts, what got worse first."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lodestar.app.findings import overview as say
from lodestar.app.view import View
from lodestar.app.words import words
from lodestar.datafolder import DataFolder
from lodestar.metrics.card import Card, Verdict
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question

DAYS = (date(2026, 11, 9), date(2026, 11, 15))
LANGUAGES = ("en", "zh")
EN = words("en")
UNITS = {"share": (0.148, 0.017), "seconds": (360.0, 60.0)}


def card(metric_id: str, verdict: Verdict = "within", sign: int = 1) -> Card:
    metric = load_catalogue().metric(metric_id)
    value, difference = UNITS[metric.unit]
    now: dict[str, Any] = {"value": value, "low": value * 0.9, "high": value * 1.1, "n": 5088, "numerator": 753}
    now |= {"pending": 0, "is_too_few": False, "is_incomplete": False}
    question = Question(metric_id).between(*DAYS)
    return Card(metric, question, DAYS, now, now, sign * difference, verdict, pl.DataFrame(), None)


def shown(**verdicts: Verdict) -> dict[str, Card]:
    return {name: card(name, verdicts.get(name, "within")) for name in ("csat", *say.TOLD)}


def answer(language: str = "en", **verdicts: Verdict) -> str:
    cards = shown(**verdicts)
    return say.overview_answer(cards, [cards["csat"]], None, words(language), language)


def test_what_else_changed_stands_beside_a_satisfaction_that_held() -> None:
    told = answer(reopen_rate="worse")
    assert told.startswith("Satisfaction held at **14.8 %**")
    assert told.endswith("What did change: **14.8 %** came back about the same issue within 24 hours, up 1.7 pts.")


def test_what_got_worse_comes_first_and_two_are_enough() -> None:
    told = answer(reopen_rate="better", first_response_seconds="worse", ola_met_rate="better", csat="worse")
    assert "Also: half hear from a human within **6 min**, 1 min longer; **14.8 %** came back" in told
    assert "on time" not in told


def test_nothing_is_said_to_move_that_stayed_within() -> None:
    assert answer().endswith("No other figure here moved beyond normal variation.")


def test_nothing_is_said_of_moves_without_a_comparison() -> None:
    told = answer(**dict.fromkeys(("csat", *say.TOLD), "none"))  # type: ignore[arg-type]
    assert "variation" not in told
    assert "change" not in told


@pytest.mark.parametrize(("value", "is_said"), [(226.0, False), (227.0, True), (13.0, True)])
def test_a_week_with_unusually_many_or_few_contacts_is_named(value: float, is_said: bool) -> None:
    known = [100.0, 140.0, 100.0, 140.0, 100.0, 140.0, value]
    weeks = pl.DataFrame({"value": known, "is_incomplete": False, "is_too_few": False})
    now = {"value": value, "n": 100, "is_too_few": False, "is_incomplete": False}
    question = Question("volume").between(*DAYS)
    came = Card(load_catalogue().metric("volume"), question, DAYS, now, now, 0, "none", weeks, None)
    assert came.usual == (pytest.approx(13.6), pytest.approx(226.4))
    told = say.overview_answer(shown() | {"volume": came}, [card("csat")], None, EN, "en")
    assert ("contacts came in 9–15 Nov, outside the 14 to 226 of a usual week." in told) is is_said
    assert (EN("overview.nothing_else") in told) is not is_said


def test_without_ratings_the_answer_says_so_once_and_then_what_is_known() -> None:
    absent = replace(card("csat"), absent={"en": "No ratings came.", "zh": "没有评价。"})
    cards = {"reopen_rate": card("reopen_rate"), "handle_seconds": card("handle_seconds", "worse")}
    told = say.overview_answer(cards, [absent], None, EN, "en")
    assert told == (
        "Nobody can say yet how satisfied customers are. No ratings came. What is known: half take people more than "
        "**6 min** of work, 1 min longer; **14.8 %** came back about the same issue within 24 hours, "
        "within normal variation."
    )
    assert say.overview_answer({}, [absent], None, EN, "en").endswith("No ratings came. ")
    assert "。。" not in say.overview_answer(cards, [absent], None, words("zh"), "zh")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_companion_has_a_phrase_in_both_languages(language: str) -> None:
    for name in say.TOLD:
        told = answer(language, **{name: "worse"})
        assert "{" not in told
        assert told != answer(language)


def test_the_title_of_what_changed_counts_verdicts() -> None:
    cards = [card("csat", "worse"), card("reopen_rate", "better"), card("ola_met_rate"), card("handle_seconds", "none")]
    assert say.changed_title(cards, EN) == "2 of 3 figures moved beyond normal: 1 worse, 1 better"
    assert say.changed_title(cards[1:], EN) == "One figure moved beyond normal, for the better"
    assert say.changed_title(cards[2:], EN) == "No figure moved beyond normal variation"
    assert say.changed_title(cards[3:], EN) == "Nothing to compare with"


def test_a_way_of_coming_back_is_named_only_where_it_alone_moved_with_the_whole() -> None:
    new, same = card("reopen_new_ticket_rate", "worse"), card("reopen_same_ticket_rate", "worse")
    calm = card("reopen_same_ticket_rate")
    whole = card("reopen_rate", "worse")
    assert say.returns_title(whole, [new, calm], EN) == "More customers came back within a day, with a new ticket"
    assert say.returns_title(whole, [new, same], EN) == "More customers came back within a day"
    assert (
        say.returns_title(card("reopen_rate"), [new, calm], EN) == "Returns within a day stayed within normal variation"
    )
    assert say.returns_title(card("reopen_rate", "none"), [new], EN) == "Customers who came back within a day"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("compare", ["before", "year", "none"])
@pytest.mark.parametrize("days", [1, DAYS])
def test_the_basis_says_days_comparison_and_goal(tmp_path: Path, language: str, compare: Any, days: Any) -> None:
    mart = Mart(DataFolder(tmp_path))
    view, word = View(days=days, compare=compare), words(language)
    plain = say.overview_basis(shown(), view, mart, word, language)
    assert word(f"overview.against_{compare}") in plain
    assert word("overview.no_target") in plain
    (tmp_path / "lodestar.toml").write_text('business_goal = "repeat purchase"\n', encoding="utf-8")
    assert say.overview_basis(shown(), view, mart, word, language) == plain + " · " + word(
        "overview.goal", goal="repeat purchase"
    )
    (tmp_path / "lodestar.toml").write_text("[targets]\ncsat = 0.8\n", encoding="utf-8")
    assert word("overview.no_target") not in say.overview_basis(shown(), view, mart, word, language)
