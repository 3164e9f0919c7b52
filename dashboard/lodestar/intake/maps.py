"""Which system wrote this file? The maps that are shipped or given, and which of them knows a file."""

import fnmatch
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lodestar.errors import LodestarError, nearest, shorten
from lodestar.intake.mapping import FieldMap, FileRole, SourceMap, TableMap
from lodestar.locate import program_folder
from lodestar.schema import TABLES
from lodestar.toml_files import check_values, read_toml

CANONICAL = "canonical"


def tidy(header: str) -> str:
    """Return a column name as maps write it: no blanks, BOM or quotes around it, lower case."""
    return header.strip("\ufeff \t\r\n\"'").lower()


@dataclass(frozen=True)
class Recognised:
    """A file that a map knows, as which of its kinds."""

    source_map: SourceMap
    role: str


def load_map(path: Path) -> SourceMap:
    """Return the checked map in `path`. Raises LodestarError with the place and the nearest valid name."""
    values = read_toml(path)
    shared, own = values.get("shared_words", []), values.setdefault("words", {})
    if isinstance(shared, list) and isinstance(own, dict):
        for name in shared:
            own.setdefault(name, _shared_words(str(name), path))
    return check_values(values, SourceMap, path.name)


def _shared_words(name: str, used_in: Path) -> dict[str, object]:
    """Return a word table that several maps share."""
    folder = program_folder("queries") / "sources" / "words"
    if not (folder / f"{name}.toml").is_file():
        known = [path.stem for path in folder.glob("*.toml")]
        raise LodestarError(f"{used_in.name}: there are no shared_words {name}.{nearest(name, known)}")
    return read_toml(folder / f"{name}.toml")


@cache
def canonical_map() -> SourceMap:
    """Return the map of our own tables: every column is itself."""
    files = {}
    for name, table in TABLES.items():
        required = tuple(c.name for c in table.columns if c.required)
        files[name] = FileRole(headers=(required,))
    return SourceMap(
        system=CANONICAL,
        title="Lodestar's own tables",
        files=files,
        tables=tuple(
            TableMap.model_validate(
                {"table": name, "from": name, "fields": {column: column for column in table.column_names}}
            )
            for name, table in TABLES.items()
        ),
    )


@cache
def shipped_maps() -> tuple[SourceMap, ...]:
    """Return our own tables' map and those of `queries/sources`, in the order of their names."""
    folder = program_folder("queries") / "sources"
    return (canonical_map(), *(load_map(path) for path in sorted(folder.glob("*.toml"))))


def map_by_name(name: str) -> SourceMap | None:
    """Return the shipped map of that system, or None."""
    return next((one for one in shipped_maps() if one.system == name), None)


def recognise(name: str, header: tuple[str, ...], maps: tuple[SourceMap, ...]) -> list[Recognised]:
    """Return the kinds of file that `name` with these columns can be, the most telling first."""
    columns = {tidy(column) for column in header}
    found: list[tuple[int, Recognised]] = []
    for source_map in maps:
        for role, kind in source_map.files.items():
            score = _score(name, columns, kind, canonical=role if source_map.system == CANONICAL else None)
            if score:
                found.append((score, Recognised(source_map, role)))
    found.sort(key=lambda pair: -pair[0])
    return [one for _, one in found]


def _score(name: str, columns: set[str], kind: FileRole, canonical: str | None) -> int:
    """Return how telling a match is: the number of named columns found; 0 is no match."""
    stem = re.split(r"[/\\!]", name)[-1].lower()
    if canonical:
        return _canonical_score(stem, columns, canonical)
    if kind.names and not any(fnmatch.fnmatch(stem, pattern.lower()) for pattern in kind.names):
        return 0
    if columns & {tidy(c) for c in kind.without}:
        return 0
    sets = [{tidy(c) for c in one} for one in kind.headers]
    if sets:
        whole = [len(one) for one in sets if one <= columns]
        return 10 * max(whole) + bool(kind.names) if whole else 0
    return 1


def _canonical_score(stem: str, columns: set[str], table: str) -> int:
    """Our own files are known by name (`tickets.csv`, `messages-2026-03.csv`) and required columns.

    Without the name, a file whose columns are all that table's is known too.
    """
    known = TABLES[table]
    required = {c.name for c in known.columns if c.required}
    if not required <= columns:
        return 0
    ours = columns & set(known.column_names)
    named = re.match(rf"{table}([-_.]?\d.*|-.*)?(\.|$)", stem) is not None
    if named:
        return 10 * len(ours) + 5
    return 5 * len(ours) if ours == columns else 0


def unused_columns(source_map: SourceMap, role: str, header: tuple[str, ...]) -> list[str]:
    """Return the columns of a kind of file that no table of the map reads."""
    used = {tidy(name) for name in used_columns(source_map, role)}
    return [column for column in header if column not in used]


def used_columns(source_map: SourceMap, role: str) -> set[str]:
    """Return the columns that the map reads from a kind of file."""
    used: set[str] = set()
    for table in source_map.tables:
        if role in table.files:
            used.update(name for field in table.fields.values() for name in field.columns)
            used.update(condition.column for condition in table.where)
            used.update(case.column for field in table.fields.values() for case in field.when)
            used.update(table.unpivot)
            used.update(name for name in (table.version, table.refused) if name)
            if table.expand:
                used.update((table.expand.first, table.expand.last))
    kind = source_map.files[role]
    if kind.exported_at and kind.exported_at.column:
        used.add(kind.exported_at.column)
    return used


def fields_of(table: TableMap) -> dict[str, FieldMap]:
    """Return the fields with source column names in their tidy form."""
    return {
        name: field.model_copy(
            update={
                "column": tidy(field.column) if field.column else None,
                "first_of": tuple(map(tidy, field.first_of)),
                "path": tuple(map(tidy, field.path)),
                "balance": tuple(map(tidy, field.balance)) if field.balance else None,
            }
        )
        for name, field in table.fields.items()
    }


def choose_map(recognised: dict[str, list[Recognised]]) -> SourceMap | None:
    """Return the one map that knows most of the files; None where none knows any.

    Raises LodestarError where two maps know a file equally well.
    """
    votes: dict[str, int] = {}
    maps: dict[str, SourceMap] = {}
    for options in recognised.values():
        if options:
            first = options[0].source_map
            votes[first.system] = votes.get(first.system, 0) + 1
            maps[first.system] = first
    if not votes:
        return None
    best = max(votes.values())
    leaders = sorted(system for system, count in votes.items() if count == best)
    if len(leaders) > 1:
        raise LodestarError(
            f"The files look like exports of {' and '.join(leaders)} ({shorten(', '.join(sorted(recognised)))}): "
            "import each system by itself, or name the map with --map."
        )
    return maps[leaders[0]]
