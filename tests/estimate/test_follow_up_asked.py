"""What was asked reaches the estimate: every contact drawn with its chance, and only answers that keep to the rules."""

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest
from click.testing import CliRunner

from lodestar.cli import lodestar as command_line
from lodestar.datafolder import DataFolder
from lodestar.estimate.asked import asked_contacts, mode_shifts, read_asked
from lodestar.estimate.weekly import NO_ANSWERS
from lodestar.follow_ups.drawing import Wanted, draw_week
from lodestar.follow_ups.frame import read_frame, read_week
from lodestar.follow_ups.importing import import_answers
from lodestar.follow_ups.status import follow_up_status
from lodestar.metrics.mart import Mart
from lodestar.state.follow_ups import RATER, SILENT, list_drawn
from tests.estimate.filling import answered, as_csv, drawn
from tests.estimate.small_desk import MONDAY, NOW, copy_of
from tests.support.published import lodestar

UNASKED, SILENT_STILL = 12, 9


@pytest.fixture(scope="module")
def asked(desk: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[DataFolder, pl.DataFrame]:
    """Return a data folder after a draw, its answers, more tickets that move all numbers, and a build; and the list.

    Of the list 12 rows were not asked, 9 did not answer; raters say one more than they rated, the silent 4.
    """
    folder = tmp_path_factory.mktemp("asked")
    data = DataFolder(copy_of(desk, folder / "data"))
    _, rows = drawn(data, folder / "list.csv", answers=40, raters=30)
    frames = {one.ticket_id: one.frame for one in list_drawn(data)}
    first = {f"rated {number}": 1 + number % 5 for number in range(100)}
    said = [str(min(first[t] + 1, 5)) if frames[t.removeprefix("'")] == RATER else "4" for t in rows["ticket_id"]]
    filled = answered(rows).with_columns(pl.Series("value_raw", said))
    quiet = answered(rows, answered_at=None, value_raw=None)[UNASKED : UNASKED + SILENT_STILL]
    parts = [rows[:UNASKED], quiet, filled[UNASKED + SILENT_STILL :]]
    assert not import_answers(data, as_csv(pl.concat(parts), folder / "filled.csv")).refused
    more = {"ticket_id": ["earlier 1", "earlier 2"], "created_at": MONDAY - timedelta(days=30), "status": "open"}
    pl.DataFrame(more).write_csv(folder / "tickets.csv")
    _outsiders(data, rows, folder)
    for words in (["import", str(folder / "tickets.csv")], ["import", str(folder / "follow_ups.csv")]):
        done = lodestar(data.root, *words, "--source", "desk", "--exported-at", "2026-01-20T00:00Z")
        assert done.returncode == 0, done.stderr
    done = lodestar(data.root, "build")
    assert done.returncode == 0, done.stderr
    return data, rows


def _outsiders(data: DataFolder, rows: pl.DataFrame, folder: Path) -> None:
    """Write answers that another system gives for customers of the list not asked yet: three break the rules."""
    told = rows[:UNASKED].filter(~pl.col("ticket_id").str.contains("^'|^rated")).head(4)
    draw_at = NOW.isoformat()
    lines = ["ticket_id,drawn_at,asked_at,answered_at,value_raw,scale,mode,asked_by,frame"]
    asks = ((timedelta(hours=1), None), (timedelta(hours=1), "x"), (timedelta(days=4), "x"), (timedelta(hours=-1), "x"))
    for (later, asker), row in zip(asks, told.iter_rows(named=True), strict=True):
        at = (NOW + later).isoformat()
        by = asker or row["not_by"]
        lines.append(f"{row['ticket_id']},{draw_at},{at},{at},5,1-5,call,{by},silent")
    (folder / "follow_ups.csv").write_text("\n".join(lines) + "\n")


@pytest.fixture
def connection(asked: tuple[DataFolder, pl.DataFrame]) -> Iterator[duckdb.DuckDBPyConnection]:
    with Mart(asked[0]).cursor() as cursor:
        yield cursor


def test_every_contact_drawn_is_there_with_its_chance_whatever_its_number_now(
    asked: tuple[DataFolder, pl.DataFrame], desk: Path, connection: duckdb.DuckDBPyConnection
) -> None:
    found = asked_contacts(asked[0], connection)
    assert dict(found.schema) == dict(NO_ANSWERS.schema)
    names = "select contact_key, root_ticket_id as ticket_id from mart_contacts"
    now, before = (mart.query(names) for mart in (Mart(asked[0]), Mart(DataFolder(desk))))
    assert now.join(before, on=["contact_key", "ticket_id"]).is_empty()
    told = found.join(now, on="contact_key")
    wanted = {(one.ticket_id, one.frame, one.chance) for one in list_drawn(asked[0])}
    assert set(told.select("ticket_id", "frame", "chance").rows()) == wanted
    assert found.height == len(wanted)


def test_only_answers_by_the_rules_count_and_the_others_are_counted(
    asked: tuple[DataFolder, pl.DataFrame], connection: duckdb.DuckDBPyConnection
) -> None:
    data, rows = asked
    found = read_asked(data, connection)
    assert (found.by_the_same_agent, found.out_of_time, found.not_found) == (1, 2, 0)
    contacts = found.contacts
    assert contacts["is_answered"].sum() == rows.height - UNASKED - SILENT_STILL + 1
    assert contacts.filter("is_answered")["is_positive"].null_count() == 0
    assert contacts.filter(~pl.col("is_answered"))["is_positive"].count() == 0
    assert contacts.filter("is_answered", pl.col("frame") == SILENT)["is_positive"].all()


def test_the_mode_shift_is_what_the_same_raters_say_more(
    asked: tuple[DataFolder, pl.DataFrame], connection: duckdb.DuckDBPyConnection
) -> None:
    data, _ = asked
    first = {f"rated {number}": 1 + number % 5 for number in range(100)}
    keys = Mart(data).query("select contact_key, root_ticket_id as ticket_id from mart_contacts")
    again = (
        asked_contacts(data, connection).join(keys, on="contact_key").filter(pl.col("frame") == RATER, "is_answered")
    )
    was = [first[ticket] for ticket in again["ticket_id"]]
    wanted = sum((min(one + 1, 5) >= 4) - (one >= 4) for one in was) / len(was)
    shift = mode_shifts(data, connection)[1]
    assert shift is not None
    assert shift.n == len(was) >= 30
    assert shift.shift == pytest.approx(wanted)
    assert shift.shift > 0.1


def test_the_status_counts_who_was_asked_who_answered_and_who_is_left(asked: tuple[DataFolder, pl.DataFrame]) -> None:
    data, rows = asked
    status = follow_up_status(data, NOW + timedelta(days=3)).row(0, named=True)
    still = UNASKED - 4  # four were asked elsewhere
    answers = rows.height - still - SILENT_STILL
    assert (status["week"], status["drawn"], status["asked"]) == ("2026-W02", rows.height, rows.height - still)
    assert (status["answered"], status["completion"]) == (answers, answers / rows.height)
    assert status["answered_silent"] + status["answered_raters"] == answers
    assert (status["to_ask"], status["ask_until"]) == (still, NOW + timedelta(days=3))
    assert status["mode_shift"] > 0.1
    assert follow_up_status(data, NOW + timedelta(days=3, seconds=1))["to_ask"].to_list() == [0]


def test_the_status_is_a_table_for_people_and_rows_for_programs(asked: tuple[DataFolder, pl.DataFrame]) -> None:
    def told(*words: str) -> str:
        return CliRunner().invoke(command_line, ["--data", str(asked[0].root), "follow-up", "status", *words]).stdout

    shown = told().splitlines()
    heads = ["draw", "week", "drawn", "asked", "answered", "completion", "mode_shift", "to_ask", "ask_until"]
    assert shown[0].split() == heads
    assert shown[1].split()[1] == "2026-W02"
    assert "+-" in shown[1]
    (row,) = json.loads(told("--format", "json"))
    assert row["drawn_silent"] + 60 == row["drawn"]
    assert pl.read_csv(io.StringIO(told("--format", "csv")))["answered"].to_list() == [row["answered"]]


def test_who_was_asked_elsewhere_is_left_out_for_90_days_too(asked: tuple[DataFolder, pl.DataFrame]) -> None:
    data, _ = asked
    mart = Mart(data)
    late = NOW + timedelta(days=4)  # the last time anybody was asked
    after = read_frame(mart, read_week(mart, None), late + timedelta(days=90) - timedelta(seconds=1)).counts
    assert after.asked_lately == 1
    assert read_frame(mart, read_week(mart, None), late + timedelta(days=90)).counts.asked_lately == 0


def test_a_build_leaves_the_draws_as_they_are(asked: tuple[DataFolder, pl.DataFrame]) -> None:
    data, rows = asked
    again = draw_week(Mart(data), Wanted(answers=1))
    assert not again.is_new
    assert len(list_drawn(data, [again.draw.id])) == rows.height
