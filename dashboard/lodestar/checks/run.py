"""Run the checks of one stage: count by SQL, judge by Great Expectations, keep results, rows and Data Docs.

Neither function takes the data folder's lock: the build and `lodestar check` hold it already.
"""

from datetime import UTC, datetime

import duckdb

from lodestar.checks.catalogue import Stage, load_rules
from lodestar.checks.counting import count_offending
from lodestar.checks.relations import add_relations, read_files
from lodestar.checks.results import StageResult, fingerprint, load_results, raw_is_current, store
from lodestar.datafolder import DataFolder
from lodestar.errors import LodestarError
from lodestar.intake.manifest import list_imports
from lodestar.progress import step


def run_raw(folder: DataFolder, connection: duckdb.DuckDBPyConnection, *, again: bool = False) -> StageResult:
    """Return the outcome of the raw checks; `.stopped` is not empty when nothing may be published.

    `connection` sees raw_*, superseded_*, settings, source_settings, imports and import_columns. Where batches,
    settings and checks are as they were at the last run, that outcome is returned and nothing runs, unless `again`.
    Raises LodestarError where a rule cannot be run.
    """
    kept = load_results(folder).raw
    if kept is not None and not again and raw_is_current(folder):
        return kept
    return _run(folder, connection, "raw")


def run_mart(folder: DataFolder, connection: duckdb.DuckDBPyConnection) -> StageResult:
    """Return the outcome of the mart checks on the mart in `connection`, before it is published.

    `connection` sees what the models made (stg_*, int_*, mart_*). A check whose relations are not there (a mart
    opened by itself holds no int_*) keeps its last outcome. Raises LodestarError where a rule cannot be run.
    """
    return _run(folder, connection, "mart")


def _run(folder: DataFolder, connection: duckdb.DuckDBPyConnection, stage: Stage) -> StageResult:
    from lodestar.checks.suites import judge  # noqa: PLC0415  loads Great Expectations: only when checks really run

    if stage == "raw":
        files, columns = read_files(list_imports(folder))
        add_relations(connection, files, columns)
    rules = [rule for rule in load_rules().values() if rule.check.stage == stage]
    kept = {r.check.id: r for s in load_results(folder).stages if s.stage == stage for r in s.results}
    try:
        with step(f"checks on {stage} data"):
            counted = count_offending(folder, connection, rules)
            results = judge(folder, stage, rules, counted, kept)
    except (OSError, duckdb.IOException) as error:
        reason = error.strerror if isinstance(error, OSError) else "the disk is full or not writable"
        raise LodestarError(
            f"The outcome of the checks cannot be written to {folder.checks} ({reason}): free some space or mend its "
            "permissions, then run `lodestar check` again."
        ) from error
    outcome = StageResult(
        stage=stage, ran_at=datetime.now(UTC).replace(tzinfo=None), fingerprint=fingerprint(folder), results=results
    )
    store(folder, outcome)
    return outcome
