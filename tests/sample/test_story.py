"""Does each planted event show where story.toml says, as large as it says, and only there?"""

import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lodestar.locate import program_folder
from lodestar.sample.events import Event, load_story
from tests.sample.plain_numbers import is_shown, move, plain_move
from tests.sample.worlds import COMMITTED_CONTACTS, COMMITTED_SEED, tables

STORY = load_story()
SEEDS = (1, 2, 3, 4, 5)
SOURCES = ("shop", "zendesk", "servicenow")
EVENTS = pytest.mark.parametrize("event", STORY.event, ids=lambda event: event.id)


@pytest.mark.parametrize("seed", [COMMITTED_SEED, *SEEDS])
def test_what_was_planted_is_there_by_a_plain_count(seed: int) -> None:
    world = tables(COMMITTED_CONTACTS, seed)
    moves = {event.id: plain_move(event, world) for event in STORY.event}
    assert all(is_shown(event, moves[event.id]) for event in STORY.event), moves


@pytest.mark.parametrize("seed", [COMMITTED_SEED, 1])
def test_without_events_a_plain_count_stays_inside_the_tolerance(seed: int) -> None:
    world = tables(COMMITTED_CONTACTS, seed, with_events=False)
    moves = {event.id: plain_move(event, world) for event in STORY.event}
    assert all(abs(moves[event.id]) <= event.tolerance for event in STORY.event), moves


def test_every_tolerance_is_smaller_than_what_must_show() -> None:
    assert all(event.tolerance < abs(event.planted) / 2 for event in STORY.event)


@EVENTS
def test_the_query_shows_the_event_in_the_committed_sample(event: Event, committed_sample: Path) -> None:
    moved = _queried(event, committed_sample)
    assert is_shown(event, moved), moved


@pytest.mark.long
@pytest.mark.parametrize("seed", SEEDS)
def test_the_queries_show_the_events_of_another_seed(seed: int, tmp_path: Path) -> None:
    moves = _moves(tmp_path, seed)
    assert all(is_shown(event, moves[event.id]) for event in STORY.event), moves


@pytest.mark.long
def test_without_events_the_queries_stay_inside_the_tolerance(tmp_path: Path) -> None:
    moves = _moves(tmp_path, COMMITTED_SEED, "--no-events")
    assert all(abs(moves[event.id]) <= event.tolerance for event in STORY.event), moves


def _moves(folder: Path, seed: int, *options: str) -> dict[str, float]:
    """Return every event's move, queried in a world of that seed made for it."""
    out = folder / "exports"
    size = ("--contacts", str(COMMITTED_CONTACTS), "--seed", str(seed))
    _lodestar(folder, "sample", *size, "--out", str(out), *options)
    data = _built(out, folder / "data")
    return {event.id: _queried(event, data) for event in STORY.event}


def _built(exports: Path, data: Path) -> Path:
    """Return the data folder after settings, imports and build."""
    data.mkdir(exist_ok=True)
    shutil.copy(program_folder("sample_data") / "lodestar.toml", data)
    for source in SOURCES:
        _lodestar(data, "import", str(exports / source), "--source", source, "--tz", "UTC")
    _lodestar(data, "build")
    return data


def _queried(event: Event, data: Path) -> float:
    """Return the event's move as `lodestar query` tells it."""
    before, after = (
        json.loads(_lodestar(data, *shlex.split(query)[1:], "--format", "json"))[0]["value"]
        for query in (event.query_before, event.query)
    )
    return move(event, before, after)


def _lodestar(data: Path, *arguments: str) -> str:
    """Run the command as a user does and return what it prints."""
    command = [str(Path(sys.executable).with_name("lodestar")), "--data", str(data), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
