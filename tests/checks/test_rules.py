"""Does every check fire where it must and hold on its limit, in SQL and through a real checkpoint?"""

from functools import cache
from pathlib import Path

import pytest
import sqlglot

from lodestar.checks.catalogue import Rule, load_rules
from lodestar.checks.counting import Counted, count_offending
from lodestar.checks.suites import docs_folder, judge
from lodestar.datafolder import DataFolder
from tests.checks.cases import case_ids, connect_case, load_case
from tests.checks.mart_cases import mart_columns

RULES = load_rules()


@cache
def _folder(name: str) -> DataFolder:
    import tempfile

    return DataFolder(Path(tempfile.mkdtemp(prefix=f"lodestar-{name}-")))


@cache
def _counted(check_id: str, side: str) -> Counted:
    with connect_case(load_case(check_id, side)) as connection:
        return count_offending(_folder(side), connection, [RULES[check_id]])[check_id]


def test_every_check_has_a_case_and_every_case_a_check() -> None:
    assert case_ids() == RULES.keys()


@pytest.mark.parametrize("side", ["fires", "holds"])
@pytest.mark.parametrize("check_id", sorted(RULES))
def test_a_rule_counts_what_its_case_says(check_id: str, side: str) -> None:
    assert _counted(check_id, side).count == load_case(check_id, side)["count"]


@pytest.mark.parametrize("side", ["fires", "holds"])
def test_great_expectations_judges_every_case_as_meant(side: str) -> None:
    counted = {name: _counted(name, side) for name in RULES}
    for stage in ("raw", "mart"):
        rules = [rule for rule in RULES.values() if rule.check.stage == stage]
        results = judge(_folder(side), stage, rules, counted, {})
        wanted = "failed" if side == "fires" else "passed"
        assert {r.check.id: r.state for r in results} == {rule.check.id: wanted for rule in rules}
        assert (docs_folder(_folder(side), stage) / "index.html").is_file()


def test_a_share_is_that_of_the_source_where_it_is_largest() -> None:
    """Three of four tickets of a small source, among a thousand of a big one: 75 %, not 0.3 %."""
    fine = {"created_at": "2026-01-05T08:00", "solved_at": "2026-01-05T10:00", "closed_at": "2026-01-05T11:00"}
    late = {**fine, "closed_at": "2026-01-05T09:00"}
    tickets = [
        {"source": "big", "ticket_id": "b{i}", "times": 1000, **fine},
        {"source": "small", "ticket_id": "f{i}", "times": 1, **fine},
        {"source": "small", "ticket_id": "l{i}", "times": 3, **late},
    ]
    rule = RULES["tickets_out_of_order"]
    with connect_case({"tickets": tickets}) as connection:
        found = count_offending(_folder("sources"), connection, [rule])
    assert found[rule.check.id] == Counted(count=3, rows=1004, share=0.75)
    [result] = judge(_folder("sources"), "raw", [rule], found, {})
    assert (result.state, result.share) == ("failed", 0.75)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.check.id)
def test_a_rule_shows_no_text_of_a_customer(rule: Rule) -> None:
    shown = {column.name for column in rule.tree.find_all(sqlglot.exp.Column)}
    assert not shown & {"body", "subject", "comment", "name", "extra", "tags", "note", "value_raw_text"}


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.check.id)
def test_a_rule_says_its_row_and_grain_and_its_texts_differ_by_language(rule: Rule) -> None:
    first, second = rule.sql.splitlines()[:2]
    assert first.startswith("-- One row is ")
    assert second.startswith("-- grain: ")
    assert any("一" <= sign <= "鿿" for sign in rule.check.zh.title)
    assert rule.check.en.title.isascii()


def test_the_check_of_ratios_knows_every_ratio_of_a_contact() -> None:
    test = RULES["ratios_within"].row_test
    assert test is not None
    ratios = {name for name in mart_columns("mart_contacts") if name.endswith(("_den", "_num"))} - {"volume_num"}
    assert not {name for name in ratios if name not in test}


def test_the_check_of_durations_knows_every_duration_of_a_contact() -> None:
    test = RULES["contacts_negative_durations"].row_test
    assert test is not None
    assert not {name for name in mart_columns("mart_contacts") if name.endswith("_seconds") and name not in test}
