"""What becomes of the rows of a file: stored, duplicate or rejected, once each, and nothing half done."""

from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from lodestar.cli import lodestar
from lodestar.datafolder import DataFolder
from lodestar.errors import LodestarError
from lodestar.intake.batch import stored_schema
from lodestar.intake.manifest import list_imports, undo
from lodestar.schema import TABLES
from tests.intake.importing import rejected, rows_of, run, table, vanished, write

TICKETS = "ticket_id,created_at,customer_id,status\n"


def cli(*arguments: object) -> tuple[int, str]:
    """Run the command as the console does; return its exit code and all it printed."""
    result = CliRunner().invoke(lodestar, [str(argument) for argument in arguments], standalone_mode=False)
    if isinstance(result.exception, LodestarError):
        return result.exception.exit_code, result.output + str(result.exception)
    assert result.exception is None, result.exception
    return result.exit_code, result.output


def test_rows_in_are_stored_duplicate_or_rejected(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "tickets.csv",
        TICKETS + "1,2026-01-02 03:04:05,c,open\n2,31/31/2026,c,open\n1,2026-01-02 03:04:05,c,open\n",
    )
    manifest = run(tmp_path / "data", file)
    entry = manifest.files[0]
    assert (entry.rows_in, entry.stored, entry.duplicate, entry.rejected) == (3, 1, 1, 1)
    assert rows_of(rejected(tmp_path / "data"), "_line", "reason") == [
        (3, "tickets.created_at: not a time in a form the map names")
    ]


def test_every_part_has_every_stored_column_in_its_type(tmp_path: Path) -> None:
    write(tmp_path / "in", "tickets.csv", TICKETS + "1,2026-01-02 03:04:05,c,open\n")
    write(
        tmp_path / "in",
        "messages.csv",
        "message_id,ticket_id,sent_at,author_type,body\n1,1,1767322000,customer,Hi you\n",
    )
    run(tmp_path / "data", tmp_path / "in")
    for name in ("tickets", "messages"):
        part = next((tmp_path / "data" / "batches").glob(f"*/{name}-0001.parquet"))
        assert dict(pl.read_parquet_schema(part)) == stored_schema(TABLES[name])


def test_an_unknown_status_is_kept_raw_and_counted(tmp_path: Path) -> None:
    file = write(tmp_path, "tickets.csv", TICKETS + "1,2026-01-02,c,parked\n2,2026-01-02,c,SOLVED\n")
    manifest = run(tmp_path / "data", file)
    assert rows_of(table(tmp_path / "data", "tickets"), "ticket_id", "status", "status_raw") == [
        ("1", None, "parked"), ("2", "solved", "SOLVED")
    ]  # fmt: skip
    assert manifest.notes == ["1 rows: tickets.status says 'parked', which the map does not know; kept as it is."]


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    file = write(tmp_path, "tickets.csv", TICKETS + "1,2026-01-02,c,open\n")
    run(tmp_path / "data", file)
    assert run(tmp_path / "data", file) is None
    assert len(list_imports(DataFolder(tmp_path / "data"))) == 1


@pytest.mark.parametrize("other", [{"zone": "Asia/Shanghai"}, {"source": "elsewhere"}])
def test_the_same_file_read_otherwise_is_refused(tmp_path: Path, other: dict[str, str]) -> None:
    file = write(tmp_path, "tickets.csv", TICKETS + "1,2026-01-02,c,open\n")
    first = run(tmp_path / "data", file)
    with pytest.raises(LodestarError, match=f"lodestar undo {first.import_id}` first"):
        run(tmp_path / "data", file, **other)
    undo(DataFolder(tmp_path / "data"), "i0001")
    again = run(tmp_path / "data", file, **other)
    assert again.number == 2, "the number of an import is never used again"


def test_naive_times_are_read_in_the_zone_given(tmp_path: Path) -> None:
    file = write(
        tmp_path, "tickets.csv", TICKETS + "1,2026-01-02 08:00:00,c,open\n2,2026-01-02T08:00:00+00:00,c,open\n"
    )
    run(tmp_path / "data", file, zone="Asia/Shanghai")
    assert [str(at) for at in table(tmp_path / "data", "tickets")["created_at"]] == [
        "2026-01-02 00:00:00", "2026-01-02 08:00:00"
    ]  # fmt: skip


def test_personal_columns_are_dropped_and_personal_values_hashed(tmp_path: Path) -> None:
    header = "ticket_id,created_at,customer_name,e-mail,passport,remark\n"
    file = write(
        tmp_path, "tickets.csv",
        header + "1,2026-01-02,Ann,a@example.com,X1,call 13912345678\n2,2026-01-02,Bob,b@example.com,X2,fine\n",
    )  # fmt: skip
    manifest = run(tmp_path / "data", file)
    extra = table(tmp_path / "data", "tickets")["extra"].to_list()
    assert manifest.dropped_columns == ["customer_name", "e-mail"]
    assert manifest.hashed_columns == ["passport", "remark"]
    assert not any(word in text for text in extra for word in ("Ann", "example", "X1", "13912345678"))
    assert '"remark":"fine"' in extra[1]


def test_the_key_of_hashes_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    run(tmp_path / "data", write(tmp_path, "tickets.csv", TICKETS + "1,2026-01-02,c,open\n"))
    assert (tmp_path / "data" / "secret.key").stat().st_mode & 0o777 == 0o600


def test_a_rejected_row_is_kept_under_the_privacy_rule(tmp_path: Path) -> None:
    text = "ticket_id,created_at,customer_name,note\n1,never,Ann,mail a@example.com\n2,2026-01-01,Bob,x,too,many\n"
    text += "3,2026-01-01,Cyd,\n"
    run(tmp_path / "data", write(tmp_path, "tickets.csv", text))
    kept = " ".join(rejected(tmp_path / "data")["text"])
    assert rejected(tmp_path / "data").height == 2
    assert not any(word in kept for word in ("Ann", "Bob", "example"))


def test_a_row_without_its_key_is_rejected_with_its_reason(tmp_path: Path) -> None:
    file = write(tmp_path, "tickets.csv", TICKETS + ",2026-01-02,c,open\n2,2026-01-02,c,open\n")
    run(tmp_path / "data", file)
    assert rows_of(rejected(tmp_path / "data"), "reason") == [("tickets.ticket_id: missing",)]


def test_too_many_rejected_rows_end_with_exit_code_1(tmp_path: Path) -> None:
    rows = "".join(f"{n},2026-01-02,c,open\n" for n in range(99))
    just = write(tmp_path, "tickets.csv", TICKETS + rows + "x,never,c,open\n")
    past = write(tmp_path, "tickets-2.csv", TICKETS + rows + "x,never,c,open\ny,never,c,open\n")
    assert cli("--data", tmp_path / "a", "import", just)[0] == 0
    code, said = cli("--data", tmp_path / "b", "import", past)
    assert code == 1
    assert "2 of 101 rows were rejected" in said


def test_a_file_no_map_knows_is_refused_with_its_columns(tmp_path: Path) -> None:
    code, said = cli("--data", tmp_path / "data", "import", write(tmp_path, "x.csv", "apples,pears\n1,2\n"))
    assert code == 2
    assert "x.csv has columns that no map knows (apples, pears)" in said


def test_unknown_files_beside_known_ones_are_said_and_left_out(tmp_path: Path) -> None:
    write(tmp_path / "in", "tickets.csv", TICKETS + "1,2026-01-02,c,open\n")
    write(tmp_path / "in", "x.csv", "apples,pears\n1,2\n")
    code, said = cli("--data", tmp_path / "data", "import", tmp_path / "in")
    assert code == 0
    assert "1 of 2 files hold nothing that the map canonical takes: x.csv." in said


def test_a_header_without_rows_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(LodestarError, match="there are no rows below the header"):
        run(tmp_path / "data", write(tmp_path, "tickets.csv", TICKETS))
    assert not [path for path in (tmp_path / "data" / "batches").iterdir() if path.name != ".last-number"]


def test_a_dry_run_stores_nothing_and_shows_no_text(tmp_path: Path) -> None:
    file = write(
        tmp_path, "messages.csv", "message_id,ticket_id,sent_at,author_type,body\n1,1,2026-01-02,customer,My secret\n"
    )
    code, said = cli("--data", tmp_path / "data", "import", file, "--dry-run")
    assert code == 0
    assert "nothing is stored" in said
    assert "secret" not in said
    assert not list_imports(DataFolder(tmp_path / "data"))


def test_imports_lists_and_undo_takes_back(tmp_path: Path) -> None:
    cli("--data", tmp_path / "data", "import", write(tmp_path, "tickets.csv", TICKETS + "1,2026-01-02,c,open\n"))
    assert "rows in 1, stored 1, duplicate 0, rejected 0" in cli("--data", tmp_path / "data", "imports")[1]
    assert cli("--data", tmp_path / "data", "undo", "i0009")[0] == 2
    assert cli("--data", tmp_path / "data", "undo", "i0001")[0] == 0
    assert "Nothing has been imported yet" in cli("--data", tmp_path / "data", "imports")[1]


def test_what_an_interrupted_import_left_is_removed_by_the_next(tmp_path: Path) -> None:
    left = tmp_path / "data" / "batches" / ".i0007-deadbeef.tmp"
    left.mkdir(parents=True)
    (left / "tickets-0001.parquet").write_bytes(b"PAR1")
    run(tmp_path / "data", write(tmp_path, "tickets.csv", TICKETS + "1,2026-01-02,c,open\n"))
    assert not left.exists()


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "batches").write_text("a file where the folder should be")
    with pytest.raises(LodestarError, match="cannot be written"):
        run(tmp_path / "data", write(tmp_path, "tickets.csv", TICKETS + "1,2026-01-02,c,open\n"))


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    file = write(tmp_path, "tickets.csv", TICKETS + "1,2026-01-02,c,open\n")
    with monkeypatch.context() as patch:
        patch.setattr(pl.DataFrame, "write_parquet", full)
        with pytest.raises(LodestarError, match="No space left on device"):
            run(tmp_path / "data", file)
    assert not list_imports(DataFolder(tmp_path / "data"))
    assert not list((tmp_path / "data" / "batches").glob(".*.tmp"))
    assert run(tmp_path / "data", file) is not None


def test_a_ticket_missing_from_a_full_export_has_vanished_inside_its_range_only(tmp_path: Path) -> None:
    old = write(
        tmp_path,
        "tickets.csv",
        TICKETS + "1,2026-01-01 00:00:00,c,open\n2,2026-01-02 23:59:59,c,open\n3,2026-01-03 00:00:00,c,open\n",
    )
    new = write(tmp_path, "tickets-2.csv", TICKETS + "1,2026-01-01 00:00:00,c,closed\n")
    run(tmp_path / "data", old, exported_at=datetime(2026, 1, 4))
    run(tmp_path / "data", new, exported_at=datetime(2026, 1, 5), full=(date(2026, 1, 1), date(2026, 1, 2)))
    assert vanished(tmp_path / "data") == {"2"}


def test_a_newer_full_export_replaces_rows_without_an_id_of_its_tickets(tmp_path: Path) -> None:
    header = "ticket_id,at,event_type,new_value\n"
    old = write(
        tmp_path / "a",
        "ticket_events.csv",
        header + "1,2026-01-01,status,open\n1,2026-01-02,status,solved\n2,2026-01-02,status,open\n",
    )
    new = write(tmp_path / "b", "ticket_events.csv", header + "1,2026-01-01,status,open\n1,2026-01-03,status,closed\n")
    for place, order in enumerate(((old, new), (new, old))):
        data = tmp_path / f"data{place}"
        for file in order:
            newer = file == new
            run(data, file, exported_at=datetime(2026, 2, 2 if newer else 1), full=(None, None) if newer else None)
        assert sorted(rows_of(table(data, "ticket_events"), "ticket_id", "new_value")) == [
            ("1", "closed"), ("1", "open"), ("2", "open")
        ]  # fmt: skip
