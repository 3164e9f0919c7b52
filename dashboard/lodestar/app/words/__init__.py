"""Every word a page shows, by language: `words("zh")("card.pending", n="41")`."""

import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path

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
