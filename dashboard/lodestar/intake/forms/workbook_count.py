"""How many rows of a sheet hold anything? Counted in the workbook's own XML, without the reader."""

import contextlib
import io
import posixpath
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.etree import ElementTree as ET

from lodestar.errors import LodestarError
from lodestar.intake.forms.source import SourceFile

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def unpacked_bytes(name: str, content: bytes) -> int:
    """Return how many bytes a workbook unpacks to. Raises LodestarError where it is no archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as pack:
            return sum(entry.file_size for entry in pack.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise LodestarError(f"{name} is a damaged workbook: save it again as .xlsx, or export CSV.") from error


def count_sheet_rows(source: SourceFile) -> int:
    """Return the rows of the source's sheet that have a cell with a value, its header included."""
    with _sheet(source) as (file, empty):
        return sum(_is_filled(row, empty) for row in _elements(file, "row"))


def count_dead_cells(source: SourceFile) -> tuple[int, int]:
    """Return how many cells of the sheet hold an error such as #REF!, and how many a formula without its result."""
    errors, formulas = 0, 0
    with _sheet(source) as (file, _):
        for cell in _elements(file, "c"):
            errors += cell.get("t") == "e"
            value = cell.find(_MAIN + "v")
            formulas += cell.find(_MAIN + "f") is not None and (value is None or not value.text)
    return errors, formulas


@contextlib.contextmanager
def _sheet(source: SourceFile) -> Iterator[tuple[IO[bytes], set[str]]]:
    """Open the XML of the source's sheet, with the numbers of the empty shared strings."""
    try:
        with zipfile.ZipFile(io.BytesIO(source.content())) as pack:
            empty = _empty_strings(pack)
            with pack.open(_part(pack, source.sheet or "")) as file:
                yield file, empty
    except (zipfile.BadZipFile, KeyError, ET.ParseError) as error:
        raise LodestarError(f"{source.name} is a damaged workbook: save it again as .xlsx, or export CSV.") from error


def _elements(file: IO[bytes], tag: str) -> Iterator[ET.Element]:
    """Yield each finished element of one kind, and let it go afterwards."""
    for _, element in ET.iterparse(file):  # noqa: S314 - expat refuses entity bombs, external entities are not read
        if element.tag == _MAIN + tag:
            yield element
            element.clear()


def _part(pack: zipfile.ZipFile, sheet: str) -> str:
    """Return the archive member that holds a sheet."""
    book = ET.fromstring(pack.read("xl/workbook.xml"))  # noqa: S314 - as above
    link = next(part.get(_LINK) for part in book.iter(_MAIN + "sheet") if part.get("name") == sheet)
    links = ET.fromstring(pack.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - as above
    target = next(part.get("Target", "") for part in links if part.get("Id") == link)
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))


def _empty_strings(pack: zipfile.ZipFile) -> set[str]:
    """Return the numbers of the shared strings that hold no character."""
    if "xl/sharedStrings.xml" not in pack.namelist():
        return set()
    with pack.open("xl/sharedStrings.xml") as file:
        return {
            str(number)
            for number, item in enumerate(_elements(file, "si"))
            if not any(text.text for text in item.iter(_MAIN + "t"))
        }


def _is_filled(row: ET.Element, empty: set[str]) -> bool:
    """Return whether a row has a cell with a value."""
    for cell in row.iter(_MAIN + "c"):
        value = cell.find(_MAIN + "v")
        if cell.get("t") == "e":
            continue
        if value is not None and value.text:
            if cell.get("t") != "s" or value.text not in empty:
                return True
        elif any(text.text for text in cell.iter(_MAIN + "t")):
            return True
    return False
