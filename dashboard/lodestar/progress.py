"""Show what is going on in anything that takes over two seconds; silent when nobody is at a terminal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tqdm import tqdm


def bar(total: int | None, unit: str, label: str) -> "tqdm[Any]":
    """Return a progress bar on stderr that appears after two seconds and only on a terminal."""
    return tqdm(
        total=total,
        unit=unit,
        desc=label,
        delay=2,
        disable=None,
        file=sys.stderr,
        leave=False,
        unit_scale=True,
    )


@contextmanager
def step(label: str) -> Iterator[None]:
    """Name the step being done, on a terminal only."""
    if sys.stderr.isatty():
        print(f"  {label} …", end="\r", file=sys.stderr, flush=True)
    try:
        yield
    finally:
        if sys.stderr.isatty():
            print("\033[K", end="", file=sys.stderr, flush=True)
