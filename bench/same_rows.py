"""Did the script by hand make the same rows? All rows and columns it has, in any order, by sums of hashes."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

COMPARED = {"contacts": "mart_contacts", "turns": "mart_turns", "days": "mart_ended_days"}
_OTHER_NAMES = {"gap_end": "response_gap_seconds_end"}
_KEYS_OF_THE_SCRIPT = {"c"}


@dataclass(frozen=True)
class Same:
    """One table: how many rows, the columns compared, and those in which the two differ (none: all rows are equal)."""

    table: str
    rows: int
    columns: tuple[str, ...]
    differing: tuple[str, ...]


def compare_builds(ours: Path, hand: Path) -> list[Same]:
    """Return what was compared of two databases; a row that only one of them has makes its columns differ."""
    with duckdb.connect(config={"threads": 2, "memory_limit": "3GB"}) as connection:
        connection.execute(f"attach '{ours}' as ours (read_only)")
        connection.execute(f"attach '{hand}' as hand (read_only)")
        return [_same(connection, table, mart) for table, mart in COMPARED.items()]


def _same(connection: duckdb.DuckDBPyConnection, table: str, mart: str) -> Same:
    known = "select column_name, data_type from information_schema.columns where table_catalog = ? and table_name = ?"
    hand = [name for name, _ in connection.execute(known, ["hand", table]).fetchall()]
    types = dict(connection.execute(known, ["ours", mart]).fetchall())
    names = {name: _OTHER_NAMES.get(name, name) for name in hand if name not in _KEYS_OF_THE_SCRIPT}
    ours_is = _sums(connection, f"ours.{mart}", {own: own for own in names.values()}, types)
    hand_is = _sums(connection, f"hand.{table}", {own: name for name, own in names.items()}, types)
    differing = tuple(name for name in ours_is if ours_is[name] != hand_is[name])
    return Same(table, ours_is["rows"], tuple(names.values()), differing)


def _sums(
    connection: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str], types: dict[str, str]
) -> dict[str, int]:
    """Return the number of rows, the sum of the hashes of whole rows, and per column of its values beside the key."""
    cast = {own: f"cast({name} as {types[own]})" for own, name in columns.items()}
    key = next(iter(cast.values()))
    chosen = {name: f"sum(cast(hash({key}, {sql}) as hugeint))" for name, sql in cast.items()}
    chosen |= {"rows": "count(*)", "whole rows": f"sum(cast(hash({', '.join(cast.values())}) as hugeint))"}
    row = connection.execute(f"select {', '.join(chosen.values())} from {table}").fetchone()
    assert row is not None
    return dict(zip(chosen, (int(value or 0) for value in row), strict=True))
