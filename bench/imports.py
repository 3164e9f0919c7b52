"""Import of CSV messages: `lodestar import` against a hand-written script, on the same files."""

import sys
from pathlib import Path

import duckdb

from bench.measure import Cost, lodestar, run

HAND = Path(__file__).parent / "hand" / "import_messages.py"
COMPARED = "ticket_id, sent_at, seq, author_type, author_id, is_public, body, intent, bot_matched, useful_vote"


def bench_import(messages: Path, work: Path) -> tuple[Cost, Cost, bool, int]:
    """Return our cost, the script's, whether both stored the same rows, and how many those are."""
    data, out = work / "import-data", work / "messages-by-hand.parquet"
    ours = lodestar(data, "import", str(messages), "--source", "shop", "--tz", "UTC", log=work / "import.log")
    hand = run(sys.executable, str(HAND), str(messages), str(out), log=work / "import-hand.log")
    stored = data / "batches" / "*" / "messages-*.parquet"
    return ours, hand, _same(f"'{stored}'", f"'{out}'"), _sum(f"'{out}'")[0]


def _same(ours: str, hand: str) -> bool:
    return _sum(ours) == _sum(hand)


def _sum(files: str) -> tuple[int, int]:
    """Return the number of rows and the sum of their hashes: equal for equal rows in any order."""
    sql = f"select count(*), sum(cast(hash({COMPARED}) as hugeint)) from read_parquet({files})"
    row = duckdb.connect(config={"threads": 2, "memory_limit": "3GB"}).execute(sql).fetchone()
    assert row is not None
    return int(row[0]), int(row[1])
