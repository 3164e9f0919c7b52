"""How many elements does a JSON array hold? Counted over its brackets, without parsing a value."""

import re
from collections.abc import Iterator

_STRING_STOP = re.compile(rb'["\\\\]')
_TOKEN = re.compile(rb'["\\\[\]{},]|[^\s"\\\[\]{},]+')


def count_elements(blocks: Iterator[bytes]) -> int:
    """Return the elements of the outermost array; what is no array at all is refused by the reader, not here."""
    depth, elements = 0, 0
    in_string, escaped, is_filled = False, False, False
    for block in blocks:
        position = 0
        while position < len(block):
            if in_string:
                position, in_string, escaped = _string_end(block, position, escaped=escaped)
                continue
            token = _TOKEN.search(block, position)
            if token is None:
                break
            position = token.end()
            mark = token.group()
            if mark == b"," and depth == 1:
                elements += is_filled
                is_filled = False
                continue
            is_filled = is_filled or (depth == 1 and mark != b"]")
            in_string = mark == b'"'
            depth += (mark in b"[{") - (mark in b"]}")
            if depth == 0:
                return elements + is_filled
    return elements + is_filled


def _string_end(block: bytes, position: int, *, escaped: bool) -> tuple[int, bool, bool]:
    """Return where to go on inside a string: the position, whether still inside, whether the next byte is escaped."""
    if escaped:
        return position + 1, True, False
    stop = _STRING_STOP.search(block, position)
    if stop is None:
        return len(block), True, False
    return (stop.end(), True, True) if stop.group() == b"\\" else (stop.end(), False, False)
