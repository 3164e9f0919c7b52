"""The silent page says what its numbers bear, and no more."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import pytest

from lodestar.app.findings import silent
from lodestar.app.words import words
from lodestar.metrics.behaviour import SIGNAL
from lodestar.metrics.card import Card, Verdict
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.question import Question

EN, ZH = words("en"), words("zh")
METRICS = load_catalogue().metrics

Row = Mapping[str, Any]


def row(value: float, half: float, n: int = 400, **more: Any) -> dict[str, Any]:
    return {
        "value": value, "low": value - half, "high": value + half, "n": n, "numerator": round(value * n), "pending": 0,
        "is_too_few": False, "is_incomplete": False, **more,
    }  # fmt: skip


def card(
    metric: str, now: dict[str, Any] | None, verdict: Verdict = "within", absent: dict[str, str] | None = None
) -> Card:
    days = (date(2026, 11, 2), date(2026, 11, 8))
    question = Question(metric).between(*days)
    return Card(METRICS[metric], question, days, now, now, 0.0, verdict, pl.DataFrame(), absent)


def test_the_answer_counts_the_raters_and_says_what_they_said() -> None:
    said = silent.answer(card("rating_coverage", row(0.1, 0.03)), card("csat", row(0.75, 0.1, 40)), EN, "en")
    assert said == (
        "**40** of 400 contacts were rated: **10 %** (7–13). Of these **75 %** were satisfied (65–85). "
        "What the customers of the other **360** think, they have not said."
    )


def test_the_answer_in_chinese() -> None:
    said = silent.answer(card("rating_coverage", row(0.1, 0.03)), card("csat", row(0.75, 0.1, 40)), ZH, "zh")
    assert said == (
        "400 次服务中 **40** 次有评价，占 **10%**（7–13）。其中 **75%** 满意（65–85）。"
        "其余 **360** 次，客户没有说过怎么想。"
    )


def test_too_few_ratings_are_told_as_counts() -> None:
    few = row(0.8, 0.2, 20, is_too_few=True)
    said = silent.answer(card("rating_coverage", row(0.1, 0.03)), card("csat", few), EN, "en")
    assert "%" not in said.split(". ", 1)[1]
    assert "Of these 16 of 20 were satisfied: too few to show a share." in said


def test_too_few_contacts_show_no_share() -> None:
    few = row(0.1, 0.1, 20, is_too_few=True)
    said = silent.answer(card("rating_coverage", few), card("csat", None), EN, "en")
    assert "%" not in said
    assert said.startswith("**2** of 20 contacts were rated: too few")


@pytest.mark.parametrize("now", [None, row(0.0, 0.0, 0)])
def test_nothing_that_could_be_rated_is_said_so(now: dict[str, Any] | None) -> None:
    said = silent.answer(card("rating_coverage", now), card("csat", None), EN, "en")
    assert said == EN("silent.answer_none")


def test_absent_ratings_say_why() -> None:
    absent = {"en": "no ratings here", "zh": "没有评价数据"}
    said = silent.answer(card("rating_coverage", None, absent=absent), card("csat", None), ZH, "zh")
    assert said.endswith("没有评价数据")


def channels(now: Mapping[str, Row], before: Mapping[str, Row]) -> str:
    listed = [{**one, "channel": name} for name, one in now.items()]
    return silent.channels_title(
        METRICS["rating_coverage"], listed, dict(before.items()), weeks=12, word=EN, language="en"
    )


def test_a_channel_that_fell_is_named() -> None:
    now = {"phone": row(0.06, 0.01), "app": row(0.18, 0.03)}
    title = channels(now, {"phone": row(0.1, 0.01), "app": row(0.18, 0.01)})
    assert title == "phone is rated less often: 6 % after 10 % in the 12 weeks before"


def test_a_channel_that_rose_is_named() -> None:
    now = {"phone": row(0.1, 0.01), "app": row(0.18, 0.03)}
    title = channels(now, {"phone": row(0.06, 0.01), "app": row(0.18, 0.01)})
    assert title == "phone is rated more often: 10 % after 6 % in the 12 weeks before"


def test_several_that_moved_are_counted() -> None:
    now = {"phone": row(0.06, 0.01), "app": row(0.1, 0.01)}
    title = channels(now, {"phone": row(0.1, 0.01), "app": row(0.18, 0.01)})
    assert title == "2 of 2 channels are rated more or less often than in the 12 weeks before"


def test_a_move_that_would_count_alone_is_nothing_among_five_channels() -> None:
    moved, was = row(0.1, 0.03), row(0.139, 0.01)
    alone = channels({"phone": moved}, {"phone": was})
    others = {name: row(0.1, 0.03) for name in "abcd"}
    assert alone.startswith("phone is rated less often")
    assert channels({"phone": moved, **others}, {"phone": was, **others}) == EN("silent.alike", dimension="channel")


def test_channels_that_differ_are_compared() -> None:
    now = {"phone": row(0.06, 0.02), "app": row(0.18, 0.02), "mail": row(0.1, 0.02)}
    assert channels(now, {}) == "phone is rated least often: 6 %, app 18 %"


def test_an_unknown_channel_has_a_name() -> None:
    listed = [{**row(0.06, 0.02), "channel": None}, {**row(0.18, 0.02), "channel": "app"}]
    title = silent.channels_title(METRICS["rating_coverage"], listed, {}, weeks=12, word=EN, language="en")
    assert title == "Unknown is rated least often: 6 %, app 18 %"


def test_channels_within_chance_are_not_ranked() -> None:
    assert channels({"phone": row(0.1, 0.05), "app": row(0.14, 0.05)}, {}) == EN("silent.alike", dimension="channel")
    assert channels({"phone": row(0.1, 0.01)}, {}) == EN("silent.alike", dimension="channel")
    few = row(0.6, 0.01, is_too_few=True)
    assert channels({"phone": row(0.1, 0.01), "app": few}, {}) == EN("silent.alike", dimension="channel")


def test_only_a_channel_that_moved_is_coloured() -> None:
    now = [{**row(0.06, 0.01), "channel": "phone"}, {**row(0.18, 0.03), "channel": "app"}]
    earlier: dict[str | None, dict[str, Any]] = {"phone": row(0.1, 0.01), "app": row(0.18, 0.01)}
    assert silent.channel_tones(METRICS["rating_coverage"], now, earlier) == ["worse", "mute"]
    assert silent.channel_tones(METRICS["rating_coverage"], now, {}) == ["mute", "mute"]


def funnel(**reached: int) -> pl.DataFrame:
    return pl.DataFrame({"stage": list(reached), "contacts": list(reached.values())})


def test_the_funnel_says_where_most_are_lost() -> None:
    asked_few = funnel(eligible=400, invited=150, rated=40, satisfied=30)
    assert silent.funnel_title(asked_few, EN, "en") == "250 of 400 were never asked to rate"
    asked_most = funnel(eligible=400, invited=300, rated=40, satisfied=30)
    assert silent.funnel_title(asked_most, EN, "en") == "260 of 400 were asked and did not answer"


def test_unrecorded_invitations_are_not_guessed() -> None:
    title = silent.funnel_title(funnel(eligible=400, rated=40, satisfied=30), EN, "en")
    assert title == "360 of 400 were not rated; whom we asked is not recorded"
    assert silent.funnel_title(funnel(), EN, "en") == EN("silent.funnel_none")


def test_every_stage_is_a_share_of_the_one_before() -> None:
    stages = [
        {"stage": "eligible", "contacts": 400, "of_before": None},
        {"stage": "invited", "contacts": 200, "of_before": 0.5},
        {"stage": "rated", "contacts": 40, "of_before": 0.2},
        {"stage": "satisfied", "contacts": 0, "of_before": 0.0},
    ]
    assert silent.funnel_labels(stages, EN, "en") == [
        "400", "200  50 % of those that could be", "40  20 % of the invited", "0  0 % of the rated"
    ]  # fmt: skip
    assert silent.funnel_figures(stages, "en") == ["400", "200  50 %", "40  20 %", "0  0 %"]
    assert silent.funnel_labels([stages[0], stages[2]], EN, "en")[1] == "40  20 % of those that could be"


def signals(*moves: tuple[dict[str, Any], dict[str, Any] | None]) -> str:
    names = [name for name in METRICS if name.startswith(SIGNAL)]
    listed = [(METRICS[name], *move) for name, move in zip(names, moves, strict=False)]
    return silent.signals_title(listed, EN, "en")


def test_a_behaviour_beyond_chance_is_named() -> None:
    still = (row(0.5, 0.03), row(0.5, 0.03))
    assert signals((row(0.2, 0.03), row(0.1, 0.03)), still) == (
        "Asked for a human: more often than before, 20 % after 10 %"
    )
    assert signals((row(0.1, 0.03), row(0.2, 0.03)), still) == (
        "Asked for a human: less often than before, 10 % after 20 %"
    )
    assert signals(*[(row(0.1, 0.03), row(0.2, 0.03))] * 2) == "2 of 2 behaviours moved beyond chance"


def test_without_one_the_commonest_is_named() -> None:
    moves = (row(0.1, 0.03), row(0.11, 0.03)), (row(0.5, 0.03), row(0.5, 0.03))
    assert signals(*moves) == "No behaviour moved beyond chance; the commonest: Changed channel, 50 %"
    assert signals((row(0.5, 0.03), None)) == "The commonest behaviour: Asked for a human, 50 %"
    assert signals((row(0.5, 0.03, is_too_few=True), None)) == EN("silent.signals_few")


def test_two_shares_compared_have_the_same_decimals() -> None:
    assert silent.both(row(0.104, 0.03), row(0.162, 0.01, 2_000), "en") == ("10 %", "16 %")
    assert silent.both(row(0.104, 0.03, 1_000), row(0.162, 0.01, 2_000), "zh") == ("10.4%", "16.2%")


def test_counts_say_why_there_is_no_share() -> None:
    assert silent.few(row(0.5, 0.3, 20), EN, "en") == EN("card.too_few", num="10", n="20")
    assert silent.few(row(0.5, 0.3, 30), EN, "en") == EN("card.too_alike", num="15", n="30")


def test_every_signal_has_a_short_name() -> None:
    for name, metric in METRICS.items():
        if name.startswith(SIGNAL):
            for language in ("en", "zh"):
                short = silent.short_name(metric, language)
                assert short
                assert "ignal" not in short
                assert "信号" not in short
