"""Make one whole world on disk: real systems' shapes or our own, with the hidden truth beside."""

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from lodestar.progress import bar
from lodestar.sample import servicenow, zendesk
from lodestar.sample.canonical import canonical, fixed_tables
from lodestar.sample.chunks import all_chunks
from lodestar.sample.day import SHOP, ZENDESK
from lodestar.sample.dirt import add_dirt
from lodestar.sample.people import CUSTOMER_BASE, People
from lodestar.sample.world import Bools, Ints, World
from lodestar.sample.writers import CsvFiles, PartFiles

DAILY = ("tickets", "ticket_events", "messages", "ratings", "orders", "agent_activity")
TRUTH = "truth"
FOLDERS = ("shop", "zendesk", "servicenow", TRUTH)


@dataclass(frozen=True)
class Made:
    """What was written: rows per `folder/table`."""

    rows: dict[str, int]

    @property
    def contacts(self) -> int:
        """Return how many contacts were opened (a same-ticket return counts with its first)."""
        return self.rows[f"{TRUTH}/contacts"]


def make_exports(world: World, out: Path) -> Made:
    """Write three systems' exports, one CSV file per table: shop (our tables), zendesk, servicenow."""
    people = People(world)
    with ExitStack() as stack:
        shop = stack.enter_context(CsvFiles(out / "shop"))
        desk = stack.enter_context(CsvFiles(out / "zendesk", "%Y-%m-%d %H:%M:%S"))
        calls = stack.enter_context(CsvFiles(out / "servicenow"))
        truth = stack.enter_context(CsvFiles(out / TRUTH))
        seen = {SHOP: _Seen(people), ZENDESK: _Seen(people)}
        progress = stack.enter_context(bar(world.chunks, "part", "making the sample"))
        for index, tables in enumerate(all_chunks(world)):
            for source, customers in seen.items():
                customers.add(tables["tickets"].filter(pl.col("source") == source)["customer_id"])
            seen[SHOP].add(tables["orders"]["customer_id"])
            for name in DAILY:
                rows = tables[name]
                mine = rows.filter(pl.col("source") == SHOP) if "source" in rows.columns else rows
                shop.write(name, canonical(name, add_dirt(name, mine, index)))
            for name, rows in zendesk.ticket_tables(world, tables).items():
                desk.write(name, rows)
            for name, rows in servicenow.incident_log(world, tables).items():
                calls.write(name, rows)
            truth.write("contacts", tables["truth"])
            progress.update()
        for name, rows in fixed_tables(world, people, "shop").items():
            shop.write(name, rows)
        shop.write("customers", people.customers_table(seen[SHOP].numbers()))
        for name, rows in zendesk.people_tables(world, people, seen[ZENDESK].numbers()).items():
            desk.write(name, rows)
        return _made(shop, desk, calls, truth)


def make_canonical(world: World, out: Path, form: str) -> Made:
    """Write everything in our own tables in one folder `shop`, one part per chunk; form is csv or parquet."""
    people = People(world)
    seen = _Seen(people)
    with ExitStack() as stack:
        shop = stack.enter_context(PartFiles(out / "shop", form))
        truth = stack.enter_context(PartFiles(out / TRUTH, form))
        progress = stack.enter_context(bar(world.chunks, "part", "making the sample"))
        for index, tables in enumerate(all_chunks(world)):
            shop.part = truth.part = world.day(int(world.chunk(index)[0])).isoformat()
            seen.add(tables["tickets"]["customer_id"])
            seen.add(tables["orders"]["customer_id"])
            for name in DAILY:
                shop.write(name, canonical(name, add_dirt(name, tables[name], index)))
            truth.write("contacts", tables["truth"])
            progress.update()
        shop.part = "all"
        for name, rows in fixed_tables(world, people, None).items():
            shop.write(name, rows)
        shop.write("customers", people.customers_table(seen.numbers()))
        return _made(shop, truth)


class _Seen:
    """Which customers appear in a system's tables: one byte each."""

    def __init__(self, people: People) -> None:
        self._marks: Bools = np.zeros(int(people.customers.sum()), dtype=np.bool_)

    def add(self, ids: pl.Series) -> None:
        """Mark customers by id; the anonymous and the counter's account are no customers."""
        number = ids.drop_nulls().cast(pl.Int64).to_numpy() - CUSTOMER_BASE
        self._marks[number[number >= 0]] = True

    def numbers(self) -> Ints:
        """Return the customers seen, in order."""
        return np.flatnonzero(self._marks) + CUSTOMER_BASE


def _made(*files: CsvFiles | PartFiles) -> Made:
    return Made({f"{group.folder.name}/{table}": rows for group in files for table, rows in group.rows.items()})
