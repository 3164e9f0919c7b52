"""Which failed checks touch a number, so that it carries a mark wherever it is shown?"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

import polars as pl

from lodestar.checks.catalogue import Check
from lodestar.checks.counting import rows_file
from lodestar.checks.results import CheckResult
from lodestar.datafolder import DataFolder

_PREFIXES = ("current_", "raw_")
_MARTS = "mart_"


class Number(Protocol):
    """What has to be known of a metric: its id, the mart it reads, the canonical tables it needs, its rule's file."""

    @property
    def id(self) -> str: ...
    @property
    def mart(self) -> str: ...
    @property
    def needs(self) -> tuple[str, ...]: ...
    @property
    def rule(self) -> str: ...


def touched_by(check: Check, numbers: Iterable[Number]) -> frozenset[str]:
    """Return the ids of the numbers a failed check touches.

    Those it names (`affects`) and those made by the same rule as one it names. A check that names none touches every
    number that reads its table: the mart itself, or a canonical table that the number needs.
    """
    listed = list(numbers)
    if not check.affects:
        return frozenset(number.id for number in listed if _reads(number, check.table))
    rules = {number.rule for number in listed if number.id in check.affects}
    return frozenset(check.affects) | {number.id for number in listed if number.rule in rules}


def _reads(number: Number, table: str) -> bool:
    if table.startswith(_MARTS):
        return number.mart == table
    for prefix in _PREFIXES:
        table = table.removeprefix(prefix)
    if table == "ticket_rows":
        return True  # tickets and their updates: every number rests on them
    return any(part.partition(".")[0] == table for need in number.needs for part in need.split("|"))


def touching(
    metric: str,
    failed: Sequence[CheckResult],
    numbers: Iterable[Number],
    sources_of: Mapping[str, Collection[str]],
    sources: Collection[str] = (),
) -> list[CheckResult]:
    """Return the failed checks that touch one number, the stopping ones first.

    `sources_of` says per check whose rows offend (absent or empty: not said, so any); `sources` are those in view, none
    meaning all.
    """
    listed = list(numbers)
    return [
        result
        for result in failed
        if metric in touched_by(result.check, listed) and _in_view(sources_of.get(result.check.id, ()), sources)
    ]


def _in_view(offending: Collection[str], sources: Collection[str]) -> bool:
    return not offending or not sources or bool(set(offending) & set(sources))


def offending_sources(folder: DataFolder, failed: Iterable[CheckResult]) -> dict[str, tuple[str, ...]]:
    """Return per failed check the sources whose rows offend; a check whose rows do not say it is left out."""
    found = {}
    for result in failed:
        file = rows_file(folder, result.check.id)
        if file.exists() and "source" in pl.read_parquet_schema(file):
            named = pl.scan_parquet(file).select(pl.col("source").drop_nulls().unique().sort()).collect()
            found[result.check.id] = tuple(named["source"].to_list())
    return found
