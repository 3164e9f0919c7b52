"""What was imported, and what is in it: `import.json` of each batch."""

import shutil
from datetime import date, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from lodestar.datafolder import DataFolder
from lodestar.errors import LodestarError, nearest

FILE_NAME = "import.json"


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True)


class FileEntry(_Kept):
    """One file of an import: rows in (counted independently) = stored + duplicate + rejected.

    `left_out` of the rejected are rows that the map takes into no table. `columns` are the columns of ours that the
    file has, per table: an absent one is unknown, not empty.
    """

    number: int
    name: str
    sha256: str
    kind: str
    dialect: str
    rows_in: int
    stored: int
    duplicate: int
    rejected: int
    left_out: int = 0
    exported_at: datetime | None = None
    tables: dict[str, int] = {}
    columns: dict[str, list[str]] = {}


class TableEntry(_Kept):
    """One table of a batch. `is_keys_unique`: no record has two rows in it."""

    parts: list[str]
    rows: int
    columns_present: list[str]
    is_keys_unique: bool
    first_at: datetime | None = None
    last_at: datetime | None = None


class Manifest(_Kept):
    """One import, whole."""

    import_id: str
    number: int
    source: str
    system: str
    map_hash: str
    zone: str
    authors: str | None = None
    exported_at: datetime | None = None
    is_full: bool = False
    full_from: date | None = None
    full_to: date | None = None
    imported_at: datetime
    files: list[FileEntry]
    tables: dict[str, TableEntry]
    hashed_columns: list[str] = []
    dropped_columns: list[str] = []
    notes: list[str] = []

    @property
    def last_at(self) -> datetime | None:
        """Return the newest moment in any record."""
        return max((t.last_at for t in self.tables.values() if t.last_at), default=None)


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of one batch folder. Raises LodestarError where it is damaged."""
    path = folder / FILE_NAME
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except OSError as error:
        raise LodestarError(
            f"{path} cannot be read ({error.strerror}): restore the data folder from your backup, or take the import "
            f"back with `lodestar undo {folder.name}`."
        ) from error
    except ValidationError as error:
        raise LodestarError(
            f"{path} is damaged: restore it from your backup, or take the import back with "
            f"`lodestar undo {folder.name}`."
        ) from error


def list_imports(folder: DataFolder) -> list[Manifest]:
    """Return every import, oldest number first."""
    if not folder.batches.is_dir():
        return []
    found = [read_manifest(path) for path in folder.batches.iterdir() if path.is_dir() and path.name[0] != "."]
    return sorted(found, key=lambda manifest: manifest.number)


def remove_leftovers(folder: DataFolder) -> None:
    """Remove what an interrupted import or undo left beside the batches. Call with the write lock held."""
    if folder.batches.is_dir():
        for path in folder.batches.glob(".*.tmp"):
            shutil.rmtree(path, ignore_errors=True)


def next_number(folder: DataFolder) -> int:
    """Return the number of the next import; one that was taken back keeps its number to itself."""
    counter = folder.batches / ".last-number"
    last = int(counter.read_text(encoding="ascii")) if counter.exists() else 0
    return max([last, *(manifest.number for manifest in list_imports(folder))]) + 1


def undo(folder: DataFolder, import_id: str) -> Manifest:
    """Take one import back and return what it was. Raises LodestarError for an unknown id."""
    imports = {manifest.import_id: manifest for manifest in list_imports(folder)}
    short = {one.partition("-")[0]: one for one in imports}
    wanted = import_id if import_id in imports else short.get(import_id)
    if wanted is None:
        known = f" Known: {', '.join(list(imports)[-3:])}." if imports else " Nothing has been imported yet."
        raise LodestarError(f"There is no import {import_id}.{nearest(import_id, imports) or known}")
    path = folder.batches / wanted
    aside = folder.batches / f".{wanted}.tmp"
    try:
        path.replace(aside)
        shutil.rmtree(aside)
    except OSError as error:
        raise LodestarError(f"{path} cannot be removed ({error.strerror}): check its permissions.") from error
    return imports[wanted]
