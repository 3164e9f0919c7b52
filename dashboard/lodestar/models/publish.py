"""How does a new mart take the place of the old one, so that a crash at any moment leaves one whole mart served?

Four steps: write (`.building.duckdb`, table by table as the models make them), rename (to `mart_v<N>.duckdb`), pointer
(`CURRENT`), clean-up. Before the pointer moves the old mart is served, after it the new one; whatever an interrupted
run left is taken away by the next.
"""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from lodestar.datafolder import DataFolder, write_atomically
from lodestar.errors import LodestarError

POINTER = "CURRENT"
MART_FORMAT = 4
"""Raised when the pages of one Lodestar can no longer read the mart of another."""

NEXT = "next_mart"
"""The name under which the working database knows the file of the next mart."""

_BUILDING = ".building.duckdb"


@dataclass(frozen=True)
class Published:
    """The mart in force."""

    version: int
    file: Path
    built_at: datetime


def current_mart(data: DataFolder) -> Published | None:
    """Return the mart in force, or None where none was published yet.

    Raises LodestarError where the pointer is damaged, its file is gone, or a newer Lodestar wrote it.
    """
    pointer = data.marts / POINTER
    try:
        named = json.loads(pointer.read_text(encoding="utf-8"))
        version, written = int(named["version"]), int(named["format"])
        file = data.marts / Path(named["file"]).name
        built_at = datetime.fromisoformat(named["built_at"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LodestarError(f"{pointer} cannot be read: run `lodestar build` to publish the numbers anew.") from error
    if written > MART_FORMAT:
        raise LodestarError(f"{file.name} was built by a newer Lodestar: update this one before you go on.")
    if written < MART_FORMAT:
        raise LodestarError(f"{file.name} was built by an older Lodestar: run `lodestar build` to make it anew.")
    if not file.exists():
        raise LodestarError(f"{file} is gone: run `lodestar build` to publish the numbers anew.")
    return Published(version, file, built_at)


def clean(data: DataFolder) -> None:
    """Remove what an interrupted build left, and old marts that nobody reads. Call with the write lock held."""
    data.marts.mkdir(parents=True, exist_ok=True)
    for path in (*data.marts.glob(f"{_BUILDING}*"), *data.marts.glob(f".{POINTER}.*.tmp")):
        path.unlink()
    served = _served(data)
    for path in data.marts.glob("mart_v*.duckdb*"):
        if served and path.name != served and not _is_in_use(path):
            path.unlink()


def begin(data: DataFolder, work: duckdb.DuckDBPyConnection) -> None:
    """Attach the file of the next mart, empty, to the working database as NEXT, found by bare names too.

    Call with the write lock held. Raises LodestarError where the folder of the marts cannot be written.
    """
    quoted = str(data.marts / _BUILDING).replace("'", "''")
    try:
        clean(data)
        work.execute(f"attach '{quoted}' as {NEXT}")
    except (OSError, duckdb.IOException) as error:
        raise _not_written(data, error) from error
    work.execute(f"set search_path = 'memory.main,{NEXT}.main'")


def publish(data: DataFolder, work: duckdb.DuckDBPyConnection, built_at: datetime) -> Published:
    """Put what was made in NEXT in force as the next mart. Call with the write lock held.

    Raises LodestarError where the disk is full or not writable; the old mart is then still served.
    """
    building = data.marts / _BUILDING
    try:
        work.execute(f"checkpoint {NEXT}")
        work.execute("reset search_path")
        work.execute(f"detach {NEXT}")
        _sync(building)
        version = _next_version(data)
        file = data.marts / f"mart_v{version}.duckdb"
        building.replace(file)
        _sync(data.marts)
        pointer = {"version": version, "file": file.name, "format": MART_FORMAT, "built_at": built_at.isoformat()}
        write_atomically(data.marts / POINTER, json.dumps(pointer))
        _sync(data.marts)
        clean(data)
    except (OSError, duckdb.IOException) as error:
        raise _not_written(data, error) from error
    return Published(version, file, built_at)


def _not_written(data: DataFolder, error: Exception) -> LodestarError:
    reason = error.strerror if isinstance(error, OSError) else "the disk is full or not writable"
    return LodestarError(
        f"The new numbers cannot be written to {data.marts} ({reason}): free some space and run `lodestar build` "
        "again; the last published ones are still served."
    )


def _next_version(data: DataFolder) -> int:
    """Return a number above every mart there is: a mart left without a pointer keeps its number to itself."""
    names = [path.name for path in data.marts.glob("mart_v*.duckdb")]
    numbers = [int(name.removeprefix("mart_v").removesuffix(".duckdb")) for name in names]
    served = _served(data)
    if served:
        numbers.append(int(served.removeprefix("mart_v").removesuffix(".duckdb")))
    return max(numbers, default=0) + 1


def _served(data: DataFolder) -> str | None:
    """Return the file name in the pointer, whoever wrote it; None where there is none or it is damaged."""
    try:
        named = json.loads((data.marts / POINTER).read_text(encoding="utf-8"))
        name = Path(named["file"]).name
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return name if name.startswith("mart_v") and name[6:-7].isdigit() else None


def _is_in_use(file: Path) -> bool:
    """Say whether another process reads the mart: DuckDB then refuses to open it for writing."""
    try:
        duckdb.connect(str(file)).close()
    except duckdb.IOException as error:
        return "lock" in str(error)
    except duckdb.Error:
        return False
    return False


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
