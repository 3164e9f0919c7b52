"""What is made in parts is what is made at once, in the order of the days."""

from pathlib import Path

import duckdb
import pytest

from lodestar.models import duck
from lodestar.models.run import in_range, load_models
from tests.support.cases import CASES, check_case

FOLDERS = [
    CASES / "int_return_chains" / "every_return_counts_those_on_end_before_it",
    CASES / "int_signal_returned" / "back_within_a_day_and_pending_until_the_day_is_over",
]
PARTED = {name: model.parts_of for name, model in load_models().items() if model.parts_of}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
@pytest.mark.parametrize("rows", [1, 2, 5, 13, 1000])
def test_parts_hold_every_row_once(folder: Path, rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duck, "PART_ROWS", rows)
    check_case(folder)


def test_what_is_widest_is_made_in_parts_of_a_key_that_is_numbered_through() -> None:
    assert PARTED == {"mart_contacts": "contact_key", "int_contact_signals": "contact_key"}
    assert set(PARTED.values()) <= duck.NUMBERED.keys()


def test_a_part_reads_its_range_of_the_key_alone() -> None:
    sql = in_range("select m.k as key, m.v from numbers as m where m.v > 0 order by m.v", "key", 3, 6)
    with duckdb.connect() as connection:
        connection.execute("create table numbers as select r as k, r * 10 as v from range(10) as t(r)")
        assert connection.execute(sql).fetchall() == [(3, 30), (4, 40), (5, 50)]
