"""Are both languages complete, with the same figures in each sentence, and is Chinese punctuated as Chinese?"""

import re
from pathlib import Path
from string import Formatter

import lodestar.app
from lodestar.app.components.follow_up_panel import NUMBERS
from lodestar.app.words import table
from lodestar.estimate.signals import VERDICTS

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


def test_every_word_about_the_estimate_is_shown_somewhere() -> None:
    code = "\n".join(path.read_text("utf-8") for path in Path(lodestar.app.__file__).parent.rglob("*.py"))
    told = set(re.findall(r'"((?:estimate|follow)\.\w+)"', code)) | {f"estimate.{verdict}" for verdict in VERDICTS}
    told |= {f"follow.{name}" for name in NUMBERS}
    begun = {start for start in re.findall(r'f"((?:estimate|follow)\.\w*)\{', code) if not start.endswith(".")}
    unused = [
        f"{section}.{name}"
        for section, name in WORDS
        if section in {"estimate", "follow"}
        and f"{section}.{name}" not in told
        and not any(f"{section}.{name}".startswith(start) for start in begun)
    ]
    assert unused == []


def test_chinese_is_punctuated_as_chinese() -> None:
    latin = re.compile(rf"{HAN}[,:;?!()]|[,:;?!()]{HAN}")
    assert [f"{section}.{name}" for section, name in WORDS if latin.search(CHINESE[section][name])] == []
