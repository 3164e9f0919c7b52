"""What is our column's value in each row of theirs? The steps of a field of a map, column by column."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from lodestar.intake.clocks import MOMENT, Clock
from lodestar.intake.html_text import html_to_text
from lodestar.intake.mapping import Condition, FieldMap, Lookup, SourceMap, Text
from lodestar.intake.maps import tidy
from lodestar.intake.privacy import hash_personal, is_personal
from lodestar.schema import Column

_TYPES: dict[str, pl.DataType] = {
    "text": pl.String(), "list": pl.String(), "clock": pl.String(), "time": MOMENT, "day": pl.Date(),
    "int": pl.Int64(), "float": pl.Float64(), "bool": pl.Boolean(),
}  # fmt: skip
_TRUE = ["true", "t", "yes", "y", "1", "1.0", "是"]
_FALSE = ["false", "f", "no", "n", "0", "0.0", "否"]
_LONG_TEXT = {"body", "comment", "note"}
_NOT_PEOPLE = {"teams", "rating_scales", "issue_owners"}


def stored_type(kind: str) -> pl.DataType:
    """Return how values of a schema kind are stored."""
    return _TYPES[kind]


@dataclass(frozen=True)
class Reading:
    """What reading a field needs beyond the field: the map, its clock, the secret personal values are hashed with."""

    source_map: SourceMap
    clock: Clock
    secret: str
    lookups: dict[Lookup, pl.DataFrame] = field(default_factory=dict)


@dataclass
class Values:
    """One column of ours: its values, what was there as text, and where text was present but could not be read."""

    series: pl.Series
    raw: pl.Series
    unread: pl.Series
    unknown_words: dict[str, int] = field(default_factory=dict)
    hashed: bool = False


def read_field(frame: pl.DataFrame, of: FieldMap, table: str, column: Column, reading: Reading) -> Values:
    """Return one column of ours for every row of `frame`, a frame of text columns."""
    text = _origin(frame, of).rename(column.name)
    if of.lookup:
        text = _looked_up(text, reading.lookups[of.lookup])
    for case in reversed(of.when):
        value = pl.lit(str(case.value), pl.String)
        text = frame.with_columns(text.alias("_so_far")).select(
            pl.when(condition(case, frame)).then(value).otherwise(pl.col("_so_far")).alias(column.name)
        )[column.name]
    if of.json_path:
        text = text.to_frame().select(pl.col(column.name).str.json_path_match(of.json_path)).to_series()
    if of.capture:
        text = text.str.extract(of.capture, 1)
    text = _trimmed(text, column)
    if of.html:
        text = html_to_text(text)
    raw = text
    text, unknown = _in_our_words(text, of, column, reading.source_map)
    if of.split:
        text = _list(text, of.split)
    if of.prefix:
        text = of.prefix + text
    hashed = of.hashed if of.hashed is not None else table not in _NOT_PEOPLE and any(map(is_personal, of.columns))
    if hashed:
        text = (
            text.to_frame().select(hash_personal(pl.col(column.name), reading.secret)).to_series().rename(column.name)
        )
        raw = text
    series = _parsed(text, column.kind, of, reading.clock)
    unread = text.is_not_null() & series.is_null()
    return Values(series, raw, unread, unknown, hashed)


def _origin(frame: pl.DataFrame, of: FieldMap) -> pl.Series:
    present = [name for name in of.columns if name in frame.columns]
    if of.path:
        if not present:
            return _constant(frame, None)
        parts = [pl.col(name).str.strip_chars().replace("", None) for name in present]
        joined = pl.concat_str(parts, separator="/", ignore_nulls=True).replace("", None)
        return frame.select(joined.alias("value")).to_series()
    if of.balance:
        return _balance(frame, of.balance) if len(present) == len(of.balance) else _constant(frame, None)
    if not present:
        return _constant(frame, of.value)
    if len(present) == 1:
        found = frame[present[0]]
    else:
        found = frame.select(pl.coalesce(pl.col(n).str.strip_chars().replace("", None) for n in present)).to_series()
    if of.value is not None:
        found = found.fill_null(str(of.value))
    return found


def _balance(frame: pl.DataFrame, columns: tuple[str, str]) -> pl.Series:
    """Return '1', '0' or '-1' for more, as many, or fewer in the first column; null where both are none."""
    more, fewer = (pl.col(name).str.strip_chars().cast(pl.Float64, strict=False).fill_null(0) for name in columns)
    sign = (more - fewer).sign().cast(pl.Int64).cast(pl.String)
    return frame.select(pl.when((more != 0) | (fewer != 0)).then(sign).alias("value")).to_series()


def _looked_up(text: pl.Series, known: pl.DataFrame) -> pl.Series:
    """Return what the other file says for each key; null where it says nothing."""
    keys = text.str.strip_chars().to_frame("key")
    return keys.join(known, on="key", how="left", maintain_order="left")["value"].rename(text.name)


def condition(one: Condition, frame: pl.DataFrame) -> pl.Expr:
    """Return where a row of `frame` fulfils a map's condition; an absent column is empty."""
    name = tidy(one.column)
    if name not in frame.columns:
        return pl.lit(one.present is False or one.differs is not None)
    text = pl.col(name).str.strip_chars().str.to_lowercase()
    test = pl.lit(value=True)
    if one.equals is not None:
        test = text.is_in([str(value).lower() for value in one.equals]).fill_null(value=False)
    if one.differs is not None:
        test = test & ~text.is_in([str(value).lower() for value in one.differs]).fill_null(value=False)
    if one.present is not None:
        filled = (text.is_not_null() & (text != "")).fill_null(value=False)
        test = test & (filled if one.present else ~filled)
    if one.matches is not None:
        test = test & pl.col(name).str.contains(one.matches).fill_null(value=False)
    return test


def _constant(frame: pl.DataFrame, value: Text | None) -> pl.Series:
    text = None if value is None else str(value)
    return pl.Series("value", [text], dtype=pl.String).new_from_index(0, frame.height)


def _trimmed(text: pl.Series, column: Column) -> pl.Series:
    """Return the text without surrounding blanks (bodies keep theirs); nothing at all is null."""
    if column.name not in _LONG_TEXT:
        text = text.str.strip_chars()
    lengths = text.str.len_bytes()
    return text.set((lengths == 0).fill_null(value=False), None) if lengths.min() == 0 else text


def _in_our_words(
    text: pl.Series, of: FieldMap, column: Column, source_map: SourceMap
) -> tuple[pl.Series, dict[str, int]]:
    """Return the text in the map's words; a word it does not know stays, or is null where a raw column keeps it."""
    words: Mapping[str, Text] | None = source_map.words[of.words] if isinstance(of.words, str) else of.words
    if words is None and not (column.name == "status" and column.vocabulary):
        return text, {}
    table = {key.strip().lower(): str(value) for key, value in (words or {}).items()}
    for word in column.vocabulary:
        table.setdefault(word, word)
    lower = text.str.to_lowercase()
    new = lower.replace_strict(list(table), list(table.values()), default=None, return_dtype=pl.String)
    new = new.rename(text.name)
    missed = text.is_not_null() & new.is_null()
    new = new.set((new == "").fill_null(value=False), None)
    if not missed.any():
        return new, {}
    counts = {str(k): int(v) for k, v in text.filter(missed).value_counts().iter_rows()}
    if of.other is not None:
        return new.set(missed, None if of.other == "" else str(of.other)), {}
    keeps_raw = column.name in {"status", "old_value", "new_value"}
    return (new if keeps_raw else text.zip_with(missed, new)), counts


def _list(text: pl.Series, separator: str) -> pl.Series:
    """Return the parts joined by `|`, empty ones left out; 'json' reads a JSON list of texts."""
    name = text.name
    if separator == "json":
        parts = text.str.strip_chars("[]").str.replace_all('"', "").str.split(",")
    else:
        parts = text.str.split(separator)
    clean = parts.list.eval(pl.element().str.strip_chars()).list.eval(pl.element().filter(pl.element() != ""))
    joined = clean.list.join("|").rename(name)
    return joined.set((joined == "").fill_null(value=False), None)


def _parsed(  # noqa: PLR0911 - one kind, one line
    text: pl.Series, kind: str, of: FieldMap, clock: Clock
) -> pl.Series:
    if kind == "time":
        return clock.read(text, of.formats)
    if kind == "day":
        return clock.read(text, of.formats).dt.date() if of.formats else _days(text)
    if kind == "bool":
        lower = text.str.to_lowercase()
        false = pl.Series(text.name, [False], dtype=pl.Boolean).new_from_index(0, len(text))
        known = lower.is_in(_TRUE + _FALSE).fill_null(value=False)
        return lower.is_in(_TRUE).zip_with(known, false.clear().extend_constant(None, len(text)))
    if kind == "float":
        number = text.cast(pl.Float64, strict=False)
        return number.set((number.is_infinite() | number.is_nan()).fill_null(value=False), None)
    if kind == "int":
        whole = text.cast(pl.Int64, strict=False)
        if (text.is_not_null() & whole.is_null()).any():
            number = text.cast(pl.Float64, strict=False)
            exact = (number == number.floor()) & (number.abs() < 2**53)
            whole = (
                number.cast(pl.Int64, strict=False)
                .set((~exact).fill_null(value=True), None)
                .zip_with(whole.is_null(), whole)
            )
        return whole
    if kind == "clock":
        return text.str.extract(r"^(\d{1,2}:\d{2})", 1).str.zfill(5)
    return text


def _days(text: pl.Series) -> pl.Series:
    return text.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
