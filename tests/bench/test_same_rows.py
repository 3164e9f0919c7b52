"""Does the build by hand make all of our three tables, and is every kind of difference seen?"""

import shutil
from pathlib import Path

import duckdb
import pytest

from bench.__main__ import TURNS
from bench.builds import bench_same, bench_words
from bench.measure import lodestar
from bench.same_rows import KEYS, compare_builds
from lodestar.models.run import load_models


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return our database and that of the script by hand, of one small made-up world."""
    base = tmp_path_factory.mktemp("same")
    data, files, log = base / "data", base / "files", base / "log"
    words = ["--contacts", "1000", "--turns", TURNS, "--form", "parquet", "--out", str(files)]
    lodestar(base, "sample", *words, log=log)
    data.mkdir()
    shutil.copy(files / "lodestar.toml", data)
    lodestar(data, "import", str(files / "shop"), "--source", "shop", "--tz", "UTC", log=log)
    bench_words(data, base)
    return bench_same(data, base)[2:]


def test_the_build_by_hand_makes_every_column_of_every_row(builds: tuple[Path, Path]) -> None:
    same = compare_builds(*builds)
    assert {table.table: table.differing for table in same} == dict.fromkeys(KEYS, ())
    assert [len(table.columns) for table in same] == [145, 27, 137]
    assert all(table.rows > 500 for table in same)
    assert set(KEYS) < set(load_models())


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        (
            "update mart_contacts set resolution_seconds = resolution_seconds + 0.1",
            "resolution_seconds",
        ),
        ("update mart_contacts set handle_seconds = handle_seconds * (1 + 1e-12)", None),
        ("update mart_contacts set team = null where number = 2", "team"),
        ("update mart_contacts set contact_key = abs(contact_key)", "contact_key"),
        ("update mart_contacts set customer_key = customer_key + number", "customer_key"),
        ("update mart_contacts set customer_key = null where number = 2", "customer_key"),
        ("update mart_contacts set customer_key = -customer_key", None),
        ("alter table mart_contacts drop column csat_value", "csat_value"),
        ("alter table mart_contacts add column more int", "more"),
        ("alter table mart_contacts alter csat_den type int", "csat_den"),
        ("delete from mart_contacts where number = 2", "rows"),
        (
            "update mart_contacts set contact_id = contact_id || '#' where number = 2",
            "rows",
        ),
        ("insert into mart_contacts select * from mart_contacts where number = 2", "rows"),
    ],
)
def test_a_difference_is_named(builds: tuple[Path, Path], tmp_path: Path, change: str, seen: str | None) -> None:
    ours, hand = builds
    changed = tmp_path / "changed.duckdb"
    shutil.copy(hand, changed)
    with duckdb.connect(str(changed)) as connection:
        connection.execute(change)
    contacts, turns, days = compare_builds(ours, changed)
    assert contacts.differing == ((seen,) if seen else ())
    assert turns.differing == days.differing == ()
