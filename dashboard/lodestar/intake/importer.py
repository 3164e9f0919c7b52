"""How do exported files become one immutable batch? Recognise, read, map, count, and publish whole or not at all."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from lodestar import progress
from lodestar.datafolder import DataFolder
from lodestar.errors import LodestarError
from lodestar.intake.apply import PLACE, Noted, TableRows, extra_column, table_rows
from lodestar.intake.batch import BatchWriter
from lodestar.intake.clocks import MOMENT, Clock
from lodestar.intake.fields import Reading
from lodestar.intake.files import PlannedFile, known_files, map_hash, plan_files
from lodestar.intake.forms import Chunk, count_records, open_sources, read_frames
from lodestar.intake.keys import SeenHashes
from lodestar.intake.manifest import FileEntry, Manifest, list_imports, next_number, remove_leftovers
from lodestar.intake.mapping import SourceMap, TableMap
from lodestar.intake.maps import tidy, unused_columns
from lodestar.intake.privacy import hash_personal, is_id_number, is_personal, load_secret, mask_text

LEFT_OUT = "left out by the map"


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
    known = known_files(files, reading_hash, list_imports(folder))
    return Plan(source_map, source, files, known, options, reading_hash)


@dataclass
class _Counts:
    stored: int = 0
    duplicate: int = 0
    rejected: int = 0
    left_out: int = 0
    tables: Counter[str] = field(default_factory=Counter)
    columns: dict[str, set[str]] = field(default_factory=dict)


class Importer:
    """Runs one plan. Call with the data folder's write lock held."""

    def __init__(self, folder: DataFolder, plan: Plan) -> None:
        self.folder, self.plan = folder, plan
        clock = Clock(plan.source_map.time_formats, plan.source_map.zone, plan.source_map.periods)
        self.reading = Reading(plan.source_map, clock, load_secret(folder))
        self.noted = Noted()
        self._seen = SeenHashes()
        self._null_words = [word.strip().lower() for word in plan.source_map.null_words]

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
        with BatchWriter(self.folder, import_id, number, self.plan.source) as writer:
            entries = []
            with progress.bar(len(files), " files", "importing") as bar:
                for place, file in enumerate(files):
                    entries.append(self._file(writer, place, file))
                    bar.update()
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
                hashed_columns=sorted(self.noted.hashed),
                dropped_columns=sorted(self.noted.dropped),
                notes=_notes(self.noted),
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
                frame = self._tidy(Chunk(chunk.rows.head(rows), chunk.rejected))
                for table in self._tables_of(file.role):
                    found[table.table] = table_rows(frame, table, self.reading, self.noted).rows.drop(PLACE, "_line")
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

    def _tables_of(self, role: str) -> list[TableMap]:
        return [table for table in self.plan.source_map.tables if role in table.files]

    def _is_dropped(self, name: str) -> bool:
        return is_personal(name) or any(name in self._dropped(role) for role in self.plan.source_map.files)

    def _dropped(self, role: str) -> set[str]:
        return {tidy(name) for name in self.plan.source_map.files[role].drop}

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
                        rows = self._tidy(chunk)
                        if {key, value} <= set(rows.columns):
                            known = known.vstack(rows.select(pl.col(key).alias("key"), pl.col(value).alias("value")))
            self.reading.lookups[lookup] = known.drop_nulls().group_by("key").agg(pl.col("value").min())

    def _tidy(self, chunk: Chunk) -> pl.DataFrame:
        """Return the chunk's rows with tidy names, null words gone, and each row's place."""
        frame = chunk.rows
        names: dict[str, str] = {}
        for name in frame.columns:
            if tidy(name) not in names.values():
                names[name] = tidy(name)
        frame = frame.rename(names)
        if self._null_words:
            text = pl.exclude("_line")
            frame = frame.with_columns(
                pl.when(text.str.strip_chars().str.to_lowercase().is_in(self._null_words)).then(None).otherwise(text).name.keep()
            )
        return frame.with_row_index(PLACE)

    def _file(self, writer: BatchWriter, number: int, file: PlannedFile) -> FileEntry:
        counts = _Counts()
        for chunk in read_frames(file.source, file.dialect):
            self._chunk(writer, number, file, chunk, counts)
        rows_in = count_records(file.source, file.dialect)
        if rows_in != counts.stored + counts.duplicate + counts.rejected:
            raise LodestarError(
                f"{file.source.name} holds {rows_in:,} rows, but {counts.stored + counts.duplicate + counts.rejected:,} "
                "were read: nothing was stored; name its --encoding, or export it again."
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

    def _chunk(self, writer: BatchWriter, number: int, file: PlannedFile, chunk: Chunk, counts: _Counts) -> None:
        personal = [name for name in file.header if is_personal(name)]
        unreadable = chunk.rejected
        if unreadable.height:
            text = hash_personal(pl.col("text"), self.reading.secret) if personal else mask_text(pl.col("text"))
            writer.reject(unreadable.with_columns(text, pl.lit(number).alias("_file")))
            counts.rejected += unreadable.height
        if chunk.rows.is_empty():
            return
        frame = self._tidy(chunk)
        frame = self._without_duplicates(frame, file.role, counts)
        exported_at = self._exported_at(frame, file)
        taken: list[pl.Series] = []
        refused: list[pl.DataFrame] = []
        for place, table in enumerate(self._tables_of(file.role)):
            part = table_rows(frame, table, self.reading, self.noted)
            taken.append(part.taken)
            refused.append(part.refused)
            self._store(writer, number, file, frame, exported_at, table, part, is_first=place == 0, counts=counts)
        self._account(writer, number, frame, taken, refused, counts)

    def _store(
        self, writer: BatchWriter, number: int, file: PlannedFile, frame: pl.DataFrame, exported_at: pl.Series,
        table: TableMap, part: TableRows, *, is_first: bool, counts: _Counts,
    ) -> None:  # fmt: skip
        rows = part.rows
        if rows.is_empty():
            return
        origin = pl.DataFrame([frame[PLACE], exported_at])
        if is_first:
            unknown = unused_columns(self.plan.source_map, file.role, tuple(frame.drop(PLACE, "_line").columns))
            if unknown:
                origin = origin.with_columns(extra_column(frame, unknown, self._dropped(file.role), self.reading.secret, self.noted))
        if "extra" not in origin.columns:
            origin = origin.with_columns(pl.lit(None, pl.String).alias("extra"))
        if rows.height == frame.height and (rows[PLACE] == frame[PLACE]).all():
            rows = pl.concat([rows, origin.drop(PLACE)], how="horizontal")
        else:
            rows = rows.join(origin, on=PLACE, how="left", maintain_order="left")
        writer.add(table.table, rows.drop(PLACE).with_columns(pl.lit(number, pl.Int32).alias("_file")), part.columns)
        counts.tables[table.table] += rows.height
        counts.columns.setdefault(table.table, set()).update(part.columns)

    def _without_duplicates(self, frame: pl.DataFrame, role: str, counts: _Counts) -> pl.DataFrame:
        """Return the rows not seen before in this import; a row is its kind of file and all its values."""
        columns = sorted(set(frame.columns) - {PLACE, "_line"})
        seed = hash((role, *columns)) & 0xFFFF_FFFF_FFFF
        first = self._seen.first_seen(frame.select(columns).hash_rows(seed=seed).to_numpy())
        if first.all():
            return frame
        counts.duplicate += int((~first).sum())
        return frame.filter(pl.Series(first))

    def _exported_at(self, frame: pl.DataFrame, file: PlannedFile) -> pl.Series:
        where = self.plan.source_map.files[file.role].exported_at
        constant = pl.Series("_exported_at", [file.exported_at], dtype=MOMENT).new_from_index(0, frame.height)
        if self.plan.options.exported_at or where is None or where.column is None:
            return constant
        column = tidy(where.column)
        return self.reading.clock.read(frame[column]).rename("_exported_at") if column in frame.columns else constant

    def _account(
        self, writer: BatchWriter, number: int, frame: pl.DataFrame, taken: list[pl.Series],
        refused: list[pl.DataFrame], counts: _Counts,
    ) -> None:  # fmt: skip
        """Count each row of the chunk once: stored, or rejected with the reason and its masked text."""
        stored = frame[PLACE].is_in(pl.concat(taken).unique().implode()) if taken else frame[PLACE].is_null()
        counts.stored += int(stored.sum())
        if stored.all():
            return
        reasons = pl.concat(refused).unique(PLACE, keep="first", maintain_order=True)
        lost = frame.filter(~stored).join(reasons, on=PLACE, how="left", maintain_order="left")
        counts.rejected += lost.height
        counts.left_out += lost["reason"].null_count()
        columns = [name for name in frame.columns if name not in {PLACE, "_line"} and not self._is_dropped(name)]
        masked = [
            (hash_personal(pl.col(n), self.reading.secret) if is_id_number(n) else mask_text(pl.col(n))).alias(n)
            for n in columns
        ]
        writer.reject(
            lost.select(
                pl.lit(number).alias("_file"),
                "_line",
                pl.col("reason").fill_null(LEFT_OUT),
                pl.struct(masked).struct.json_encode().alias("text"),
            )
        )


def _digest(files: Sequence[PlannedFile]) -> str:
    """Return eight hex digits of what the files hold, whatever their order."""
    import hashlib  # noqa: PLC0415

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
    return lines
