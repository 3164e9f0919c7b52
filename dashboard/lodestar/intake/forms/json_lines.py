"""Which records do JSON lines hold, and which lines are none?

A block of lines is parsed in one go where every line is an object; otherwise line by line, for the reasons.
"""

import re
import secrets
from collections.abc import Iterator

from lodestar.errors import LodestarError
from lodestar.intake.forms.json_values import DECODER, Parsed, as_text, judge

LINE_LIMIT = 64 << 20
"""Bytes of one line: the longest real record is 3 MB; more is no JSON lines."""

_DOUBTFUL = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_BETWEEN = f',"{secrets.token_hex(16)}",'.encode()
"""Stands between two lines parsed together: no line can hold it, so none can pass for two, nor two for one."""


def line_batches(name: str, blocks: Iterator[bytes]) -> Iterator[list[Parsed]]:
    """Yield the lines that are not blank, a block at a time. Raises LodestarError for a line without end."""
    number, rest = 0, b""
    for block in blocks:
        *whole, rest = (rest + block).split(b"\n")
        if len(rest) > LINE_LIMIT:
            raise LodestarError(f"{name} is no JSON lines: line {number + len(whole) + 1} does not end.")
        yield _batch(number, whole)
        number += len(whole)
    yield _batch(number, [rest])


def _batch(before: int, lines: list[bytes]) -> list[Parsed]:
    """Return the filled ones of `lines`, of which `before` come before."""
    numbered = [(number, line) for number, line in enumerate(lines, start=before + 1) if line.strip()]
    records = _together([line for _, line in numbered])
    if records is None:
        return [_line(number, line) for number, line in numbered]
    return [(number, record, None, "") for (number, _), record in zip(numbered, records, strict=True)]


def _together(lines: list[bytes]) -> list[dict[str, str | None]] | None:
    """Return the records of lines that are all fit to be stored; None where one of them needs a closer look."""
    block = _BETWEEN.join(lines)
    if b"\0" in block or _DOUBTFUL.search(block):
        return None
    try:
        values = DECODER.decode(f"[{block.decode('utf-8')}]")
        records, between = values[::2], values[1::2]
        mark = _BETWEEN[2:-2].decode()
        if len(records) != len(lines) or any(value != mark for value in between):
            return None
        if not all(type(record) is dict for record in records):
            return None
        return [_as_record(record) for record in records]
    except (ValueError, RecursionError):
        return None


def _as_record(value: dict[str, object]) -> dict[str, str | None]:
    """Return an object with its values as text."""
    for key, inner in value.items():
        if type(inner) is not str and inner is not None:
            value[key] = as_text(inner)
    return value  # type: ignore[return-value]


def _line(number: int, raw: bytes) -> Parsed:
    if b"\0" in raw:
        return number, None, "nul_byte", raw.decode("utf-8", "replace")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return number, None, "not_in_encoding", raw.decode("utf-8", "replace")
    try:
        record = DECODER.decode(text)
    except (ValueError, RecursionError):
        return number, None, "broken_json", text
    return judge(number, record, text)
