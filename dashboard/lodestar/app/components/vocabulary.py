"""How is a stored value said? Our own vocabularies in words; what a site named itself stays as it is."""

import re

from lodestar.app.words import Words, table

SPOKEN = frozenset(
    {"channel", "handled_by", "initiated_by", "language", "priority", "ended_by", "return_kind", "bot_outcome",
     "bot_cause", "status", "handler", "ola_result", "author", "verdict", "service_length"}
)  # fmt: skip
"""The columns and parts whose values SCHEMA or METRICS name."""

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:])")


def said(column: str, value: object, word: Words, language: str) -> str:
    """Return a value in words where it is of our own vocabulary, else as it is; unknown where there is none."""
    if value is None or value == "":
        return word("vocabulary.unknown")
    key = f"{column}_{value}".lower()
    if column in SPOKEN and key in table(language)["vocabulary"]:
        return word(f"vocabulary.{key}")
    return issue(str(value)) if column.startswith("issue_") or column == "intent" else str(value)


def issue(path: str) -> str:
    """Return an issue path as people read it: refund › not received."""
    return " › ".join(part.replace("_", " ") for part in path.split("/"))


def plain(text: str) -> str:
    """Return text so that Markdown shows it as it is: for labels that Streamlit reads as Markdown."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
