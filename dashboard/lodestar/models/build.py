"""From imported batches to a published mart: raw checks, models, mart checks, publish."""

import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from lodestar.checks.catalogue import load_rules
from lodestar.checks.results import load_results
from lodestar.checks.run import run_mart, run_raw
from lodestar.datafolder import DataFolder
from lodestar.errors import LodestarError, NeedsAPersonError
from lodestar.models.duck import DuckEngine, connect
from lodestar.models.gather import Inputs, gather_inputs, lay_inputs, stored_bytes
from lodestar.models.publish import NEXT, Published, begin, clean, publish
from lodestar.models.run import Model, load_models, needed_for, run_models
from lodestar.progress import bar


@dataclass(frozen=True)
class Built:
    """What a build did: the mart it published, the contacts in it, the seconds it took, how many warnings there are."""

    published: Published
    contacts: int
    seconds: float
    warnings: int


Finish = Callable[[DataFolder, duckdb.DuckDBPyConnection], None]
"""What is computed from the new mart's tables and written beside them, before the mart is checked."""


def build(data: DataFolder, engine: str = "duckdb", finish: Finish = lambda data, work: None) -> Built:  # noqa: ARG005
    """Build and publish the mart. Takes the write lock.

    Raises NeedsAPersonError where a stop check failed (the old mart stays), LodestarError where it cannot be done.
    """
    started = time.monotonic()
    with data.writing("the build"):
        clean(data)
        workshop = data.cache / "build"
        shutil.rmtree(workshop, ignore_errors=True)
        workshop.mkdir(parents=True)
        try:
            published, contacts = _build(data, engine, workshop, finish)
        except (duckdb.OutOfMemoryException, duckdb.IOException) as error:
            raise LodestarError(
                f"The build ran out of room ({type(error).__name__}): free some disk space under {data.root} and run "
                "`lodestar build` again; the last published numbers are still served."
            ) from error
        finally:
            shutil.rmtree(workshop, ignore_errors=True)
            clean(data)
    return Built(published, contacts, time.monotonic() - started, len(load_results(data).failed))


def _build(data: DataFolder, engine: str, workshop: Path, finish: Finish) -> tuple[Published, int]:
    inputs = gather_inputs(data)
    models = load_models()
    marts = [name for name in models if name.startswith("mart_")]
    kept = {*marts, *read_by_checks()}
    needed = [models[name] for name in needed_for(models, kept)]
    # in memory, spilling: compressing tables that are read once or twice cost a third of the build
    with connect(None, workshop / "spill", stored_bytes(data)) as work:
        lay_inputs(work, inputs)
        begin(data, work)
        _stop_if_failed(run_raw(data, work).stopped, "The imported data")
        if engine == "duckdb":
            _with_bar(len(needed), lambda started: DuckEngine(work, NEXT).run(needed, kept, started))
        else:
            _build_elsewhere(engine, inputs, needed, work, workshop)
        finish(data, work)
        _stop_if_failed(run_mart(data, work).stopped, "The new numbers")
        row = work.execute("select p.built_at, (select count(*) from mart_contacts) from settings as p").fetchone()
        assert row is not None
        return publish(data, work, row[0]), row[1]


def read_by_checks() -> set[str]:
    """Return the relations that the checks of a new mart read."""
    rules = [rule for rule in load_rules().values() if rule.check.stage == "mart"]
    return set().union(*(rule.relations | {rule.check.table} for rule in rules))


def _build_elsewhere(
    engine: str, inputs: Inputs, needed: list[Model], work: duckdb.DuckDBPyConnection, workshop: Path
) -> None:
    from lodestar.models.spark import SparkEngine  # noqa: PLC0415  # an extra that most installations do not have

    with SparkEngine(engine, workshop) as spark:
        spark.lay(inputs)
        _with_bar(len(needed), lambda started: run_models(spark, needed, started))
        spark.bring_back(work, needed)


def _with_bar(total: int, run: Callable[[Callable[[str], None]], None]) -> None:
    with bar(total, "model", "building") as shown:

        def started(name: str) -> None:
            shown.set_postfix_str(name, refresh=False)
            shown.update()

        run(started)


def _stop_if_failed(stopped: object, what: str) -> None:
    if stopped:
        print("The last published numbers are still served.", file=sys.stderr)
        raise NeedsAPersonError(f"{what} failed a check that stops the build: see `lodestar check` for what to do.")
