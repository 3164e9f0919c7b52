"""Which files of an import are of which kind, written how, and which were imported before?"""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from lodestar.errors import LodestarError, shorten
from lodestar.intake.clocks import Clock
from lodestar.intake.forms import Dialect, SourceFile, detect_dialect, read_header
from lodestar.intake.manifest import Manifest
from lodestar.intake.mapping import SourceMap
from lodestar.intake.maps import choose_map, recognise, shipped_maps, tidy


@dataclass(frozen=True)
class PlannedFile:
    """One file that will be read: how it is written, and as which kind of file of the map."""

    source: SourceFile
    dialect: Dialect
    role: str
    header: tuple[str, ...]
    exported_at: datetime | None


def plan_files(
    sources: Sequence[SourceFile],
    given_map: SourceMap | None,
    encoding: str | None,
    exported_at: datetime | None,
    say: Callable[[str], None],
) -> tuple[SourceMap, list[PlannedFile]]:
    """Return the map in force and the files it takes; files that no map knows are said and left out.

    Raises LodestarError where no file is known, or where two maps know one equally well.
    """
    maps = (given_map,) if given_map else shipped_maps()
    seen = [_look(source, given_map, encoding, say) for source in sources]
    options = {source.name: recognise(source.name, header, maps) for source, _, header in seen}
    chosen = choose_map(options)
    if chosen is None:
        raise LodestarError(_unknown(seen[0][0].name, seen[0][2], given_map))
    planned = []
    left_out = []
    for source, dialect, header in seen:
        role = next((one.role for one in options[source.name] if one.source_map.system == chosen.system), None)
        if role is None:
            left_out.append(source.name)
            continue
        planned.append(
            PlannedFile(source, dialect, role, header, exported_at or _time_in_name(source.name, chosen, role))
        )
    if left_out:
        names = ", ".join(left_out[:5]) + (f" and {len(left_out) - 5} more" if len(left_out) > 5 else "")  # noqa: PLR2004
        say(f"{len(left_out)} of {len(seen)} files hold nothing that the map {chosen.system} takes: {names}.")
    return chosen, planned


def _look(
    source: SourceFile, given_map: SourceMap | None, encoding: str | None, say: Callable[[str], None]
) -> tuple[SourceFile, Dialect, tuple[str, ...]]:
    if given_map is None:
        dialect = detect_dialect(source, encoding=encoding)
    else:
        dialect = detect_dialect(
            source,
            encoding=encoding or given_map.encoding,
            delimiter=given_map.delimiter,
            quote=given_map.quote,
            skip_lines=given_map.skip_lines,
            trailer_lines=given_map.trailer_lines,
        )
    return source, dialect, tuple(tidy(name) for name in read_header(source, dialect, say))


def _unknown(name: str, header: tuple[str, ...], given_map: SourceMap | None) -> str:
    columns = shorten(", ".join(header), 80)
    if given_map is None:
        return (
            f"{name} has columns that no map knows ({columns}): name the system's map with --map, or write one as "
            "docs/map-a-csv.md shows."
        )
    wanted = next((one for role in given_map.files.values() for one in role.headers), ())
    missing = [column for column in wanted if tidy(column) not in header]
    lacks = f"it lacks {', '.join(missing[:3])}" if missing else "its name does not fit"
    return f"{name} is no file that the map {given_map.system} knows ({lacks}; it has {columns}): mend the map."


def _time_in_name(name: str, source_map: SourceMap, role: str) -> datetime | None:
    """Return the export time that the file's name holds, where the map says so."""
    where = source_map.files[role].exported_at
    if where is None or where.file_name is None:
        return None
    found = re.search(where.file_name, Path(name).name)
    if not found:
        return None
    clock = Clock(formats=(where.format,), zone=source_map.zone)
    moment = clock.read(pl.Series([found.group(1)]))[0]
    return moment if isinstance(moment, datetime) else None


def map_hash(source_map: SourceMap, source: str, encoding: str | None) -> str:
    """Return what identifies how files are read: the map with its zone, the source's name, a given encoding."""
    parts = [source_map.model_dump_json(), source, encoding or ""]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def known_files(
    planned: Sequence[PlannedFile], reading: str, imports: Sequence[Manifest], *, is_full: bool
) -> dict[str, str]:
    """Return the import that holds each file already, by the file's SHA-256.

    Raises LodestarError where a file was imported under another map, zone, encoding, source name or export time
    (a full export may hold an unchanged file again).
    """
    earlier = {entry.sha256: (manifest, entry) for manifest in imports for entry in manifest.files}
    found = {}
    for file in planned:
        if file.source.sha256 not in earlier:
            continue
        manifest, entry = earlier[file.source.sha256]
        before = f"{file.source.name} was imported before ({manifest.import_id}), as {manifest.source} with the map "
        before += f"{manifest.system} in the zone {manifest.zone}"
        if manifest.map_hash != reading:
            raise LodestarError(
                f"{before}, and would now be read otherwise: run `lodestar undo {manifest.import_id}` first."
            )
        if not is_full and file.exported_at not in {None, entry.exported_at}:
            raise LodestarError(
                f"{before}, exported at {entry.exported_at or 'an unknown time'}, not {file.exported_at}: "
                f"run `lodestar undo {manifest.import_id}` first."
            )
        found[file.source.sha256] = manifest.import_id
    return found
