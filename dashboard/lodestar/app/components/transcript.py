"""One contact's conversation as HTML: who said what when, in which leg, with the long gaps named."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from lodestar.app import format as form
from lodestar.app.words import Words
from lodestar.masking import mask

LONG_GAP_SECONDS = 30 * 60


@dataclass(frozen=True)
class Said:
    """One message as it is shown; `at` is local time, `leg` the number of the leg it belongs to."""

    at: dt.datetime
    author_type: str
    is_public: bool
    body: str
    leg: int
    handler: str


def transcript(messages: Iterable[Said], word: Words, language: str) -> str:
    """Return the conversation as HTML; customer text is masked and escaped, so it can only ever be text."""
    parts: list[str] = []
    before: Said | None = None
    for said in messages:
        if before is None or said.leg != before.leg:
            name = "contact.handed" if before and said.handler == "human" else f"contact.leg_{said.handler}"
            parts.append(f'<div class="ls-leg"><b>{escape(word(name))}</b></div>')
        elif (quiet := (said.at - before.at).total_seconds()) >= LONG_GAP_SECONDS:
            gap = word("contact.gap", time=form.seconds(quiet, word))
            parts.append(f'<div class="ls-gap">{escape(gap)}</div>')
        parts.append(_line(said, word, language))
        before = said
    return f'<div class="ls-transcript">{"".join(parts)}</div>'


def _line(said: Said, word: Words, language: str) -> str:
    kind = said.author_type if said.is_public else "note"
    author = word(f"contact.{kind}")
    return (
        f'<div class="at">{form.moment(said.at, language)}</div>'
        f'<div class="ls-said {kind}" dir="auto"><i>{escape(author)}</i>{escape(mask(said.body))}</div>'
    )
