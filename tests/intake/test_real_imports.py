"""Real logs: counts in, versions, clocks, and the same tables whatever the order. Needs ../shared/data."""

import io
import random
import zipfile
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from lodestar.intake.manifest import Manifest
from lodestar.intake.maps import load_map
from tests.intake.importing import run, table, vanished, write
from tests.intake.test_maps import example
from tests.support.shared import shared

pytestmark = [pytest.mark.shared, pytest.mark.xdist_group("real_imports")]


@pytest.fixture(scope="module")
def forum(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manifest]:
    data = tmp_path_factory.mktemp("forum")
    manifest = run(
        data, shared("data/thunderbird/thunderbird_2023.zip"), shared("data/thunderbird/thunderbird_2024.zip")
    )
    return data, manifest


def test_every_question_and_answer_of_the_forum_comes_in_once(forum: tuple[Path, Manifest]) -> None:
    data, manifest = forum
    rows = {kind: sum(e.rows_in for e in manifest.files if e.kind == kind) for kind in ("questions", "answers")}
    assert rows == {"questions": 27_643, "answers": 59_855}
    assert sum(e.rejected + e.duplicate for e in manifest.files) == 0
    assert table(data, "tickets").height == 27_594
    assert table(data, "messages").height == 27_594 + 59_855


def test_first_replies_by_others_are_those_of_the_reference(forum: tuple[Path, Manifest]) -> None:
    """To a tenth of a minute: the reference left the clock as written; only tickets across its changes differ."""
    data, _ = forum
    replies = table(data, "messages").filter(pl.col("author_type") == "human")
    first = replies.group_by("ticket_key").agg(pl.col("sent_at").min())
    both = table(data, "tickets").join(first, on="ticket_key")
    minutes = both.select((pl.col("sent_at") - pl.col("created_at")).dt.total_seconds() / 60).to_series()
    assert len(minutes) == 19_729
    assert minutes.median() == pytest.approx(227.9, abs=0.1)
    assert minutes.quantile(0.9, "linear") == pytest.approx(2425.7, abs=0.1)


def test_the_forum_kept_pacific_time_until_it_was_moved(forum: tuple[Path, Manifest]) -> None:
    """Before and after the change the same hours of the day are busy, once the clock is put right."""
    data, _ = forum
    tickets = table(data, "tickets")
    cut = datetime(2023, 11, 28, 20)

    def busiest(low: datetime, high: datetime) -> float:
        some = tickets.filter(pl.col("created_at").is_between(low, high))
        return some.select((pl.col("created_at").dt.hour().is_between(12, 21)).mean()).item()

    before = busiest(datetime(2023, 9, 1), cut)
    after = busiest(cut, datetime(2024, 2, 28))
    assert abs(before - after) < 0.05


def test_nobody_of_the_forum_can_be_named(forum: tuple[Path, Manifest]) -> None:
    data, _ = forum
    tickets = table(data, "tickets")
    assert tickets["customer_id"].str.contains("^h_[0-9a-f]{32}$").all()
    assert not tickets["extra"].str.contains("involved|solved_by|updated_by|[A-Za-z0-9]@[A-Za-z0-9]").any()


def test_reexports_leave_one_set_of_rows_in_any_order(tmp_path: Path) -> None:
    folder = shared("data/thunderbird/reexports")
    files = sorted(folder.iterdir(), key=lambda path: pl.read_csv(path, infer_schema=False)["updated"].max())
    exports = [(file, datetime(2023, 11, 1 + place)) for place, file in enumerate(files)]
    results = []
    for place, order in enumerate(([0, 1, 2], [2, 0, 1])):
        write(tmp_path / str(place), "secret.key", "the same")
        for index in order:
            file, at = exports[index]
            is_newest = index == 2
            run(
                tmp_path / str(place),
                file,
                exported_at=at,
                full=(date(2023, 6, 1), date(2023, 6, 1)) if is_newest else None,
                zone="America/Los_Angeles",
            )
        results.append(table(tmp_path / str(place), "tickets"))
    assert results[0].equals(results[1])
    assert results[0]["ticket_id"].n_unique() == results[0].height == 49


def test_the_id_that_newer_reexports_lack_has_vanished(tmp_path: Path) -> None:
    folder = shared("data/thunderbird/reexports")
    run(tmp_path, folder / "2023-06-01__commit_5dd27abe09.csv", exported_at=datetime(2023, 6, 15))
    run(
        tmp_path, folder / "2023-06-01__commit_ebca59e0ed.csv", exported_at=datetime(2023, 11, 1),
        full=(date(2023, 5, 31), date(2023, 6, 2)),
    )  # fmt: skip
    assert vanished(tmp_path) == {"1414744"}


def test_days_of_the_forum_in_any_order_give_the_same_tables(tmp_path: Path) -> None:
    """The days around the overlapping file, where 49 questions stand twice."""
    with zipfile.ZipFile(shared("data/thunderbird/thunderbird_2023.zip")) as archive:
        names = [name for name in archive.namelist() if "2023-04-1" in name and name.endswith(".csv")]
        archive.extractall(tmp_path / "days", names)
    files = sorted((tmp_path / "days").rglob("*.csv"))
    results = []
    for attempt in range(2):
        random.Random(attempt).shuffle(files)
        write(tmp_path / f"data{attempt}", "secret.key", "the same")
        for part in (files[:7], files[7:]):
            run(tmp_path / f"data{attempt}", *part)
        results.append([table(tmp_path / f"data{attempt}", name) for name in ("tickets", "messages")])
    assert all(one.equals(other) for one, other in zip(*results, strict=True))
    assert results[0][0]["ticket_id"].is_unique().all()


@pytest.fixture(scope="module")
def incidents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("incidents")
    manifest = run(data, shared("data/servicenow/incident_event_log.zip"))
    assert [(e.rows_in, e.stored, e.rejected) for e in manifest.files] == [(141_712, 141_712, 0)]
    return data


def test_the_incident_log_keeps_every_update_and_the_newest_counters(incidents: Path) -> None:
    updates = table(incidents, "ticket_snapshots")
    assert updates["ticket_id"].n_unique() == 24_918
    assert updates.filter(pl.col("status").is_null())["status_raw"].to_list() == ["-100"] * 5
    counters = table(incidents, "vendor_metrics")
    assert counters.filter((pl.col("metric") == "reopen_count") & (pl.col("value") > 0)).height == 275
    made = counters.filter(pl.col("metric") == "made_sla")["value"]
    assert round(100 * made.mean(), 2) == 63.42


def test_the_incident_log_cut_into_days_and_shuffled_gives_the_same_tables(incidents: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(shared("data/servicenow/incident_event_log.zip")) as archive:
        lines = (
            io.TextIOWrapper(archive.open(archive.namelist()[0]), encoding="utf-8-sig", newline="").read().splitlines()
        )
    header, *rows = lines
    place = header.split(",").index("sys_updated_at")
    days: dict[str, list[str]] = {}
    for row in rows:
        days.setdefault(row.split(",")[place].split(" ")[0].replace("/", "-"), []).append(row)
    names = sorted(days)
    random.Random(1).shuffle(names)
    for name in names:
        random.Random(name).shuffle(days[name])
    for half, part in enumerate((names[::2], names[1::2])):
        for name in part:
            write(tmp_path / f"in{half}", f"{name}.csv", "\n".join([header, *days[name]]) + "\n")
        run(tmp_path / "data", tmp_path / f"in{half}")
    for name in ("ticket_snapshots", "vendor_metrics"):
        assert table(tmp_path / "data", name).equals(table(incidents, name))


def test_the_excel_copy_of_the_incident_log_is_read_by_its_own_header(tmp_path: Path) -> None:
    manifest = run(tmp_path, shared("data/servicenow/incident_event_log.excel_variant_5998rows.csv"))
    assert (manifest.files[0].rows_in, manifest.files[0].stored) == (5_998, 5_998)
    updates = table(tmp_path, "ticket_snapshots")
    assert updates["status"].null_count() == 0
    assert updates["created_at"].min() == datetime(2016, 2, 29, 1, 16)


def test_the_documented_csv_map_reads_the_survey_file(tmp_path: Path) -> None:
    given = load_map(write(tmp_path, "m.toml", example("map-a-csv.md")))
    run(tmp_path / "data", shared("data/technical_support/technical_support.csv"), source_map=given)
    values = table(tmp_path / "data", "ratings")["value_raw"].cast(pl.Float64)
    assert table(tmp_path / "data", "tickets").height == 2_330
    assert (len(values), round(values.mean(), 4), round(100 * (values >= 4).mean(), 2)) == (1_173, 3.5107, 56.69)


def test_the_documented_workbook_map_reads_the_message_board(tmp_path: Path) -> None:
    given = load_map(write(tmp_path, "m.toml", example("map-an-xlsx.md")))
    run(tmp_path / "data", shared("data/zh_messages/messages.xlsx"), source_map=given)
    tickets = table(tmp_path / "data", "tickets").sort("customer_id", "created_at")
    assert (tickets.height, tickets["customer_id"].n_unique(), tickets["created_at"].null_count()) == (4_326, 3_332, 0)
    gap = pl.col("created_at") - pl.col("created_at").shift(1).over("customer_id")
    assert tickets.filter(gap <= pl.duration(hours=24)).height == 246


def test_the_connector_tables_come_in_with_nothing_refused(tmp_path: Path) -> None:
    manifest = run(tmp_path, shared("data/zendesk_tables"))
    assert all(entry.rejected == entry.left_out for entry in manifest.files)
    sample = table(tmp_path, "tickets").filter(pl.col("solved_at").is_not_null() | pl.col("initiated_by").is_not_null())
    assert sample.height == 5_849
    counts = dict(sample["status"].value_counts().iter_rows())
    assert (counts["closed"], counts["solved"]) == (3_337, 1_292)
    assert table(tmp_path, "schedules")["tz"].unique().to_list() == ["America/Los_Angeles"]


def test_the_golden_tickets_come_in_whole(tmp_path: Path) -> None:
    manifest = run(tmp_path, shared("cases/zendesk/input"))
    assert {name: entry.rows for name, entry in manifest.tables.items()} == {
        "messages": 109, "ola_policies": 16, "ratings": 12, "schedule_exceptions": 13, "schedules": 10,
        "ticket_events": 221, "tickets": 46,
    }  # fmt: skip
    events = table(tmp_path, "ticket_events")
    assert set(events.filter(pl.col("actor_id") == "5002")["actor_type"]) == {"customer"}
    assert set(events.filter(pl.col("actor_id") == "1001")["actor_type"]) == {"human"}
