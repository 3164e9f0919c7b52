"""Did the script by hand make our tables? Every column of every row, joined on the table's key, and every type."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

KEYS = {
    "mart_contacts": ("contact_id",),
    "mart_turns": ("asked_row_id",),
    "mart_ended_days": ("ended_on", "channel", "team"),
}
AS_THE_SAME_GROUPS = {
    "contact_key": "any number will do: ours counts contacts on, the script's is the ticket's own key",
    "customer_key": "any number will do: ours counts customers on, the script's is a hash of the id",
}
"""Columns whose values differ by construction: two rows share a value in both tables or in neither."""
_AT_ONCE = 30


@dataclass(frozen=True)
class Same:
    """One table: how many rows, the columns compared, and those in which the two differ (none: all rows are equal)."""

    table: str
    rows: int
    columns: tuple[str, ...]
    differing: tuple[str, ...]


def compare_builds(ours: Path, hand: Path) -> list[Same]:
    """Return what was compared of two databases; a row or a column that only one of them has counts as differing."""
    with duckdb.connect(config={"threads": 2, "memory_limit": "3GB"}) as connection:
        connection.execute(f"attach '{ours}' as ours (read_only)")
        connection.execute(f"attach '{hand}' as hand (read_only)")
        return [_same(connection, table) for table in KEYS]


def _same(connection: duckdb.DuckDBPyConnection, table: str) -> Same:
    ours, hand = _types(connection, "ours", table), _types(connection, "hand", table)
    rows, differing = _unmatched(connection, table)
    differing += [name for name in ours | hand if ours.get(name) != hand.get(name)]
    both = [name for name in ours if name in hand]
    for first in range(0, len(both), _AT_ONCE):
        differing += _unequal(connection, table, {name: ours[name] for name in both[first : first + _AT_ONCE]})
    return Same(table, rows, tuple(ours), tuple(dict.fromkeys(differing)))


def _types(connection: duckdb.DuckDBPyConnection, database: str, table: str) -> dict[str, str]:
    """Return the type of every column, in the table's order."""
    known = "select column_name, data_type from duckdb_columns() where database_name = ? and table_name = ?"
    return dict(connection.execute(f"{known} order by column_index", [database, table]).fetchall())


def _unmatched(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[int, list[str]]:
    """Return how many rows ours has, and "rows" where the keys of the two are not the same rows, each once."""
    tables = f"(select count(*) from ours.{table}), (select count(*) from hand.{table})"
    row = connection.execute(f"select {tables}, (select count(*) {_joined(table)})").fetchone()
    assert row is not None
    return row[0], [] if row[0] == row[1] == row[2] else ["rows"]


def _unequal(connection: duckdb.DuckDBPyConnection, table: str, types: dict[str, str]) -> list[str]:
    """Return the columns in which joined rows differ."""
    tests = ", ".join(f"{_is_unequal(name, of_type)} as {name}" for name, of_type in types.items())
    row = connection.execute(f"select {tests} {_joined(table)}").fetchone()
    assert row is not None
    return [name for name, is_unequal in zip(types, row, strict=True) if is_unequal]


def _is_unequal(name: str, of_type: str) -> str:
    if name in AS_THE_SAME_GROUPS:
        pairs = f"count(distinct (o.{name}, h.{name}))"
        return f"{pairs} <> count(distinct (o.{name}, 0)) or {pairs} <> count(distinct (h.{name}, 0))"
    is_unequal = f"o.{name} is distinct from h.{name}"
    if of_type == "DOUBLE":
        is_far = f"abs(o.{name} - h.{name}) > 1e-9 * greatest(1, abs(o.{name}))"
        is_unequal = f"({is_unequal} and coalesce({is_far}, true))"
    return f"coalesce(bool_or({is_unequal}), false)"


def _joined(table: str) -> str:
    on = " and ".join(f"o.{name} is not distinct from h.{name}" for name in KEYS[table])
    return f"from ours.{table} as o inner join hand.{table} as h on {on}"
