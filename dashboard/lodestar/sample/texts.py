"""Which words does the made-up world use? Templates in both languages from sample_data/texts, numbered."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from lodestar.locate import program_folder
from lodestar.sample.world import ISSUE_NAMES, LANGUAGES, Floats, Ints
from lodestar.toml_files import Strict, load_toml

ISSUE_KINDS = ("ask", "bot", "fix")


class IssueTexts(Strict):
    """What is said about one issue."""

    ask: tuple[str, ...]
    bot: tuple[str, ...]
    fix: tuple[str, ...]


class LanguageTexts(Strict):
    """One language's file."""

    openers: tuple[str, ...]
    issues: dict[str, IssueTexts]
    generic: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Texts:
    """All templates in one numbered list; a kind's templates of one language and issue lie side by side."""

    templates: tuple[str, ...]
    spans: dict[str, Ints]
    openers: tuple[str, ...]
    opener_spans: Ints
    issue_names: tuple[str, ...] = ISSUE_NAMES

    def pick(self, kind: str, language: Ints, issue: Ints, luck: Floats) -> Ints:
        """Return template numbers; `issue` is 0 for the kinds that do not depend on it."""
        first, count = self.spans[kind][language, issue].T
        number: Ints = first + (luck * count).astype(np.int64)
        return number

    def pick_opener(self, language: Ints, luck: Floats) -> Ints:
        """Return opener numbers."""
        first, count = self.opener_spans[language].T
        number: Ints = first + (luck * count).astype(np.int64)
        return number

    @cached_property
    def template_series(self) -> pl.Series:
        """Return the templates as a column to gather from."""
        return pl.Series(self.templates)

    @cached_property
    def opener_series(self) -> pl.Series:
        """Return the openers as a column to gather from."""
        return pl.Series(self.openers)


def load_texts() -> Texts:
    """Return the texts of both languages."""
    folder = program_folder("sample_data") / "texts"
    files = [load_toml(folder / f"{language}.toml", LanguageTexts) for language in LANGUAGES]
    templates: list[str] = []
    spans: dict[str, Ints] = {}

    def add(texts: tuple[str, ...]) -> tuple[int, int]:
        templates.extend(texts)
        return len(templates) - len(texts), len(texts)

    for kind in ISSUE_KINDS:
        rows = [[add(getattr(file.issues[name], kind)) for name in ISSUE_NAMES] for file in files]
        spans[kind] = np.array(rows)
    for kind in files[0].generic:
        spans[kind] = np.array([[add(file.generic[kind])] for file in files])
    openers: list[str] = []
    opener_spans = []
    for file in files:
        opener_spans.append((len(openers), len(file.openers)))
        openers.extend(file.openers)
    return Texts(tuple(templates), spans, tuple(openers), np.array(opener_spans))
