"""Does the head of Data health say just what the checks found?"""

from datetime import date, datetime

import pytest

from lodestar.app.findings.health import Kept, health_answer, health_second, kept
from lodestar.app.words import words
from lodestar.checks.catalogue import Check, Threshold, Words
from lodestar.checks.results import CheckResult, Results, StageResult
from lodestar.metrics.health import Flow


def result(state: str, severity: str = "warn", title: str = "Ratings without their ticket") -> CheckResult:
    en, zh = Words(title=title, fix="f", use="u"), Words(title="评价找不到对应的工单", fix="f", use="u")
    check = Check(
        id="a", stage="raw", table="t", severity=severity, threshold=Threshold(count=0), reason="r",
        since=date(2026, 11, 22), en=en, zh=zh,
    )  # type: ignore[arg-type]  # fmt: skip
    return CheckResult(check=check, count=1, rows=2, share=0.5, state=state)  # type: ignore[arg-type]


def results(*found: CheckResult) -> Results:
    return Results(raw=StageResult(stage="raw", ran_at=datetime(2026, 11, 22), fingerprint="", results=found))


PASSED, WARNED, STOPPED, IDLE = result("passed"), result("failed"), result("failed", "stop"), result("no_data")


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ((), "Nobody has checked yet: no check has run on these data."),
        ((PASSED, PASSED, IDLE), "All **2** checks passed."),
        ((PASSED, WARNED), "**1** checks passed, **1** needs a person: ratings without their ticket."),
        (
            (*[PASSED] * 214, WARNED, WARNED),
            "**214** checks passed, **2** need a person; the first: ratings without their ticket.",
        ),
        (
            (PASSED, WARNED, STOPPED),
            (
                "**1** of 3 checks stopped the last build: ratings without their ticket. "
                "What you see was published before it."
            ),
        ),
    ],
)
def test_the_answer_in_english(found: tuple[CheckResult, ...], said: str) -> None:
    name, values = health_answer(results(*found), "en")
    assert words("en")(name, **values) == said


def test_the_answer_in_chinese_names_the_check_in_chinese() -> None:
    name, values = health_answer(results(*[PASSED] * 214, WARNED, WARNED), "zh")
    assert words("zh")(name, **values) == "**214** 项检查通过，**2** 项需要人工处理，首先是：评价找不到对应的工单。"


def test_what_stops_is_said_before_what_warns() -> None:
    assert health_answer(results(WARNED, WARNED, STOPPED), "en")[0] == "health.answer_stopped"


@pytest.mark.parametrize(
    ("records", "name"),
    [
        (Kept(100, 1, 3), "health.second_lost"),
        (Kept(100, 0, 3), "health.second_newer"),
        (Kept(100, 0, 0), "health.second_kept"),
    ],
)
def test_a_loss_is_said_first_then_imports_not_checked(records: Kept, name: str) -> None:
    found = health_second(records, "en")
    assert found
    assert found[0] == name
    assert "**" in words("en")(name, **found[1])


def test_nothing_is_said_of_nothing() -> None:
    assert health_second(Kept(0, 0, 0), "en") is None


def test_a_lost_contact_is_a_loss_as_much_as_a_lost_record() -> None:
    flows = [Flow("tickets", 10, 0, 0, 10, 0, 10, 0), Flow("events", None, 0, 0, 7, 0, 6, 1)]
    assert kept(flows, -2, 0) == Kept(17, 3, 0)
