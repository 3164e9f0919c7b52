"""Publish version 2 of a mart and stop for ever at one step, so that a test can kill the process exactly there.

Called as: publish_slowly.py FOLDER STEP PASSES, where PASSES is how often the step is let through first.
"""

import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from lodestar.datafolder import DataFolder
from lodestar.models import publish as publishing

TABLES = ["mart_a", "mart_b", "mart_c"]


def stopping(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function, stopping before it is called for the (passes + 1)th time."""
    left = [passes]

    def stop(*args: Any, **kwargs: Any) -> Any:
        if step == name:
            if left[0] == 0:
                print(f"at {name}", flush=True)
                time.sleep(60)
            left[0] -= 1
        return real(*args, **kwargs)

    return stop


def renaming(path: Path, target: Path) -> Path:
    """Rename, stopping at the mart's or at the pointer's renaming."""
    return (rename_pointer if Path(target).name == publishing.POINTER else rename_mart)(path, target)


folder, step, passes = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
rename_mart, rename_pointer = stopping("rename", Path.replace), stopping("pointer_rename", Path.replace)
Path.replace = renaming  # type: ignore[method-assign, assignment]
Path.unlink = stopping("remove", Path.unlink)  # type: ignore[method-assign]
publishing._sync = stopping("sync", publishing._sync)
publishing.write_atomically = stopping("pointer", publishing.write_atomically)
publishing.clean = stopping("clean", publishing.clean)

data = DataFolder(folder)
with data.writing("a test"), duckdb.connect() as work:
    publishing.begin(data, work)
    make = stopping("write", work.execute)
    for table in TABLES:
        make(f"create table {publishing.NEXT}.{table} as select 2 as number")
    publishing.publish(data, work, datetime(2026, 1, 2))
