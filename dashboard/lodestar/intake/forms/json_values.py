"""What does a JSON value say as text, exactly as it was written, and can it be stored?"""

import json
from typing import Any

from lodestar.intake.forms.chunk import Reason


class _Number(str):
    """A number as it was written: 3.0 stays 3.0, a long id keeps its digits."""

    __slots__ = ()


def _no_constant(text: str) -> Any:
    raise ValueError(f"{text} is no JSON")


DECODER = json.JSONDecoder(parse_int=_Number, parse_float=_Number, parse_constant=_no_constant)
"""Reads standard JSON only, numbers as text."""

Parsed = tuple[int, dict[str, str | None] | None, Reason | None, str]
"""Its number, the record or the reason it is none, and its text where it is rejected."""


def as_text(value: Any) -> str | None:
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


def judge(number: int, value: Any, text: str) -> Parsed:
    """Return the record as text where it can be stored, else the reason it cannot."""
    if not isinstance(value, dict):
        return number, None, "not_an_object", text
    try:
        record = {key: as_text(inner) for key, inner in value.items()}
    except RecursionError:
        return number, None, "broken_json", text
    if "\\u" in text:
        whole = "".join((*record, *filter(None, record.values())))
        if "\0" in whole or "\\u0000" in whole:
            return number, None, "nul_byte", text
        if not _is_encodable(whole):
            return number, None, "lone_surrogate", text
    return number, record, None, ""


def _is_encodable(text: str) -> bool:
    """Return whether text holds no half of a surrogate pair."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
