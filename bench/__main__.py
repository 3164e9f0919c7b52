"""`python -m bench`: what import, checks, build and queries cost, as a Markdown table, against scripts by hand.

A ratio is printed only where the script's output was first found equal to ours, in the same run.
"""

import argparse
import shutil
import statistics
import sys
from pathlib import Path

from bench.builds import bench_same, bench_whole, bench_words
from bench.imports import bench_import
from bench.measure import Cost, lodestar, machine
from bench.queries import CONTACTS, LIMIT_MS, bench_queries
from bench.same_rows import AS_THE_SAME_GROUPS, Same, compare_builds
from bench.widen import TIMES as WIDENED
from bench.widen import widen

OUT = Path(__file__).parent / "out"
TURNS = "6.5"  # about ten messages per contact
IMPORT_CONTACTS = {"small": 2_000, "normal": 500_000, "large": 500_000}
BUILD_CONTACTS = {"small": [2_000], "normal": [1_000_000], "large": [1_000_000, 10_000_000]}
IMPORT_LIMIT, BUILD_LIMIT, QUERY_LIMIT = 3.0, 1.5, 2.0


def main() -> None:
    """Measure and print; exit 1 where an output by hand differs from ours."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    sizes = parser.add_mutually_exclusive_group()
    sizes.add_argument("--small", action="store_true", help="a quick self-test of two thousand contacts")
    sizes.add_argument("--large", action="store_true", help="10M contacts and 100M messages as well: hours and 100 GB")
    given = parser.parse_args()
    size = "small" if given.small else "large" if given.large else "normal"
    shutil.rmtree(OUT / size, ignore_errors=True)
    (OUT / size).mkdir(parents=True)
    print(f"Machine: {machine()}\n")
    print("| what | ours | by hand | ratio | limit |\n|---|---|---|---|---|")
    equal = _import_line(OUT / size, IMPORT_CONTACTS[size])
    for contacts in BUILD_CONTACTS[size]:
        equal &= _build_lines(OUT / size / str(contacts), contacts)
    sys.exit(0 if equal else 1)


def _import_line(work: Path, contacts: int) -> bool:
    files = work / "csv"
    _sample(files, contacts, "csv", work / "sample.log")
    ours, hand, is_equal, rows = bench_import(files / "shop" / "messages", work)
    what, limit = f"import of {rows:,} CSV messages", f"{IMPORT_LIMIT:.0f}x, 3 GB"
    ratio = ours.cpu_seconds / hand.cpu_seconds
    _line(what, _cost(ours), _cost(hand), ratio=ratio, is_equal=is_equal, limit=limit)
    shutil.rmtree(files)
    shutil.rmtree(work / "import-data")
    return is_equal


def _build_lines(work: Path, contacts: int) -> bool:
    """Print what it costs to import, check, build and ask a world of so many contacts."""
    data, files = work / "data", work / "files"
    work.mkdir(parents=True)
    data.mkdir()
    _sample(files, contacts, "parquet", work / "sample.log")
    shutil.copy(files / "lodestar.toml", data)
    name = f"{contacts:,} contacts"
    imported = lodestar(data, "import", str(files / "shop"), "--source", "shop", "--tz", "UTC", log=work / "import.log")
    _line(f"import of all tables, {name}", _cost(imported))
    shutil.rmtree(files)
    memory = "3 GB" if contacts <= 1_000_000 else "8 GB"
    _line(f"versions and words, once per batch, {name}", _cost(bench_words(data, work)))
    ours, hand, our_file, hand_file = bench_same(data, work)
    same = compare_builds(our_file, hand_file)
    is_equal = all(not table.differing for table in same)
    limit, ratio = f"{BUILD_LIMIT:.1f}x, {memory}", ours.cpu_seconds / hand.cpu_seconds
    what = f"contacts, turns and day sums, {name}"
    _line(what, _cost(ours), _cost(hand), ratio=ratio, is_equal=is_equal, limit=limit)
    our_file.unlink()
    hand_file.unlink()
    _line(f"all models and publishing, {name}", _cost(bench_whole(data, work)), limit=memory)
    _line(f"all checks, {name}", _cost(lodestar(data, "check", log=work / "check.log")))
    is_equal &= _query_lines(data, work / "widened", contacts)
    _say_compared(same)
    return is_equal


def _query_lines(data: Path, widened: Path, contacts: int) -> bool:
    """Print what questions cost on ten times the contacts, or on the mart itself where it is large enough."""
    if contacts < CONTACTS:
        widen(data, widened, WIDENED)
        data, contacts = widened, contacts * WIDENED
    is_equal = True
    for timed in bench_queries(data):
        limit = f"{LIMIT_MS[timed.query.kind]} ms, {QUERY_LIMIT:.0f}x"
        shown = (f"{statistics.median(taken):.1f} ms (least {min(taken):.1f})" for taken in (timed.ours, timed.hand))
        ratio = timed.ours_ms / timed.hand_ms
        what = f"{timed.query.name}, {contacts:,} contacts"
        _line(what, *shown, ratio=ratio, is_equal=timed.is_equal, limit=limit)
        is_equal &= timed.is_equal
    shutil.rmtree(widened, ignore_errors=True)
    return is_equal


def _say_compared(same: list[Same]) -> None:
    for table in same:
        words = f"differ: {', '.join(table.differing)}" if table.differing else "equal"
        print(f"\nCompared row by row before the ratio, {table.table}: {table.rows:,} rows, {words}.")
        print(f"{len(table.columns)} columns, all there are: {', '.join(table.columns)}.")
    groups = "; ".join(f"{name} ({reason})" for name, reason in AS_THE_SAME_GROUPS.items())
    print(f"\nCompared not by value but for giving the same rows the same number: {groups}.", flush=True)


def _sample(out: Path, contacts: int, form: str, log: Path) -> None:
    words = ["sample", "--contacts", str(contacts), "--turns", TURNS, "--form", form, "--out", str(out)]
    lodestar(out.parent, *words, log=log)


def _cost(cost: Cost) -> str:
    return f"{cost.cpu_seconds:.1f} CPU s, {cost.peak_gb:.2f} GB, {cost.wall_seconds:.0f} s"


def _line(
    what: str, ours: str, hand: str = "-", *, ratio: float | None = None, is_equal: bool = True, limit: str = "-"
) -> None:
    shown = "-" if ratio is None else f"{ratio:.2f}" if is_equal else "none: rows differ"
    print(f"| {what} | {ours} | {hand} | {shown} | {limit} |", flush=True)


if __name__ == "__main__":
    main()
