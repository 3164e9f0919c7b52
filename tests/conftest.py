"""For every test: the repository on the import path, and no silent skip where everything is demanded."""

import os
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))


@pytest.fixture(scope="session")
def committed_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data folder of the published committed sample: for reading only."""
    from tests.support.published import published_sample

    base = tmp_path_factory.getbasetemp()
    return published_sample(base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With LODESTAR_REQUIRE_ALL=1 (CI) a skipped test has failed."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("LODESTAR_REQUIRE_ALL") == "1":
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and here nothing may be: {report.longrepr}"
    return report
