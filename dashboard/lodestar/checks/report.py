"""What did the checks find, in words a manager can act on? The text of `lodestar check`, in English or Chinese."""

from lodestar.checks.catalogue import Language
from lodestar.checks.results import CheckResult, Results, StageResult
from lodestar.checks.suites import docs_folder
from lodestar.datafolder import DataFolder

_WORDS = {
    "en": {
        "raw": "Imported data",
        "mart": "Mart",
        "summary": "{stage}, checked {time} UTC: {passed} passed, {failed} failed, {no_data} without data",
        "stop": "STOP",
        "warn": "warn",
        "count": "{count:,} of {rows:,} rows ({share:.2%} in the worst source) · {table} · {id}",
        "fix": "Fix:",
        "use": "May I trust the pages?",
        "docs": "Data Docs: {path}",
        "rows": "Offending rows: {path}/<check>.parquet, or all in one table with `lodestar check --export FILE`",
        "stopped": "{n} stop check(s) failed ({ids}): nothing new is published until the cause above is mended; what "
        "was published before is still served.",
        "never": "No checks have run on the mart yet: `lodestar build` runs them.",
    },
    "zh": {
        "raw": "导入的数据",
        "mart": "数据集市",
        "summary": "{stage}，{time} UTC 检查：通过 {passed} 项，未通过 {failed} 项，无数据 {no_data} 项",
        "stop": "停止",
        "warn": "警告",
        "count": "{rows:,} 行中的 {count:,} 行（占比最高的数据源为 {share:.2%}）· {table} · {id}",
        "fix": "修正：",
        "use": "页面还能信吗？",
        "docs": "检查报告：{path}",
        "rows": "问题行：{path}/<检查>.parquet；用 `lodestar check --export 文件` 可导出成一张表",
        "stopped": "{n} 项停止类检查未通过（{ids}）：上述原因修正之前不发布新数据，页面仍显示上一次发布的数据。",
        "never": "数据集市还没有检查过：`lodestar build` 会检查。",
    },
}


def report_lines(folder: DataFolder, results: Results, language: Language) -> list[str]:
    """Return the report, line by line: per stage a summary, then each failed check with what to do."""
    words = _WORDS[language]
    lines = []
    for stage in results.stages:
        lines += [_summary(stage, language), ""]
        for result in stage.failed:
            lines += [*_failure(result, language), ""]
        lines.append(words["docs"].format(path=docs_folder(folder, stage.stage) / "index.html"))
    if results.mart is None:
        lines.append(words["never"])
    if results.failed:
        lines.append(words["rows"].format(path=folder.checks / "rows"))
    return lines


def stopped_sentence(results: Results, language: Language) -> str:
    """Return the sentence that `lodestar check` ends with where a stop check failed."""
    ids = ", ".join(result.check.id for result in results.stopped)
    return _WORDS[language]["stopped"].format(n=len(results.stopped), ids=ids)


def _summary(stage: StageResult, language: Language) -> str:
    states = [result.state for result in stage.results]
    words = _WORDS[language]
    return words["summary"].format(
        stage=words[stage.stage],
        time=f"{stage.ran_at:%Y-%m-%d %H:%M}",
        passed=states.count("passed"),
        failed=states.count("failed"),
        no_data=states.count("no_data"),
    )


def _failure(result: CheckResult, language: Language) -> list[str]:
    words, check = _WORDS[language], result.check
    texts = check.words(language)
    counted = words["count"].format(
        count=result.count, rows=result.rows, share=result.share, table=check.table, id=check.id
    )
    return [
        f"{words[check.severity]}  {texts.title}",
        f"      {counted}",
        f"      {words['fix']} {texts.fix}",
        f"      {words['use']} {texts.use}",
    ]
