"""The one family of errors that a person ever sees: what was found, where, and what to do now."""

import difflib
from collections.abc import Iterable


class LodestarError(Exception):
    """Could not be done (exit code 2). The message is one sentence a manager can act on.

    `kind` is the sentence's name among the pages' words, `facts` what stands in it: so a page says it in its language.
    """

    exit_code = 2

    def __init__(self, message: object = "", kind: str = "", **facts: str) -> None:
        super().__init__(message)
        self.kind, self.facts = kind, facts


class NeedsAPersonError(LodestarError):
    """Done, but something needs a person: a stop check failed, rows were rejected (exit code 1)."""

    exit_code = 1


def nearest(name: str, known: Iterable[str]) -> str:
    """Return ' Did you mean x?' for the closest known name, or '' where nothing is close."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f" Did you mean {close[0]}?" if close else ""


def shorten(text: object, limit: int = 60) -> str:
    """Return a value as it may be shown in an error: one line, at most `limit` characters."""
    line = " ".join(str(text).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
