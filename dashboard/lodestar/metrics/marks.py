"""Which sentence of a contact fired which behaviour signal, and why?"""

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import polars as pl

from lodestar.models.words import load_lexicons, match_messages

ONLY_GOES_ALONG = frozenset({"handed_over", "no_thanks", "channel_change", "refund_after"})
"""Signals that are known to go along with dissatisfaction and say nothing bad by themselves."""

_LISTS = {"asked_human": ("ask_human",), "negative_words": ("negative", "complaint")}
_SENTENCES = re.compile(r"[^.!?。！？\n]*[.!?。！？\n]+|[^.!?。！？\n]+$")
_LETTERS = 4
_LOOKED_AT = 2000


@dataclass(frozen=True)
class Mark:
    """A signal at the place where it fired: `reason` names the words that say why, `values` what they speak of."""

    signal: str
    reason: str
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def is_bad(self) -> bool:
        """Say whether the signal is bad news by itself."""
        return self.signal not in ONLY_GOES_ALONG


def fired_span(body: str, signals: list[str]) -> tuple[int, int]:
    """Return where the sentence that fired stands in a message: the one with the words looked for, else the question.

    Without either it is the last sentence; only the first part of a very long message is looked at.
    """
    sentences = [found.span() for found in _SENTENCES.finditer(body[:_LOOKED_AT]) if found.group().strip()]
    if not sentences:
        return 0, 0
    lists = [name for signal in signals for name in _LISTS.get(signal, ())]
    hit = _first_with_words([body[slice(*span)] for span in sentences], lists) if lists else None
    if hit is None:
        asks = [number for number, span in enumerate(sentences) if body[span[1] - 1] in "?？"]
        hit = asks[-1] if asks and "no_thanks" not in signals else len(sentences) - 1
    start, end = sentences[hit]
    text = body[start:end]
    return start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip())


def thanks_only(messages: pl.DataFrame) -> frozenset[int]:
    """Return the row ids of the messages that say nothing but thanks."""
    wanted = {"thanks_only": _lexicons()["thanks_only"]}
    told = messages.select("author_type", "body", _row_id="row_id").drop_nulls("body")
    return frozenset(match_messages(told.lazy(), wanted)["row_id"]) if told.height else frozenset()


def asked_before(messages: pl.DataFrame, row_id: int) -> Any:
    """Return when the customer had said the same before (same letters and digits); None where they had not."""
    said = messages.filter(pl.col("author_type") == "customer").select("at", "row_id", "body").rows()
    again = next((_letters(body) for _, key, body in said if key == row_id), "")
    if len(again) < _LETTERS:
        return None
    return next((at for at, key, body in said if key != row_id and _letters(body) == again), None)


def _first_with_words(sentences: list[str], lists: list[str]) -> int | None:
    told = pl.DataFrame({"_row_id": range(len(sentences)), "body": sentences}).with_columns(
        author_type=pl.lit("customer")
    )
    found = match_messages(told.lazy(), {name: _lexicons()[name] for name in lists})
    first = found["row_id"].min()
    return first if isinstance(first, int) else None


def _letters(body: str | None) -> str:
    return "".join(letter for letter in (body or "").lower() if letter.isalnum())


@cache
def _lexicons() -> dict[str, Any]:
    return load_lexicons()
