"""Which version of a record holds: against a slow, obvious recomputation, in any order of importing."""

import itertools
import tempfile
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lodestar.datafolder import DataFolder
from lodestar.errors import LodestarError
from lodestar.intake.mapping import SourceMap
from lodestar.intake.versions import resolve
from tests.intake.importing import csv, moment, rows_of, run, table, write

MAP = SourceMap.model_validate(
    {
        "system": "desk",
        "tables": [
            {
                "table": "tickets",
                "version": "updated",
                "fields": {
                    "ticket_id": "id", "created_at": "created", "priority": "priority", "channel": "channel",
                    "team_id": "team",
                },
            }
        ],
    }
)  # fmt: skip
DAYS = ["2026-01-01 00:00:00", "2026-01-02 00:00:00"]
VALUES = st.sampled_from(["", "a", "b"])
OPTIONAL = ("updated", "priority", "channel", "team")


@st.composite
def exports(draw: st.DrawFn) -> list[tuple[int, tuple[str, ...], list[dict[str, str]]]]:
    """Draw up to four files: the hour each was exported, its columns, its rows."""
    files = []
    for hour in draw(st.lists(st.integers(1, 3), min_size=1, max_size=4)):
        columns = ("id", "created", *draw(st.lists(st.sampled_from(OPTIONAL), unique=True, max_size=4)))
        row = st.fixed_dictionaries(
            {
                "id": st.sampled_from(["1", "2", "3"]), "created": st.sampled_from(DAYS),
                "updated": st.sampled_from(["", *DAYS]), "priority": VALUES, "channel": VALUES, "team": VALUES,
            }
        )  # fmt: skip
        files.append((hour, columns, draw(st.lists(row, min_size=1, max_size=4))))
    return files


def slow(
    files: list[tuple[int, tuple[str, ...], list[dict[str, str]]]], hashes: dict[tuple[object, ...], int]
) -> set[tuple[object, ...]]:
    """Return the rows that must hold, by the words of SCHEMA and nothing else."""
    versions: dict[str, list[tuple[tuple[object, ...], dict[str, str | None]]]] = {}
    for hour, columns, rows in files:
        for row in rows:
            known = {name: row.get(name) or None for name in columns}
            values = (known["id"], known["created"], known.get("priority"), known.get("channel"), known.get("team"))
            order = (known.get("updated") or "", hour, hashes[values])
            versions.setdefault(row["id"], []).append((order, known))
    result = set()
    for ticket, found in versions.items():
        found.sort(key=lambda pair: pair[0])
        merged: dict[str, str | None] = {}
        for _, known in found:
            merged.update(known)
        result.add(
            (ticket, moment(merged["created"]), merged.get("priority"), merged.get("channel"), merged.get("team"))
        )
    return result


def stored_hashes(data: Path) -> dict[tuple[object, ...], int]:
    """Return the content hash of each set of values that was stored."""
    rows = pl.concat([pl.read_parquet(path) for path in data.glob("batches/*/tickets-*.parquet")])
    return {
        (r["ticket_id"], str(r["created_at"]), r["priority"], r["channel"], r["team_id"]): r["_hash"]
        for r in rows.iter_rows(named=True)
    }


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(exports(), st.randoms(use_true_random=False))
def test_any_order_of_importing_gives_the_rows_of_the_slow_recomputation(files, random) -> None:
    for number, (_, _, rows) in enumerate(files):
        rows.append({"id": f"only in {number}", "created": DAYS[0]})
    results = []
    with tempfile.TemporaryDirectory() as home:
        for attempt in range(2):
            data = Path(home) / f"data{attempt}"
            order = list(enumerate(files))
            random.shuffle(order)
            for number, (hour, columns, rows) in order:
                file = write(Path(home) / str(number), "export.csv", csv(columns, rows))
                run(data, file, source_map=MAP, exported_at=datetime(2026, 2, 1, hour))
            results.append(rows_of(table(data, "tickets"), "ticket_id", "created_at", "priority", "channel", "team_id"))
        expected = slow(files, stored_hashes(data))
    assert results[0] == results[1]
    assert len(results[0]) == len(expected)
    assert set(results[0]) == expected


def test_the_newest_export_decides_and_a_column_it_lacks_keeps_the_older_value(tmp_path: Path) -> None:
    old = write(tmp_path, "old.csv", "id,created,priority,channel\n1,2026-01-01,high,mail\n")
    new = write(tmp_path, "new.csv", "id,created,priority\n1,2026-01-01,\n")
    for place, order in enumerate(itertools.permutations(((old, 1), (new, 2)))):
        for file, hour in order:
            run(tmp_path / f"d{place}", file, source_map=MAP, exported_at=datetime(2026, 2, 1, hour))
        assert rows_of(table(tmp_path / f"d{place}", "tickets"), "priority", "channel") == [(None, "mail")]


def test_the_records_own_version_comes_before_the_export_time(tmp_path: Path) -> None:
    first = write(tmp_path, "first.csv", "id,created,updated,priority\n1,2026-01-01,2026-01-09,late\n")
    second = write(tmp_path, "second.csv", "id,created,updated,priority\n1,2026-01-01,2026-01-08,early\n")
    run(tmp_path / "data", first, source_map=MAP, exported_at=datetime(2026, 2, 1))
    run(tmp_path / "data", second, source_map=MAP, exported_at=datetime(2026, 2, 2))
    assert rows_of(table(tmp_path / "data", "tickets"), "priority") == [("late",)]


def test_versions_inside_one_file_are_told_apart_too(tmp_path: Path) -> None:
    text = "id,created,updated,priority\n1,2026-01-01,2026-01-09,late\n1,2026-01-01,2026-01-08,early\n"
    run(tmp_path / "data", write(tmp_path, "a.csv", text), source_map=MAP)
    assert rows_of(table(tmp_path / "data", "tickets"), "priority") == [("late",)]


def test_numbers_as_versions_sort_as_numbers(tmp_path: Path) -> None:
    text = "id,created,updated,priority\n1,2026-01-01,10,late\n1,2026-01-01,9,early\n"
    run(tmp_path / "data", write(tmp_path, "a.csv", text), source_map=MAP)
    assert rows_of(table(tmp_path / "data", "tickets"), "priority") == [("late",)]


def test_the_same_file_exported_at_another_time_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path, "a.csv", "id,created\n1,2026-01-01\n")
    run(tmp_path / "data", file, source_map=MAP, exported_at=datetime(2026, 2, 1))
    with pytest.raises(LodestarError, match="lodestar undo i0001"):
        run(tmp_path / "data", file, source_map=MAP, exported_at=datetime(2026, 2, 2))


def test_resolving_twice_reads_what_was_made_once(tmp_path: Path) -> None:
    run(tmp_path / "data", write(tmp_path, "a.csv", "id,created\n1,2026-01-01\n"), source_map=MAP)
    first = resolve(DataFolder(tmp_path / "data"))
    made = first.vanished_tickets.stat().st_mtime_ns
    assert resolve(DataFolder(tmp_path / "data")) == first
    assert first.vanished_tickets.stat().st_mtime_ns == made
