"""Where everything of one installation's data lies, and who may write to it."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from lodestar.errors import LodestarError


class DataFolder:
    """The data folder: batches (immutable input), marts (published numbers), checks (results), cache (rebuildable)."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def settings_file(self) -> Path:
        """Return the path of the settings that people write."""
        return self.root / "lodestar.toml"

    @property
    def secret_file(self) -> Path:
        """Return the path of the key personal columns are hashed with."""
        return self.root / "secret.key"

    @property
    def batches(self) -> Path:
        """Return the folder of imported batches, one folder per import."""
        return self.root / "batches"

    @property
    def marts(self) -> Path:
        """Return the folder of published marts and the pointer to the one being served."""
        return self.root / "marts"

    @property
    def checks(self) -> Path:
        """Return the folder of check results and Data Docs."""
        return self.root / "checks"

    @property
    def cache(self) -> Path:
        """Return the folder of what can be made again at any time."""
        return self.root / "cache"

    def create(self) -> None:
        """Make the folder. Raises LodestarError where that is not permitted."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LodestarError(
                f"The data folder {self.root} cannot be made ({error.strerror}): choose another with --data."
            ) from error

    @contextlib.contextmanager
    def writing(self, what: str) -> Iterator[None]:
        """Hold the folder's one write lock; say so once if another command has it, and wait for that."""
        self.create()
        lock = FileLock(self.root / ".lock")
        try:
            try:
                lock.acquire(timeout=0)
            except Timeout:
                print(
                    f"Another command is writing to {self.root}; {what} starts when it is done.",
                    file=sys.stderr,
                )
                lock.acquire()
        except OSError as error:
            raise LodestarError(
                f"The data folder {self.root} cannot be written ({error.strerror}): "
                "check its permissions and the free space."
            ) from error
        try:
            yield
        finally:
            lock.release()


def write_atomically(path: Path, text: str) -> None:
    """Write a small file so that a reader, or a crash, sees the old text or the new one, never a part."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
