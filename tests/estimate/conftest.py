"""The made-up desk that follow-ups are drawn from, built once."""

import os
from pathlib import Path

import pytest

from lodestar.datafolder import DataFolder
from tests.estimate.small_desk import copy_of, small_desk


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data folder: for reading only."""
    base = tmp_path_factory.getbasetemp()
    return small_desk(base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base)


@pytest.fixture
def own(desk: Path, tmp_path: Path) -> DataFolder:
    """Return a copy of it that a test may write to."""
    return DataFolder(copy_of(desk, tmp_path / "data"))
