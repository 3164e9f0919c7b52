"""Which planted events shape the world, when and how strongly? story.toml says it once, for maker and reader."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lodestar.locate import program_folder
from lodestar.toml_files import Strict, load_toml

_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


class Words(Strict):
    """What happened, in one language."""

    title: str
    what: str


class Event(Strict):
    """One planted event: days `first`..`last` (UTC, both included), and the query that shows it.

    `move` is how the `value` of the query stands to that of `query_before`: `difference`
    (points of a rate), `ratio` (after ÷ before, minus one) or `ratio_per_day` (the same for counts). `planted` is the
    size put in; the query must show at least half of it in `direction`, and without events no more than `tolerance`.
    """

    id: str
    first: date
    last: date
    dimension: str
    value: str
    planted: float
    move: Literal["difference", "ratio", "ratio_per_day"]
    direction: Literal["up", "down"]
    query: str
    query_before: str
    tolerance: float
    en: Words
    zh: Words


class Story(Strict):
    """The planted events; none in the world without events."""

    event: tuple[Event, ...] = ()

    def size(self, name: str) -> float:
        """Return the planted size of that event, 0 where it is not part of this world."""
        return next((event.planted for event in self.event if event.id == name), 0.0)

    def active(self, name: str, seconds: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which of the moments (UTC epoch seconds) lie inside that event."""
        for event in self.event:
            if event.id == name:
                return (seconds >= _second(event.first)) & (seconds < _second(event.last + timedelta(days=1)))
        return np.zeros(seconds.shape, dtype=np.bool_)


def story_path() -> Path:
    """Return where the story of the committed sample lies."""
    return program_folder("sample_data") / "story.toml"


def load_story(path: Path | None = None) -> Story:
    """Return the planted events of the committed sample, or of `path`."""
    return load_toml(path or story_path(), Story)


def shift_dates(text: str, by: timedelta) -> str:
    """Return the text with every date in it moved: a world that starts on another day has its events there too."""
    return _DATE.sub(lambda found: (date.fromisoformat(found.group()) + by).isoformat(), text)


def shift_story(story: Story, by: timedelta) -> Story:
    """Return the same events, later by `by`, dates inside their queries included."""
    return Story.model_validate_json(shift_dates(story.model_dump_json(), by))


def _second(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
