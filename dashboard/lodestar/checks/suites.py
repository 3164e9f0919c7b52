"""Do the counts stay within their thresholds? Great Expectations judges and writes the Data Docs.

Counting happens before, in SQL: here comes one frame of one row, a column per check, so the size of the data does not
matter. Importing Great Expectations costs seconds: only a process that runs checks may import this module's insides.
"""

import os
import shutil
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from lodestar.checks.catalogue import Rule, Stage, Threshold
from lodestar.checks.counting import Counted
from lodestar.checks.data_docs import close_to_network, write_index
from lodestar.checks.results import CheckResult, State
from lodestar.datafolder import DataFolder


def docs_folder(folder: DataFolder, stage: Stage) -> Path:
    """Return where the Data Docs of a stage are; open index.html in a browser."""
    return folder.checks / "data_docs" / stage


def judge(
    folder: DataFolder,
    stage: Stage,
    rules: Sequence[Rule],
    counted: Mapping[str, Counted],
    kept: Mapping[str, CheckResult],
) -> tuple[CheckResult, ...]:
    """Return one result per rule, in order, and write the stage's Data Docs.

    A rule without a count keeps its result of before (`kept`), or has no data; a table without rows has no data.
    """
    judged = [rule for rule in rules if rule.check.id in counted and counted[rule.check.id].rows]
    passed = _checkpoint(docs_folder(folder, stage), stage, judged, counted) if judged else {}
    results = []
    for rule in rules:
        name = rule.check.id
        found = counted.get(name)
        if found is None:
            before = kept.get(name)
            results.append(
                CheckResult(check=rule.check, count=0, rows=0, share=0.0, state="no_data")
                if before is None
                else before.model_copy(update={"check": rule.check})
            )
        else:
            state: State = "no_data" if name not in passed else "passed" if passed[name] else "failed"
            results.append(
                CheckResult(check=rule.check, count=found.count, rows=found.rows, share=found.share, state=state)
            )
    return tuple(results)


def _checkpoint(docs: Path, stage: Stage, rules: Sequence[Rule], counted: Mapping[str, Counted]) -> dict[str, bool]:
    """Run one checkpoint over the stage's suite and return by check id whether it passed."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    # Great Expectations loads a Spark client where one is installed, and that ends the process (`python -c`, a test's
    # worker) where it finds no Spark of its own; an empty home says that there is none to look for.
    os.environ.setdefault("SPARK_HOME", "")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the libraries it loads, at import and while rendering: none is ours
        import great_expectations as gx  # noqa: PLC0415
        from great_expectations.checkpoint.actions import UpdateDataDocsAction  # noqa: PLC0415

        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]  # as its docs say
        beside = docs.with_name(f".{docs.name}.tmp")
        shutil.rmtree(beside, ignore_errors=True)
        context.add_data_docs_site("lodestar", _site(beside))  # type: ignore[arg-type]  # a plain dict is what it stores
        source = context.data_sources.add_pandas(stage)
        frame_of_counts = source.add_dataframe_asset("counts").add_batch_definition_whole_dataframe("counts")
        expectations = [_expectation(rule, counted[rule.check.id]) for rule in rules]
        suite = context.suites.add(gx.ExpectationSuite(name=stage, expectations=expectations))
        validation = context.validation_definitions.add(
            gx.ValidationDefinition(name=stage, data=frame_of_counts, suite=suite)
        )
        action = UpdateDataDocsAction(name="data docs", site_names=["lodestar"])
        checkpoint = context.checkpoints.add(
            gx.Checkpoint(name=stage, validation_definitions=[validation], actions=[action])
        )
        frame = pl.DataFrame({rule.check.id: [_value(rule, counted[rule.check.id])] for rule in rules}).to_pandas()
        outcome = checkpoint.run(batch_parameters={"dataframe": frame})
    passed = {_check_of(one): bool(one.success) for run in outcome.run_results.values() for one in run.results}
    close_to_network(beside)
    write_index(beside, stage, [(rule.check, passed[rule.check.id]) for rule in rules])
    shutil.rmtree(docs, ignore_errors=True)
    beside.rename(docs)
    return passed


def _check_of(judged: Any) -> str:
    return str(judged.expectation_config.meta["check"])


def _value(rule: Rule, found: Counted) -> float:
    return found.share if rule.check.threshold.share is not None else found.count


def _expectation(rule: Rule, found: Counted) -> Any:
    """Return the expectation that a check's count, or share of rows, is at most its threshold."""
    from great_expectations.expectations.core.expect_column_max_to_be_between import (  # noqa: PLC0415
        ExpectColumnMaxToBeBetween,
    )
    from great_expectations.expectations.metadata_types import FailureSeverity  # noqa: PLC0415

    check = rule.check
    limit = check.threshold.count if check.threshold.share is None else check.threshold.share
    severity = FailureSeverity.CRITICAL if check.severity == "stop" else FailureSeverity.WARNING
    told = (
        f"{check.en.title} · {check.zh.title}. {found.count:,} of {found.rows:,} rows offend. "
        f"Tolerated since {check.since}: {'at most' if limit else 'none'}{_amount(check.threshold)}, because "
        f"{check.reason}. Fix: {check.en.fix} May I trust the page? {check.en.use} "
        f"修正：{check.zh.fix} 页面还能信吗？{check.zh.use}"
    )
    return ExpectColumnMaxToBeBetween(
        column=check.id, max_value=limit, severity=severity, description=told, meta={"check": check.id}
    )


def _amount(threshold: Threshold) -> str:
    if threshold.share:
        return f" {threshold.share:.3%} of a source's rows"
    return f" {threshold.count} rows" if threshold.count else ""


def _site(folder: Path) -> dict[str, Any]:
    return {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder.resolve())},
    }
