"""Does Data health see every record that is lost, and count none as lost that is accounted for?"""

from pathlib import Path

import polars as pl
import pytest

from lodestar.metrics.health import Contacts, Flow, contacts, flows, left_out
from lodestar.metrics.mart import Mart
from tests.support.mart import publish, small_tables

WHOLE = {
    ("tickets", "raw"): 100, ("tickets", "superseded"): 5, ("tickets", "staging"): 115, ("tickets", "of contacts"): 115,
    ("tickets", "left out"): 3, ("tickets", "mart"): 112,
    ("messages", "raw"): 50, ("messages", "superseded"): 4, ("messages", "staging"): 46,
    ("messages", "of contacts"): 40, ("messages", "without a ticket"): 6,
    ("events", "staging"): 9, ("events", "of contacts"): 9, ("events", "without a ticket"): 0,
    ("contacts", "models"): 90, ("contacts", "left out"): 2, ("contacts", "mart"): 88,
}  # fmt: skip


def mart(folder: Path, counts: dict[tuple[str, str], int]) -> Mart:
    rows = [(record, layer, count) for (record, layer), count in counts.items()]
    table = pl.DataFrame(rows, schema=["record", "layer", "row_count"], orient="row")
    excluded = pl.DataFrame(
        [("shop", "spam", 2), ("shop", "shared customer", 80), ("desk", "no customer", 7)],
        schema=["source", "reason", "contacts"], orient="row",
    )  # fmt: skip
    return publish(folder, {"mart_conservation": table, "mart_excluded": excluded, **small_tables()})


def test_what_arrived_is_accounted_for(tmp_path: Path) -> None:
    made = mart(tmp_path, WHOLE)
    assert flows(made) == [
        Flow("tickets", 100, 5, 20, 115, 0, 115, 0),
        Flow("messages", 50, 4, 0, 46, 6, 40, 0),
        Flow("events", None, 0, 0, 9, 0, 9, 0),
    ]
    assert contacts(made) == Contacts(90, 2, 88, 0)


@pytest.mark.parametrize(
    ("record", "layer", "there", "lost"),
    [
        ("messages", "staging", 45, 2),  # one gone before staging, and one more in contacts than staging holds
        ("messages", "of contacts", 39, 1),
        ("tickets", "staging", 90, 5 + 25),
        ("tickets", "of contacts", 114, 1),
        ("events", "without a ticket", 1, 1),
    ],
)
def test_a_lost_record_is_seen(tmp_path: Path, record: str, layer: str, there: int, lost: int) -> None:
    found = {flow.record: flow.lost for flow in flows(mart(tmp_path, WHOLE | {(record, layer): there}))}
    assert found[record] == lost
    assert sum(found.values()) == lost


def test_a_lost_contact_is_seen(tmp_path: Path) -> None:
    assert contacts(mart(tmp_path, WHOLE | {("contacts", "mart"): 87})).lost == 1


def test_a_kind_that_nobody_brought_is_not_listed(tmp_path: Path) -> None:
    counts = {key: count for key, count in WHOLE.items() if key[0] != "events"}
    assert [flow.record for flow in flows(mart(tmp_path, counts))] == ["tickets", "messages"]


def test_who_is_out_of_everything_comes_first(tmp_path: Path) -> None:
    assert left_out(mart(tmp_path, WHOLE)).rows() == [
        ("shop", "spam", 2, True),
        ("shop", "shared customer", 80, False),
        ("desk", "no customer", 7, False),
    ]
