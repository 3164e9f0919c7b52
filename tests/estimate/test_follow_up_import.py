"""A filled list comes back: good rows stored once, corrected ones newer, bad ones named in one sentence each."""

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner, Result

from lodestar.cli import lodestar
from lodestar.datafolder import DataFolder
from lodestar.errors import LodestarError
from lodestar.follow_ups.importing import Imported, import_answers
from lodestar.follow_ups.stored import stored_answers
from lodestar.intake.manifest import list_imports, undo
from lodestar.state.follow_ups import list_drawn
from tests.estimate.filling import answered, as_csv, as_excel, drawn
from tests.estimate.small_desk import NOW, ODD_ID


def command(data: DataFolder, *words: str) -> Result:
    return CliRunner().invoke(lodestar, ["--data", str(data.root), "follow-up", *words])


def closes(done: Imported) -> bool:
    return done.rows == done.stored + done.known + done.duplicate + done.blank + len(done.refused)


@pytest.mark.parametrize(("write", "name"), [(as_csv, "filled.csv"), (as_excel, "filled.xlsx")])
def test_what_was_filled_in_is_stored_as_it_was_meant(own: DataFolder, tmp_path: Path, write: Any, name: str) -> None:
    draw, rows = drawn(own, tmp_path / "list.csv", answers=95, completion=1.0)
    done = import_answers(own, write(answered(rows), tmp_path / name))
    assert (done.stored, done.refused, done.blank) == (rows.height, [], 0)
    assert closes(done)
    stored = stored_answers(own)
    people = {(one.source, one.ticket_id): one for one in list_drawn(own)}
    assert {(row["source"], row["ticket_id"]) for row in stored.iter_rows(named=True)} == people.keys()
    assert ("desk", ODD_ID) in people
    for row in stored.iter_rows(named=True):
        one = people[row["source"], row["ticket_id"]]
        assert (row["drawn_at"], row["ended_at"], row["frame"]) == (draw.drawn_at, one.ended_at, one.frame)
    told = ("asked_at", "answered_at", "value_raw", "scale", "mode", "asked_by", "extra")
    at = datetime(2026, 1, 20, 13)  # 21:00 in Shanghai
    assert set(stored.select(told).rows()) == {(at, at.replace(minute=5), "4", "1-5", "call", "somebody else", None)}


def test_the_same_file_twice_changes_nothing(own: DataFolder, tmp_path: Path) -> None:
    _, rows = drawn(own, tmp_path / "list.csv")
    file = as_csv(answered(rows), tmp_path / "filled.csv")
    first = import_answers(own, file)
    before = stored_answers(own)
    again = import_answers(own, file)
    assert (again.stored, again.known, again.import_ids) == (0, rows.height, first.import_ids)
    assert closes(again)
    assert stored_answers(own).equals(before)


def test_a_corrected_file_is_newer_and_the_older_one_does_not_come_back(own: DataFolder, tmp_path: Path) -> None:
    _, rows = drawn(own, tmp_path / "list.csv")
    old, new = (as_csv(answered(rows, value_raw=value), tmp_path / f"{value}.csv") for value in ("5", "1"))
    for file in (old, new, old):
        import_answers(own, file)
    assert set(stored_answers(own)["value_raw"]) == {"1"}
    undo(own, list_imports(own)[-1].import_id)
    assert set(stored_answers(own)["value_raw"]) == {"5"}


def test_two_who_fill_in_half_the_list_each_do_not_empty_the_others(own: DataFolder, tmp_path: Path) -> None:
    _, rows = drawn(own, tmp_path / "list.csv")
    half = rows.height // 2
    for name, filled in (("a", slice(0, half)), ("b", slice(half, rows.height))):
        mine = pl.concat(
            [answered(rows[filled]), rows.filter(~pl.col("ticket_id").is_in(rows[filled]["ticket_id"].implode()))]
        )
        done = import_answers(own, as_csv(mine, tmp_path / f"{name}.csv"))
        assert done.stored == rows[filled].height
        assert closes(done)
    stored = stored_answers(own)
    assert stored.height == rows.height
    assert stored["value_raw"].null_count() == 0


COPY = "copy it from the list (spreadsheets drop leading zeros, shorten long numbers; the .xlsx list keeps them)"
BEFORE = "put the time right, or clear the row: an answer from before the draw is no answer to it"
LATE = "the draw (2026-01-20 12:00 UTC); put the time right, or clear the row: the customer counts as not answering"
OTHERS = "clear the row, let others ask"
BAD = [
    ({"draw": "9"}, "draw: there is no draw 9; copy it from the list (draws: 1)."),
    ({"draw": None}, "draw: the draw is missing; copy it from the list (draws: 1)."),
    ({"source": "desks"}, "source: draw 1 has nobody of the source desks; copy it from the list (desk)."),
    ({"ticket_id": "7"}, f"ticket_id: ticket 7 is not in draw 1; {COPY}."),
    ({"asked_at": "28/11/2026"}, "asked_at: 28/11/2026 is no time that can be read; write it like 2026-11-28 14:30."),
    ({"answered_at": "soon"}, "answered_at: soon is no time that can be read; write it like 2026-11-28 14:30."),
    ({"asked_at": None}, "asked_at: answered, but it is not said when asked; write when the customer was asked."),
    ({"asked_at": "2026-01-20 19:59"}, f"asked_at: asked before the draw (2026-01-20 12:00 UTC); {BEFORE}."),
    ({"asked_at": "2026-01-23 20:00:31", "answered_at": None}, f"asked_at: asked more than 3 days after {LATE}."),
    ({"answered_at": "2026-01-20 22:00"}, "answered_at: answered before asked; put one of the two times right."),
    ({"mode": "fax"}, "mode: fax is no way of asking; write one of call, message, email."),
    ({"mode": None}, "mode: it is not said how it was asked; write one of call, message, email."),
    ({"asked_by": None}, "asked_by: it is not said who asked; write the agent's id as the help desk has it."),
    ({"asked_by": "AGENT 1"}, f"asked_by: asked by an agent who had served this customer; {OTHERS}."),
    ({"value_raw": "6"}, "value_raw: the value is outside scale 1-5; write 1 to 5."),
    ({"value_raw": "Mrs Example is furious"}, "value_raw: the value is outside scale 1-5; write 1 to 5."),
    ({"value_raw": None}, "value_raw: answered, but no answer is written down; write the value, or clear answered_at."),
    ({"scale": "nps"}, "scale: another scale than 1-5, which was drawn; ask on 1-5 again."),
]  # fmt: skip


def test_each_bad_row_is_named_in_one_sentence_and_the_good_ones_are_stored(own: DataFolder, tmp_path: Path) -> None:
    _, rows = drawn(own, tmp_path / "list.csv")
    rows = rows.filter(pl.col("not_by") == "agent 1")
    assert rows.height > len(BAD)
    filled = answered(rows, asked_at="2026-01-20 23:00", answered_at="2026-01-20 23:05").to_dicts()
    for row, (wrong, _) in zip(filled, BAD, strict=False):
        row.update(wrong)
    file = as_csv(pl.DataFrame(filled, infer_schema_length=None), tmp_path / "filled.csv")
    done = import_answers(own, file)
    wanted = [f"Row {number}, {sentence}" for number, (_, sentence) in enumerate(BAD, 2)]
    assert [one.sentence for one in done.refused] == wanted
    assert [one.row for one in done.refused] == list(range(2, len(BAD) + 2))
    assert done.stored == rows.height - len(BAD) == stored_answers(own).height
    assert closes(done)
    kept = pl.read_parquet(own.batches / done.import_ids[0] / "rejected.parquet")
    assert sorted(kept["reason"]) == sorted(wanted)
    assert "Mrs Example" not in "".join(kept["text"])
    entry = list_imports(own)[-1].files[0]
    assert entry.rows_in == entry.stored + entry.duplicate + entry.rejected == rows.height
    result = command(own, "import", str(file))
    assert isinstance(result.exception, LodestarError)
    assert result.exception.exit_code == 1
    assert wanted[0] in result.stderr
    assert f"{done.stored} known from this file before" in result.stdout


def test_a_file_of_bad_rows_only_stores_nothing(own: DataFolder, tmp_path: Path) -> None:
    _, rows = drawn(own, tmp_path / "list.csv")
    before = len(list_imports(own))
    result = command(own, "import", str(as_csv(answered(rows, mode="fax"), tmp_path / "filled.csv")))
    assert isinstance(result.exception, LodestarError)
    assert result.exception.exit_code == 2
    assert len(result.stderr.splitlines()) == 21
    assert len(list_imports(own)) == before


def test_a_list_nobody_has_filled_in_yet_changes_nothing(own: DataFolder, tmp_path: Path) -> None:
    _, rows = drawn(own, tmp_path / "list.csv")
    result = command(own, "import", str(tmp_path / "list.csv"))
    assert result.exit_code == 0
    assert f"{rows.height} not asked yet, 0 rejected" in result.stdout


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ({"value_raw": "５"}, ("value_raw", "5")),
        ({"value_raw": " 4.0 "}, ("value_raw", "4.0")),
        ({"mode": "Call"}, ("mode", "call")),
        ({"asked_at": "2026-01-20"}, ("asked_at", NOW)),
        ({"asked_at": "2026-01-20 20:00", "answered_at": None}, ("asked_at", NOW)),
        ({"asked_at": "2026/1/21 9:05", "answered_at": "2026/1/21 9:06"}, ("asked_at", datetime(2026, 1, 21, 1, 5))),
        ({"asked_at": "2026-01-21T09:05+00:00", "answered_at": None}, ("asked_at", datetime(2026, 1, 21, 9, 5))),
        ({"asked_at": "2026-01-23 20:00:30", "answered_at": None}, ("asked_at", datetime(2026, 1, 23, 12, 0, 30))),
        ({"answered_at": None}, ("value_raw", "4")),
        ({"answered_at": None, "value_raw": None}, ("value_raw", None)),
    ],
)
def test_what_people_and_spreadsheets_make_of_a_cell_is_understood(
    own: DataFolder, tmp_path: Path, given: dict[str, Any], meant: tuple[str, object]
) -> None:
    _, rows = drawn(own, tmp_path / "list.csv")
    said = {"asked_at": "2026-01-20 23:00", "answered_at": "2026-01-20 23:05"}
    one = answered(rows.filter(pl.col("not_by") == "agent 1").head(1), **(said | given))
    done = import_answers(own, as_csv(one, tmp_path / "filled.csv"))
    assert not done.refused
    assert stored_answers(own)[meant[0]].to_list() == [meant[1]]


def test_a_row_twice_is_a_duplicate_and_two_that_differ_are_not_both_taken(own: DataFolder, tmp_path: Path) -> None:
    _, rows = drawn(own, tmp_path / "list.csv")
    one = answered(rows.head(1), asked_at="2026-01-20 23:00", answered_at=None)
    done = import_answers(own, as_csv(pl.concat([one, one]), tmp_path / "same.csv"))
    assert (done.stored, done.duplicate) == (1, 1)
    done = import_answers(own, as_csv(pl.concat([one, answered(one, value_raw="1")]), tmp_path / "two.csv"))
    assert [one.sentence for one in done.refused] == [
        "Row 3, ticket_id: says something else of this ticket than row 2; keep one of the two."
    ]
    assert closes(done)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "draw,source,ticket,asked_at,answered_at,value_raw,mode,asked_by\n1,a,b,,,,,\n",
            "no column ticket_id. Did you",
        ),
        ("a,b\n1,2\n", "no column draw"),
        ("", "empty"),
    ],
)
def test_what_is_no_such_list_is_one_sentence(own: DataFolder, tmp_path: Path, text: str, sentence: str) -> None:
    drawn(own, tmp_path / "list.csv")
    (tmp_path / "filled.csv").write_text(text)
    with pytest.raises(LodestarError, match=sentence):
        import_answers(own, tmp_path / "filled.csv")


def test_without_a_draw_there_is_nothing_to_fill_in(desk: Path, tmp_path: Path) -> None:
    header = "draw,source,ticket_id,asked_at,answered_at,value_raw,mode,asked_by\n"
    (tmp_path / "filled.csv").write_text(header + "1,desk,001,,,,,\n")
    with pytest.raises(LodestarError, match="Nobody was drawn yet"):
        import_answers(DataFolder(desk), tmp_path / "filled.csv")


SCRIPT = """
import os, sys
from pathlib import Path
from lodestar.datafolder import DataFolder
from lodestar.follow_ups import importing
from lodestar.intake import batch, importer

def die(*_, **__):
    os.kill(os.getpid(), 9)

{place} = die
importing.import_answers(DataFolder(Path(sys.argv[1])), Path(sys.argv[2]))
"""


@pytest.mark.parametrize("place", ["importing._store", "batch.BatchWriter.finish", "batch.BatchWriter.publish"])
def test_killed_inside_an_import_nothing_is_lost(own: DataFolder, tmp_path: Path, place: str) -> None:
    _, rows = drawn(own, tmp_path / "list.csv")
    file = as_csv(answered(rows), tmp_path / "filled.csv")
    killed = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(place=place), own.root, file],
        check=False, capture_output=True, env=os.environ,
    )  # fmt: skip
    assert killed.returncode == -9, killed.stderr
    assert stored_answers(own).is_empty()
    assert import_answers(own, file).stored == rows.height
    assert stored_answers(own).height == rows.height
