"""What is one thing to import: a file, a member of an archive or a sheet of a workbook, under one display name."""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

from lodestar.errors import LodestarError
from lodestar.intake.forms.streams import BLOCK, BROKEN, Guarded, gunzip

Form = Literal["csv", "json", "jsonl", "parquet", "xlsx"]
GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class SourceFile:
    """One table-like thing to import. `size` is in bytes as packed; `sheet` is set for a sheet of a workbook."""

    name: str
    path: Path
    form: Form
    size: int
    member: str | None = None
    sheet: str | None = None
    archive: zipfile.ZipFile | None = field(default=None, repr=False, compare=False)

    def open(self) -> Guarded:
        """Return the content as a stream of unpacked bytes. Raises LodestarError where it cannot be read."""
        return open_unpacked(self.path, self.name, self.archive, self.member)

    def content(self) -> bytes:
        """Return the whole content, for forms that cannot be read in one pass (Parquet, XLSX) from inside a pack."""
        with self.open() as stream:
            return b"".join(blocks(stream))

    @property
    def is_packed(self) -> bool:
        """Return whether the content lies inside an archive or gzip, and so not as it is on the disk."""
        if self.archive is not None:
            return True
        with self.path.open("rb") as file:
            return file.read(2) == GZIP

    @cached_property
    def sha256(self) -> str:
        """Return the hex SHA-256 of the unpacked content (and the sheet's name): the same file packed differently is
        the same file.
        """
        digest = hashlib.sha256()
        with self.open() as stream:
            for block in blocks(stream):
                digest.update(block)
        if self.sheet is not None:
            digest.update(b"\x1f" + self.sheet.encode("utf-8", "surrogatepass"))
        return digest.hexdigest()


def blocks(stream: Guarded, size: int = BLOCK) -> Iterator[bytes]:
    """Yield the stream's bytes, a block at a time."""
    while block := stream.read(size):
        yield block


def open_unpacked(path: Path, name: str, archive: zipfile.ZipFile | None, member: str | None) -> Guarded:
    """Return the unpacked bytes of a file or of an archive's member, through one layer of gzip if there is one."""
    if archive is not None and member is not None:
        entry = archive.getinfo(member)
        with _member(archive, entry, name) as start:
            head = start.read(len(GZIP))
        stream = _member(archive, entry, name)
        if head == GZIP:
            return gunzip(stream, name, entry.compress_size)
        return stream
    try:
        file = path.open("rb", buffering=0)
        head = file.read(2)
        file.seek(0)
    except OSError as error:
        raise LodestarError(f"{name} cannot be opened ({error.strerror}): check its permissions.") from error
    if head == GZIP:
        return gunzip(io.BufferedReader(file), name, path.stat().st_size)
    return Guarded(io.BufferedReader(file, BLOCK), name, None)


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> Guarded:
    """Return the bytes of one member. Raises LodestarError where the archive is damaged or packed strangely."""
    try:
        return Guarded(archive.open(entry), name, entry.compress_size)
    except BROKEN as error:
        raise LodestarError(f"{name} is damaged and cannot be unpacked: fetch the archive again.") from error
    except (RuntimeError, NotImplementedError, OSError) as error:
        raise LodestarError(f"{name} is packed in a way Lodestar does not open: unpack it first.") from error
