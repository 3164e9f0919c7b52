"""Which colour and which name does a value have on every page? A colour by its name, not by its place in a chart."""

from collections import Counter
from collections.abc import Collection

from lodestar.app.components.values import options
from lodestar.app.components.vocabulary import said
from lodestar.app.findings.speed import begins
from lodestar.app.words import Words

FIRST = {"channel": ("web_chat", "email", "phone", "app_chat", "wechat")}
"""The values that have a slot of their own, in order; the others take the free ones by name."""


def slots(dimension: str) -> dict[str | None, int]:
    """Return the slot of every value a dimension has here; a value that is unknown (None) has the one after the last.

    Slots from the eleventh on are drawn in one grey.
    """
    return numbered(options(dimension), FIRST.get(dimension, ()))


def numbered(values: Collection[str], first: tuple[str, ...] = ()) -> dict[str | None, int]:
    """Return a slot per value: that of its place in `first`, else the next one that nobody here has."""
    placed: dict[str | None, int] = {value: first.index(value) for value in values if value in first}
    free = (slot for slot in range(len(values) + len(first) + 1) if slot not in placed.values())
    for value in sorted(value for value in values if value and value not in first):
        placed[value] = next(free)
    return {**placed, None: next(free)}


def names(dimension: str, values: Collection[str | None], word: Words, language: str) -> dict[str | None, str]:
    """Return what each value is called at the head of a row; two that are called alike carry the stored value too."""
    called = {value: begins(said(dimension, value, word, language), value) for value in values}
    times = Counter(called.values())
    return {
        value: name if times[name] == 1 or name == value else word("vocabulary.alike", name=name, value=str(value))
        for value, name in called.items()
    }
