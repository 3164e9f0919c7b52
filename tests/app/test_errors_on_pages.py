"""What goes wrong is said in the page's language, and in English just as the command line says it."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from lodestar.app.words import table, words, wrong
from lodestar.datafolder import DataFolder
from lodestar.errors import LodestarError
from lodestar.metrics.mart import Mart
from lodestar.models.publish import MART_FORMAT, POINTER
from lodestar.settings import load_settings
from lodestar.state.database import state_file
from lodestar.state.views import list_views, save_view
from tests.app.test_pages import page, text

HAN = re.compile(r"[\u4e00-\u9fff]")


def pointer(root: Path, text: str) -> None:
    folder = DataFolder(root).marts
    folder.mkdir(parents=True)
    (folder / POINTER).write_text(text, "utf-8")


def formed(number: int) -> str:
    return json.dumps({"version": 1, "file": "mart_v1.duckdb", "format": number, "built_at": "2026-11-01T00:00:00"})


def no_numbers(root: Path) -> None:
    Mart(DataFolder(root)).last_day()


def newer(root: Path) -> None:
    pointer(root, formed(MART_FORMAT + 1))
    no_numbers(root)


def older(root: Path) -> None:
    pointer(root, formed(MART_FORMAT - 1))
    no_numbers(root)


def damaged(root: Path) -> None:
    pointer(root, "{")
    no_numbers(root)


def state(root: Path) -> None:
    state_file(DataFolder(root)).write_bytes(b"not a database" * 1000)
    list_views(DataFolder(root))


def view_name(root: Path) -> None:
    save_view(DataFolder(root), "n" * 81, "overview", "")


def view_address(root: Path) -> None:
    save_view(DataFolder(root), "n", "overview", "a" * 9000)


def file(root: Path) -> None:
    (root / "lodestar.toml").write_text('tiem_zone = "UTC"', "utf-8")
    load_settings(root / "lodestar.toml")


def other(_: Path) -> None:
    raise LodestarError("Nobody foresaw this: look again.")


EVERY = [no_numbers, newer, older, damaged, state, view_name, view_address, file, other]


@pytest.mark.parametrize("go_wrong", EVERY, ids=lambda one: one.__name__)
def test_an_error_is_said_in_the_language_of_the_page(tmp_path: Path, go_wrong: Callable[[Path], None]) -> None:
    with pytest.raises(LodestarError) as caught:
        go_wrong(tmp_path)
    error = caught.value
    assert error.kind == ("" if go_wrong is other else go_wrong.__name__)
    assert wrong(error, words("en")) == str(error)
    chinese = wrong(error, words("zh"))
    assert HAN.search(chinese)
    assert not HAN.search(str(error))


def test_every_error_that_has_words_is_tried() -> None:
    assert set(table("zh")["errors"]) == {one.__name__ for one in EVERY}


def test_a_page_says_in_chinese_what_is_wrong_with_the_settings(
    monkeypatch: pytest.MonkeyPatch, committed_sample: Path, tmp_path: Path
) -> None:
    shutil.copytree(committed_sample / "marts", tmp_path / "marts")
    (tmp_path / "lodestar.toml").write_text('tiem_zone = "UTC"', "utf-8")
    app = page(monkeypatch, tmp_path, lang="zh").run()
    assert words("zh")("states.unreadable") in text(app)
    assert app.info[0].value.startswith("设置文件或定义文件有误")
    assert "tiem_zone" in app.info[0].value
