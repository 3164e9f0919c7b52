"""Saved views: kept under one name each, by several people at once, whatever is built meanwhile."""

import sqlite3
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lodestar.datafolder import DataFolder
from lodestar.errors import LodestarError
from lodestar.state.database import state_file
from lodestar.state.views import LONGEST_NAME, NameTakenError, delete_view, list_views, save_view

ADDRESS = "period=week&compare=before&grain=week&team=Night+desk&lang=zh"
WRITER = """
import sys
from pathlib import Path
from lodestar.datafolder import DataFolder
from lodestar.state.views import NameTakenError, save_view

won = 0
for number in range(40):
    try:
        save_view(DataFolder(Path(sys.argv[1])), f"shared {number}", "speed", f"period=week&by={sys.argv[2]}")
        won += 1
    except NameTakenError:
        pass
    save_view(DataFolder(Path(sys.argv[1])), f"{sys.argv[2]} {number}", "overview", "period=week")
print(won)
"""


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


def test_a_view_comes_back_as_it_was_saved(data: DataFolder) -> None:
    before = datetime.now(UTC).replace(tzinfo=None) - timedelta(seconds=1)
    saved = save_view(data, "  Night  desk,\nthis week ", "speed", f"?{ADDRESS}", saved_by="Ana")
    assert list_views(data) == [saved]
    assert (saved.name, saved.page, saved.address, saved.saved_by) == ("Night desk, this week", "speed", ADDRESS, "Ana")
    assert before <= saved.saved_at <= datetime.now(UTC).replace(tzinfo=None)


def test_nothing_is_made_by_looking(data: DataFolder) -> None:
    assert list_views(data) == []
    assert not data.root.exists()


def test_a_name_is_taken_once(data: DataFolder) -> None:
    save_view(data, "Café", "speed", "period=week")
    with pytest.raises(NameTakenError, match="choose another name"):
        save_view(data, "Cafe\u0301", "bot", "period=4weeks")  # the same name, spelt in other characters
    assert [view.page for view in list_views(data)] == ["speed"]
    save_view(data, "Café", "bot", "period=4weeks", replace=True)
    assert [(view.page, view.address) for view in list_views(data)] == [("bot", "period=4weeks")]


def test_by_name_and_gone_when_deleted(data: DataFolder) -> None:
    for name in ("weekly", "Bot", "退款", "anna's"):
        save_view(data, name, "overview", "")
    assert [view.name for view in list_views(data)] == ["anna's", "Bot", "weekly", "退款"]
    assert delete_view(data, "Bot")
    assert not delete_view(data, "Bot")
    assert [view.name for view in list_views(data)] == ["anna's", "weekly", "退款"]


@pytest.mark.parametrize(
    "name",
    [
        "'); drop table saved_views; --",
        "<script>alert(1)</script>",
        "=cmd|'/C calc'!A0",
        "a" * LONGEST_NAME,
        "😀 **b**",
    ],
)
def test_a_hostile_name_is_a_name(data: DataFolder, name: str) -> None:
    save_view(data, name, "overview", "period=week")
    assert [view.name for view in list_views(data)] == [name]


@pytest.mark.parametrize("name", ["", "  \n ", "\u200b\u202e", "a" * (LONGEST_NAME + 1)])
def test_a_name_that_cannot_be_kept(data: DataFolder, name: str) -> None:
    with pytest.raises(LodestarError, match="needs a name"):
        save_view(data, name, "overview", "period=week")
    assert list_views(data) == []


def test_an_address_without_end_is_refused(data: DataFolder) -> None:
    with pytest.raises(LodestarError, match="fewer values"):
        save_view(data, "all", "overview", "agent=" + "a" * 8_000)


def test_two_processes_write_at_once(data: DataFolder) -> None:
    command = [sys.executable, "-c", WRITER, str(data.root)]
    writers = [subprocess.Popen([*command, who], stdout=subprocess.PIPE, text=True) for who in ("ana", "bo")]
    won = [int(writer.communicate(timeout=120)[0]) for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0]
    names = [view.name for view in list_views(data)]
    assert sorted(names) == sorted(f"{who} {n}" for who in ("ana", "bo", "shared") for n in range(40))
    assert sum(won) == 40  # each shared name was won by exactly one of them
    assert sum(view.address.endswith("by=ana") for view in list_views(data)) == won[0]


def test_threads_of_one_server_write_at_once(data: DataFolder) -> None:
    def write(who: int) -> None:
        for number in range(10):
            save_view(data, f"{who} {number}", "overview", "period=week")

    threads = [threading.Thread(target=write, args=(who,)) for who in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(list_views(data)) == 60


def test_readers_do_not_wait_for_a_writer(data: DataFolder) -> None:
    save_view(data, "one", "overview", "period=week")
    with sqlite3.connect(state_file(data), isolation_level=None) as other:
        other.execute("begin immediate")
        other.execute("update saved_views set page = 'bot'")
        assert [view.page for view in list_views(data)] == ["overview"]
        other.execute("rollback")
    other.close()


def test_a_damaged_file_is_one_sentence(data: DataFolder) -> None:
    save_view(data, "one", "overview", "period=week")
    for file in data.root.glob("state.sqlite*"):
        file.write_bytes(b"not a database" * 1000)
    for action in (lambda: list_views(data), lambda: save_view(data, "two", "overview", "")):
        with pytest.raises(LodestarError, match="put the file back") as caught:
            action()
        assert "\n" not in str(caught.value)
