"""Which files are there to import, of which form, and which of them must be refused before anything is stored?"""

import os
import stat
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from lodestar.errors import LodestarError
from lodestar.intake.forms.recognise import recognise
from lodestar.intake.forms.source import SourceFile, open_unpacked
from lodestar.intake.forms.streams import refuse_bomb
from lodestar.intake.forms.workbook import sheets_with_data

_SYMLINK = stat.S_IFLNK


def _quiet(_: str) -> None:
    """Say nothing."""


def open_sources(paths: Iterable[Path | str], say: Callable[[str], None] = _quiet) -> list[SourceFile]:
    """Return every table-like thing under `paths` (files, folders, archives), sorted by display name.

    `say` gets one sentence for each thing left out (hidden files, empty sheets). Raises LodestarError at the first
    thing that cannot be imported, so that nothing is half done.
    """
    found = [source for given in paths for source in _under(Path(given), say)]
    if not found:
        raise LodestarError("There is nothing to import there: give files or folders that hold exports.")
    return sorted(found, key=lambda source: (source.name, str(source.path)))


def _under(path: Path, say: Callable[[str], None]) -> Iterator[SourceFile]:
    """Yield the sources of one given path."""
    try:
        kind = path.stat().st_mode
    except FileNotFoundError as error:
        raise LodestarError(f"{path} does not exist: check the spelling of the path.") from error
    except (OSError, ValueError) as error:
        raise LodestarError(
            f"{path} cannot be read ({getattr(error, 'strerror', error)}): check its permissions."
        ) from error
    if stat.S_ISREG(kind):
        yield from _file(path, path.name, say)
    elif stat.S_ISDIR(kind):
        for file in _walk(path, say):
            yield from _file(file, file.relative_to(path).as_posix(), say)
    else:
        raise LodestarError(f"{path} is neither a file nor a folder: give the exported file itself.")


def _walk(folder: Path, say: Callable[[str], None]) -> Iterator[Path]:
    """Yield the files below a folder, in name order."""

    def refuse(error: OSError) -> None:
        raise LodestarError(
            f"The folder {error.filename} cannot be read ({error.strerror}): check its permissions."
        ) from error

    for root, folders, files in os.walk(folder, onerror=refuse):
        for name in (*folders, *files):
            if (Path(root) / name).is_symlink():
                raise LodestarError(
                    f"{Path(root) / name} is a symbolic link, which an import folder must not hold: "
                    "give the file it points to."
                )
        hidden = [name for name in (*folders, *files) if _is_hidden(name)]
        for name in sorted(hidden):
            say(f"{Path(root, name).relative_to(folder).as_posix()} is hidden and was left out.")
        folders[:] = sorted(name for name in folders if not _is_hidden(name))
        yield from (Path(root) / name for name in sorted(files) if not _is_hidden(name))


def _is_hidden(name: str) -> bool:
    """Return whether a file or folder is one that systems leave behind, not an export."""
    return name.startswith(".") or name == "__MACOSX"


def _file(path: Path, name: str, say: Callable[[str], None]) -> Iterator[SourceFile]:
    """Yield what one file holds: itself, its sheets, or its members."""
    with open_unpacked(path, name, None, None) as stream:
        head = stream.read(1 << 16)
    form = recognise(name, head)
    if form == "zip":
        if path.suffix.lower() == ".gz":
            raise LodestarError(f"{name} is an archive inside gzip: unpack the outer layer first.")
        yield from _members(path, name, say)
    else:
        yield from _tables(SourceFile(name, path, form, path.stat().st_size), say)


def _tables(source: SourceFile, say: Callable[[str], None]) -> Iterator[SourceFile]:
    """Yield the source itself, or one source for each sheet that has data."""
    if source.form != "xlsx":
        yield source
        return
    for sheet in sheets_with_data(source, say):
        yield replace(source, name=f"{source.name}#{sheet}", sheet=sheet)


def _members(path: Path, name: str, say: Callable[[str], None]) -> Iterator[SourceFile]:
    """Yield the sources of an archive. Raises LodestarError where one of its members is unsafe."""
    try:
        archive = zipfile.ZipFile(path)
        entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise LodestarError(f"{name} is damaged and cannot be unpacked: fetch it again.") from error
    refuse_bomb(name, sum(entry.file_size for entry in entries), path.stat().st_size)
    seen: set[str] = set()
    for entry in sorted(entries, key=lambda entry: entry.filename):
        member = entry.filename
        _refuse_unsafe(name, entry)
        if entry.is_dir():
            continue
        if any(_is_hidden(part) for part in PurePosixPath(member).parts):
            say(f"{name}!{member} is hidden and was left out.")
            continue
        if member in seen:
            raise LodestarError(f"{name} holds {member} twice: pack it again with each file once.")
        seen.add(member)
        shown = f"{name}!{member}"
        with open_unpacked(path, shown, archive, member) as stream:
            head = stream.read(1 << 16)
        form = recognise(shown, head)
        if form == "zip":
            raise LodestarError(f"{shown} is an archive inside an archive: unpack the outer one first.")
        yield from _tables(SourceFile(shown, path, form, entry.compress_size, member, None, archive), say)
    if not seen:
        raise LodestarError(f"{name} holds no files to import: check that it is the right archive.")


def _refuse_unsafe(name: str, entry: zipfile.ZipInfo) -> None:
    """Raise LodestarError for a member that is encrypted, a link, or named to land outside its folder."""
    member = PurePosixPath(entry.filename.replace("\\", "/"))
    if member.is_absolute() or ".." in member.parts or entry.filename[1:2] == ":":
        raise LodestarError(
            f"{name} holds a member whose name leads out of its folder, which no export does: do not trust this file."
        )
    if stat.S_IFMT(entry.external_attr >> 16) == _SYMLINK:
        raise LodestarError(f"{name} holds a symbolic link ({member.name}): pack the file it points to instead.")
    if entry.flag_bits & 1:
        raise LodestarError(f"{name} is protected by a password: unpack it yourself and import the result.")
