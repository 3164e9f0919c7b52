"""Does the bench compare like with like? Its scripts by hand give our rows, and it says so where they do not."""

from pathlib import Path

import duckdb
import pytest

from bench import imports, queries
from bench.imports import bench_import
from bench.measure import lodestar, machine, run
from bench.queries import bench_queries
from bench.widen import widen
from lodestar.datafolder import DataFolder
from lodestar.models.publish import current_mart


@pytest.fixture
def messages(tmp_path: Path) -> Path:
    out = tmp_path / "sample"
    lodestar(tmp_path, "sample", "--contacts", "200", "--form", "csv", "--out", str(out), log=tmp_path / "log")
    return out / "shop" / "messages"


def test_the_import_by_hand_stores_our_rows(messages: Path, tmp_path: Path) -> None:
    ours, hand, is_equal, rows = bench_import(messages, tmp_path)
    assert is_equal
    assert rows > 500
    assert min(ours.cpu_seconds, hand.cpu_seconds, ours.peak_gb, hand.peak_gb) > 0


def test_one_changed_cell_is_seen(messages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "changed.py"
    text = imports.HAND.read_text(encoding="utf-8")
    script.write_text(text.replace("author_id, cast", "upper(author_id) as author_id, cast"), encoding="utf-8")
    monkeypatch.setattr(imports, "HAND", script)
    assert not bench_import(messages, tmp_path)[2]


def test_the_queries_by_hand_give_our_tables(committed_sample: Path) -> None:
    timed = bench_queries(committed_sample)
    assert {one.query.name: one.is_equal for one in timed} == {one.query.name: True for one in timed}
    assert all(one.ours_ms > 0 and one.hand_ms > 0 for one in timed)


def test_a_command_that_fails_is_named(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="ended with 2"):
        run("sh", "-c", "exit 2", log=tmp_path / "log")


def test_the_machine_is_described() -> None:
    assert f"DuckDB {duckdb.__version__}" in machine()


def test_another_interval_by_hand_is_seen(
    committed_sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in queries.HAND.glob("*.sql"):
        text = file.read_text(encoding="utf-8")
        (tmp_path / file.name).write_text(text.replace("1.959963984540054", "1.96"), encoding="utf-8")
    monkeypatch.setattr(queries, "HAND", tmp_path)
    by_name = {one.query.file: one.is_equal for one in bench_queries(committed_sample)}
    assert not by_name["csat"]
    assert not by_name["reopen_by_agent"]


def test_a_widened_mart_counts_every_contact_again(committed_sample: Path, tmp_path: Path) -> None:
    widen(committed_sample, tmp_path / "wide", 3)
    counts = (
        "select count(*), count(distinct contact_key), count(distinct customer_key), sum(csat_den), "
        "(select sum(csat_den) from mart_ended_days), (select sum(contacts) from mart_histogram) from mart_contacts"
    )
    narrow, wide = (_only_row(folder, counts) for folder in (committed_sample, tmp_path / "wide"))
    assert wide == tuple(3 * count for count in narrow)


def _only_row(data: Path, sql: str) -> tuple[int, ...]:
    published = current_mart(DataFolder(data))
    assert published is not None
    with duckdb.connect(str(published.file), read_only=True) as connection:
        return connection.execute(sql).fetchall()[0]
