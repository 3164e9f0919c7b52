"""How are versions of records told apart? In DuckDB, one table at a time: keys first, rows only where they repeat."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from lodestar.intake.authors import write_authors
from lodestar.intake.manifest import Manifest
from lodestar.schema import Table

MERGED = 1 << 39
_NEWEST = "_version desc nulls last, _exported_at desc nulls last, _hash desc, _row_id desc"


def text(value: object) -> str:
    """Return a value as an SQL literal."""
    return "null" if value is None else "'" + str(value).replace("'", "''") + "'"


def parquet(paths: list[Path]) -> str:
    """Return the table function that reads `paths`."""
    return f"read_parquet([{', '.join(text(path) for path in paths)}])"


class Batches:
    """All imports as DuckDB sees them."""

    def __init__(self, con: duckdb.DuckDBPyConnection, root: Path, imports: list[Manifest]) -> None:
        self.con, self.root, self.imports = con, root, imports
        self.resolved: dict[str, list[Path]] = {}

    def parts(self, table: str, imports: list[Manifest] | None = None) -> list[Path]:
        """Return the stored parts of a table, of all imports or of those given."""
        chosen = self.imports if imports is None else imports
        return [
            self.root / one.import_id / part
            for one in chosen
            if table in one.tables
            for part in one.tables[table].parts
        ]

    def current(self, table: str, columns: str) -> str:
        """Return a query for the rows of a table that hold so far."""
        paths = [*self.parts(table), *self.resolved.get(table, [])]
        return (
            f"select {columns} from {parquet(paths)} as r "
            f"where not exists (select 1 from superseded_{table} as s where s.row_id = r._row_id)"
        )

    def write_vanished(self, home: Path) -> None:
        """Write the row ids of tickets that a newer full export of their days no longer holds."""
        self.con.execute("create temp table vanished (row_id bigint)")
        for one in self.imports:
            for table in ("tickets", "ticket_snapshots"):
                if one.is_full and table in one.tables:
                    self._vanish(one, table)
        _save(self.con, "select distinct row_id from vanished", home / "vanished_tickets.parquet")

    def _vanish(self, full: Manifest, table: str) -> None:
        low, high = _bounds(full)
        newer = [one for one in self.imports if one is full or effective_time(one) > effective_time(full)]
        since = "cast(null as timestamp)" if low is None else f"timestamp {text(low)}"
        until = "cast(null as timestamp)" if high is None else f"timestamp {text(high)}"
        seen = parquet(self.parts(table, [one for one in newer if one.source == full.source]))
        self.con.execute(
            f"""insert into vanished
            with mine as ({self.current(table, "_row_id, ticket_key, source, created_at")}),
            seen as (select distinct ticket_key from {seen})
            select mine._row_id from mine
            where mine.source = {text(full.source)}
              and (({since}) is null or mine.created_at >= {since})
              and (({until}) is null or mine.created_at < {until})
              and not exists (select 1 from seen where seen.ticket_key = mine.ticket_key)"""
        )


def effective_time(one: Manifest) -> datetime:
    """Return when an import was exported: as said, as its files say, else the newest moment in its records."""
    said = [one.exported_at, *(entry.exported_at for entry in one.files)]
    known = [moment for moment in said if moment is not None]
    return max(known) if known else one.last_at or datetime.min  # noqa: DTZ901 - naive UTC throughout


def _bounds(full: Manifest) -> tuple[datetime | None, datetime | None]:
    """Return the covered span in UTC, its end excluded."""
    zone = ZoneInfo(full.zone)

    def start(day: date) -> datetime:
        return datetime.combine(day, time(), zone).astimezone(UTC).replace(tzinfo=None)

    low = start(full.full_from) if full.full_from else None
    high = start(full.full_to + timedelta(days=1)) if full.full_to else None
    return low, high


def resolve_table(con: duckdb.DuckDBPyConnection, table: Table, batches: Batches, home: Path) -> list[str]:
    """Write `superseded_<table>.parquet` and return the names of the parts with merged rows, if any."""
    name = table.name
    con.execute(f"create temp table superseded_{name} (row_id bigint)")
    parts = batches.parts(name)
    made: list[str] = []
    if parts:
        holders = [one for one in batches.imports if name in one.tables]
        if len(holders) > 1 or not holders[0].tables[name].is_keys_unique:
            made += _newest_of_each(con, table, batches, holders, home)
        if table.fallback_key and table.column("ticket_id"):
            _replace_by_full(con, table, batches, holders)
        made += write_authors(con, table, batches, home)
    _save(con, f"select distinct row_id from superseded_{name}", home / f"superseded_{name}.parquet")
    return made


def _newest_of_each(
    con: duckdb.DuckDBPyConnection, table: Table, batches: Batches, holders: list[Manifest], home: Path
) -> list[str]:
    """Mark all but the newest version of each record; where the newest lacks columns of an older one, merge them."""
    name, source = table.name, parquet(batches.parts(table.name))
    con.execute(f"create or replace temp table again as select _key from {source} group by _key having count(*) > 1")
    if not con.execute("select count(*) from again").fetchall()[0][0]:
        return []
    sets = _column_sets(con, table, holders)
    con.execute(
        f"""create or replace temp table ranked as
        select r._key, r._row_id, f.column_set,
               row_number() over (partition by r._key order by {_NEWEST}) as place
        from (select _key, _row_id, _import, _file, _version, _exported_at, _hash from {source}) as r
        semi join again on again._key = r._key
        join file_sets as f on f.import_id = r._import and f.file = r._file"""
    )
    con.execute(f"insert into superseded_{name} select _row_id from ranked where place > 1")
    if len(sets) == 1:
        return []
    con.execute(
        """create or replace temp table merging as
        select distinct o._key from ranked as o
        join ranked as n on n._key = o._key and n.place = 1
        join set_adds as a on a.newer = n.column_set and a.older = o.column_set
        where o.place > 1"""
    )
    if not con.execute("select count(*) from merging").fetchall()[0][0]:
        return []
    path = home / f"{name}-merged.parquet"
    _save(con, _merge(con, table, source, sets), path)
    con.execute(
        f"""insert into superseded_{name}
        select _row_id from ranked where place = 1 and _key in (select _key from merging)"""
    )
    batches.resolved.setdefault(name, []).append(path)
    return [path.name]


def _column_sets(con: duckdb.DuckDBPyConnection, table: Table, holders: list[Manifest]) -> list[frozenset[str]]:
    """Fill file_sets (which columns each file has) and set_adds (which older set has what a newer lacks)."""
    con.execute("create or replace temp table file_sets (import_id varchar, file integer, column_set integer)")
    con.execute("create or replace temp table set_adds (newer integer, older integer)")
    sets: list[frozenset[str]] = []
    rows = []
    for one in holders:
        for entry in one.files:
            if table.name in entry.columns:
                columns = frozenset(entry.columns[table.name])
                if columns not in sets:
                    sets.append(columns)
                rows.append((one.import_id, entry.number, sets.index(columns)))
    con.executemany("insert into file_sets values (?, ?, ?)", rows)
    adds = [(i, j) for i, newer in enumerate(sets) for j, older in enumerate(sets) if older - newer]
    if adds:
        con.executemany("insert into set_adds values (?, ?)", adds)
    return sets


def _merge(con: duckdb.DuckDBPyConnection, table: Table, source: str, sets: list[frozenset[str]]) -> str:
    """Return the query for merged rows: each column from the newest version whose file has that column."""
    names = [row[0] for row in con.execute(f"describe select * from {source}").fetchall()]
    picked = []
    for column in names:
        newest = f'arg_min({{"v": r."{column}"}}, k.place)'
        if table.column(column):
            having = [str(place) for place, columns in enumerate(sets) if column in columns]
            value = f"({newest} filter (where k.column_set in ({', '.join(having) or '-1'}))).v"
        elif column == "_row_id":
            value = f"{newest}.v + {MERGED}"
        else:
            value = f"{newest}.v"
        picked.append(f'{value} as "{column}"')
    return f"""select {", ".join(picked)} from {source} as r
        join ranked as k on k._row_id = r._row_id
        where k._key in (select _key from merging) group by r._key"""


def _replace_by_full(con: duckdb.DuckDBPyConnection, table: Table, batches: Batches, holders: list[Manifest]) -> None:
    """Mark older rows without an id of tickets that a newer full export holds without them."""
    nameless = f"r.{table.key[0]} is null" if table.key else "true"
    for full in (one for one in holders if one.is_full and len(holders) > 1):
        older = [o for o in holders if o.source == full.source and effective_time(o) < effective_time(full)]
        if not older:
            continue
        mine = batches.parts(table.name, [full])
        tickets = [path for name in ("tickets", table.name) for path in batches.parts(name, [full])]
        con.execute(
            f"""insert into superseded_{table.name}
            select r._row_id from {parquet(batches.parts(table.name, older))} as r
            where {nameless}
              and r.ticket_key in (select ticket_key from (select ticket_key from {parquet(tickets)}))
              and r._key not in (select _key from {parquet(mine)})"""
        )


def _save(con: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    con.execute(f"copy ({query}) to {text(path)} (format parquet, compression zstd)")
