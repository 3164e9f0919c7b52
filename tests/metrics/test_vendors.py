"""Do the vendors' rules give what counting by hand gives, on the same rows as ours?"""

from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from lodestar.errors import LodestarError
from lodestar.locate import program_folder
from lodestar.metrics.card import latest_days
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Condition, Question
from lodestar.metrics.vendors import FILE, load_rules, vendor_numbers
from tests.metrics.small import small_mart

DAYS = (date(2026, 2, 2), date(2026, 2, 8))


def tickets() -> pl.DataFrame:
    """Return 40 tickets of one week and one of another: 30 solved once, 6 twice, 4 reopened and never solved again."""
    first = datetime(2026, 2, 3, 8)
    again = [None] * 30 + [True] * 6 + [False] * 4
    return pl.DataFrame(
        {
            "contact_key": list(range(41)),
            "source": ["desk"] * 41,
            "created_on": [date(2026, 2, 3)] * 40 + [date(2026, 3, 3)],
            "first_solved_at": [first] * 41,
            "last_solved_at": [datetime(2026, 2, 4, 8) if twice else first for twice in [*again, True]],
            "status_reopen_rate_den": [1] * 41,
            "status_reopen_rate_num": [0 if twice is None else 1 for twice in again] + [1],
            "ticket_resolution_seconds": [60.0] * 41,
            "ticket_resolution_business_seconds": [30.0] * 41,
        }
    )


def counters() -> pl.DataFrame:
    one = {"source": "desk", "created_on": date(2026, 2, 3), "contact_key": 0}
    counts = [
        {**one, "contact_key": i, "metric": "reopen_count", "value": float(i < 8), "unit": "count"} for i in range(32)
    ]
    times = [
        {**one, "contact_key": i, "metric": "final_resolution_calendar_minutes", "value": 2.0, "unit": "minutes"}
        for i in range(31)
    ]
    return pl.DataFrame([*counts, *times])


@pytest.fixture
def mart(tmp_path: Path) -> Mart:
    contacts = pl.DataFrame({"channel": ["email"] * 20 + ["phone"] * 21, "resolution_seconds": [90.0] * 41})
    contacts = contacts.with_columns(
        reopen_rate_den=pl.lit(1), reopen_rate_num=pl.lit(0), resolution_end=pl.lit("ended")
    )
    return small_mart(tmp_path, contacts, mart_tickets=tickets(), mart_vendor_metrics=counters())


def told(mart: Mart, metric: str, *where: Condition) -> dict[str, tuple[float | None, int]]:
    found = vendor_numbers(mart, Question(metric, where=where).between(*DAYS))
    return {number.rule.en.rule: (number.value, number.n) for number in found}


def test_reopens_are_counted_as_others_do(mart: Mart) -> None:
    assert told(mart, "reopen_rate") == {
        "Times solved, minus one": (6 / 40, 40),
        "The source's own reopen counter": (8 / 32, 32),
    } | {"Tickets whose status was changed back": (10 / 40, 40)}


def test_a_counter_in_minutes_is_a_median_in_seconds(mart: Mart) -> None:
    found = told(mart, "resolution_seconds")
    assert found["The source's own counter"] == (120.0, 31)
    assert found["The same, business hours"] == (30.0, 40)


def test_filters_hold_for_other_rules_too(mart: Mart) -> None:
    assert told(mart, "reopen_rate", Condition("channel", ("email",)))["Times solved, minus one"] == (0.0, 20)


def test_a_counter_that_nobody_brought_is_left_out(mart: Mart) -> None:
    rules = {rule.en.rule for rule in load_rules() if rule.of == "resolution_seconds"}
    bare = counters().filter(pl.col("metric") == "reopen_count")
    without = small_mart(mart.data.root / "bare", mart.query("select * from mart_contacts"),
                         mart_tickets=tickets(), mart_vendor_metrics=bare)  # fmt: skip
    assert rules - told(without, "resolution_seconds").keys() == {"The source's own counter"}


def test_every_rule_runs_on_a_whole_mart(committed_sample: Path) -> None:
    from lodestar.datafolder import DataFolder

    mart = Mart(DataFolder(committed_sample))
    names = dict.fromkeys(rule.of for rule in load_rules())
    for name in names:
        for number in vendor_numbers(mart, Question(name).between(*latest_days(mart, name, (), 13))):
            assert number.value is None or number.value >= 0
            assert number.unit != "share" or number.value is None or number.value <= 1
            assert mart.query(number.sql.rstrip(";\n")).height == 1


def test_every_rule_is_of_a_metric_we_have() -> None:
    assert {rule.of for rule in load_rules()} <= load_catalogue().metrics.keys()


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ('of = "csta"\nmetric = "csat"', "csat"),
        ('of = "csat"', "give one of"),
        ('of = "csat"\nmetric = "volume"\ncounter = "x"', "give one of"),
        ('of = "csat"\nmetrik = "volume"', "metric"),
    ],
)
def test_a_wrong_rule_is_refused(tmp_path: Path, rule: str, said: str) -> None:
    for file in (program_folder("queries") / "metrics").glob("*.toml"):
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    words = 'en = { rule = "r", misses = "m" }\nzh = { rule = "r", misses = "m" }'
    (tmp_path / FILE).write_text(f"[[rules]]\n{rule}\n{words}\n", encoding="utf-8")
    with pytest.raises(LodestarError, match=said):
        load_rules(tmp_path)
