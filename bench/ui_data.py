"""The data folder that the dashboard is measured on: a million made-up contacts, made once and kept."""

import shutil
from pathlib import Path

from bench.measure import lodestar
from lodestar.datafolder import DataFolder
from lodestar.metrics.mart import Mart
from lodestar.models.publish import current_mart

CONTACTS = 1_000_000
TURNS = "6.5"


def bench_data(given: Path | None, out: Path) -> tuple[Path, int]:
    """Return the folder and how many contacts it holds; a sample is made where none is given and none was kept."""
    data = given or out / "data"
    if current_mart(DataFolder(data)) is None:
        files = out / "files"
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir(parents=True)
        words = ["--contacts", str(CONTACTS), "--turns", TURNS, "--form", "parquet", "--out", str(files)]
        lodestar(data, "sample", *words, log=out / "sample.log")
        shutil.copy(files / "lodestar.toml", data)
        lodestar(data, "import", str(files / "shop"), "--source", "shop", "--tz", "UTC", log=out / "import.log")
        shutil.rmtree(files)
        lodestar(data, "build", log=out / "build.log")
    return data, int(Mart(DataFolder(data)).query("select count(*) as n from mart_contacts")["n"][0])
