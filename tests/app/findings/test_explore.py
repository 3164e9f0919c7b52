"""Explore says what its numbers bear, and no more."""

from typing import Any

import polars as pl

from lodestar.app.exploring import Exploring, read_exploring
from lodestar.app.findings import explore
from lodestar.app.words import words
from lodestar.metrics.answer import Answer
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.question import Question

EN, ZH = words("en"), words("zh")
METRICS = load_catalogue().metrics


def row(value: float | None, half: float | None = None, n: int = 400, **more: Any) -> dict[str, Any]:
    ends = {"low": None, "high": None} if half is None or value is None else {"low": value - half, "high": value + half}
    counts = {"n": n, "numerator": round((value or 0) * n), "pending": 0}
    return {"value": value, **ends, **counts, "is_too_few": False, "is_incomplete": False, **more}


def answered(metric: str, *rows: dict[str, Any], absent: dict[str, str] | None = None) -> Answer:
    return Answer(Question(metric), METRICS[metric], pl.DataFrame(list(rows)), str, absent)


def test_the_answer_is_the_number_with_its_interval() -> None:
    assert explore.answer(answered("csat", row(0.73, 0.1)), EN, "en") == "CSAT (rated): **73 %** (63–83)"
    assert explore.answer(answered("csat", row(0.73, 0.1)), ZH, "zh") == "满意率（已评价）：**73%**（63–83）"
    assert explore.answer(answered("volume", row(412.0)), EN, "en") == "Contacts: **412**"


def test_a_time_is_said_to_be_that_of_half() -> None:
    said = explore.answer(answered("first_response_seconds", row(120.0, 60.0)), EN, "en")
    assert said == "First response: half take **2 min** or less (1 min–3 min)"


def test_counts_stand_where_there_are_too_few() -> None:
    said = explore.answer(answered("csat", row(0.8, 0.2, 10, is_too_few=True)), EN, "en")
    assert said == "CSAT (rated): 8 of 10: too few"
    said = explore.answer(answered("handle_seconds", row(80.0, 20.0, 10, is_too_few=True)), EN, "en")
    assert said.endswith(": 10 counted: too few")


def test_what_is_only_pending_is_said_so() -> None:
    waiting = row(None, None, 0, pending=7, is_too_few=True)
    assert explore.few(METRICS["csat"], waiting, EN, "en") == "7 pending"
    assert explore.few(METRICS["csat"], {**waiting, "pending": 0}, EN, "en") == "–"


def test_parts_are_named_and_figures_apart_are_not_added() -> None:
    parts = [row(value, 0.02, part=name) for name, value in
             (("handed", 0.4), ("failed", 0.05), ("silent", 0.5), ("confirmed", 0.05))]  # fmt: skip
    said = explore.answer(answered("bot_outcome", *parts), EN, "en")
    assert said == "Bot outcome: Silent **50 %**, Handed to a human **40 %**, Handoff failed **5 %**"
    two = (row(3.0, currency="EUR"), row(4.0, currency="CNY"))
    assert "2 figures that are never added up" in explore.answer(answered("cost_per_contact", *two), EN, "en")


def test_scales_are_said_apart_and_never_held_against_each_other() -> None:
    two = [row(0.8, 0.05, levels=2), row(0.6, 0.05, levels=5), row(0.9, 0.3, 7, levels=7, is_too_few=True)]
    said = explore.answer(answered("csat", *two), EN, "en")
    assert "**80 %** (75–85) on 2 levels; **60 %** (55–65) on 5 levels; **6** of **7**" in said
    assert explore.name({"levels": 5}, ["levels"], ZH, "zh") == "5\u00a0级量表"
    assert title("csat", *two[:2]) == "CSAT (rated)"
    strict = [row(0.3, 0.05, levels=5, channel="a"), row(0.9, 0.05, levels=5, channel="b")]
    assert title("csat", row(0.95, 0.01, levels=2), *strict) == "CSAT (rated): most g2, 90 %; least g1, 30 %"


def test_nothing_and_absence_are_said() -> None:
    assert "nothing was counted" in explore.answer(answered("csat"), EN, "en")
    absent = {"en": "no ratings here", "zh": "没有评价数据"}
    assert explore.answer(answered("csat", absent=absent), ZH, "zh").endswith("没有评价数据")


def title(metric: str, *rows: dict[str, Any]) -> str:
    return explore.title(METRICS[metric], rows, [f"g{place}" for place in range(len(rows))], EN, "en")


def test_the_title_names_the_ends_where_they_differ_by_more_than_chance() -> None:
    apart = title("csat", row(0.5, 0.05), row(0.7, 0.05), row(0.9, 0.05))
    assert apart == "CSAT (rated): most g2, 90 %; least g0, 50 %"
    assert title("csat", row(0.5, 0.3), row(0.7, 0.3)) == "CSAT (rated): no group stands out from chance"


def test_full_counts_need_no_test() -> None:
    assert title("volume", row(10.0), row(30.0)) == "Contacts: most g1, 30; least g0, 10"
    assert title("volume", row(10.0), row(10.0)) == "Contacts"


def test_the_title_is_the_metric_alone_where_there_is_nothing_to_compare() -> None:
    assert title("csat", row(0.5, 0.05)) == "CSAT (rated)"
    assert title("csat", row(0.5, 0.05), row(0.9, 0.05, is_too_few=True)) == "CSAT (rated)"
    assert title("csat", row(0.5, 0.05, period=1), row(0.9, 0.05, period=2)) == "CSAT (rated)"
    beyond = row(90.0, 1.0, value_is_beyond=True)
    assert title("first_response_seconds", row(10.0, 1.0), beyond) == "First response"


def test_what_a_metric_lacks_is_named() -> None:
    said = explore.lacks(["channel", "issue_1"], METRICS["staffed_hours"], EN, "en")
    assert said.startswith("Staffed hours cannot be cut by Channel, Issue:")
    assert explore.never([], EN, "en") == ""
    assert explore.never(["channel"], ZH, "zh") == "该指标没有以下维度：渠道。"


def test_the_address_brings_the_choice_back() -> None:
    for chosen in (Exploring(), Exploring("volume", ("team", "channel"), over_periods=True), Exploring("csat", ())):
        address = {name: [value] if isinstance(value, str) else value for name, value in chosen.address().items()}
        read = read_exploring(lambda name, kept=address: kept.get(name, []), METRICS, load_catalogue().dimensions)  # type: ignore[misc]
        assert read == chosen


def test_junk_is_left_out_of_the_address() -> None:
    junk = {"metric": ["csat"], "by": ["x", "team", "team", "channel", "agent"], "over": ["always"]}
    read = read_exploring(lambda name: junk.get(name, []), METRICS, load_catalogue().dimensions)
    assert read == Exploring("csat", ("team", "channel"))
    assert read_exploring(lambda _: ["x"], METRICS, load_catalogue().dimensions) == Exploring()
