"""The rows behind the numbers, out of the published mart into one file, with a manifest beside it."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import polars as pl

from lodestar.datafolder import write_atomically
from lodestar.errors import LodestarError
from lodestar.exports import writers
from lodestar.exports.dictionary import dictionary_of
from lodestar.exports.manifest import Manifest, about_numbers, about_question, as_text
from lodestar.exports.tables import TABLES, find_table, made_columns, summed_columns, table_of
from lodestar.metrics.behind import Behind, rows_behind
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question
from lodestar.metrics.selection import Fact, select_rows
from lodestar.metrics.statement import Statement
from lodestar.metrics.wide import both

FORMATS = (".csv", ".xlsx", ".parquet")
_NOTES = {
    "summed": "SUM of <id>_num over SUM of <id>_den is the number <id>; both are empty while pending",
    "formula_cells": "an apostrophe stands before text that begins with = + - @, tab or return (CSV only)",
}


@dataclass(frozen=True)
class Exported:
    """What was written; `left_out` rows did not fit into Excel."""

    file: Path
    manifest: Path
    rows: int
    left_out: int


@dataclass(frozen=True)
class _Wanted:
    """What is to be written: the statement, and what the manifest says of it."""

    relation: str
    statement: Statement
    columns: list[str]
    about: Manifest
    numbers: Manifest


def export_rows(mart: Mart, table: str, question: Question, out: Path, day: str | None = None) -> Exported:
    """Write the rows of one table that fit the question's days and conditions; its metric and cuts play no part.

    `day` is the day the question speaks of, where a table has several: opened or ended. The file's ending chooses its
    form. Raises LodestarError for an unknown table, another file ending, or a place that cannot be written.
    """
    chosen = find_table(table)
    column = chosen.day(day)
    fact = Fact(mart, chosen.relation, column, table)
    has_days = bool(question.first_day or question.last_day)
    statement = Statement(f"{table} as exported")
    wanted = _wanted(mart, statement, table, Behind(fact, question, None), needs_day=has_days)
    about = {"table": table, "metric": None, "day": column, **wanted.about}
    return _export(mart, replace(wanted, about=about), out)


def export_behind(mart: Mart, question: Question, out: Path) -> Exported:
    """Write the rows that a number was counted from, all columns of their unit, exactly as the number is filtered."""
    return _export(mart, _behind(mart, question, None), out)


def send_behind(mart: Mart, question: Question, form: str, keys: Sequence[int] | None = None) -> BinaryIO:
    """Return the same as an open file without a name, gone when it is closed; `form` is one of FORMATS.

    `keys` confines the rows to these contacts (contact_key). Raises LodestarError where there is no room for it.
    """
    wanted = _behind(mart, question, keys)
    file = tempfile.TemporaryFile()  # noqa: SIM115  # whoever sends it closes it
    try:
        _fill(mart, wanted, file, form)
    except OSError as error:
        file.close()
        raise LodestarError(f"The file cannot be made ({error.strerror}): free some space and try again.") from error
    file.seek(0)
    return file


def _behind(mart: Mart, question: Question, keys: Sequence[int] | None) -> _Wanted:
    metric = load_catalogue().metric(question.metric)
    statement = Statement(f"the rows behind {metric.id}")
    table = table_of(metric)
    behind = rows_behind(statement, mart, metric, question)
    if keys is not None:
        listed = ", ".join(str(int(key)) for key in keys) or "null"
        behind = replace(behind, only=both(behind.only, f"{behind.fact.column('contact_key')} in ({listed})"))
    wanted = _wanted(mart, statement, table, behind, needs_day=True)
    about = {"table": table, "metric": metric.id, "day": metric.day, **about_question(question)}
    return replace(wanted, about=about)


def _wanted(mart: Mart, statement: Statement, table: str, behind: Behind, *, needs_day: bool) -> _Wanted:
    relation, catalogue = TABLES[table].relation, load_catalogue()
    own = [column for column in mart.ordered_columns(relation) if not column.endswith("_key")]
    if not own:
        raise LodestarError(f"The published numbers hold no {table}: run `lodestar build` again.")
    behind.fact.made = tuple(made_columns(mart, catalogue, relation))
    summed = summed_columns(mart, catalogue, relation)
    others = (made.name for made in behind.fact.made if made.name not in summed)
    listed = {column: f"m.{column}" for column in (*own, *others)} | summed
    select_rows(statement, mart, catalogue, behind.fact, behind.question, listed, only=behind.only, needs_day=needs_day)
    statement.finish("select " + ", ".join(listed) + "\nfrom selected")
    return _Wanted(relation, statement, list(listed), about_question(behind.question), about_numbers(mart))


def _export(mart: Mart, wanted: _Wanted, out: Path) -> Exported:
    """Write beside and rename: whoever reads `out` sees a whole file."""
    if out.suffix not in FORMATS:
        raise LodestarError(f"{out.name} must end in .csv, .xlsx or .parquet: name the file by the form you want.")
    manifest = out.with_name(out.name + ".manifest.json")
    beside = out.with_name(f".{out.name}.{os.getpid()}.tmp")
    try:
        with beside.open("wb") as file:
            rows = _fill(mart, wanted, file, out.suffix)
        beside.replace(out)
        write_atomically(manifest, as_text(_manifest(wanted, rows, out.suffix)))
    except OSError as error:
        raise LodestarError(f"{out} cannot be written ({error.strerror}): choose another place with --out.") from error
    finally:
        beside.unlink(missing_ok=True)
    return Exported(out, manifest, rows, _left_out(rows, out.suffix))


def _fill(mart: Mart, wanted: _Wanted, file: BinaryIO, form: str) -> int:
    """Write the rows into an open file, part by part, and return how many there were."""
    parts = mart.stream(wanted.statement.text, wanted.statement.params)
    if form == ".csv":
        return writers.write_csv(parts, file)

    def describe(rows: int) -> Manifest:
        return _manifest(wanted, rows, form)

    if form == ".parquet":
        return writers.write_parquet(parts, file, describe)
    columns = next(parts)
    dictionary = dictionary_of(columns.schema, wanted.relation)
    return writers.write_excel(_again(columns, parts), file, describe, dictionary)


def _again(first: pl.DataFrame, rest: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    yield first
    yield from rest


def _left_out(rows: int, form: str) -> int:
    return max(rows - writers.EXCEL_ROWS, 0) if form == ".xlsx" else 0


def _manifest(wanted: _Wanted, rows: int, form: str) -> Manifest:
    left_out = _left_out(rows, form)
    size: Manifest = {"rows": rows - left_out, "rows_left_out": left_out}
    if left_out:
        size["rows_left_out_because"] = f"Excel files stop at {writers.EXCEL_ROWS:,} rows; Parquet and CSV hold all"
    return {
        **size,
        **wanted.about,
        **wanted.numbers,
        **_NOTES,
        "sql": wanted.statement.printed,
        "columns": wanted.columns,
    }
