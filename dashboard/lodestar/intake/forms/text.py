"""How does text in any encoding become UTF-8 blocks, with every byte that is no text still recognisable?"""

import codecs
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lodestar.errors import LodestarError
from lodestar.intake.forms.source import SourceFile, blocks

if TYPE_CHECKING:
    from lodestar.intake.forms.dialect import Dialect

HEAD = 1 << 20
"""Bytes looked at to find how a file is written."""

UTF8 = {"utf-8", "utf-8-sig"}
BAD_BYTE = "\udcff"
"""Stands for bytes that are no text in the file's encoding; it cannot be encoded, so its row is rejected."""

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_WRONG_SHARE = 0.5
"""Above this share of unreadable lines among the lines that are not plain ASCII, the encoding is wrong, not the row."""


def _mark(error: UnicodeError) -> tuple[str, int]:
    """Put BAD_BYTE where bytes cannot be decoded."""
    if isinstance(error, UnicodeDecodeError):
        return BAD_BYTE, error.end
    raise error


codecs.register_error("lodestar-mark", _mark)


def encoding_of_bom(head: bytes) -> str | None:
    """Return the encoding that a byte order mark names, if there is one."""
    return next((name for mark, name in _BOMS if head.startswith(mark)), None)


def check_encoding(name: str, head: bytes, encoding: str, *, whole: bool) -> str:
    """Return the head as text. Raises LodestarError where the encoding is unknown or is not the file's."""
    try:
        decoder = codecs.getincrementaldecoder(encoding)("lodestar-mark")
        text = str(decoder.decode(head, final=whole))
    except LookupError as error:
        raise LodestarError(f"There is no encoding {encoding}: try utf-8, utf-16 or gb18030.") from error
    except (UnicodeError, TypeError, AttributeError) as error:
        raise LodestarError(f"{name} is not {encoding}: leave --encoding out to see what it looks like.") from error
    lines = text.splitlines()
    strange = [line for line in lines if not line.isascii()]
    bad = [line for line in strange if BAD_BYTE in line]
    if bad and (BAD_BYTE in lines[0] or len(bad) > _WRONG_SHARE * len(strange)):
        raise LodestarError(_wrong_encoding(name, head, encoding, lines.index(bad[0]) + 1))
    return text


def _wrong_encoding(name: str, head: bytes, encoding: str, row: int) -> str:
    """Return the sentence for a file in another encoding, naming the first byte that does not fit."""
    try:
        head.decode(encoding)
        byte = head[-1]
    except UnicodeDecodeError as error:
        byte = head[error.start]
    found = f"{name} is not {'UTF-8' if encoding in UTF8 else encoding} (byte 0x{byte:02x} in row {row})."
    if encoding not in UTF8:
        return f"{found} Leave --encoding out to see what it looks like."
    try:
        head[: head.rfind(b"\n") + 1].decode("gb18030")
    except UnicodeDecodeError:
        return f"{found} Exports from older Windows systems are often cp1252: try --encoding cp1252."
    return f"{found} Exports from Chinese systems are often GB18030: try --encoding gb18030."


def utf8_blocks(source: SourceFile, dialect: "Dialect") -> Iterator[bytes]:
    """Yield the content as UTF-8 with newlines, without byte order mark and lines above the header.

    Bytes that are no text in the file's encoding come out as bytes that are no UTF-8.
    """
    to_skip = dialect.skip_lines
    for raw in _as_utf8(source, dialect.encoding):
        block = raw.replace(b"\r", b"\n") if dialect.line_end == "\r" else raw
        while to_skip and block:
            end = block.find(b"\n")
            if end < 0:
                block = b""
            else:
                block = block[end + 1 :]
                to_skip -= 1
        if block:
            yield block


def _as_utf8(source: SourceFile, encoding: str) -> Iterator[bytes]:
    """Yield the content as UTF-8, block by block, without byte order mark."""
    with source.open() as stream:
        if encoding in UTF8:
            first = stream.read()
            yield first.removeprefix(codecs.BOM_UTF8)
            yield from blocks(stream)
            return
        decoder = codecs.getincrementaldecoder(encoding)("lodestar-mark")
        for block in blocks(stream):
            yield decoder.decode(block).encode("utf-8", "surrogatepass")
        yield decoder.decode(b"", final=True).encode("utf-8", "surrogatepass")
