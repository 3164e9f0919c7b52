"""Build without checks: word matching, versions, models and publishing. `python -m bench.builds DATA` does one."""

import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

from lodestar.datafolder import DataFolder
from lodestar.models.duck import DuckEngine, connect
from lodestar.models.gather import gather_inputs, lay_inputs
from lodestar.models.publish import publish
from lodestar.models.run import load_models, needed_for, run_models


def build_only(data: DataFolder) -> None:
    """Build and publish the mart as `lodestar build` does, its checks left out: they have a line of their own."""
    workshop = data.cache / "bench"
    shutil.rmtree(workshop, ignore_errors=True)
    workshop.mkdir(parents=True)
    models = load_models()
    marts = [name for name in models if name.startswith("mart_")]
    inputs = gather_inputs(data)
    data.marts.mkdir(parents=True, exist_ok=True)
    with connect(workshop / "work.duckdb", workshop / "spill") as work:
        lay_inputs(work, inputs)
        run_models(DuckEngine(work), [models[name] for name in needed_for(models, marts)])
        publish(data, work, marts, datetime.now(UTC).replace(tzinfo=None))
    shutil.rmtree(workshop)


if __name__ == "__main__":
    build_only(DataFolder(Path(sys.argv[1])))
