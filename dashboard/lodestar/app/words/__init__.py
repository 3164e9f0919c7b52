"""Every word a page shows, by language: `words("zh")("card.pending", n="41")`."""

import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from lodestar.errors import LodestarError

LANGUAGES = {"en": "EN", "zh": "中文"}
Words = Callable[..., str]


@cache
def table(language: str) -> dict[str, dict[str, str]]:
    """Return the language's words, by section and name."""
    return tomllib.loads(Path(__file__).with_name(f"{language}.toml").read_text(encoding="utf-8"))


def words(language: str) -> Words:
    """Return the function that gives a word of that language with its placeholders filled."""
    entries = table(language)

    def word(name: str, /, **values: str) -> str:
        section, _, key = name.partition(".")
        return entries[section][key].format(**values)

    return word


def wrong(error: LodestarError, word: Words) -> str:
    """Return what went wrong in the words of a language; what has none of its own stands there as a detail."""
    if error.kind and error.facts:
        return word(f"errors.{error.kind}", **error.facts)
    return word(f"errors.{error.kind or 'other'}", detail=str(error))
