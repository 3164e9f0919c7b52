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

from lodestar.checks.catalogue import Rule, Stage
from lodestar.checks.counting import Counted
from lodestar.checks.results import CheckResult
from lodestar.datafolder import DataFolder

_SEVERITIES = {"stop": "critical", "warn": "warning"}


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
    """Return one result per rule, in order, and write the stage's Data Docs: one suite per table.

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
                CheckResult(check=rule.check, count=0, rows=0, state="no_data")
                if before is None
                else before.model_copy(update={"check": rule.check})
            )
        else:
            state = "no_data" if name not in passed else "passed" if passed[name] else "failed"
            results.append(CheckResult(check=rule.check, count=found.count, rows=found.rows, state=state))
    return tuple(results)


def _checkpoint(docs: Path, stage: Stage, rules: Sequence[Rule], counted: Mapping[str, Counted]) -> dict[str, bool]:
    """Run one checkpoint over all suites of a stage and return by check id whether it passed."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the libraries it loads, at import and while rendering: none is ours
        import great_expectations as gx  # noqa: PLC0415
        import pandas as pd  # noqa: PLC0415

        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False}
        beside = docs.with_name(f".{docs.name}.tmp")
        shutil.rmtree(beside, ignore_errors=True)
        context.add_data_docs_site("lodestar", _site(beside))
        source = context.data_sources.add_pandas(stage)
        frame_of_counts = source.add_dataframe_asset("counts").add_batch_definition_whole_dataframe("counts")
        validations = []
        for table in dict.fromkeys(rule.check.table for rule in rules):
            expectations = [_expectation(rule, counted[rule.check.id]) for rule in rules if rule.check.table == table]
            suite = context.suites.add(gx.ExpectationSuite(name=table, expectations=expectations))
            validations.append(
                context.validation_definitions.add(
                    gx.ValidationDefinition(name=table, data=frame_of_counts, suite=suite)
                )
            )
        action = gx.checkpoint.UpdateDataDocsAction(name="data docs", site_names=["lodestar"])
        checkpoint = context.checkpoints.add(
            gx.Checkpoint(name=stage, validation_definitions=validations, actions=[action])
        )
        frame = pd.DataFrame({rule.check.id: [_value(rule, counted[rule.check.id])] for rule in rules})
        outcome = checkpoint.run(batch_parameters={"dataframe": frame})
    shutil.rmtree(docs, ignore_errors=True)
    beside.rename(docs)
    return {
        one.expectation_config.meta["check"]: bool(one.success)
        for validation in outcome.run_results.values()
        for one in validation.results
    }


def _value(rule: Rule, found: Counted) -> float:
    return found.count / found.rows if rule.check.threshold.share is not None else found.count


def _expectation(rule: Rule, found: Counted) -> Any:
    """Return the expectation that a check's count, or share of rows, is at most its threshold."""
    from great_expectations import expectations as gxe  # noqa: PLC0415

    check = rule.check
    limit = check.threshold.count if check.threshold.share is None else check.threshold.share
    notes = [
        f"**{check.en.title}** · {check.zh.title}",
        f"{found.count:,} of {found.rows:,} rows. Threshold since {check.since}: {check.reason}",
        f"Fix: {check.en.fix} May I trust the page? {check.en.use}",
        f"修正：{check.zh.fix} 页面还能信吗？{check.zh.use}",
    ]
    return gxe.ExpectColumnMaxToBeBetween(
        column=check.id, max_value=limit, severity=_SEVERITIES[check.severity], notes=notes, meta={"check": check.id}
    )


def _site(folder: Path) -> dict[str, Any]:
    return {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder)},
    }
