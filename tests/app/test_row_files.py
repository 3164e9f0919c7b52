"""What is said of a file before anybody asks for it: how long Excel takes, and what it leaves out."""

import pytest

from lodestar.app.components import row_files as drawn
from lodestar.app.words import words
from lodestar.metrics.question import Question


@pytest.mark.parametrize(
    ("rows", "notes"),
    [
        (19_999, ""),
        (20_000, "(Excel takes about 4 s)"),
        (100_000, "(Excel takes about 20 s)"),
        (100_001, "(Excel holds the first 100,000 rows, CSV and Parquet hold all; Excel takes about 20 s)"),
    ],
)
def test_only_long_and_capped_files_are_announced(monkeypatch: pytest.MonkeyPatch, rows: int, notes: str) -> None:
    said: list[str] = []
    monkeypatch.setattr(drawn.st, "html", said.append)
    monkeypatch.setattr(drawn, "files_watch", lambda: None)
    drawn.row_files(Question("volume"), rows, words("en"), "en")
    assert notes in said[0]
    assert ("(" in said[0]) == bool(notes)
