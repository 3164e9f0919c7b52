"""Which definitions are the numbers made by? One word that changes whenever any of them does."""

import hashlib
from functools import cache

from lodestar.locate import program_folder

_LENGTH = 12


@cache
def definitions_version() -> str:
    """Return the version of the definitions in force: a hash of every metric, mart, model, map and word list."""
    digest = hashlib.sha256()
    folder = program_folder("queries")
    files = (path for path in folder.rglob("*") if path.suffix in {".toml", ".sql"})
    for file in sorted(files, key=lambda path: path.relative_to(folder).as_posix()):
        text = file.read_text(encoding="utf-8")
        digest.update(f"{file.relative_to(folder).as_posix()}\n{text}\n".encode())
    return digest.hexdigest()[:_LENGTH]
