"""The published real logs, made once per test run."""

import os
from pathlib import Path

import pytest

from tests.reference import worlds


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that all workers of a test run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own


@pytest.fixture(scope="session")
def every_log(base: Path) -> worlds.World:
    """Return all real logs in one published folder: for reading only."""
    return worlds.every_log(base)


@pytest.fixture(scope="session")
def other_order(base: Path) -> worlds.World:
    """Return the folder of logs cut up and imported in another order: for reading only."""
    return worlds.other_order(base)
