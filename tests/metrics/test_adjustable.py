"""Is every setting listed with its value and its default, and has it words in both languages?"""

from lodestar.app.words import table
from lodestar.metrics.adjustable import adjustables
from lodestar.settings import Settings

ALL = Settings.model_validate(
    {
        "windows": {"return_hours": 48, "inactive_end_hours_by_channel": {"phone": 1}},
        "sources": {"shop": {"archived": True}},
        "rating_scales": {"nps": {"kind": "nps", "min": 0, "max": 10, "positive_from": 9}},
        "handoff_links": [{"bot": "app", "human": "phone"}],
    }
)


def test_what_is_set_differs_from_its_default() -> None:
    changed = {one.name: (one.value, one.default) for one in adjustables(ALL) if one.is_changed}
    assert changed == {
        "windows.return_hours": (48, 24),
        "windows.inactive_end_hours_by_channel": ("phone = 1", None),
        "handoff_links": ("app → phone", None),
        "sources.shop.archived": (True, False),
        "rating_scales.nps.kind": ("nps", "csat"),
        "rating_scales.nps.min": (0, None),
        "rating_scales.nps.max": (10, None),
        "rating_scales.nps.positive_from": (9, None),
    }


def test_nothing_set_is_every_default() -> None:
    assert [one.name for one in adjustables(Settings()) if one.is_changed] == []


def test_every_setting_has_words() -> None:
    wanted = {one.about.replace(".", "_") for one in (*adjustables(Settings()), *adjustables(ALL))}
    for language in ("en", "zh"):
        assert wanted - table(language)["settings"].keys() == set()
