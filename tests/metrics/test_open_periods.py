"""Are contacts open in a period asked for without error where the period lies outside all that is known?"""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from lodestar.metrics.answer import ask
from lodestar.metrics.question import Question
from tests.metrics.small import small_mart

NAME = "open_resolution_seconds"


@pytest.mark.parametrize(
    "question",
    [
        Question(NAME, grain="week", first_day=date(2027, 1, 4)),
        Question(NAME, last_day=date(2000, 1, 1)),
        Question(NAME, grain="week", last_day=date(2000, 1, 1)),
    ],
)
def test_a_period_with_nobody_in_it_is_empty(tmp_path: Path, question: Question) -> None:
    ended = pl.DataFrame({"resolution_seconds": [90.0] * 40, "resolution_end": ["ended"] * 40})
    rows = ask(small_mart(tmp_path, ended), question).rows
    assert rows.is_empty() or rows["n"].sum() == 0
