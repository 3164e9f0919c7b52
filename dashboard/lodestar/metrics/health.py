"""Did everything that came in arrive, how far does each source reach, and who is left out?"""

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from lodestar.metrics.mart import Mart

RECORDS = ("tickets", "messages", "events")


@dataclass(frozen=True)
class Flow:
    """One kind of record from import to contacts, in rows.

    raw - superseded + derived = staging (derived: tickets that came only as updates; events read out of updates);
    staging - without_ticket = placed. `raw` is None where the layer is not counted. `lost` is what no step accounts
    for: 0 unless something is wrong.
    """

    record: str
    raw: int | None
    superseded: int
    derived: int
    staging: int
    without_ticket: int
    placed: int
    lost: int


@dataclass(frozen=True)
class Contacts:
    """What became of the contacts that were made out of the records; `lost` is 0 unless something is wrong."""

    made: int
    left_out: int
    published: int
    lost: int


def flows(mart: Mart) -> list[Flow]:
    """Return what became of tickets, messages and events; a kind that no source brought is not listed."""
    counted = _counted(mart)
    return [flow for flow in (_flow(record, counted) for record in RECORDS) if flow.raw or flow.staging]


def contacts(mart: Mart) -> Contacts:
    """Return how many contacts were made, left out and published."""
    counted = _counted(mart)
    made, left_out, published = (counted.get(("contacts", layer), 0) for layer in ("models", "left out", "mart"))
    return Contacts(made, left_out, published, made - left_out - published)


def _counted(mart: Mart) -> dict[tuple[str, str], int]:
    rows = mart.once("conservation", "select record, layer, row_count from mart_conservation").rows()
    return {(record, layer): int(count) for record, layer, count in rows}


def _flow(record: str, counted: dict[tuple[str, str], int]) -> Flow:
    raw = counted.get((record, "raw"))
    superseded, staging, without, placed = (
        counted.get((record, layer), 0) for layer in ("superseded", "staging", "without a ticket", "of contacts")
    )
    derived = 0 if raw is None or record == "messages" else max(staging - (raw - superseded), 0)
    expected = staging if raw is None else raw - superseded + derived
    lost = abs(expected - staging) + abs(staging - without - placed)
    return Flow(record, raw, superseded, derived, staging, without, placed, lost)


def sources(mart: Mart) -> pl.DataFrame:
    """Return one row per source: source, is_archived, data_through and window_through (UTC), tickets, contacts, and
    has_* for what it brings.
    """
    return mart.once("sources", "select * from mart_meta order by source")


def left_out(mart: Mart) -> pl.DataFrame:
    """Return one row per source and reason: source, reason, contacts, and `is_of_all`: out of every number, not only
    out of those about returning.
    """
    return mart.once(
        "left out",
        "select source, reason, contacts, reason not like '% customer' as is_of_all from mart_excluded"
        " order by is_of_all desc, contacts desc, source, reason",
    )


def built_at(mart: Mart) -> datetime:
    """Return when the numbers were built (UTC, without zone)."""
    found: datetime = mart.settings["built_at"]
    return found
