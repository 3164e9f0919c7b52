"""`python -m bench.weekly [DATA]`: what do the estimates of a new closed week cost, beside the first run of all weeks?

On a made-up world of 100,000 contacts and on its mart written tenfold (bench/widen.py: as large as a million contacts,
not as various). CPU seconds, wall seconds and peak memory of a process of its own, as Markdown.
"""

import argparse
import shutil
import sys
from pathlib import Path

import duckdb

from bench.measure import Cost, lodestar, machine, run
from bench.widen import widen
from lodestar.datafolder import DataFolder
from lodestar.estimate.store import estimate_all
from lodestar.locate import program_folder
from lodestar.models.duck import connect
from lodestar.models.publish import NEXT, current_mart

OUT = Path(__file__).parent / "out" / "weekly"
CONTACTS, TIMES = 100_000, 10
SOURCES = ("shop", "zendesk", "servicenow")
MOST_SECONDS = {1: 5.0, TIMES: 60.0}
MOST_GB = 3.0


def main() -> None:
    """Measure and print; exit 1 where something asked for was not met."""
    parser = argparse.ArgumentParser(prog="python -m bench.weekly", description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", help="a folder that holds the world already; none: it is made")
    parser.add_argument("--times", type=int, nargs="*", default=[1, TIMES], help="sizes, as copies of every contact")
    parser.add_argument("--estimate", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.estimate:
        estimate(given.data)
        return
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    data = given.data or _world(OUT / "data")
    print(f"Machine: {machine()}\n")
    print("| contacts | what | asked | got | met |\n|---|---|---|---|---|")
    met = True
    for times in given.times:
        met &= _size(data, times)
    sys.exit(0 if met else 1)


def estimate(data: Path) -> None:
    """Estimate every closed week of a mart as a build does, into a database that is thrown away."""
    mart = current_mart(DataFolder(data))
    assert mart is not None, f"{data} holds no mart"
    with connect(None) as work:
        work.execute(f"attach ':memory:' as {NEXT}")
        work.execute(f"attach '{mart.file}' as built (read_only)")
        work.execute(f"set search_path = 'memory.main,{NEXT}.main,built.main'")
        estimate_all(DataFolder(data), work)


def _size(data: Path, times: int) -> bool:
    folder = OUT / f"times-{times}"
    widen(data, folder, times)
    contacts, weeks = _counts(folder)
    first = _estimate(folder)
    _line(contacts, f"first run, all {weeks} closed weeks", "-", first, is_met=None)
    last = max((folder / "cache" / "estimates").iterdir())  # their names begin with the week
    last.unlink()
    one = _estimate(folder)
    is_met = one.cpu_seconds <= MOST_SECONDS.get(times, MOST_SECONDS[TIMES]) and one.peak_gb <= MOST_GB
    asked = f"{MOST_SECONDS.get(times, MOST_SECONDS[TIMES]):.0f} s, {MOST_GB:.0f} GB"
    _line(contacts, "one new closed week, the others unchanged", asked, one, is_met=is_met)
    shutil.rmtree(folder)
    return is_met


def _estimate(folder: Path) -> Cost:
    return run(sys.executable, "-m", "bench.weekly", str(folder), "--estimate", log=OUT / "estimate.log")


def _counts(folder: Path) -> tuple[int, int]:
    mart = current_mart(DataFolder(folder))
    assert mart is not None
    with duckdb.connect(str(mart.file), read_only=True) as asked:
        row = asked.execute(
            "select (select count(*) from mart_contacts), (select count(distinct week_on) from mart_estimates)"
        ).fetchone()
    assert row is not None
    return row[0], row[1]


def _world(data: Path) -> Path:
    """Make, import and build the world."""
    files, log = OUT / "files", OUT / "world.log"
    lodestar(data, "sample", "--contacts", str(CONTACTS), "--out", str(files), log=log)
    data.mkdir()
    shutil.copy(program_folder("sample_data") / "lodestar.toml", data)
    for source in SOURCES:
        lodestar(data, "import", str(files / source), "--source", source, "--tz", "UTC", log=log)
    lodestar(data, "build", log=log)
    shutil.rmtree(files)
    return data


def _line(contacts: int, what: str, asked: str, cost: Cost, *, is_met: bool | None) -> None:
    got = f"{cost.cpu_seconds:.1f} CPU s, {cost.wall_seconds:.0f} s, {cost.peak_gb:.2f} GB"
    word = "" if is_met is None else "yes" if is_met else "**no**"
    print(f"| {contacts:,} | {what} | {asked} | {got} | {word} |", flush=True)


if __name__ == "__main__":
    main()
