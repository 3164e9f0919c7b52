"""Build a small made-up world from canonical tables and look at any relation of the models.

A case is a folder of CSVs named after the canonical tables, or a dict of Polars frames (or of lists of dicts). Only the
columns that matter need be there. Two columns are not canonical: `source` (default "s") and, in messages, `words`, the
word lists a message hits joined by `|`, for cases that do not want to depend on the lexicons. Any small input table
(source_settings, calendar_spans, link_channels ...) given under its own name replaces the one made from the settings.
`until` is the export time of every row; without it the newest record says how far the data reaches.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import polars_hash  # noqa: F401  # adds the .nchash namespace

from lodestar.metrics.catalogue import Metric
from lodestar.metrics.selection import with_made
from lodestar.models import duck
from lodestar.models.inputs import (
    IMPORT_COLUMNS,
    IMPORTS,
    KINDS,
    MESSAGE_WORDS,
    RawFacts,
    days_covered,
    raw_schema,
    small_tables,
)
from lodestar.models.run import Engine, Model, load_models, needed_for, references, run_models
from lodestar.models.words import Lexicon, load_lexicons, match_messages
from lodestar.schema import TABLES
from lodestar.settings import Settings

Frames = Mapping[str, "pl.DataFrame | Iterable[Mapping[str, Any]]"]
BUILT_AT = datetime(2030, 1, 1)  # the models hold UTC without a zone


class World:
    """Relations of one small world, made when first asked for."""

    def __init__(self, inputs: dict[str, pl.DataFrame], models: dict[str, Model], engine: str = "duckdb") -> None:
        self.inputs = inputs
        self._models = models
        self._made: set[str] = set()
        self._connection = duck.connect(None)
        self._engine: Engine = duck.DuckEngine(self._connection)
        for name, frame in inputs.items():
            self._connection.register("frame_in", frame.to_arrow())
            self._connection.execute(f"create table {name} as select * from frame_in")
            self._connection.unregister("frame_in")
        assert engine == "duckdb", engine

    def table(self, name: str) -> pl.DataFrame:
        """Return one relation, its rows in the order of its columns (so that two calls compare equal)."""
        missing = [model for model in needed_for(self._models, [name]) if model not in self._made]
        run_models(self._engine, [self._models[model] for model in missing])
        self._made.update(missing)
        frame: pl.DataFrame = self._connection.sql(f"select * from {name}").pl()
        return frame.sort(frame.columns, nulls_last=True)

    def measured(self, metric: Metric) -> pl.DataFrame:
        """Return a metric's mart with the columns that the metric's file makes of it."""
        self.table(metric.mart)
        return self._connection.sql(f"select * from {with_made(metric.mart, metric.made_of_rows)} as m").pl()

    def rows(self, name: str, *columns: str) -> list[tuple[Any, ...]]:
        """Return the chosen columns of a relation as tuples, sorted."""
        frame = self.table(name).select(columns) if columns else self.table(name)
        return sorted(frame.rows(), key=repr)

    @contextmanager
    def changed(self, name: str, sql: str) -> Iterator[None]:
        """Inside, what was made is as it would be were this the SQL of one model; afterwards as before."""
        other = replace(self._models[name], sql=sql, needs=references(sql))
        touched = {name: other}
        for model in self._models.values():
            if model.name in self._made - {name} and model.needs & touched.keys():
                touched[model.name] = model
        self._connection.begin()
        try:
            run_models(self._engine, touched.values())
            yield
        finally:
            self._connection.rollback()


def build_case(
    case: "Path | str | Frames",
    settings: Mapping[str, Any] | None = None,
    until: "datetime | str | None" = None,
    engine: str = "duckdb",
) -> World:
    """Return the world of a case folder or of frames; `settings` is what lodestar.toml would hold."""
    given = _read_folder(Path(case)) if isinstance(case, (str, Path)) else {k: _frame(v) for k, v in case.items()}
    exported_at = _time(until) if isinstance(until, str) else until
    inputs = raw_inputs(given, exported_at)
    inputs |= small_tables(_facts(inputs), Settings.model_validate(dict(settings or {})), BUILT_AT)
    for name, frame in given.items():
        if name in inputs and not name.startswith("raw_") and name not in TABLES:
            inputs[name] = _like(frame, dict(inputs[name].schema))
    return World(inputs, _models(), engine)


def raw_inputs(given: dict[str, pl.DataFrame], exported_at: datetime | None) -> dict[str, pl.DataFrame]:
    """Return the raw and import relations as intake stores them, one import for everything given."""
    inputs: dict[str, pl.DataFrame] = {}
    imports, columns = [], []
    for name in TABLES:
        stored = _stored(name, given.get(name, pl.DataFrame()), exported_at)
        inputs[f"raw_{name}"] = stored
        inputs[f"superseded_{name}"] = pl.DataFrame(schema={"row_id": pl.Int64})
        for (source,), rows in stored.group_by("source", maintain_order=True):
            imports.append(("i0001", source, name, exported_at, rows.height))
            present = [c for c in given[name].columns if TABLES[name].column(c)]
            columns += [(source, name, column) for column in present]
    inputs["vanished_tickets"] = pl.DataFrame(schema={"row_id": pl.Int64})
    inputs["imports"] = pl.DataFrame(imports, schema=IMPORTS, orient="row")
    inputs["import_columns"] = pl.DataFrame(columns, schema=IMPORT_COLUMNS, orient="row")
    inputs["message_words"] = _words(inputs["raw_messages"], given.get("messages", pl.DataFrame()))
    return inputs


def _facts(inputs: Mapping[str, pl.DataFrame]) -> RawFacts:
    raw = {name: inputs[f"raw_{name}"] for name in TABLES}
    moments = [
        moment
        for frame in raw.values()
        for name in frame.columns
        if isinstance(frame.schema[name], pl.Datetime)
        for moment in (frame[name].min(), frame[name].max())
        if isinstance(moment, datetime)
    ]
    return RawFacts(
        sorted({source for frame in raw.values() for source in frame["source"]}),
        set(raw["teams"]["zone"].drop_nulls()),
        raw["schedules"],
        raw["schedule_exceptions"],
        *days_covered(moments, BUILT_AT),
    )


@cache
def _lexicons() -> dict[str, Lexicon]:
    return load_lexicons()


@cache
def _models() -> dict[str, Model]:
    return load_models()


def _words(stored: pl.DataFrame, given: pl.DataFrame) -> pl.DataFrame:
    """Return the hits told in the column `words`, else those of the lexicons in the bodies."""
    if "words" not in given.columns:
        return (
            match_messages(stored.lazy(), _lexicons()) if stored["body"].count() else pl.DataFrame(schema=MESSAGE_WORDS)
        )
    told = zip(stored["_row_id"], given["words"], strict=True)
    hits = [(row_id, hit) for row_id, words in told for hit in (words or "").split("|") if hit]
    return pl.DataFrame(hits, schema=MESSAGE_WORDS, orient="row")


def _read_folder(folder: Path) -> dict[str, pl.DataFrame]:
    files = sorted(path for path in folder.glob("*.csv") if not path.stem.startswith("expected"))
    return {path.stem: pl.read_csv(path, infer_schema=False) for path in files}


def _frame(rows: "pl.DataFrame | Iterable[Mapping[str, Any]]") -> pl.DataFrame:
    return rows if isinstance(rows, pl.DataFrame) else pl.DataFrame(list(rows), infer_schema_length=None)


def _time(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    return instant.astimezone(UTC).replace(tzinfo=None) if instant.tzinfo else instant


def _cast(column: pl.Expr, have: Any, want: Any) -> pl.Expr:
    if have == pl.String and want == pl.Datetime("us"):
        return column.str.to_datetime(time_unit="us")
    if have == pl.String and want == pl.Date:
        return column.str.to_date()
    if have == pl.String and want == pl.Boolean:
        return column.str.to_lowercase().replace_strict({"true": True, "false": False}, return_dtype=pl.Boolean)
    return column.cast(want)


def _like(frame: pl.DataFrame, schema: Mapping[str, Any]) -> pl.DataFrame:
    """Return the frame with exactly these columns and types; one that is not there is null."""
    return frame.select(
        (_cast(pl.col(name), frame.schema[name], kind) if name in frame.columns else pl.lit(None, dtype=kind)).alias(
            name
        )
        for name, kind in schema.items()
    )


def _stored(name: str, frame: pl.DataFrame, exported_at: datetime | None) -> pl.DataFrame:
    wanted = raw_schema(name)
    unknown = set(frame.columns) - wanted.keys() - {"words"}
    assert not unknown, f"{name} has no column {unknown}"
    base = {c.name: KINDS[c.kind] for c in TABLES[name].columns} | {"source": pl.String()}
    rows = _like(frame, base) if frame.height else pl.DataFrame(schema=base)
    content = pl.concat_str([pl.col(c).cast(pl.String) for c in base], separator="\x1f", ignore_nulls=False)
    rows = rows.with_columns(pl.col("source").fill_null("s"))
    made = {
        "_import": pl.lit("i0001"),
        "_row_id": pl.int_range(pl.len(), dtype=pl.Int64) + 2**40,
        "_file": pl.lit(0, dtype=pl.Int32),
        "_line": pl.int_range(pl.len(), dtype=pl.Int64) + 2,
        "_exported_at": pl.lit(exported_at, dtype=pl.Datetime("us")),
        "_version": pl.lit(None, dtype=pl.String),
        "_hash": _hash(content.fill_null("")),
        "extra": pl.lit(None, dtype=pl.String),
    }
    made["_key"] = made["_hash"]
    if "ticket_key" in wanted:
        made["ticket_key"] = _hash(pl.col("source") + "\x1f" + pl.col("ticket_id"))
    if "body_hash" in wanted:
        plain = pl.col("body").str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]", "")
        made["body_hash"] = pl.when(plain.str.len_chars() >= 4).then(_hash(plain))
    return rows.with_columns(**made).select(list(wanted)).cast(dict(wanted))


def _hash(text: pl.Expr) -> pl.Expr:
    return text.nchash.xxh3_64().reinterpret(signed=True)  # type: ignore[attr-defined]
