"""Do DuckDB and a Spark-compatible engine give the same rows for every model?

One world holds every case folder, each as a source of its own, and a row of each canonical table: no model is empty.
"""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from lodestar.datafolder import DataFolder
from lodestar.errors import LodestarError
from lodestar.models.build import build
from lodestar.models.gather import Inputs
from lodestar.models.run import load_models
from lodestar.schema import TABLES
from tests.intake.importing import run, write
from tests.support.cases import CASES, case_folders
from tests.support.world import World, build_case

pysail = pytest.importorskip("pysail.spark", reason="pysail is not installed: pip install -e '.[dev]'")
MODELS = load_models()
SETTINGS = {
    "report_zone": "Europe/Berlin",
    "handoff_links": [{"bot": "bot", "human": "chat"}],
    "windows": {"inactive_end_hours_by_channel": {"chat": 1}},
}
SAMPLES: dict[str, object] = {
    "text": "1", "time": datetime(2026, 1, 5, 9), "day": date(2026, 1, 5), "clock": "09:00", "int": 1, "float": 1.5,
    "bool": True, "list": "a|b",
}  # fmt: skip


def every_table() -> dict[str, list[pl.DataFrame]]:
    """Return one row of every canonical table: each column filled, words taken from its vocabulary."""
    rows = {}
    for name, table in TABLES.items():
        row = {c.name: (c.vocabulary or (SAMPLES[c.kind],))[0] for c in table.columns} | {"source": "every"}
        row |= {"ticket_id": "log"} if name == "ticket_snapshots" else {}
        row |= {"is_spam": False} if "is_spam" in row else {}
        row |= {"tz": "Asia/Shanghai"} if "tz" in row else {}
        row |= {"zone": "Asia/Shanghai"} if "zone" in row else {}
        rows[name] = [pl.DataFrame([{key: None if value is None else str(value) for key, value in row.items()}])]
    return rows


def rich_world() -> World:
    """Return the world of all case folders together."""
    frames = every_table()
    for folder in case_folders():
        for path in sorted(folder.glob("*.csv")):
            if path.stem in frames:
                frame = pl.read_csv(path, infer_schema=False)
                own = pl.col("source").fill_null("s") if "source" in frame.columns else pl.lit("s")
                label = f"{folder.relative_to(CASES)}/"
                frames[path.stem].append(frame.with_columns((pl.lit(label) + own).alias("source")))
    return build_case({name: pl.concat(parts, how="diagonal") for name, parts in frames.items()}, SETTINGS)


@pytest.fixture(scope="module")
def world() -> World:
    return rich_world()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    server = pysail.SparkConnectServer(port=0)
    server.start(background=True)
    host, port = server.listening_address
    yield f"sc://{host}:{port}"
    server.stop()


@pytest.fixture(scope="module")
def elsewhere(
    world: World, server: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Every model as the other engine made it, views included, readable from DuckDB."""
    from lodestar.models.spark import SparkEngine

    with SparkEngine(server, tmp_path_factory.mktemp("spark")) as spark:
        spark.lay(Inputs(frames=world.inputs))
        with duckdb.connect() as work:
            for model in MODELS.values():
                spark.make(model.name, model.sql, is_view=False)
                files = str(spark.workshop / model.name / "*.parquet")
                work.execute(f"create view {model.name} as select * from read_parquet('{files}')")
            yield work


@pytest.mark.parametrize("name", MODELS)
def test_a_model_is_equal_on_both_engines(name: str, world: World, elsewhere: duckdb.DuckDBPyConnection) -> None:
    here = world.table(name)
    there = elsewhere.sql(f"select * from {name}").pl()
    assert here.columns == there.columns
    assert here.height > 0, "add a case that gives this model a row"
    ours, theirs = _rows(here), _rows(there)
    assert len(ours) == len(theirs)
    for mine, other in zip(ours, theirs, strict=True):
        assert all(_same(a, b) for a, b in zip(mine, other, strict=True)), (mine, other)


def _rows(frame: pl.DataFrame) -> list[tuple[Any, ...]]:
    """Return the rows in one order for both engines: exact values first, doubles rounded for sorting only."""
    return sorted(frame.rows(), key=lambda row: repr([round(v, 6) if isinstance(v, float) else v for v in row]))


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, float) and isinstance(b, float):
        return abs(a - b) <= 1e-9 * max(1.0, abs(a))
    return type(a) is type(b) and a == b


def test_a_server_that_does_not_answer_is_said(tmp_path: Path) -> None:
    from lodestar.models.spark import SparkEngine

    with pytest.raises(LodestarError, match=r"No Spark Connect server answers at sc://127\.0\.0\.1:9"):
        SparkEngine("sc://127.0.0.1:9", tmp_path)


def test_the_same_mart_is_published_from_either_engine(server: str, tmp_path: Path) -> None:
    rows = "ticket_id,created_at,customer_id,status,solved_at\n1,2026-01-05T09:00:00Z,ann,solved,2026-01-05T10:00:00Z\n"
    run(tmp_path / "data", write(tmp_path, "tickets.csv", rows), source="desk")
    data = DataFolder(tmp_path / "data")
    tables = []
    for engine in ("duckdb", server):
        file = build(data, engine).published.file
        with duckdb.connect(str(file), read_only=True) as mart:
            names = [name for (name,) in mart.execute("select table_name from duckdb_tables() order by 1").fetchall()]
            counts = {name: mart.execute(f"select count(*) from {name}").fetchall()[0][0] for name in names}
            tables.append((counts, mart.sql("select * from mart_contacts").pl()))
    assert tables[0][0] == tables[1][0]
    assert tables[0][1].rows() == tables[1][1].rows()
