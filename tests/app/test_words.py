"""Are both languages complete, with the same figures in each sentence, and is Chinese punctuated as Chinese?"""

import re
from string import Formatter

from lodestar.app.words import table

ENGLISH, CHINESE = table("en"), table("zh")
HAN = r"[\u4e00-\u9fff]"
WORDS = [(section, name) for section, words in CHINESE.items() for name in words]


def figures(text: str) -> set[str]:
    """Return the placeholders of a sentence."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_say_the_same_things() -> None:
    said = {(section, name) for section, words in ENGLISH.items() for name in words}
    assert said == set(WORDS)


def test_a_sentence_has_the_same_figures_in_both_languages() -> None:
    differ = [
        f"{section}.{name}"
        for section, name in WORDS
        if figures(CHINESE[section][name]) != figures(ENGLISH[section][name])
    ]
    assert differ == []


def test_chinese_is_punctuated_as_chinese() -> None:
    latin = re.compile(rf"{HAN}[,:;?!()]|[,:;?!()]{HAN}")
    assert [f"{section}.{name}" for section, name in WORDS if latin.search(CHINESE[section][name])] == []
