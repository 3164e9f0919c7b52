"""Is every share written as a fraction in both languages, read from its own file?"""

import pytest

from lodestar.metrics.catalogue import Metric, load_catalogue
from lodestar.metrics.formula import fraction
from lodestar.metrics.groups import GROUPS, distance, group_of, grouped, matching

METRICS = load_catalogue().metrics
DIVIDED = {"ratio", "mean", "quotient", "estimate"}


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda metric: metric.id)
def test_what_is_divided_has_two_sides_in_both_languages_and_nothing_else_has(metric: Metric) -> None:
    for language in ("en", "zh"):
        sides = fraction(metric, language)
        assert (sides is not None) == (metric.kind in DIVIDED)
        for side in sides or ():
            assert side
            assert "÷" not in side
            assert not side.endswith((".", "。", "；", ";", "，", ","))
            assert side.count("(") == side.count(")")
            assert side.count("（") == side.count("）")


def test_a_fraction_is_cut_at_the_end_of_its_sentence() -> None:
    assert fraction(METRICS["service_level"], "en") == (
        "Contacts answered within the service-level setting (30 s)",
        "Contacts that entered a queue",
    )
    assert fraction(METRICS["occupancy"], "zh") == ("处理 + 话后处理", "处理 + 话后处理 + 空闲")
    assert fraction(METRICS["signal_handed_over"], "zh") == ("机器人将服务转给人工", "可能出现该行为的服务")


def test_every_metric_stands_under_one_heading() -> None:
    listed = [metric.id for those in grouped(METRICS.values()).values() for metric in those]
    assert sorted(listed) == sorted(METRICS)
    assert tuple(grouped(METRICS.values())) == GROUPS
    some = ("csat", "bot_csat", "reopen_rate", "volume", "ola_met_rate")
    assert {name: group_of(METRICS[name]) for name in some} == {
        "csat": "satisfaction", "bot_csat": "bot", "reopen_rate": "solved", "volume": "queue", "ola_met_rate": "time",
    }  # fmt: skip


def test_a_metric_is_found_by_any_word_in_either_language() -> None:
    def found(text: str) -> set[str]:
        return {metric.id for metric in matching(METRICS.values(), text)}

    assert "reopen_rate" in found("重开率")
    assert "reopen_rate" in found("RETURN rate 24")
    assert found("ola_met_rate") == {"ola_met_rate"}
    assert found("no such word") == set()
    near = [METRICS["status_reopen_rate"], METRICS["reopen_rate_7d"], METRICS["reopen_rate"]]
    assert [distance(metric, "Reopen rate") for metric in near] == [1, 2, 0]
    assert [distance(metric, "重开率") for metric in near] == [1, 1, 1]
    assert found("") == set(METRICS)
