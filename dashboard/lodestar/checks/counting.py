"""How many rows offend each rule, and which? One scan per table counts every rule that judges rows singly."""

import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from lodestar.checks.catalogue import Rule
from lodestar.datafolder import DataFolder
from lodestar.errors import LodestarError, shorten

ROWS_KEPT = 1_000_000
"""Offending rows kept for export per check; the count is of all."""

_SHOWN = 200
_EMAIL = r"[^@\s]+@[^@\s]+\.[^@\s]+"
_PHONE_ID = r"\+?(86)?1[3-9]\d{9}"
_LONG_NUMBER = r"\d([ \-.()]{0,2}\d){6,}"


@dataclass(frozen=True)
class Counted:
    """Offending rows, rows of the check's table, and the largest share of any one source's rows that offends."""

    count: int
    rows: int
    share: float


def rows_file(folder: DataFolder, check_id: str) -> Path:
    """Return where a check's offending rows are kept."""
    return folder.checks / "rows" / f"{check_id}.parquet"


def count_offending(
    folder: DataFolder, connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule]
) -> dict[str, Counted]:
    """Return the counts by check id, and keep the offending rows, masked, in <data>/checks/rows.

    A rule whose relations are not all in `connection` is left out. Raises LodestarError where a rule fails to run.
    """
    present = {name for (name,) in connection.execute("select table_name from information_schema.tables").fetchall()}
    usable = [rule for rule in rules if rule.relations | {rule.check.table} <= present]
    by_table: dict[str, list[Rule]] = defaultdict(list)
    for rule in usable:
        by_table[rule.check.table].append(rule)
    counted = {}
    secret = _secret(folder)
    for table, its_rules in by_table.items():
        rows, single = _scan(connection, table, its_rules)
        for rule in its_rules:
            found = Counted(0, rows, 0.0)
            if rows and single.get(rule.check.id) != 0:
                found = _keep_rows(folder, connection, rule, secret, rows)
            counted[rule.check.id] = found
            if not found.count:
                rows_file(folder, rule.check.id).unlink(missing_ok=True)
    return counted


def _scan(connection: duckdb.DuckDBPyConnection, table: str, rules: Sequence[Rule]) -> tuple[int, dict[str, int]]:
    """Return the table's rows and, by check id, the counts of its row-by-row rules: one pass over the table."""
    tests = {rule.check.id: rule.row_test for rule in rules if rule.row_test}
    counts = "".join(f", count(*) filter (where {test})" for test in tests.values())
    found = _run(connection, f"select count(*){counts} from {table} as r", table)
    return found[0], dict(zip(tests, found[1:], strict=True))


def _keep_rows(
    folder: DataFolder, connection: duckdb.DuckDBPyConnection, rule: Rule, secret: str, rows: int
) -> Counted:
    """Write a rule's offending rows and return how many of the table's `rows` they are."""
    name = rule.check.id
    file = rows_file(folder, name)
    file.parent.mkdir(parents=True, exist_ok=True)
    _run(connection, f"create or replace temp table offending as {rule.sql}", f"rules/{name}.sql")
    described = connection.execute("select column_name, column_type from (describe offending)").fetchall()
    shown = ", ".join(_masked(column, kind) for column, kind in described)
    beside = file.with_suffix(".tmp")
    connection.execute(
        f"copy (select {shown} from offending limit {ROWS_KEPT}) to '{_quoted(beside)}' (format parquet)",
        {"secret": secret} if "$secret" in shown else None,
    )
    beside.replace(file)
    count = int(_run(connection, "select count(*) from offending", name)[0])
    share = _largest_share(connection, rule.check.table, count / rows)
    connection.execute("drop table offending")
    return Counted(count, rows, share)


def _largest_share(connection: duckdb.DuckDBPyConnection, table: str, of_all: float) -> float:
    """Return which share of a source's rows offends, where it is largest: so a big source hides no small one.

    Where the rows do not say their source, it is `of_all` rows.
    """
    has_source = "select count(*) from (describe {}) where column_name = 'source'"
    if not all(_run(connection, has_source.format(name), table)[0] for name in ("offending", table)):
        return of_all
    each = "select source, count(*) as row_count from {} group by source"
    sql = (
        f"select max(o.row_count / nullif(t.row_count, 0)) from ({each.format('offending')}) as o "
        f"inner join ({each.format(table)}) as t on t.source is not distinct from o.source"
    )
    [(share,)] = connection.execute(sql).fetchall()
    return of_all if share is None else float(share)


def _run(connection: duckdb.DuckDBPyConnection, sql: str, what: str) -> tuple[int, ...]:
    try:
        return tuple(connection.execute(sql).fetchall()[0])
    except duckdb.IOException:
        raise
    except duckdb.Error as error:
        reason = shorten(str(error).splitlines()[0], 160)
        raise LodestarError(f"{what} cannot be checked ({reason}): correct the rule in data_checks.") from error


def _masked(column: str, kind: str) -> str:
    """Return the SQL that shows a column: e-mails and phones as a keyed hash, other text cut short."""
    name = f'"{column}"'
    if kind != "VARCHAR":
        return name
    personal = [f"regexp_matches({name}, '{_EMAIL}')"]
    if column == "customer_id":
        personal.append(f"regexp_full_match({name}, '{_PHONE_ID}')")
    elif not column.endswith("_id") and column != "file":  # ids and names of files may hold long numbers
        personal.append(f"regexp_matches({name}, '{_LONG_NUMBER}')")
    hashed = f"'hashed:' || left(sha256($secret || lower({name})), 12)"
    return f"case when {' or '.join(personal)} then {hashed} else left({name}, {_SHOWN}) end as {name}"


def _secret(folder: DataFolder) -> str:
    """Return the folder's own key, so that one person has one hash in all exports; without one, a passing key."""
    if folder.secret_file.exists():
        return folder.secret_file.read_bytes().hex()
    return secrets.token_hex(16)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
