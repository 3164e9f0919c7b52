"""What is in a file, where does it come from, and may it be trusted? The manifest that goes with every export."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

import polars as pl

from lodestar import __version__
from lodestar.checks.results import StageResult, load_results
from lodestar.metrics.answer import Answer
from lodestar.metrics.definitions import definitions_version
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question

Manifest = dict[str, object]


def about_numbers(mart: Mart) -> Manifest:
    """Return what holds for everything that is taken away now: versions, freshness, checks, time zone."""
    seen_to = mart.seen_to()
    meta = mart.once("reach", "select source, data_through from mart_meta order by source")
    return {
        "data_through_utc": seen_to and seen_to.isoformat(),
        "data_through_by_source_utc": {source: at and at.isoformat() for source, at in meta.rows()},
        "report_zone": mart.zone.key,
        "times": "columns ending in _at are UTC, in _on local days of the report zone",
        "checks": _checks(mart),
        "mart_version": mart.current_version(),
        "definitions_version": definitions_version(),
        "lodestar_version": __version__,
        "exported_at_utc": datetime.now(UTC).replace(tzinfo=None, microsecond=0).isoformat(),
    }


def about_question(question: Question) -> Manifest:
    """Return the days and filters of a question."""
    return {
        "from": _text(question.first_day),
        "to": _text(question.last_day),
        "where": [str(condition) for condition in question.where],
    }


def about_answers(mart: Mart, answers: Sequence[Answer], rows: int) -> Manifest:
    """Return the manifest of a chart's rows: each metric with its cuts, days, filters, unit and SQL."""
    asked = {}
    for number, answer in enumerate(answers, 1):
        question, metric = answer.question, answer.metric
        asked[f"number_{number}"] = {
            "metric": metric.id, "by": list(question.by), "grain": question.grain, "day": metric.day,
            "unit": metric.unit, "better": metric.better, **about_question(question), "sql": answer.sql,
        }  # fmt: skip
    return {"rows": rows, **asked, **about_numbers(mart)}


def as_text(manifest: Manifest) -> str:
    """Return the manifest as JSON."""
    return json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"


def as_lines(manifest: Mapping[str, object], path: str = "") -> pl.DataFrame:
    """Return the manifest as a table of name and value; a list or a text of several lines takes several rows."""
    lines: list[tuple[str, str]] = []
    for name, value in manifest.items():
        _add_lines(lines, f"{path}{name}", value)
    return pl.DataFrame(lines, schema={"name": pl.String, "value": pl.String}, orient="row")


def _add_lines(lines: list[tuple[str, str]], name: str, value: object) -> None:
    if isinstance(value, Mapping):
        for inner, one in value.items():
            _add_lines(lines, f"{name}.{inner}", one)
    elif isinstance(value, list):
        lines += [(name, str(one)) for one in value] or [(name, "")]
    else:
        lines += [(name, line) for line in ("" if value is None else str(value)).splitlines() or [""]]


def _checks(mart: Mart) -> Manifest:
    """Return per stage when it was checked and what failed; stages that never ran are absent."""
    return {stage.stage: _stage(stage) for stage in load_results(mart.data).stages}


def _stage(stage: StageResult) -> Manifest:
    states = [result.state for result in stage.results]
    return {
        "checked_at_utc": stage.ran_at.isoformat(timespec="seconds"),
        "passed": states.count("passed"),
        "without_data": states.count("no_data"),
        "failed": [f"{result.check.id} ({result.check.severity}, {result.count:,} rows)" for result in stage.failed],
    }


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
