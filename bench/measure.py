"""What does a command cost? CPU seconds and peak memory of a process of its own, and this machine in a sentence."""

import os
import platform
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl


@dataclass(frozen=True)
class Cost:
    """CPU seconds (user and system, all threads), wall seconds, and peak resident memory in GB."""

    cpu_seconds: float
    wall_seconds: float
    peak_gb: float


def run(*command: str, log: Path, may_end: tuple[int, ...] = (0,)) -> Cost:
    """Run a command to its end and return its cost. Raises RuntimeError with its last words where it fails."""
    started = time.monotonic()
    with log.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in may_end:
        words = log.read_text(encoding="utf-8").splitlines()[-5:]
        raise RuntimeError(f"{' '.join(command[:6])} ended with {process.returncode}: {' '.join(words)}")
    return Cost(usage.ru_utime + usage.ru_stime, time.monotonic() - started, usage.ru_maxrss / 1e6)


def lodestar(data: Path, *words: str, log: Path) -> Cost:
    """Run one `lodestar` command on a data folder and return its cost."""
    done_or_needs_a_person = (0, 1)
    return run(sys.executable, "-m", "lodestar", "--data", str(data), *words, log=log, may_end=done_or_needs_a_person)


def machine() -> str:
    """Return processor, cores, memory and versions."""
    model = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            model = line.partition(": ")[2]
            break
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    versions = f"Python {platform.python_version()}, DuckDB {duckdb.__version__}, Polars {pl.__version__}"
    return f"{model}, {os.cpu_count()} cores, {gigabytes:.0f} GB, {platform.system()}; {versions}"
