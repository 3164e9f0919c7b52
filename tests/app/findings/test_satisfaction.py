"""What is said of satisfaction follows the test's result and its interval, never the size of a move."""

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from lodestar.app.findings import satisfaction as say
from lodestar.app.words import words
from lodestar.metrics.card import Card, Verdict
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.parts import parts_of_change
from lodestar.metrics.question import Condition, Question

CSAT = load_catalogue().metric("csat")
DAYS = (date(2026, 11, 9), date(2026, 11, 15))
LANGUAGES = ("en", "zh")
EN = words("en")


def row(value: float = 0.71, low: float = 0.67, high: float = 0.75, n: int = 623, **more: Any) -> dict[str, Any]:
    counts = {"numerator": round(value * n), "n": n, "pending": 0, "is_too_few": False, "is_incomplete": False}
    return {"value": value, "low": low, "high": high, **counts, **more}


def card(now: dict[str, Any] | None, verdict: Verdict = "within", difference: float = -0.014, levels: str = "") -> Card:
    where = (Condition("levels", (levels,)),) if levels else ()
    question = Question("csat", where=where).between(*DAYS)
    return Card(CSAT, question, DAYS, now, row(), difference, verdict, pl.DataFrame(), None)


FEW = row(n=26, is_too_few=True)


@pytest.mark.parametrize(
    ("shown", "target", "sentence"),
    [
        (
            card(row()),
            None,
            "Satisfaction held at **71 %** (67–75) of those who rated: the move is within normal variation",
        ),
        (
            card(row(), "worse"),
            0.8,
            (
                "Satisfaction fell to **71 %** (67–75) of those who rated, down 1.4 pts: more than chance"
                ", below the target of 80 %"
            ),
        ),
        (card(row(), "none"), None, "**71 %** (67–75) of those who rated were satisfied"),
        (card(FEW), 0.8, "**18** of the **26** who rated were satisfied: too few to show a share"),
        (card(row(n=0)), None, "Nobody rated in this period"),
        (card(None), None, "Nobody rated in this period"),
    ],
)
def test_the_sentence_of_one_scale(shown: Card, target: float | None, sentence: str) -> None:
    assert say.said(shown, target, EN, "en") == sentence


def test_scales_apart_are_told_one_by_one() -> None:
    scales = [card(row(0.84, 0.75, 0.9, 91), levels="2"), card(FEW, levels="5")]
    told = say.said_apart(scales, None, EN, "en")
    assert "**84 %** (75–90, within normal variation) on 2 levels" in told
    assert "**18** of **26** (too few for a share) on 5 levels" in told
    assert "71 %" not in told


def test_scales_that_nobody_used_or_that_are_absent_leave_no_half_sentence() -> None:
    empty = [card(None, levels="2"), card(None, levels="5")]
    assert say.said_apart(empty, None, EN, "en") == "Nobody rated in this period"
    absent = [replace(one, absent={"en": "no ratings.", "zh": "没有评价。"}) for one in empty]
    assert say.said_apart(absent, None, EN, "en") == "Nobody can say yet how satisfied customers are. no ratings"
    one = [card(None, levels="2"), card(row(), "none", levels="5")]
    assert say.said_apart(one, None, EN, "en") == ("Satisfied, of those who rated: **71 %** (67–75) on 5 levels")
    aimed = say.said_apart(one, 0.9, EN, "en")
    assert aimed.endswith("**71 %** (67–75) on 5 levels, below the target of 90 %")


@pytest.mark.parametrize(
    ("target", "place"), [(0.8, "below"), (0.76, "below"), (0.74, "inside"), (0.67, "inside"), (0.6, "above")]
)
def test_a_target_is_missed_only_where_the_whole_interval_misses_it(target: float, place: str) -> None:
    assert say.place(row(), target) == place


def test_among_many_more_is_asked_of_one() -> None:
    assert say.place(row(), 0.76, tests=1) == "below"
    assert say.place(row(), 0.76, tests=20) == "inside"


def test_too_few_and_no_target_have_no_place() -> None:
    assert say.place(FEW, 0.9) == say.place(row(), None) == say.place(None, 0.9) == "none"


def cut(rows: list[dict[str, Any]], target: float | None) -> str:
    names = [f"C{at}" for at in range(len(rows))]
    return say.cut_title(CSAT, rows, names, target, by="channel", word=EN, language="en")


def test_one_value_is_named_only_where_it_alone_is_below_target() -> None:
    low, fine = row(0.5, 0.42, 0.58), row(0.75, 0.7, 0.8)
    assert cut([low, fine, FEW], 0.75) == "C0 is the one clearly below target"
    assert cut([low, low, fine], 0.75) == "By channel: 2 of 3 are clearly below target"
    assert cut([fine, row(0.7, 0.6, 0.8)], 0.75) == "By channel: none is clearly below target"
    assert cut([FEW, FEW], 0.75) == cut([], None) == "By channel: too few ratings to compare"


def test_without_a_target_the_ends_are_named_where_they_differ_beyond_chance() -> None:
    low, high = row(0.5, 0.44, 0.56), row(0.8, 0.75, 0.85)
    assert cut([low, high], None) == "C0 lowest at 50 %, C1 highest at 80 %: more than chance"
    assert cut([row(0.7, 0.6, 0.8), row(0.8, 0.7, 0.9)], None) == "By channel: no difference beyond chance"


def parts(
    verdict: Verdict, moved: list[str], now: dict[str, tuple[int, int]], before: dict[str, tuple[int, int]]
) -> str:
    frames = [
        pl.DataFrame({"by": list(one), "numerator": [a for a, _ in one.values()], "n": [b for _, b in one.values()]})
        for one in (now, before)
    ]
    found = parts_of_change(*frames, "by")
    named = dict(found.filter(pl.col("kind") == "rate").select("by", "change").iter_rows())
    shown = card(row(), verdict, float(found["change"].sum()))
    return say.parts_title(shown, found, moved, named, EN)


def test_a_part_is_named_only_where_it_moved_beyond_chance_and_makes_most_of_a_real_change() -> None:
    now, before = {"email": (20, 50), "chat": (40, 50)}, {"email": (30, 50), "chat": (40, 50)}
    assert parts("worse", ["email"], now, before) == "email explains 10.0 of the 10.0 points lost"
    assert parts("within", ["email"], now, before) == "The change is within normal variation: no part of it says much"
    assert parts("worse", [], now, before) == "The change has no single part that stands out"
    both = {"email": (20, 50), "chat": (30, 50)}
    assert parts("worse", ["email", "chat"], both, before) == "The change has no single part that stands out"
    assert parts("none", [], {}, {}) == "No change to take apart: nothing to compare with"


def test_the_mix_is_named_where_it_makes_most_of_the_change() -> None:
    title = parts("worse", [], {"email": (40, 80), "chat": (18, 20)}, {"email": (10, 20), "chat": (72, 80)})
    assert title == "Most of the change is who wrote in, not how they were served"


def test_the_funnel_says_who_was_asked_only_where_that_is_known() -> None:
    stages = pl.DataFrame({"stage": ["eligible", "invited", "rated"], "contacts": [1200, 800, 90]})
    assert say.funnel_title(stages, EN, "en") == "Of 1,200 who could rate, 800 were asked and 90 did"
    known = stages.filter(pl.col("stage") != "invited")
    assert say.funnel_title(known, EN, "en") == "Of 1,200 who could rate, 90 did"
    assert say.funnel_title(stages.clear(), EN, "en") == "Nobody could rate in this period"


def levels(shares: list[float], n: int) -> pl.DataFrame:
    size = len(shares)
    return pl.DataFrame({"scale": ["s"] * size, "levels": [size] * size, "share": shares, "of": [n] * size})


def test_ends_are_spoken_of_from_two_thirds_on_a_scale_that_has_a_middle() -> None:
    assert say.levels_title(levels([0.2, 0.1, 0.1, 0.1, 0.5], 100), EN, "en").startswith("70 % gave the best or the")
    assert say.levels_title(levels([0.1, 0.1, 0.1, 0.2, 0.5], 100), EN, "en") == "50 % gave the best level"
    assert say.levels_title(levels([0.3, 0.7], 100), EN, "en") == "70 % gave the best level"
    assert say.levels_title(levels([0.3, 0.7], 29), EN, "en") == "Too few ratings to say how they spread"


@pytest.mark.parametrize(
    ("last", "verdict"),
    [(row(0.6, 0.52, 0.66), "worse"), (row(0.85, 0.8, 0.9), "better"), (row(0.74, 0.66, 0.8), "within"), (FEW, "none")],
)
def test_handle_time_goes_along_with_what_the_test_says(last: dict[str, Any], verdict: str) -> None:
    quarters = [row(), row(), row(), last]
    assert say.handle_title(CSAT, quarters, EN) == EN(f"satisfaction.handle_{verdict}")
    assert say.handle_title(CSAT, quarters[:3], EN) == EN("satisfaction.handle_none")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("verdict", ["within", "better", "worse", "none"])
def test_every_sentence_is_there_in_both_languages(language: str, verdict: Verdict) -> None:
    word = words(language)
    one, two = card(row(), verdict), card(row(), verdict, levels="5")
    for scales in ([one], [two, replace(two, verdict="within")], [two, two]):
        assert say.answer(scales, card(row()), 0.75, word, language)
        assert say.weeks_title(scales, 0.75, word, language)
    cause = ("because", "cause of", "leads to", "导致", "因为")
    assert not any(text in word(f"satisfaction.handle_{verdict}") for text in cause)
