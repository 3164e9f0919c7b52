"""What becomes of each row of the files? Gathered with its like, deduplicated, mapped, stored or rejected, counted."""

from collections import Counter
from dataclasses import dataclass, field

import polars as pl

from lodestar.intake.apply import NOTHING_REFUSED, PLACE, Noted, TableRows, extra_column, table_rows
from lodestar.intake.batch import BatchWriter
from lodestar.intake.clocks import MOMENT
from lodestar.intake.fields import Reading
from lodestar.intake.files import PlannedFile
from lodestar.intake.forms import Chunk
from lodestar.intake.keys import SeenHashes
from lodestar.intake.mapping import SourceMap, TableMap
from lodestar.intake.maps import tidy, unused_columns
from lodestar.intake.privacy import hash_personal, is_id_number, is_personal, mask_text

LEFT_OUT = "left out by the map"
FILE = "_file"
_META = (PLACE, "_line", FILE, "_exported_at")
_GATHERED_ROWS = 50_000
_GATHERED_BYTES = 64 << 20


@dataclass
class Counts:
    """What became of one file's rows; `left_out` of the rejected are rows that no table of the map takes."""

    stored: int = 0
    duplicate: int = 0
    rejected: int = 0
    left_out: int = 0
    tables: Counter[str] = field(default_factory=Counter)
    columns: dict[str, set[str]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Return how many rows are accounted for."""
        return self.stored + self.duplicate + self.rejected


def tidy_rows(rows: pl.DataFrame, source_map: SourceMap) -> pl.DataFrame:
    """Return the rows under tidy column names, the map's null words gone."""
    names: dict[str, str] = {}
    for name in rows.columns:
        if tidy(name) not in names.values():
            names[name] = tidy(name)
    rows = rows.rename(names)
    words = [word.strip().lower() for word in source_map.null_words]
    if words:
        text = pl.exclude("_line")
        is_null = text.str.strip_chars().str.to_lowercase().is_in(words)
        rows = rows.with_columns(pl.when(is_null).then(None).otherwise(text).name.keep())
    return rows


class RowStore:
    """Takes chunks of files, in any order, and feeds the batch. Many small files cost what one big one does."""

    def __init__(self, writer: BatchWriter, source_map: SourceMap, reading: Reading) -> None:
        self.noted = Noted()
        self.counts: dict[int, Counts] = {}
        self._writer, self._map, self._reading = writer, source_map, reading
        self._seen = SeenHashes()
        self._gathered: dict[tuple[str, tuple[str, ...]], list[pl.DataFrame]] = {}

    def add(self, number: int, file: PlannedFile, chunk: Chunk) -> None:
        """Take one chunk of the file with this number."""
        counts = self.counts.setdefault(number, Counts())
        if chunk.rejected.height:
            self._reject_unreadable(number, file, chunk.rejected)
            counts.rejected += chunk.rejected.height
        if chunk.rows.is_empty():
            return
        rows = tidy_rows(chunk.rows, self._map)
        rows = rows.with_columns(pl.lit(number, pl.Int32).alias(FILE), self._exported_at(rows, file))
        key = (file.role, tuple(rows.columns))
        waiting = self._gathered.setdefault(key, [])
        waiting.append(rows)
        if (
            sum(one.height for one in waiting) >= _GATHERED_ROWS
            or sum(one.estimated_size() for one in waiting) >= _GATHERED_BYTES
        ):
            self._map_rows(file.role, pl.concat(self._gathered.pop(key)))

    def finish(self) -> None:
        """Map what is still gathered."""
        for (role, _), waiting in self._gathered.items():
            self._map_rows(role, pl.concat(waiting))
        self._gathered.clear()

    def _exported_at(self, rows: pl.DataFrame, file: PlannedFile) -> pl.Series:
        where = self._map.files[file.role].exported_at
        column = tidy(where.column) if where and where.column else ""
        if file.exported_at is None and column in rows.columns:
            return self._reading.clock.read(rows[column]).rename("_exported_at")
        return pl.Series("_exported_at", [file.exported_at], dtype=MOMENT).new_from_index(0, rows.height)

    def _reject_unreadable(self, number: int, file: PlannedFile, rejected: pl.DataFrame) -> None:
        """Keep records that could not be read; where columns name people nobody knows which part does: hashed whole."""
        text = pl.col("text")
        personal = any(self._is_dropped(name, file.role) for name in file.header)
        kept = hash_personal(text, self._reading.secret) if personal else mask_text(text)
        self._writer.reject(rejected.with_columns(kept.alias("text"), pl.lit(number).alias(FILE)))

    def _is_dropped(self, name: str, role: str) -> bool:
        return is_personal(name) or name in {tidy(one) for one in self._map.files[role].drop}

    def _map_rows(self, role: str, rows: pl.DataFrame) -> None:
        frame = self._without_duplicates(rows, role).with_row_index(PLACE)
        if frame.is_empty():
            return
        taken = [pl.Series(PLACE, [], dtype=pl.UInt32)]
        refused = [NOTHING_REFUSED]
        for place, table in enumerate(t for t in self._map.tables if role in t.files):
            part = table_rows(frame, table, self._reading, self.noted)
            taken.append(part.taken)
            refused.append(part.refused)
            self._store(role, frame, table, part, with_extra=place == 0)
        self._account(role, frame, taken, refused)

    def _without_duplicates(self, rows: pl.DataFrame, role: str) -> pl.DataFrame:
        """Return the rows not seen before in this import; a row is its kind of file and all its values."""
        columns = sorted(set(rows.columns) - set(_META))
        seed = hash((role, *columns)) & 0xFFFF_FFFF_FFFF
        first = self._seen.first_seen(rows.select(columns).hash_rows(seed=seed).to_numpy())
        if first.all():
            return rows
        for number, count in rows.filter(pl.Series(~first))[FILE].value_counts().iter_rows():
            self.counts[number].duplicate += count
        return rows.filter(pl.Series(first))

    def _store(self, role: str, frame: pl.DataFrame, table: TableMap, part: TableRows, *, with_extra: bool) -> None:
        rows = part.rows
        if rows.is_empty():
            return
        origin = frame.select(PLACE, FILE, "_exported_at")
        unknown = (
            unused_columns(self._map, role, tuple(n for n in frame.columns if n not in _META)) if with_extra else []
        )
        if unknown:
            dropped = {name for name in unknown if self._is_dropped(name, role)}
            origin = origin.with_columns(extra_column(frame, unknown, dropped, self._reading.secret, self.noted))
        else:
            origin = origin.with_columns(pl.lit(None, pl.String).alias("extra"))
        if rows.height == frame.height and (rows[PLACE] == frame[PLACE]).all():
            rows = pl.concat([rows, origin.drop(PLACE)], how="horizontal")
        else:
            rows = rows.join(origin, on=PLACE, how="left", maintain_order="left")
        self._writer.add(table.table, rows.drop(PLACE), part.columns)
        for number, count in rows[FILE].value_counts().iter_rows():
            counts = self.counts[number]
            counts.tables[table.table] += count
            counts.columns.setdefault(table.table, set()).update(part.columns)

    def _account(self, role: str, frame: pl.DataFrame, taken: list[pl.Series], refused: list[pl.DataFrame]) -> None:
        """Count each row once: stored, or rejected with the reason and its masked text."""
        places = pl.concat(taken).unique()
        for reason, count in (
            pl.concat(refused).filter(pl.col(PLACE).is_in(places.implode()))["reason"].value_counts().iter_rows()
        ):
            self.noted.refused[reason] += count
        if len(places) == frame.height:
            self._count(frame, "stored")
            return
        stored = frame[PLACE].is_in(places.implode())
        self._count(frame.filter(stored), "stored")
        reasons = pl.concat(refused).unique(PLACE, keep="first", maintain_order=True)
        lost = frame.filter(~stored).join(reasons, on=PLACE, how="left", maintain_order="left")
        self._count(lost, "rejected")
        self._count(lost.filter(pl.col("reason").is_null()), "left_out")
        columns = [name for name in frame.columns if name not in _META and not self._is_dropped(name, role)]
        secret = self._reading.secret
        masked = [
            (hash_personal(pl.col(name), secret) if is_id_number(name) else mask_text(pl.col(name))).alias(name)
            for name in columns
        ]
        text = pl.struct(masked).struct.json_encode() if masked else pl.lit(None, pl.String)
        self._writer.reject(lost.select(FILE, "_line", pl.col("reason").fill_null(LEFT_OUT), text.alias("text")))

    def _count(self, rows: pl.DataFrame, what: str) -> None:
        for number, count in rows[FILE].value_counts().iter_rows():
            counts = self.counts[number]
            setattr(counts, what, getattr(counts, what) + count)
