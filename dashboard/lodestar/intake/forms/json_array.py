"""Which records does a JSON array hold, read without holding more of it than one record needs?"""

from collections.abc import Iterator
from typing import Any

from lodestar.errors import LodestarError
from lodestar.intake.forms.json_values import DECODER, Parsed, judge

ELEMENT_LIMIT = 64 << 20
"""Characters of one array element: the longest real record is 3 MB; more is no list of records."""


def elements(name: str, blocks: Iterator[bytes]) -> Iterator[Parsed]:
    """Yield the elements of a JSON array, reading on only when the text at hand ends inside one."""
    text = _Text(name, blocks)
    if text.mark() != "[":
        raise LodestarError(f"{name} is no JSON list: export a list of records, one per ticket or message.")
    text.skip()
    number = 0
    if text.mark() == "]":
        return
    while True:
        number += 1
        value, raw = text.element(number)
        yield judge(number, value, raw)
        mark = text.mark()
        if mark == "]":
            return
        if mark != ",":
            raise LodestarError(f"{name} breaks off behind record {number}: export it again.")
        text.skip()


class _Text:
    """The text of an array, of which only what is still needed is held."""

    def __init__(self, name: str, blocks: Iterator[bytes]) -> None:
        self._name, self._blocks = name, blocks
        self._text, self._place, self._bytes = "", 0, b""

    def _more(self) -> bool:
        """Read a block; return whether there was one."""
        block = next(self._blocks, None)
        if block is None:
            return False
        data = self._bytes + block
        try:
            fresh, self._bytes = data.decode("utf-8"), b""
        except UnicodeDecodeError as error:
            if error.start < len(data) - 3:
                raise LodestarError(
                    f"{self._name} holds bytes that are no text: export it again as UTF-8, or give its --encoding."
                ) from error
            fresh, self._bytes = data[: error.start].decode("utf-8"), data[error.start :]
        self._text = self._text[self._place :] + fresh
        self._place = 0
        return True

    def mark(self) -> str:
        """Return the next character that is not white space, '' at the end."""
        while True:
            while self._place < len(self._text) and self._text[self._place] in " \t\r\n":
                self._place += 1
            if self._place < len(self._text):
                return self._text[self._place]
            if not self._more():
                return ""

    def skip(self) -> None:
        """Step over one character."""
        self._place += 1

    def element(self, number: int) -> tuple[Any, str]:
        """Return the next value and its text. Raises LodestarError where it is broken or endless."""
        self.mark()
        while True:
            try:
                value, end = DECODER.raw_decode(self._text, self._place)
            except (ValueError, RecursionError) as error:
                if len(self._text) - self._place < ELEMENT_LIMIT and self._more():
                    continue
                raise LodestarError(f"{self._name} is broken at record {number}: export it again.") from error
            if end == len(self._text) and self._more():
                continue
            raw, self._place = self._text[self._place : end], end
            return value, raw
