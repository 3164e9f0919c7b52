"""What was said with a rating: of the ratings that count at the common age, the newest first."""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from lodestar.metrics import comments
from lodestar.metrics.comments import FROM_THERE, latest_comments, rating_reasons
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question
from tests.metrics.small import small_mart

DAY = 86_400
DAYS = Question("csat").between(date(2026, 2, 2), date(2026, 2, 8))
Said = tuple[str, str | None, str | None]


def world(folder: Path, monkeypatch: pytest.MonkeyPatch, said: Sequence[Said]) -> Mart:
    """Return contacts rated one after the other, each with a verdict, a comment and a reason; the last too young."""
    n = len(said)
    rows = pl.DataFrame({"contact_id": [f"T{key}#1" for key in range(n)]})
    ratings = pl.DataFrame(
        {
            "row_id": [100 + key for key in range(n)],
            "contact_key": range(n),
            "contact_id": rows["contact_id"],
            "source": "desk",
            "ended_on": date(2026, 2, 2),
            "rated_at": [datetime(2026, 2, 2) + timedelta(hours=key) for key in range(n)],
            "value_raw": "4",
            "verdict": [verdict for verdict, _, _ in said],
            "measure": "csat",
            "is_counted": True,
            "age_seconds": 0,
            "until_age_seconds": pl.Series([None] * n, dtype=pl.Int64),
            "observed_seconds": [9 * DAY] * (n - 1) + [DAY],
        }
    )
    file = folder / "ratings.parquet"
    raw = {"_row_id": ratings["row_id"], "comment": [c for _, c, _ in said], "reason": [r for _, _, r in said]}
    pl.DataFrame(raw, schema_overrides={"comment": pl.String, "reason": pl.String}).write_parquet(file)
    monkeypatch.setattr(comments, "resolve", lambda _: SimpleNamespace(raw={"ratings": [file]}))
    return small_mart(folder, rows, mart_ratings=ratings)


def test_the_newest_comments_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = [
        ("positive", "kind", None),
        ("negative", " slow ", "wait"),
        ("positive", "  ", None),
        ("negative", "x", "y"),
    ]
    rows = latest_comments(world(tmp_path, monkeypatch, said), DAYS)
    assert rows.select("contact_id", "verdict", "reason", "comment").rows() == [
        ("T1#1", "negative", "wait", "slow"),
        ("T0#1", "positive", None, "kind"),
    ]


def test_reasons_are_counted_with_their_verdict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = [("negative", None, "wait")] * 2 + [
        ("positive", None, "wait"),
        ("positive", None, "kind"),
        ("negative", "", "late"),
    ]
    assert rating_reasons(world(tmp_path, monkeypatch, said), DAYS).rows.rows() == [
        ("wait", "negative", 2),
        ("wait", "positive", 1),
        ("kind", "positive", 1),
    ]


def test_the_sql_of_the_reasons_runs_from_the_data_folder_and_names_no_other_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = rating_reasons(
        world(tmp_path, monkeypatch, [("negative", None, "wait"), ("positive", None, "x")] * 2), DAYS
    )
    assert found.rows.height
    assert str(tmp_path) not in found.sql
    assert "'ratings.parquet'" in found.sql
    assert FROM_THERE in found.sql
    (mart,) = tmp_path.rglob("*.duckdb")
    monkeypatch.chdir(tmp_path)
    with duckdb.connect(str(mart), read_only=True) as by_hand:
        assert_frame_equal(by_hand.sql(found.sql).pl(), found.rows)


def test_no_ratings_imported_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mart = world(tmp_path, monkeypatch, [("positive", "kind", "kind")])
    monkeypatch.setattr(comments, "resolve", lambda _: SimpleNamespace(raw={"ratings": []}))
    assert latest_comments(mart, DAYS).is_empty()
    assert rating_reasons(mart, DAYS).rows.is_empty()


def test_the_real_files_are_read(committed_sample: Path) -> None:
    from lodestar.datafolder import DataFolder

    rows = latest_comments(Mart(DataFolder(committed_sample)), Question("csat"), limit=5)
    assert rows.height == 5
    assert json.dumps(rows["comment"].to_list())
