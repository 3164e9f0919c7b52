"""A mart many times as large: every contact written again with other keys and customers. `python -m bench.widen`.

Right in size, not in variety: the copies have the same days, teams, agents and values. What is made of contacts alone
(sums by day, buckets, the sample) is made anew by its own model; all other tables stay as they are.
"""

import argparse
import json
import shutil
from pathlib import Path

import duckdb

from lodestar.datafolder import DataFolder
from lodestar.models.duck import DuckEngine, connect
from lodestar.models.publish import MART_FORMAT, POINTER, current_mart
from lodestar.models.run import load_models

CONTACTS = "mart_contacts"
TIMES = 10
KEYS = {"contact_key": "bigint", "customer_key": "bigint"}
NAMES = ("contact_id", "root_ticket_id", "customer_id")


def widen(data: Path, out: Path, times: int = TIMES) -> None:
    """Publish in the folder `out` the mart of `data` with every contact written so many times."""
    source, folder = current_mart(DataFolder(data)), DataFolder(out)
    assert source is not None, f"{data} holds no mart"
    shutil.rmtree(out, ignore_errors=True)
    folder.marts.mkdir(parents=True)
    file = folder.marts / "mart_v1.duckdb"
    with connect(file, out / "spill") as work:
        work.execute("set preserve_insertion_order = true")
        work.execute(f"attach '{source.file}' as narrow (read_only)")
        listed = work.execute("select table_name from duckdb_tables() where database_name = 'narrow'").fetchall()
        tables = [name for (name,) in listed]
        _widen_contacts(work, times)
        _make_others(work, [name for name in tables if name != CONTACTS])
        work.execute("checkpoint")
    pointer = {"version": 1, "file": file.name, "format": MART_FORMAT, "built_at": source.built_at.isoformat()}
    (folder.marts / POINTER).write_text(json.dumps(pointer), encoding="utf-8")
    shutil.rmtree(out / "spill", ignore_errors=True)


def _widen_contacts(work: duckdb.DuckDBPyConnection, times: int) -> None:
    """Make the contacts day by day: sorted as the mart is, copy after copy within a team, as other customers' are."""
    known = f"select {', '.join(f'max({key}) + 1 as {key}' for key in KEYS)} from narrow.{CONTACTS}"
    changed = ", ".join(f"m.{key} + t.copy * s.{key} as {key}" for key in KEYS)
    changed += "".join(f", m.{name} || '/' || t.copy as {name}" for name in NAMES)
    work.execute(f"create table {CONTACTS} as select * from narrow.{CONTACTS} limit 0")
    days = work.execute(f"select distinct ended_on from narrow.{CONTACTS} order by 1 nulls last").fetchall()
    for (day,) in days:
        work.execute(
            f"insert into {CONTACTS} select m.* replace ({changed}) from narrow.{CONTACTS} as m "
            f"cross join ({known}) as s cross join range({times}) as t(copy) "
            "where m.ended_on is not distinct from $day order by m.team nulls last, t.copy, m.contact_key",
            {"day": day},
        )


def _make_others(work: duckdb.DuckDBPyConnection, tables: list[str]) -> None:
    models = load_models()
    of_contacts = {CONTACTS}
    made = [name for name in tables if name in models]  # estimates are not made by SQL
    while found := {n for n in made if n not in of_contacts and models[n].needs and models[n].needs <= of_contacts}:
        for name in sorted(found):
            DuckEngine(work).make(name, models[name].sql, is_view=False)
        of_contacts |= found
    for name in tables:
        if name not in of_contacts:
            work.execute(f"create table {name} as select * from narrow.{name}")


def main() -> None:
    """Widen the mart of a data folder into another folder."""
    parser = argparse.ArgumentParser(prog="python -m bench.widen", description=__doc__)
    parser.add_argument("data", type=Path, help="a data folder with a published mart")
    parser.add_argument("out", type=Path, help="the folder to make; it is emptied first")
    parser.add_argument("--times", type=int, default=TIMES, help="how often each contact is written (%(default)s)")
    given = parser.parse_args()
    widen(given.data, given.out, given.times)


if __name__ == "__main__":
    main()
