"""The rows behind a number as a file from the running server: the same rows, errors in words, memory that stays."""

import io
import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from lodestar.app.downloads import address_of
from lodestar.datafolder import DataFolder
from lodestar.metrics.answer import ask
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Condition, Question
from tests.support.mart import all_tables, publish
from tests.support.site import started

MEGABYTE = 1 << 20
COMMAS = "Billing, & night=desk; 100%"
FILTERED = Question(
    "csat",
    where=(Condition("team", (COMMAS, "")), Condition("entry_point", ("O'Brien's page",), excludes=True)),
    first_day=date(2026, 1, 12),
    last_day=date(2026, 2, 22),
)


@pytest.fixture(scope="module")
def mart(tmp_path_factory: pytest.TempPathFactory) -> Mart:
    tables = all_tables(rows=20_000)
    tables["mart_contacts"] = tables["mart_contacts"].with_columns(pl.col("team").replace("Billing", COMMAS))
    return publish(tmp_path_factory.mktemp("served"), tables)


@pytest.fixture(scope="module")
def server(mart: Mart) -> Iterator[tuple[str, int]]:
    """Give the address and the process of a server of its own."""
    with started(mart.data.root) as found:
        yield found


def fetched(address: str, **headers: str) -> tuple[int, bytes, str]:
    """Return the status, the body and the name of the file."""
    request = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:
            return answer.status, answer.read(), answer.headers.get("content-disposition", "")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(), ""


def test_every_form_holds_the_rows_the_card_counts(server: tuple[str, int], mart: Mart) -> None:
    card = ask(mart, FILTERED).rows.row(0, named=True)
    assert card["n"] > 100
    for form in (".csv", ".xlsx", ".parquet"):
        status, body, name = fetched(f"{server[0]}/{address_of(FILTERED, form)}")
        assert (status, name) == (200, f'attachment; filename="lodestar-csat-2026-01-12-2026-02-22{form}"')
        read = {".csv": pl.read_csv, ".xlsx": pl.read_excel, ".parquet": pl.read_parquet}[form]
        rows = read(
            io.BytesIO(body) if form != ".xlsx" else body,
            **({} if form == ".parquet" else {"infer_schema_length": None}),
        )
        assert (rows["csat_num"].sum(), rows["csat_den"].sum()) == (card["numerator"], card["n"])
        assert rows["csat_den"].null_count() == card["pending"]
        assert rows.height == card["n"] + card["pending"]


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("export?metric=csta", 400, "Did you mean csat?"),
        ("export", 400, "There is no metric"),
        ("export?metric=csat&form=.exe", 400, "choose one of .csv, .xlsx, .parquet"),
        ("export?metric=csat&from=yesterday", 400, "is not a day"),
        ("export?metric=csat&channel=emial", 400, "Did you mean email?"),
        ("export?metric=csat&team=%27%29%3B+drop+table+x%3B--", 400, "No contact has team"),
    ],
)
def test_what_cannot_be_had_is_said(server: tuple[str, int], address: str, status: int, says: str) -> None:
    code, body, _ = fetched(f"{server[0]}/{address}")
    assert code == status
    assert says in body.decode()
    assert "Traceback" not in body.decode()


def test_another_site_cannot_start_an_export(server: tuple[str, int]) -> None:
    assert fetched(f"{server[0]}/export?metric=volume", **{"Sec-Fetch-Site": "cross-site"})[0] == 403
    assert fetched(f"{server[0]}/export?metric=volume", **{"Sec-Fetch-Site": "same-origin"})[0] == 200


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads memory where Linux tells it")
def test_memory_does_not_grow_with_clicks(server: tuple[str, int]) -> None:
    everything = address_of(Question("volume"), ".csv")
    size = 0
    for _ in range(4):
        size = len(fetched(f"{server[0]}/{everything}")[1])
    before = _memory(server[1])
    for _ in range(16):
        fetched(f"{server[0]}/{everything}")
    assert size > 4 * MEGABYTE
    assert _memory(server[1]) - before < 3 * size


def _memory(process: int) -> int:
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def test_the_manifest_inside_says_what_was_asked(server: tuple[str, int]) -> None:
    body = fetched(f"{server[0]}/{address_of(FILTERED, '.parquet')}")[1]
    held = json.loads(pl.read_parquet_metadata(io.BytesIO(body))["lodestar"])
    assert held["where"] == [f"team={COMMAS},", "entry_point!=O'Brien's page"]
    assert (held["from"], held["to"], held["metric"]) == ("2026-01-12", "2026-02-22", "csat")


def test_the_search_is_part_of_what_is_taken_away(mart: Mart, monkeypatch: pytest.MonkeyPatch) -> None:
    from starlette.requests import Request

    from lodestar.app import downloads

    monkeypatch.setenv("LODESTAR_DATA", str(mart.data.root))
    downloads._mart.cache_clear()
    wanted = mart.query("select min(contact_id) as id from mart_contacts where volume_num = 1")["id"][0]
    query = address_of(Question("volume"), ".csv", wanted).split("?")[1]
    asked = Request({"type": "http", "query_string": query.encode(), "headers": []})
    question = downloads._question(asked.query_params)
    assert downloads._searched(question, "") is None
    keys = downloads._searched(question, asked.query_params["q"])
    assert keys is not None
    with downloads.send_behind(Mart(DataFolder(mart.data.root)), question, ".csv", keys) as file:
        rows = pl.read_csv(file.read(), infer_schema_length=None)
    assert rows.height == len(keys) < 20_000
    assert wanted in set(rows["contact_id"])
    assert all(wanted.lower() in name.lower() for name in rows["contact_id"])
