"""One made-up mart for all tests of metrics that only read."""

from pathlib import Path

import polars as pl
import pytest

from lodestar.metrics.mart import Mart
from tests.support.mart import all_tables, publish


@pytest.fixture(scope="session")
def tables() -> dict[str, pl.DataFrame]:
    return all_tables()


@pytest.fixture(scope="session")
def mart(tables: dict[str, pl.DataFrame], tmp_path_factory: pytest.TempPathFactory) -> Mart:
    return publish(tmp_path_factory.mktemp("mart"), tables)


@pytest.fixture(scope="session")
def mart_file(mart: Mart) -> Path:
    return mart.data.marts / "mart_v1.duckdb"
