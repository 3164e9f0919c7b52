"""What did the checks find, and when? Read by pages, `status` and the build; loads nothing heavy."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from lodestar import __version__
from lodestar.checks.catalogue import Check, Stage
from lodestar.datafolder import DataFolder, write_atomically
from lodestar.locate import program_folder
from lodestar.toml_files import Strict

State = Literal["passed", "failed", "no_data"]


class CheckResult(Strict):
    """One check's outcome. `rows` is how many rows its table has, `count` how many offend, `share` the largest share of
    any one source's rows.
    """

    check: Check
    count: int
    rows: int
    share: float
    state: State

    @property
    def stops(self) -> bool:
        """Return whether nothing may be published."""
        return self.state == "failed" and self.check.severity == "stop"


class StageResult(Strict):
    """All checks of one stage, with what they were run on."""

    stage: Stage
    ran_at: datetime
    fingerprint: str
    results: tuple[CheckResult, ...]

    @property
    def failed(self) -> tuple[CheckResult, ...]:
        """Return the failed checks, the stopping ones first."""
        return tuple(sorted((r for r in self.results if r.state == "failed"), key=lambda r: not r.stops))

    @property
    def stopped(self) -> tuple[CheckResult, ...]:
        """Return the failed checks that forbid publishing: empty means go on."""
        return tuple(result for result in self.results if result.stops)


class Results(Strict):
    """The newest outcome of each stage; a stage that never ran is absent."""

    raw: StageResult | None = None
    mart: StageResult | None = None

    @property
    def stages(self) -> tuple[StageResult, ...]:
        """Return the stages that ran."""
        return tuple(stage for stage in (self.raw, self.mart) if stage is not None)

    @property
    def failed(self) -> tuple[CheckResult, ...]:
        """Return every failed check."""
        return tuple(result for stage in self.stages for result in stage.failed)

    @property
    def stopped(self) -> tuple[CheckResult, ...]:
        """Return every failed stop check."""
        return tuple(result for stage in self.stages for result in stage.stopped)


def results_file(folder: DataFolder) -> Path:
    """Return where the outcomes are kept."""
    return folder.checks / "results.json"


def load_results(folder: DataFolder) -> Results:
    """Return the newest outcomes; empty where none were stored, or where another version of Lodestar stored them."""
    file = results_file(folder)
    if not file.exists():
        return Results()
    try:
        return Results.model_validate_json(file.read_text(encoding="utf-8"))
    except ValidationError:
        return Results()


def store(folder: DataFolder, stage: StageResult) -> Results:
    """Keep one stage's outcome beside the other's, and return both."""
    kept = load_results(folder).model_copy(update={stage.stage: stage})
    folder.checks.mkdir(parents=True, exist_ok=True)
    write_atomically(results_file(folder), kept.model_dump_json(indent=1))
    return kept


def fingerprint(folder: DataFolder) -> str:
    """Return what the raw checks depend on, as one word: the batches, the settings, the checks and the program."""
    digest = hashlib.sha256(__version__.encode())
    if folder.batches.is_dir():
        for batch in sorted(path.name for path in folder.batches.iterdir() if not path.name.startswith(".")):
            digest.update(batch.encode() + b"\n")
    if folder.settings_file.exists():
        digest.update(folder.settings_file.read_bytes())
    checks = program_folder("data_checks")
    for file in sorted([*checks.glob("*.toml"), *checks.glob("rules/*.sql")]):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def raw_is_current(folder: DataFolder) -> bool:
    """Return whether the stored raw outcome still holds, so that nothing need be run."""
    raw = load_results(folder).raw
    return raw is not None and raw.fingerprint == fingerprint(folder)
