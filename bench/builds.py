"""Builds without checks: versions, words, models, publishing. `python -m bench.builds whole|same|words DATA [OUT]`."""

import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench.measure import Cost, run
from bench.same_rows import KEYS
from lodestar.datafolder import DataFolder
from lodestar.models.duck import DuckEngine, connect
from lodestar.models.gather import gather_inputs, lay_inputs, stored_bytes
from lodestar.models.publish import NEXT, begin, publish
from lodestar.models.run import load_models, needed_for

HAND = Path(__file__).parent / "hand" / "build.py"


def build_whole(data: DataFolder) -> None:
    """Build and publish the mart as `lodestar build` does, its checks left out: they have a line of their own."""
    marts = [name for name in load_models() if name.startswith("mart_")]
    _build(data, marts, None)


def build_same(data: DataFolder, out: Path) -> None:
    """Build the marts that the script by hand makes too, with all they need, into a database of their own."""
    _build(data, list(KEYS), out)


def _build(data: DataFolder, marts: list[str], out: Path | None) -> None:
    workshop = data.cache / "bench"
    shutil.rmtree(workshop, ignore_errors=True)
    workshop.mkdir(parents=True)
    models = load_models()
    inputs = gather_inputs(data)
    data.marts.mkdir(parents=True, exist_ok=True)
    needed = [models[name] for name in needed_for(models, marts)]
    with connect(None, workshop / "spill", stored_bytes(data)) as work:
        lay_inputs(work, inputs)
        if out is None:
            begin(data, work)
        else:
            work.execute(f"attach '{out}' as {NEXT}")
            work.execute(f"set search_path = 'memory.main,{NEXT}.main'")
        DuckEngine(work, NEXT).run(needed, marts, lambda _: None)
        if out is None:
            publish(data, work, datetime.now(UTC).replace(tzinfo=None))
    shutil.rmtree(workshop)


def bench_words(data: Path, work: Path) -> Cost:
    """Return what finding versions and words costs: once per batch, kept for every later build."""
    return run(sys.executable, "-m", "bench.builds", "words", str(data), log=work / "words.log")


def bench_same(data: Path, work: Path) -> tuple[Cost, Cost, Path, Path]:
    """Return the cost of our build and of the script by hand for the same tables, and the two databases."""
    ours, hand = work / "same-ours.duckdb", work / "same-by-hand.duckdb"
    our_cost = run(sys.executable, "-m", "bench.builds", "same", str(data), str(ours), log=work / "same.log")
    return our_cost, run(sys.executable, str(HAND), str(data), str(hand), log=work / "build-hand.log"), ours, hand


def bench_whole(data: Path, work: Path) -> Cost:
    """Return the cost of building and publishing every mart."""
    return run(sys.executable, "-m", "bench.builds", "whole", str(data), log=work / "build.log")


if __name__ == "__main__":
    what, folder = sys.argv[1], DataFolder(Path(sys.argv[2]))
    if what == "words":
        gather_inputs(folder)
    elif what == "same":
        build_same(folder, Path(sys.argv[3]))
    else:
        build_whole(folder)
