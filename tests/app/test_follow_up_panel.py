"""The follow-up panel's list and filled list, taken as a browser hands them over."""

import io
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lodestar.app import session
from lodestar.app.components import follow_up_panel as panel
from lodestar.app.words import words
from lodestar.datafolder import DataFolder
from lodestar.follow_ups.drawing import Wanted, draw_week
from lodestar.follow_ups.listing import FORMATS, list_bytes
from lodestar.follow_ups.stored import stored_answers
from lodestar.metrics.mart import Mart
from tests.estimate.filling import answered
from tests.estimate.small_desk import NOW, copy_of, small_desk


class Uploaded(io.BytesIO):
    """A file as the browser sends it."""

    def __init__(self, name: str, content: bytes) -> None:
        super().__init__(content)
        self.name = name


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataFolder:
    """Return a copy of the desk with a draw, served; and nothing left in the visit."""
    folder = copy_of(small_desk(tmp_path_factory.getbasetemp()), tmp_path / "desk")
    monkeypatch.setenv("LODESTAR_DATA", str(folder))
    monkeypatch.setattr(panel.st, "session_state", {})
    return DataFolder(folder)


def test_the_list_is_the_same_in_both_forms(own: DataFolder) -> None:
    mart = Mart(own)
    draw = draw_week(mart, Wanted(seed=7), now=NOW).draw
    csv, xlsx = (list_bytes(mart, draw, ending) for ending in FORMATS)
    rows = pl.read_csv(csv, infer_schema=False)
    assert rows.height == pl.read_excel(io.BytesIO(xlsx), sheet_id=1).height > 0
    assert "customer_id" not in rows.columns


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_filled_list_is_taken_in_and_told(own: DataFolder, language: str) -> None:
    word: Any = words(language)
    mart = Mart(own)
    draw = draw_week(mart, Wanted(seed=7), now=NOW).draw
    rows = answered(pl.read_csv(list_bytes(mart, draw, ".csv"), infer_schema=False))
    panel.st.session_state["follow-file"] = Uploaded("../filled.csv", rows.write_csv().encode())
    panel._filled(word)
    told = panel.st.session_state[panel.DONE]
    counts = dict.fromkeys(("known", "duplicate", "blank", "refused"), "0")
    assert told == [
        word("follow.taken_in", rows=str(rows.height), stored=str(rows.height), **counts), word("follow.build_next"),
    ]  # fmt: skip
    assert stored_answers(own).height == rows.height
    panel._filled(word)
    assert panel.st.session_state[panel.DONE] == [
        word("follow.taken_in", rows=str(rows.height), stored="0", **counts | {"known": str(rows.height)})
    ]


def test_refused_rows_are_named_and_a_file_of_another_kind_is_refused(own: DataFolder) -> None:
    mart, word = Mart(own), words("en")
    draw = draw_week(mart, Wanted(seed=7), now=NOW).draw
    rows = answered(pl.read_csv(list_bytes(mart, draw, ".csv"), infer_schema=False), value_raw="9")
    panel.st.session_state["follow-file"] = Uploaded("filled.csv", rows.write_csv().encode())
    panel._filled(word)
    told = panel.st.session_state[panel.DONE]
    assert f"{rows.height} rejected" in told[0]
    assert len(told) == 1 + panel.MOST_SENTENCES
    assert "outside scale 1-5" in told[1]
    panel.st.session_state["follow-file"] = Uploaded("other.csv", b"a,b\n1,2\n")
    panel._filled(word)
    assert panel.st.session_state[panel.WRONG]
    assert stored_answers(own).is_empty()


def test_no_file_is_nothing_to_take_in(own: DataFolder) -> None:
    panel.st.session_state["follow-file"] = None
    panel._filled(words("en"))
    assert set(panel.st.session_state) == {"follow-file"}
    assert session.data_folder().root == own.root
