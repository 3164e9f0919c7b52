"""Which rows of our tables does a chunk of a file give? Filters, fields, several rows from one, what was refused."""

from collections import Counter
from dataclasses import dataclass, field

import polars as pl

from lodestar.intake.fields import Reading, Values, condition, read_field
from lodestar.intake.mapping import Expand, FieldMap, TableMap
from lodestar.intake.maps import fields_of, tidy
from lodestar.intake.privacy import hash_personal, is_id_number, looks_personal
from lodestar.schema import TABLES

PLACE = "_place"
NOTHING_REFUSED = pl.DataFrame(schema={PLACE: pl.UInt32, "reason": pl.String})
_DAY_MINUTES = 1440
_WEEK_DAYS = 7


@dataclass
class Noted:
    """What a person should know about an import beyond its counts; texts are column names, words and counts only."""

    unknown_words: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    unread: Counter[tuple[str, str]] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    hashed: set[str] = field(default_factory=set)
    dropped: set[str] = field(default_factory=set)


@dataclass
class TableRows:
    """Rows for one table. `taken` and `refused` are places in the chunk; a refusal has its reason."""

    rows: pl.DataFrame
    columns: set[str]
    taken: pl.Series
    refused: pl.DataFrame


def table_rows(frame: pl.DataFrame, table: TableMap, reading: Reading, noted: Noted) -> TableRows:
    """Return what `table` takes of `frame`: text columns with tidy names, `_line`, and `_place` (row of the chunk)."""
    chosen = frame.filter(*(condition(one, frame) for one in table.where)) if table.where else frame
    if table.expand:
        chosen = _expanded(chosen, table.expand, reading)
    if table.unpivot:
        chosen = _unpivoted(chosen, table.unpivot)
    columns: dict[str, Values] = {}
    present: set[str] = set()
    for name, of in fields_of(table).items():
        if _is_absent(of, chosen) and not table.column(name).required:
            continue
        values = read_field(chosen, of, table.table, table.column(name), reading)
        columns[name] = values
        if not _is_absent(of, chosen):
            present.add(name)
        _note(noted, table.table, name, of.columns, values)
    _keep_raw(table, columns, present)
    rows = pl.DataFrame([chosen[PLACE], chosen["_line"], *(v.series.rename(n) for n, v in columns.items())])
    rows = rows.with_columns(_version(chosen, table, reading))
    reason = _reason(chosen, table, columns)
    bad = reason.is_not_null()
    if bad.any():
        refused = pl.DataFrame({PLACE: chosen[PLACE], "reason": reason}).filter(bad).unique(PLACE, keep="first")
        rows = rows.filter(~bad)
    else:
        refused = NOTHING_REFUSED
    return TableRows(rows, present, rows[PLACE], refused)


def _is_absent(of: FieldMap, frame: pl.DataFrame) -> bool:
    """Return whether the file has nothing that this field is made from."""
    return of.value is None and not of.when and not any(column in frame.columns for column in of.columns)


def _note(noted: Noted, table: str, name: str, columns: tuple[str, ...], values: Values) -> None:
    for word, count in values.unknown_words.items():
        noted.unknown_words[table, name, word] += count
    unread = int(values.unread.sum())
    if unread:
        noted.unread[table, name] += unread
    if values.hashed:
        noted.hashed.update(columns)


def _keep_raw(table: TableMap, columns: dict[str, Values], present: set[str]) -> None:
    """Put the word as it was beside each value that may be translated, where the map does not say otherwise."""
    for name in ("status", "old_value", "new_value"):
        raw = f"{name}_raw"
        if name in columns and raw not in present and TABLES[table.table].column(raw):
            texts = columns[name].raw.rename(raw)
            columns[raw] = Values(texts, texts, texts.is_null() & False)
            if name in present:
                present.add(raw)


def _reason(chosen: pl.DataFrame, table: TableMap, columns: dict[str, Values]) -> pl.Series:
    """Return why a row cannot be stored; null where it can."""
    said = tidy(table.refused) if table.refused else ""
    reasons: list[pl.Expr | pl.Series] = [chosen[said]] if said in chosen.columns else []
    for column in TABLES[table.table].columns:
        if column.required:
            values = columns[column.name]
            where = f"{table.table}.{column.name}"
            reasons.append(
                pl.when(values.unread).then(pl.lit(f"{where}: not a {_NOUNS[column.kind]} in a form the map names"))
            )
            reasons.append(pl.when(values.series.is_null()).then(pl.lit(f"{where}: missing")))
    height = len(next(iter(columns.values())).series)
    if not reasons:
        return pl.Series("reason", [None], dtype=pl.String).new_from_index(0, height)
    return pl.select(pl.coalesce(reasons).alias("reason")).to_series()


_NOUNS = {
    "time": "time", "day": "day", "clock": "time of day", "int": "whole number", "float": "number",
    "bool": "yes or no", "text": "known word", "list": "list",
}  # fmt: skip


def _version(chosen: pl.DataFrame, table: TableMap, reading: Reading) -> pl.Series:
    """Return the record's own version as text that sorts as the version does: times and numbers padded."""
    name = tidy(table.version) if table.version else ""
    if name not in chosen.columns:
        return pl.Series("_version", [None], dtype=pl.String).new_from_index(0, chosen.height)
    text = chosen[name].str.strip_chars().rename("_version")
    number = text.cast(pl.Int64, strict=False)
    moment = reading.clock.read(text).cast(pl.Int64) if not number.is_not_null().any() else number
    sortable = moment.cast(pl.String).str.zfill(20)
    return sortable.zip_with(moment.is_not_null(), text).rename("_version")


def _expanded(chosen: pl.DataFrame, expand: Expand, reading: Reading) -> pl.DataFrame:
    first, last = tidy(expand.first), tidy(expand.last)
    if expand.kind == "days":
        low = reading.clock.read(chosen[first].str.slice(0, 10)).dt.date()
        high = reading.clock.read(chosen[last].str.slice(0, 10)).dt.date()
        days = pl.DataFrame({"low": low, "high": high}).select(pl.date_ranges("low", "high").alias("_day"))
        spread = chosen.with_columns(days.to_series()).explode("_day", empty_as_null=True, keep_nulls=True)
        return spread.with_columns(pl.col("_day").dt.to_string())
    spans = chosen.with_columns(
        pl.col(first).cast(pl.Float64, strict=False).cast(pl.Int64).alias("_from"),
        pl.col(last).cast(pl.Float64, strict=False).cast(pl.Int64).alias("_to"),
    )
    pieces = [_weekday_piece(spans, day) for day in range(2 * _WEEK_DAYS)]
    return pl.concat([piece for piece in pieces if not piece.is_empty()] or [pieces[0]])


def _weekday_piece(spans: pl.DataFrame, day: int) -> pl.DataFrame:
    """Return the part of each span of minutes since Sunday 00:00 that lies on the `day`-th day after that Sunday."""
    start, end = day * _DAY_MINUTES, (day + 1) * _DAY_MINUTES
    inside = spans.filter((pl.col("_from") < end) & (pl.col("_to") > start) & (pl.col("_to") > pl.col("_from")))
    weekday = (day - 1) % _WEEK_DAYS + 1

    def clock(minutes: pl.Expr) -> pl.Expr:
        hours, rest = minutes // 60, minutes % 60
        return hours.cast(pl.String).str.zfill(2) + ":" + rest.cast(pl.String).str.zfill(2)

    return inside.with_columns(
        pl.lit(str(weekday)).alias("_weekday"),
        clock(pl.col("_from").clip(start, end) - start).alias("_start"),
        clock(pl.col("_to").clip(start, end) - start).alias("_end"),
    ).drop("_from", "_to")


def _unpivoted(chosen: pl.DataFrame, units: dict[str, str]) -> pl.DataFrame:
    """Return one row per counter that has a value: `_metric`, `_value`, `_unit`; yes and no count as 1 and 0."""
    pieces = []
    for column, unit in units.items():
        name = tidy(column)
        if name in chosen.columns:
            value = pl.col(name).str.strip_chars().str.to_lowercase().replace({"true": "1", "false": "0", "": None})
            piece = chosen.with_columns(
                pl.lit(name).alias("_metric"), value.alias("_value"), pl.lit(unit).alias("_unit")
            )
            pieces.append(piece.filter(pl.col("_value").is_not_null()))
    empty = chosen.clear().with_columns(pl.lit(None, pl.String).alias(n) for n in ("_metric", "_value", "_unit"))
    return pl.concat(pieces) if pieces else empty


def extra_column(frame: pl.DataFrame, unknown: list[str], dropped: set[str], secret: str, noted: Noted) -> pl.Series:
    """Return the columns no table reads as one JSON text per row, personal ones dropped or hashed."""
    kept = []
    for name in unknown:
        if name in dropped:
            noted.dropped.add(name)
            continue
        if is_id_number(name):
            noted.hashed.add(name)
            kept.append(hash_personal(pl.col(name), secret).alias(name))
            continue
        where = frame.select(looks_personal(pl.col(name))).to_series()
        if where.any():
            noted.hashed.add(name)
            kept.append(pl.when(where).then(hash_personal(pl.col(name), secret)).otherwise(pl.col(name)).alias(name))
        else:
            kept.append(pl.col(name))
    if not kept:
        return pl.Series("extra", [None], dtype=pl.String).new_from_index(0, frame.height)
    some = pl.any_horizontal(column.is_not_null() for column in kept)
    return frame.select(pl.when(some).then(pl.struct(kept).struct.json_encode()).alias("extra")).to_series()
