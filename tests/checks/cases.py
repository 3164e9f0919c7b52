"""Worlds in which a check fires, or just does not: one TOML file per check in cases/, or a generator below.

A row may hold `times = n` ({i} in its texts counts), stored columns with a leading underscore (_key, _import ...),
`_superseded` and `_vanished`. Tables of the imports and of the mart are given under their own names.
"""

import tomllib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from lodestar.checks.relations import FILE_COLUMNS, IMPORT_FILES, add_relations
from lodestar.schema import TABLES
from tests.checks.mart_cases import MART_CASES
from tests.support.world import build_case

Case = dict[str, Any]
FOLDER = Path(__file__).parent / "cases"
START = datetime(2026, 1, 5)  # a Monday


def load_case(check_id: str, side: str) -> Case:
    """Return the world in which the check `fires` or `holds`."""
    if check_id in MART_CASES:
        return MART_CASES[check_id][side]()
    if check_id in GENERATED:
        return GENERATED[check_id](side == "fires")
    return tomllib.loads((FOLDER / f"{check_id}.toml").read_text(encoding="utf-8"))[side]


def case_ids() -> set[str]:
    return {path.stem for path in FOLDER.glob("*.toml")} | GENERATED.keys() | MART_CASES.keys()


def connect_case(case: Case) -> duckdb.DuckDBPyConnection:
    """Return a connection that sees the case as the checks see real data."""
    rows = {name: _repeated(case.get(name, [])) for name in case if isinstance(case[name], list)}
    made = {name: given for name, given in rows.items() if name.startswith(("stg_", "int_", "mart_"))}
    if made:
        return _with_tables(
            duckdb.connect(), {name: pl.DataFrame(given, infer_schema_length=None) for name, given in made.items()}
        )
    canonical = {name: [_plain(row) for row in given] for name, given in rows.items() if name in TABLES}
    world = build_case(canonical, case.get("settings", {}), case.get("until"))
    changed = {}
    for name in canonical:
        stored = _with_stored(world.inputs[f"raw_{name}"], rows[name])
        changed[f"raw_{name}"] = stored
        changed[f"superseded_{name}"] = _marked(stored, rows[name], "_superseded")
        if name == "tickets":
            changed["vanished_tickets"] = _marked(stored, rows[name], "_vanished")
    connection = _with_tables(world._connection, changed)
    add_relations(connection, _of("import_files", rows, IMPORT_FILES), _of("file_columns", rows, FILE_COLUMNS))
    return connection


def _with_tables(connection: duckdb.DuckDBPyConnection, tables: dict[str, pl.DataFrame]) -> duckdb.DuckDBPyConnection:
    for name, frame in tables.items():
        connection.register("frame_in", frame.to_arrow())
        connection.execute(f"create or replace table {name} as select * from frame_in")
        connection.unregister("frame_in")
    return connection


def _marked(stored: pl.DataFrame, rows: list[Case], mark: str) -> pl.DataFrame:
    marked = pl.Series([bool(row.get(mark)) for row in rows], dtype=pl.Boolean)
    return stored.filter(marked).select(pl.col("_row_id").alias("row_id"))


def _of(name: str, rows: dict[str, list[Case]], schema: dict[str, Any]) -> pl.DataFrame:
    given = {"import_id": "i0001", "source": "s"}
    return pl.DataFrame([{**dict.fromkeys(schema), **given, **row} for row in rows.get(name, [])], schema=schema)


def _repeated(rows: list[Case]) -> list[Case]:
    return [
        {k: v.replace("{i}", str(i)) if isinstance(v, str) else v for k, v in row.items() if k != "times"}
        for row in rows
        for i in range(row.get("times", 1))
    ]


def _plain(row: Case) -> Case:
    return {name: value for name, value in row.items() if name[0] != "_" and name != "ticket_key"}


def _with_stored(frame: pl.DataFrame, rows: list[Case]) -> pl.DataFrame:
    for name, kind in frame.schema.items():
        if name.startswith("_") or name == "ticket_key":
            given = pl.Series(name, [row.get(name) for row in rows], dtype=kind)
            frame = frame.with_columns(pl.coalesce(given, pl.col(name)).alias(name))
    return frame


def _days_to_twelve(fires: bool) -> Case:
    months = 4 if fires else 3
    days = [date(2026, 1 + i % months, 1 + i % 12) for i in range(60)]
    return {"count": int(fires), "tickets": [_ticket(i, datetime(d.year, d.month, d.day)) for i, d in enumerate(days)]}


def _clock_shift(fires: bool, table: str = "tickets") -> Case:
    """Sixty days of ten rows a day between 8 and 17 h; from day 30 on the clock runs two hours (or one) late."""
    shift = timedelta(hours=2 if fires else 1)
    rows = []
    for day in range(60):
        for hour in range(10):
            at = START + timedelta(days=day, hours=8 + hour) + (shift if day >= 30 else timedelta())
            row = {"ticket_id": f"{day}-{hour}", "sent_at": at, "author_type": "customer"}
            rows.append(_ticket(f"{day}-{hour}", at) if table == "tickets" else row)
    return {"count": int(fires), table: rows}


def _volume_jump(fires: bool) -> Case:
    """Twenty tickets a day for ten weeks; then days with 61 (or 60) of them, and one with 4 (or 5)."""
    volumes = [20] * 70 + ([61, 61, 61, 4] if fires else [61, 61, 61, 5, 60]) + [20]
    rows = [_ticket(f"{d}-{i}", START + timedelta(days=d)) for d, n in enumerate(volumes) for i in range(n)]
    return {"count": 4 if fires else 3, "tickets": rows}


def _ticket(number: object, created_at: datetime) -> Case:
    return {"ticket_id": str(number), "created_at": created_at}


GENERATED: dict[str, Callable[[bool], Case]] = {
    "tickets_days_to_twelve": _days_to_twelve,
    "tickets_clock_shift": _clock_shift,
    "messages_clock_shift": lambda fires: _clock_shift(fires, "messages"),
    "tickets_volume_jump": _volume_jump,
}
