"""What is shown of imports and checks on a page: small frames, in the words of neither language."""

from collections.abc import Iterable, Sequence

import polars as pl

from lodestar.checks.catalogue import Language
from lodestar.checks.counting import rows_file
from lodestar.checks.results import CheckResult, Results
from lodestar.datafolder import DataFolder
from lodestar.intake.manifest import Manifest

_COUNTS = ("rows_in", "stored", "duplicate", "rejected", "left_out")
_PLACE = ("source", "ticket_id")


def import_rows(imports: Iterable[Manifest]) -> pl.DataFrame:
    """Return one row per import, newest first: number, import_id, source, system, imported_at (UTC), files, rows_in,
    stored, duplicate, rejected, left_out (of the rejected) and last_at, the newest moment in any record (UTC).
    """
    rows = [
        {
            "number": one.number, "import_id": one.import_id, "source": one.source, "system": one.system,
            "imported_at": one.imported_at, "files": len(one.files),
            **{name: sum(getattr(file, name) for file in one.files) for name in _COUNTS},
            "last_at": one.last_at,
        }
        for one in sorted(imports, key=lambda one: -one.number)
    ]  # fmt: skip
    return pl.DataFrame(rows, infer_schema_length=None)


def file_rows(one: Manifest) -> pl.DataFrame:
    """Return one row per file of an import: file, kind, dialect, rows_in, stored, duplicate, rejected, left_out."""
    rows = [
        {"file": file.name, "kind": file.kind, "dialect": file.dialect, **{n: getattr(file, n) for n in _COUNTS}}
        for file in one.files
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def check_rows(results: Results, language: Language) -> pl.DataFrame:
    """Return one row per check: state (stop, warn, passed, no_data), title, check, stage, table, count, rows, share,
    limit, is_share (whether the limit is a share of a source's rows), since, reason; the failed ones first.
    """
    order = {"stop": 0, "warn": 1, "passed": 2, "no_data": 3}
    rows = [_check_row(result, language) for stage in results.stages for result in stage.results]
    return pl.DataFrame(sorted(rows, key=lambda row: order[str(row["state"])]), infer_schema_length=None)


def _check_row(result: CheckResult, language: Language) -> dict[str, object]:
    check = result.check
    is_share = check.threshold.share is not None
    return {
        "state": check.severity if result.state == "failed" else result.state,
        "title": check.words(language).title,
        "check": check.id, "stage": check.stage, "table": check.table,
        "count": result.count, "rows": result.rows, "share": result.share,
        "limit": float(check.threshold.share or check.threshold.count or 0), "is_share": is_share,
        "since": check.since, "reason": check.reason,
    }  # fmt: skip


def offending(folder: DataFolder, check: str, limit: int | None = None) -> pl.DataFrame:
    """Return a failed check's rows as the runner kept them, masked, source and ticket first; none where none are kept.

    At most `limit`, None for all that are kept (a million).
    """
    file = rows_file(folder, check)
    if not file.exists():
        return pl.DataFrame()
    rows = pl.scan_parquet(file)
    frame = (rows if limit is None else rows.head(limit)).collect()
    return frame.select([*[n for n in _PLACE if n in frame.columns], *[n for n in frame.columns if n not in _PLACE]])


def passed_count(results: Results) -> int:
    """Return how many checks passed; those without data are none of them."""
    return sum(result.state == "passed" for stage in results.stages for result in stage.results)


def newer_imports(imports: Sequence[Manifest], results: Results) -> list[Manifest]:
    """Return the imports that came after the checks last ran on imported data."""
    ran = results.raw.ran_at if results.raw else None
    return [one for one in imports if ran is None or one.imported_at.replace(tzinfo=None) > ran]
