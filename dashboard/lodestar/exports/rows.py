"""The rows behind the numbers, out of the published mart into one file, with a manifest beside it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from lodestar import __version__
from lodestar.cells import safe_text
from lodestar.datafolder import write_atomically
from lodestar.errors import LodestarError, nearest
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question
from lodestar.metrics.selection import Fact, select_rows
from lodestar.metrics.statement import Statement

# The tables to be had: their mart, and the day that --from and --to speak of.
TABLES = {
    "contacts": ("mart_contacts", "opened_on"),
    "tickets": ("mart_tickets", "created_on"),
    "legs": ("mart_legs", "opened_on"),
    "turns": ("mart_turns", "asked_on"),
    "ola": ("mart_ola", "due_on"),
    "signals": ("mart_signals", "opened_on"),
    "ratings": ("mart_ratings", "rated_on"),
    "vendor_metrics": ("mart_vendor_metrics", "created_on"),
}
FORMATS = (".csv", ".parquet")


@dataclass(frozen=True)
class Exported:
    """What was written."""

    file: Path
    manifest: Path
    rows: int


def export_rows(mart: Mart, table: str, question: Question, out: Path) -> Exported:
    """Write the rows of one table that fit the question's days and conditions; its metric and cuts play no part.

    A CSV has its formulas made harmless; Parquet holds the values as they are. Raises LodestarError for an unknown
    table, another file ending, or a place that cannot be written.
    """
    if table not in TABLES:
        raise LodestarError(
            f"There is no table {table!r} to export.{nearest(table, TABLES)} There are: {', '.join(TABLES)}."
        )
    if out.suffix not in FORMATS:
        raise LodestarError(f"{out.name} must end in .csv or .parquet: name the file by the form you want.")
    statement, columns = _statement(mart, table, question)
    manifest = out.with_name(out.name + ".manifest.json")
    try:
        rows = _write(mart.stream(statement.text, statement.params), out)
        described = _manifest(mart, table, question, statement) | {"rows": rows, "columns": columns}
        write_atomically(manifest, json.dumps(described, indent=2) + "\n")
    except OSError as error:
        raise LodestarError(f"{out} cannot be written ({error.strerror}): choose another place with --out.") from error
    return Exported(out, manifest, rows)


def _statement(mart: Mart, table: str, question: Question) -> tuple[Statement, list[str]]:
    relation, day = TABLES[table]
    columns = [column for column in mart.ordered_columns(relation) if not column.endswith("_key")]
    if not columns:
        raise LodestarError(f"The published numbers hold no {table}: run `lodestar build` again.")
    statement = Statement(f"{table} as exported")
    fact = Fact(mart, relation, day, table)
    listed = {column: f"m.{column}" for column in columns}
    has_days = bool(question.first_day or question.last_day)
    select_rows(statement, mart, load_catalogue(), fact, question, listed, needs_day=has_days)
    statement.finish("select " + ", ".join(columns) + "\nfrom selected")
    return statement, columns


def _write(parts: Iterator[pl.DataFrame], out: Path) -> int:
    """Write the parts, the first of which says the columns, and return how many rows there were."""
    beside = out.with_name(f".{out.name}.tmp")
    try:
        rows = (_write_csv if out.suffix == ".csv" else _write_parquet)(parts, beside)
        beside.replace(out)
    finally:
        beside.unlink(missing_ok=True)
    return rows


def _write_csv(parts: Iterator[pl.DataFrame], path: Path) -> int:
    with path.open("wb") as file:
        next(parts).write_csv(file)
        rows = 0
        for part in parts:
            safe_text(part).write_csv(file, include_header=False)
            rows += part.height
    return rows


def _write_parquet(parts: Iterator[pl.DataFrame], path: Path) -> int:
    with pq.ParquetWriter(path, next(parts).to_arrow().schema, compression="zstd") as file:
        rows = 0
        for part in parts:
            file.write_table(part.to_arrow())
            rows += part.height
    return rows


def _manifest(mart: Mart, table: str, question: Question, statement: Statement) -> dict[str, object]:
    seen_to = mart.seen_to()
    return {
        "table": table,
        "from": question.first_day and question.first_day.isoformat(),
        "to": question.last_day and question.last_day.isoformat(),
        "day": TABLES[table][1],
        "where": [str(condition) for condition in question.where],
        "data_through_utc": seen_to and seen_to.isoformat(),
        "report_zone": mart.zone.key,
        "mart_version": mart.current_version(),
        "lodestar_version": __version__,
        "exported_at_utc": datetime.now(UTC).replace(tzinfo=None, microsecond=0).isoformat(),
        "formula_cells": "an apostrophe stands before text that begins with = + - @, tab or return (CSV only)",
        "sql": statement.printed,
    }
