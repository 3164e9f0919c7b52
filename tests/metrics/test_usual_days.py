"""Where an export ends in a thin tail, the last days as busy as usual are found."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from lodestar.metrics.mart import Mart
from lodestar.metrics.usual_days import few_contacts
from tests.metrics.small import small_mart

LATEST = date(2026, 3, 23)
"""The Monday of the latest whole week of a small mart."""


def world(folder: Path, *counts: int) -> Mart:
    """Return a mart with so many contacts in each of the weeks up to the latest, that one last."""
    weeks = [LATEST - timedelta(weeks=back) for back in reversed(range(len(counts)))]
    days = [week + timedelta(2) for week, n in zip(weeks, counts, strict=True) for _ in range(n)]
    rows = pl.DataFrame({"contact_id": [f"T{at}#1" for at in range(len(days))], "opened_on": days})
    return small_mart(folder, rows)


def test_a_thin_tail_leads_to_the_last_usual_weeks(tmp_path: Path) -> None:
    few = few_contacts(world(tmp_path, 40, 40, 20, 2, 3), 1)
    assert few is not None
    assert (few.contacts, few.average) == (3, 21)
    assert few.usual == (date(2026, 3, 9), date(2026, 3, 15))
    two = few_contacts(world(tmp_path / "two", 40, 40, 20, 2, 3), 2)
    assert two is not None
    assert two.usual == (date(2026, 3, 2), date(2026, 3, 15))


@pytest.mark.parametrize(("last", "is_few"), [(4, True), (5, False)])
def test_under_a_quarter_of_an_average_week_is_few(tmp_path: Path, last: int, is_few: bool) -> None:
    mart = world(tmp_path, *[20 + (20 - last)], *[20] * 8, last)
    assert (few_contacts(mart, 1) is not None) is is_few


def test_without_contacts_nothing_is_offered(tmp_path: Path) -> None:
    assert few_contacts(world(tmp_path), 1) is None
