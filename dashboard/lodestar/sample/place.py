"""Where may a sample go, and what lies beside it: the story of the planted events, and the settings that fit."""

from datetime import date
from pathlib import Path

from lodestar.errors import LodestarError
from lodestar.locate import program_folder
from lodestar.sample.events import Story, load_story, shift_dates, shift_story, story_path
from lodestar.sample.make import FOLDERS
from lodestar.sample.world import DEFAULT_START

_SETTINGS = "lodestar.toml"


def prepare(out: Path, start: date, no_events: bool) -> Story:
    """Return the planted events of a world that starts then. Raises LodestarError where a sample lies there already."""
    taken = next((folder for folder in FOLDERS if (out / folder).exists()), None)
    if taken:
        raise LodestarError(f"{out / taken} is already there: remove it or choose another --out.")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LodestarError(f"{out} cannot be made ({error.strerror}): choose another --out.") from error
    return Story() if no_events else shift_story(load_story(), start - DEFAULT_START)


def write_beside(out: Path, start: date, no_events: bool) -> None:
    """Write story.toml (with events only) and the settings to copy into the data folder."""
    if out.resolve() == story_path().parent.resolve():
        return
    if not no_events:
        text = shift_dates(story_path().read_text(encoding="utf-8"), start - DEFAULT_START)
        (out / "story.toml").write_text(text, encoding="utf-8")
    settings = (program_folder("sample_data") / _SETTINGS).read_text(encoding="utf-8")
    (out / _SETTINGS).write_text(settings, encoding="utf-8")
