"""An answer on the command line: a table for people, or CSV, JSON and Parquet for programs."""

import io
import sys
from typing import BinaryIO

import polars as pl

from lodestar.cells import safe_text
from lodestar.metrics.answer import Answer
from lodestar.metrics.catalogue import FULL_COUNT, load_catalogue
from lodestar.metrics.periods import period_name
from lodestar.metrics.rated_sql import LEVELS

_SHARE_DECIMALS_FROM = 1000
_HIDDEN = ("value_is_beyond", "p90_is_beyond", "is_approximate", "is_too_few")


def write_answer(answer: Answer, form: str, out: BinaryIO) -> None:
    """Write the answer to a byte stream; what must be said with it goes to stderr."""
    if answer.absent:
        print(answer.absent["en"], file=sys.stderr)
    elif answer.is_empty:
        print("No data: no row matches this period and these filters.", file=sys.stderr)
    rows = answer.rows.with_columns(pl.lit(answer.metric.unit).alias("unit")) if answer.rows.width else answer.rows
    if form == "csv":
        if rows.width:
            out.write(safe_text(rows).write_csv().encode())
    elif form == "json":
        out.write((rows.write_json() if rows.width else "[]").encode() + b"\n")
    elif form == "parquet":
        buffer = io.BytesIO()
        rows.write_parquet(buffer)
        out.write(buffer.getvalue())
    elif rows.height:
        out.write(_table(answer).encode())
    out.flush()


def _table(answer: Answer) -> str:
    shown = [[_cell(answer, column, row) for column in _columns(answer)] for row in answer.rows.iter_rows(named=True)]
    heads = _columns(answer)
    widths = [max(len(head), *(len(line[i]) for line in shown)) for i, head in enumerate(heads)]
    lines = [heads, *shown]
    left = {"period", "part", "left_out", *answer.question.by}
    text = "\n".join(
        "  ".join(
            cell.ljust(width) if head in left else cell.rjust(width)
            for head, cell, width in zip(heads, line, widths, strict=True)
        ).rstrip()
        for line in lines
    )
    metric = answer.metric
    notes = [f"{metric.en.label}, unit: {metric.unit}, day: {metric.day}, better: {metric.better}."]
    if metric.caveats:
        notes.append(f"Know before use (docs/metrics.md): {', '.join(metric.caveats)}.")
    if FULL_COUNT in metric.caveats:
        notes.append(load_catalogue().caveats[FULL_COUNT].en)
    if LEVELS in answer.question.by:
        notes.append("Rating scales with different numbers of levels stand apart; unknown are those still pending.")
    if answer.is_approximate:
        notes.append("≈ percentiles of more than a million rows come from a histogram (error under 2 %).")
    if answer.matured_before:
        notes.append(f"Days from {answer.matured_before} on are not whole yet; * marks a period that holds one.")
    return text + "\n\n" + "\n".join(notes) + "\n"


def _columns(answer: Answer) -> list[str]:
    hidden = {*_HIDDEN, "is_incomplete"}
    if answer.rows["left_out"].is_null().all() if "left_out" in answer.rows.columns else False:
        hidden.add("left_out")
    return [column for column in answer.rows.columns if column not in hidden]


def _cell(answer: Answer, column: str, row: dict[str, object]) -> str:
    value = row[column]
    if column == "period":
        mark = "*" if row["is_incomplete"] else ""
        return period_name(value, answer.question.grain) + mark  # type: ignore[arg-type]
    if value is None:
        return "unknown" if column in answer.question.by else "-"
    if column in {"value", "low", "high"} and row.get("is_too_few") and answer.metric.kind in {"ratio", "partition"}:
        return "too few"
    if column in {"value", "low", "high", "range_low", "range_high"} and answer.metric.unit == "share":
        decimals = 1 if int(row["n"]) >= _SHARE_DECIMALS_FROM else 0  # type: ignore[call-overload]
        return f"{float(value) * 100:.{decimals}f}%"  # type: ignore[arg-type]
    if isinstance(value, float):
        beyond = "> " if row.get(f"{column}_is_beyond") else ""
        almost = "≈" if row.get("is_approximate") and column in {"value", "p90"} else ""
        return f"{beyond}{almost}{value:,.1f}"
    return f"{value:,}" if isinstance(value, int) and column not in answer.question.by else str(value)
