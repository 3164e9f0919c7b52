"""What are the records of a JSON array or of JSON lines, as text, each value as exactly as it was written?"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

import polars as pl

from lodestar.errors import LodestarError
from lodestar.intake.forms.chunk import ROWS, Chunk, Reason, Rejection, check_names, rejected_frame
from lodestar.intake.forms.dialect import Dialect
from lodestar.intake.forms.source import SourceFile
from lodestar.intake.forms.text import utf8_blocks

ELEMENT_LIMIT = 64 << 20
"""Characters of one array element: the longest real record is 3 MB; more is no list of records."""

_HEADER_RECORDS = 1000


class _Number(str):
    """A number as it was written: 3.0 stays 3.0, a long id keeps its digits."""

    __slots__ = ()


def _no_constant(text: str) -> Any:
    raise ValueError(f"{text} is no JSON")


_decoder = json.JSONDecoder(parse_int=_Number, parse_float=_Number, parse_constant=_no_constant)
Parsed = tuple[int, dict[str, Any] | None, Reason | None, str]


def json_header(source: SourceFile, dialect: Dialect) -> list[str]:
    """Return the keys of the first 1,000 records, in the order they first appear."""
    names: dict[str, None] = {}
    for _, record, _, _ in _limited(_parsed(source, dialect), _HEADER_RECORDS):
        names.update(dict.fromkeys(record or {}))
    return list(names)


def read_jsonl(source: SourceFile, dialect: Dialect) -> Iterator[Chunk]:
    """Yield the records of JSON lines; `_line` is the line in the file. Broken lines are rejected with a reason."""
    return _chunks(source.name, _lines(utf8_blocks(source, dialect)))


def read_json(source: SourceFile, dialect: Dialect) -> Iterator[Chunk]:
    """Yield the records of a JSON array; `_line` is the place in it. Raises LodestarError where the array breaks."""
    return _chunks(source.name, _elements(source.name, utf8_blocks(source, dialect)))


def _parsed(source: SourceFile, dialect: Dialect) -> Iterator[Parsed]:
    blocks = utf8_blocks(source, dialect)
    return _elements(source.name, blocks) if source.form == "json" else _lines(blocks)


def _limited(records: Iterable[Parsed], limit: int) -> Iterator[Parsed]:
    for _, record in zip(range(limit), records, strict=False):
        yield record


def _chunks(name: str, records: Iterator[Parsed]) -> Iterator[Chunk]:
    """Yield chunks of at most ROWS records."""
    while batch := list(_limited(records, ROWS)):
        rejections: list[Rejection] = [(line, reason, raw) for line, _, reason, raw in batch if reason is not None]
        good = [(line, record) for line, record, _, _ in batch if record is not None]
        keys = dict.fromkeys(key for _, record in good for key in record)
        columns = dict(zip(check_names(name, list(keys)), keys, strict=True))
        frame = pl.DataFrame(
            {column: [_as_text(record.get(key)) for _, record in good] for column, key in columns.items()},
            schema=dict.fromkeys(columns, pl.String),
        )
        lines = pl.Series("_line", [line for line, _ in good], dtype=pl.Int64)
        yield Chunk(frame.with_columns(lines) if columns else lines.to_frame(), rejected_frame(rejections))


def _as_text(value: Any) -> str | None:
    """Return a value as text: null stays null, a list or object becomes JSON text."""
    if value is None or type(value) is str:
        return value
    if isinstance(value, _Number):
        return str(value)
    return _dump(value)


def _dump(value: Any) -> str:
    """Return compact JSON text with numbers as they were written."""
    if isinstance(value, _Number):
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{_quoted(key)}:{_dump(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(_dump(inner) for inner in value) + "]"
    return _quoted(value)


def _quoted(value: str | bool | None) -> str:
    return json.dumps(value, ensure_ascii=False)


def _lines(blocks: Iterator[bytes]) -> Iterator[Parsed]:
    """Yield each line that is not blank: its number, its record or the reason it is none, its text if rejected."""
    number = 0
    rest = b""
    for block in blocks:
        *whole, rest = (rest + block).split(b"\n")
        for line in whole:
            number += 1
            if line.strip():
                yield _line(number, line)
    if rest.strip():
        yield _line(number + 1, rest)


def _line(number: int, raw: bytes) -> Parsed:
    if b"\0" in raw:
        return number, None, "nul_byte", raw.decode("utf-8", "replace")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return number, None, "not_in_encoding", raw.decode("utf-8", "replace")
    try:
        record = _decoder.decode(text)
    except (ValueError, RecursionError):
        return number, None, "broken_json", text
    return _judge(number, record, text)


def _judge(number: int, record: Any, text: str) -> Parsed:
    """Return the record where it is one that can be stored, else the reason it cannot."""
    if not isinstance(record, dict):
        return number, None, "not_an_object", text
    if "\\u" in text:
        try:
            whole = _dump(record).encode("utf-8")
        except UnicodeEncodeError:
            return number, None, "lone_surrogate", text
        if b"\\u0000" in whole:
            return number, None, "nul_byte", text
    return number, record, None, ""


def _elements(name: str, blocks: Iterator[bytes]) -> Iterator[Parsed]:
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
        yield _judge(number, value, raw)
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
                value, end = _decoder.raw_decode(self._text, self._place)
            except (ValueError, RecursionError) as error:
                if len(self._text) - self._place < ELEMENT_LIMIT and self._more():
                    continue
                raise LodestarError(f"{self._name} is broken at record {number}: export it again.") from error
            if end == len(self._text) and self._more():
                continue
            raw, self._place = self._text[self._place : end], end
            return value, raw
