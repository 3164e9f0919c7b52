"""How do exported files become one immutable batch? Recognise, read, map, count, and publish whole or not at all."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from lodestar import progress
from lodestar.datafolder import DataFolder
from lodestar.errors import LodestarError
from lodestar.intake.apply import PLACE, Noted, table_rows
from lodestar.intake.batch import BatchWriter
from lodestar.intake.clocks import Clock
from lodestar.intake.fields import Reading
from lodestar.intake.files import PlannedFile, known_files, map_hash, plan_files
from lodestar.intake.forms import count_records, open_sources, read_frames
from lodestar.intake.manifest import FileEntry, Manifest, list_imports, next_number, remove_leftovers
from lodestar.intake.mapping import SourceMap
from lodestar.intake.maps import tidy
from lodestar.intake.privacy import load_secret
from lodestar.intake.rows import Counts, RowStore, tidy_rows


@dataclass(frozen=True)
class Options:
    """What the user said about an import. `full` is (None, None) for everything, or the days covered."""

    source: str | None = None
    source_map: SourceMap | None = None
    zone: str | None = None
    encoding: str | None = None
    exported_at: datetime | None = None
    full: tuple[date | None, date | None] | None = None


@dataclass
class Plan:
    """What an import will do, before it does it."""

    source_map: SourceMap
    source: str
    files: list[PlannedFile]
    known: dict[str, str]
    options: Options
    reading_hash: str

    @property
    def zone(self) -> str:
        """Return the zone that naive times are read in."""
        return self.source_map.zone


def plan_import(folder: DataFolder, paths: Sequence[Path], options: Options, say: Callable[[str], None]) -> Plan:
    """Return what importing `paths` would do. Raises LodestarError where it cannot be done."""
    sources = open_sources(paths, say)
    source_map, files = plan_files(sources, options.source_map, options.encoding, options.exported_at, say)
    if options.zone:
        source_map = source_map.model_copy(update={"zone": options.zone, "periods": ()})
    source = options.source or source_map.system
    reading_hash = map_hash(source_map, source, options.encoding)
    known = known_files(files, reading_hash, list_imports(folder), is_full=options.full is not None)
    return Plan(source_map, source, files, known, options, reading_hash)


class Importer:
    """Runs one plan. Call with the data folder's write lock held."""

    def __init__(self, folder: DataFolder, plan: Plan) -> None:
        self.folder, self.plan = folder, plan
        clock = Clock(plan.source_map.time_formats, plan.source_map.zone, plan.source_map.periods)
        self.reading = Reading(plan.source_map, clock, load_secret(folder))

    def run(self) -> Manifest | None:
        """Store the files that are not known yet and return the manifest; None where all are known already.

        Raises LodestarError where a file's rows are not all accounted for, or the disk refuses; then nothing is kept.
        """
        remove_leftovers(self.folder)
        self._look_up()
        files = [file for file in self.plan.files if self.plan.options.full or self._is_new(file)]
        files = list({file.source.sha256: file for file in files}.values())
        if not files or (self.plan.options.full and not any(map(self._is_new, files)) and self._same_full(files)):
            return None
        number = next_number(self.folder)
        import_id = f"i{number:04d}-{_digest(files)}"
        are_open = self.plan.source_map.authors is not None
        with BatchWriter(self.folder, import_id, number, self.plan.source, are_authors_open=are_open) as writer:
            rows = RowStore(writer, self.plan.source_map, self.reading)
            with progress.bar(len(files), " files", "importing") as bar:
                for place, file in enumerate(files):
                    for chunk in read_frames(file.source, file.dialect):
                        rows.add(place, file, chunk)
                    bar.update()
            rows.finish()
            entries = [self._entry(n, file, rows.counts.get(n, Counts())) for n, file in enumerate(files)]
            tables = writer.finish()
            if not tables:
                raise LodestarError(
                    f"No row of {files[0].source.name} could be stored ({_why(entries)}): check the map with --dry-run."
                )
            options = self.plan.options
            full = options.full or self.plan.source_map.covers
            manifest = Manifest(
                import_id=import_id,
                number=number,
                source=self.plan.source,
                system=self.plan.source_map.system,
                map_hash=self.plan.reading_hash,
                zone=self.plan.zone,
                authors=self.plan.source_map.authors,
                exported_at=options.exported_at,
                is_full=full is not None,
                full_from=full[0] if full else None,
                full_to=full[1] if full else None,
                imported_at=datetime.now(UTC).replace(tzinfo=None),
                files=entries,
                tables=tables,
                hashed_columns=sorted(rows.noted.hashed),
                dropped_columns=sorted(rows.noted.dropped),
                notes=_notes(rows.noted),
            )
            writer.publish(manifest)
        return manifest

    def preview(self, rows: int) -> dict[str, pl.DataFrame]:
        """Return the first rows of each table as they would be stored, from the first file of each kind."""
        self._look_up()
        found: dict[str, pl.DataFrame] = {}
        kinds = {file.role: file for file in reversed(self.plan.files)}
        for file in kinds.values():
            for chunk in read_frames(file.source, file.dialect):
                frame = tidy_rows(chunk.rows.head(rows), self.plan.source_map).with_row_index(PLACE)
                for table in (t for t in self.plan.source_map.tables if file.role in t.files):
                    found[table.table] = table_rows(frame, table, self.reading, Noted()).rows.drop(PLACE, "_line")
                break
        return found

    def _is_new(self, file: PlannedFile) -> bool:
        return file.source.sha256 not in self.plan.known

    def _same_full(self, files: Sequence[PlannedFile]) -> bool:
        """Return whether an earlier full import held exactly these files, exported at the same time."""
        wanted = {file.source.sha256 for file in files}
        return any(
            one.is_full
            and (one.full_from, one.full_to) == self.plan.options.full
            and one.exported_at == self.plan.options.exported_at
            and {entry.sha256 for entry in one.files} == wanted
            for one in list_imports(self.folder)
        )

    def _look_up(self) -> None:
        """Read what fields look up in other files of this import; of several values for a key the smallest counts."""
        wanted = {
            field.lookup for table in self.plan.source_map.tables for field in table.fields.values() if field.lookup
        }
        for lookup in wanted:
            key, value = tidy(lookup.key), tidy(lookup.value)
            known = pl.DataFrame(schema={"key": pl.String, "value": pl.String})
            for file in self.plan.files:
                if file.role == lookup.file:
                    for chunk in read_frames(file.source, file.dialect):
                        rows = tidy_rows(chunk.rows, self.plan.source_map)
                        if {key, value} <= set(rows.columns):
                            known = known.vstack(rows.select(pl.col(key).alias("key"), pl.col(value).alias("value")))
            self.reading.lookups[lookup] = known.drop_nulls().group_by("key").agg(pl.col("value").min())

    def _entry(self, number: int, file: PlannedFile, counts: Counts) -> FileEntry:
        """Return what became of a file. Raises LodestarError where an independent count finds other rows in it."""
        rows_in = count_records(file.source, file.dialect)
        if rows_in != counts.total:
            raise LodestarError(
                f"{file.source.name} holds {rows_in:,} rows, but {counts.total:,} were read: nothing was stored; "
                "name its --encoding, or export it again."
            )
        return FileEntry(
            number=number,
            name=file.source.name,
            sha256=file.source.sha256,
            kind=file.role,
            dialect=str(file.dialect) if file.source.form == "csv" else file.source.form,
            rows_in=rows_in,
            stored=counts.stored,
            duplicate=counts.duplicate,
            rejected=counts.rejected,
            left_out=counts.left_out,
            exported_at=file.exported_at,
            tables=dict(counts.tables),
            columns={name: sorted(columns) for name, columns in counts.columns.items()},
        )


def _digest(files: Sequence[PlannedFile]) -> str:
    """Return eight hex digits of what the files hold, whatever their order."""
    return hashlib.sha256("".join(sorted(file.source.sha256 for file in files)).encode()).hexdigest()[:8]


def _why(entries: Sequence[FileEntry]) -> str:
    rows, rejected = sum(e.rows_in for e in entries), sum(e.rejected for e in entries)
    return f"{rows:,} rows in, {rejected:,} rejected" if rows else "there are no rows below the header"


def _notes(noted: Noted) -> list[str]:
    """Return what a person should know, as sentences without customer text."""
    lines = [
        f"{count:,} rows: {table}.{column} says {word!r}, which the map does not know; kept as it is."
        for (table, column, word), count in sorted(noted.unknown_words.items())
    ]
    lines += [
        f"{count:,} values of {table}.{column} could not be read and are unknown."
        for (table, column), count in sorted(noted.unread.items())
    ]
    lines += [
        f"{count:,} rows are stored, but not in {reason.partition('.')[0]} ({reason})."
        for reason, count in sorted(noted.refused.items())
    ]
    return lines
