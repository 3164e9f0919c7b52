"""Of which form is a file, by its first bytes and its name?"""

import json
from pathlib import PurePosixPath
from typing import Literal

from lodestar.errors import LodestarError
from lodestar.intake.forms.source import Form

FORMS = "CSV, JSON, JSONL, Parquet and XLSX, plain, .gz or in a .zip"
_TEXT_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")
_BINARY = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"SQLite format 3": "a database",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ": "an xz file",
    b"\x28\xb5\x2f\xfd": "a Zstandard file",
    b"\x7fELF": "a program",
    b"MZ\x90\0": "a program",
}
_OLE = b"\xd0\xcf\x11\xe0"
_EXTENSIONS = {"csv", "tsv", "tab", "txt", "json", "jsonl", "ndjson", "parquet", "xlsx", "zip", "gz", ""}
_CONTROL = bytes(set(range(32)) - {9, 10, 12, 13, 27})


def recognise(name: str, head: bytes) -> Form | Literal["zip"]:
    """Return the form of a file that begins with `head`. Raises LodestarError for one that holds no table."""
    if not head:
        raise LodestarError(f"{name} is empty: export it again, or leave it out.")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "xlsx" if _extension(name) in {"xlsx", "xlsm"} else "zip"
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(_OLE):
        raise LodestarError(f"{name} is an old .xls workbook or one with a password: save it as .xlsx without one.")
    _refuse_binary(name, head)
    return _text_form(name, head)


def _refuse_binary(name: str, head: bytes) -> None:
    """Raise LodestarError for a file that is no text, or of a kind that holds no table."""
    for magic, what in _BINARY.items():
        if head.startswith(magic):
            raise LodestarError(f"{name} is {what}, not an export: Lodestar reads {FORMS}.")
    extension = _extension(name)
    if extension in {"parquet", "xlsx", "zip"}:
        raise LodestarError(f"{name} is named .{extension} but is none: export it again.")
    if extension not in _EXTENSIONS and not _is_date(extension):
        raise LodestarError(f"{name} is of no form that Lodestar reads ({FORMS}): leave it out, or rename it.")
    if head.startswith(_TEXT_BOMS):
        return
    strange = len(head) - len(head.translate(None, _CONTROL))
    if strange * 20 > len(head):
        raise LodestarError(f"{name} is binary, not a text export: Lodestar reads {FORMS}.")


def _text_form(name: str, head: bytes) -> Form:
    """Return csv, json or jsonl: a name that says JSON decides, else the first bytes do."""
    text = head.lstrip(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip(b"\xff\xfe").lstrip()
    extension = _extension(name)
    if extension in {"jsonl", "ndjson"}:
        return "jsonl"
    if extension == "json":
        first, newline, _ = text.partition(b"\n")
        if text.startswith(b"{") and newline and not _is_object(first):
            raise LodestarError(f"{name} is one JSON object, not a list of records: export the list inside it.")
        return "json" if text.startswith(b"[") else "jsonl"
    if text.startswith(b"{") and _is_object(text.split(b"\n", 1)[0]):
        return "jsonl"
    if text.startswith((b"[{", b"[\n", b"[\r", b"[ ")):
        return "json"
    return "csv"


def _is_object(line: bytes) -> bool:
    """Return whether a line is a JSON object, and so the file not CSV whatever its name says."""
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _extension(name: str) -> str:
    """Return the last extension without .gz, lower case."""
    path = PurePosixPath(name.rsplit("!", 1)[-1])
    if path.suffix.lower() == ".gz":
        path = path.with_suffix("")
    return path.suffix.lower().lstrip(".")


def _is_date(extension: str) -> bool:
    """Return whether what follows the last dot is part of a date or number (`log.2026-11-22`), not an extension."""
    return extension.replace("-", "").replace("_", "").isdigit()
