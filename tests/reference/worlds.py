"""The real logs, taken through the command line as a person would: import, check, build, export, query."""

import csv
import io
import json
import random
import re
import zipfile
from pathlib import Path

import polars as pl
from filelock import FileLock

from tests.support.published import lodestar
from tests.support.shared import shared

DOCS = Path(__file__).parents[2] / "docs"
MORE_COLUMNS = 'closed_at = "Close time"\nissue_category = "Topic"\n'
"""What docs/map-a-csv.md says to add for further columns."""

LOG = "data/servicenow/incident_event_log.zip"
WORKBOOK_LOG = "data/servicenow/incident_event_log.excel_variant_5998rows.csv"
DESK = "data/technical_support/technical_support.csv"
REEXPORTS = "data/thunderbird/reexports"
YEARS = ("data/thunderbird/thunderbird_2023.zip", "data/thunderbird/thunderbird_2024.zip")


class World:
    """A data folder with published numbers."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def do(self, *arguments: str | Path) -> str:
        """Run one command; it must end well. Return what it printed."""
        done = lodestar(self.data, *map(str, arguments))
        assert done.returncode == 0, done.stderr
        return done.stdout

    def export(self, table: str, source: str) -> pl.DataFrame:
        """Return one source's rows of a table as `lodestar export` wrote them, which happens once per table."""
        out = self.data.parent / f"{self.data.name}-{table}.parquet"
        with FileLock(out.with_suffix(".lock")):
            if not out.exists():
                self.do("export", table, "--out", out)
        return pl.read_parquet(out).filter(pl.col("source") == source)

    def query(self, metric: str, source: str, *more: str) -> dict:
        """Return the one row that `lodestar query` prints for a source."""
        [row] = json.loads(self.do("query", metric, "--where", f"source={source}", "--format", "json", *more))
        return row

    def offending(self) -> pl.DataFrame:
        """Return the rows that the checks found, as `lodestar check --export` wrote them."""
        return pl.read_parquet(self.data.parent / f"{self.data.name}-offending.parquet")


def every_log(base: Path) -> World:
    """Return all logs side by side in one data folder; made by the first who asks."""
    world = World(base / "every-log")
    with FileLock(base / "every-log.lock"):
        if not (world.data / "marts" / "CURRENT").exists():
            world.data.mkdir()
            desk, board = _example("map-a-csv.md", MORE_COLUMNS, world), _example("map-an-xlsx.md", "", world)
            world.do("import", shared(LOG), "--tz", "UTC")
            world.do("import", shared(DESK), "--map", desk, "--tz", "Europe/Dublin")
            world.do("import", shared("data/zh_messages/messages.xlsx"), "--map", board)
            world.do("import", shared("data/zendesk_tables"), "--source", "zendesk", "--tz", "UTC")
            world.do("import", *map(shared, YEARS), "--source", "thunderbird")
            world.do("check", "--export", base / "every-log-offending.parquet")
            world.do("build")
    return world


def other_order(base: Path) -> World:
    """Return another folder: the incident log cut into days and shuffled, Zendesk's files one by one from the last, the
    incident log out of Excel, and three exports of one day of the forum, each with the day it was taken.
    """
    first = every_log(base)
    world = World(base / "other-order")
    with FileLock(base / "other-order.lock"):
        if not (world.data / "marts" / "CURRENT").exists():
            world.data.mkdir()
            # the same secret, so that hashed values can be compared
            (world.data / "secret.key").write_bytes((first.data / "secret.key").read_bytes())
            _cut_into_days(shared(LOG), base / "days")
            for half in ("b", "a"):
                world.do("import", base / "days" / half, "--source", "servicenow", "--tz", "UTC")
            tables = sorted(shared("data/zendesk_tables").iterdir(), reverse=True)
            world.do("import", *tables, "--source", "zendesk", "--tz", "UTC")
            world.do("import", shared(WORKBOOK_LOG), "--source", "workbook", "--tz", "UTC")
            for at, file in enumerate(reexports(), start=1):
                world.do("import", file, "--source", "reexports", "--exported-at", f"2025-01-0{at}T00:00Z")
            world.do("build")
    return world


def reexports() -> list[Path]:
    """Return the three exports of one day, oldest first: by the newest `updated` in each."""
    folder = shared(REEXPORTS)
    return sorted(folder.iterdir(), key=lambda path: pl.read_csv(path, infer_schema=False)["updated"].max())


def log_rows() -> pl.DataFrame:
    """Return the incident log as text, read without Lodestar, one row per update: by time, in one minute by count."""
    with zipfile.ZipFile(shared(LOG)) as archive:
        text = archive.read(archive.namelist()[0])
    rows = pl.read_csv(text, infer_schema=False, encoding="utf8")
    at = pl.col("sys_updated_at").str.to_datetime("%d/%m/%Y %H:%M")
    return rows.sort("number", at, pl.col("sys_mod_count").cast(pl.Int64))


def _example(page: str, more: str, world: World) -> Path:
    """Write the map that a page of the documentation shows, with further lines for its tickets."""
    text = re.search(r"```toml\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL).group(1)
    head, fields, rest = text.partition("[tables.fields]\n")
    path = world.data.parent / page.replace(".md", ".toml")
    path.write_text(head + fields + more + rest, encoding="utf-8")
    return path


def _cut_into_days(log: Path, folder: Path) -> None:
    """Write one file per day of update, its rows shuffled; the days are dealt to the folders a and b by chance."""
    with zipfile.ZipFile(log) as archive:
        text = archive.read(archive.namelist()[0]).decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    place = header.index("sys_updated_at")
    days: dict[str, list[list[str]]] = {}
    for row in rows:
        days.setdefault(row[place].split(" ")[0].replace("/", "-"), []).append(row)
    chance = random.Random(2)
    names = sorted(days)
    chance.shuffle(names)
    for number, name in enumerate(names):
        path = folder / "ab"[number % 2] / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        chance.shuffle(days[name])
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *days[name]])
