"""How are a file's bytes reached, whatever it is packed in, without a bomb or a broken pack doing harm?"""

import gzip
import lzma
import struct
import zipfile
import zlib
from types import TracebackType
from typing import IO, Protocol, Self, cast

from lodestar.errors import LodestarError

BLOCK = 8 << 20
"""Bytes read at a time: 8 MiB blocks measured faster than 32 MiB and keep memory bounded."""

MAX_RATIO = 300
"""Unpacked bytes per packed byte. Real logs pack 4 to 40 times, the emptiest we made about 150; a bomb about 1,000."""

RATIO_FROM = 64 << 20
"""Below this many unpacked bytes no ratio does harm: a small, repetitive file is let through."""

MAX_BYTES = 200 << 30
"""Unpacked bytes of one file: ten times the text of 100 million messages; more is not a log."""


BROKEN = (gzip.BadGzipFile, zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, ValueError)
"""What the standard library raises for packs that are damaged."""


class Readable(Protocol):
    """What a reader needs of a stream."""

    def read(self, size: int = -1, /) -> bytes: ...

    def close(self) -> None: ...


class Guarded:
    """A byte stream that says in one sentence what is wrong with its pack, and stops at a bomb."""

    def __init__(self, stream: Readable, name: str, packed: int | None, also: tuple[Readable, ...] = ()) -> None:
        self._stream, self._name, self._packed, self._also = stream, name, packed, also
        self._read = 0

    def read(self, size: int = BLOCK) -> bytes:
        """Return up to `size` bytes, b'' at the end. Raises LodestarError for a broken pack or a bomb."""
        try:
            data = self._stream.read(size)
        except EOFError as error:
            raise LodestarError(f"{self._name} is cut off (its packing ends too early): fetch it again.") from error
        except BROKEN as error:
            raise LodestarError(f"{self._name} is damaged and cannot be unpacked: fetch it again.") from error
        except (RuntimeError, NotImplementedError) as error:
            raise LodestarError(
                f"{self._name} is packed in a way Lodestar does not open: unpack it first and import the result."
            ) from error
        except OSError as error:
            raise LodestarError(
                f"{self._name} cannot be read ({error.strerror}): check the disk and try again."
            ) from error
        self._read += len(data)
        refuse_bomb(self._name, self._read, self._packed)
        return data

    def close(self) -> None:
        """Close the stream and what it was packed in."""
        for stream in (self._stream, *self._also):
            stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def refuse_bomb(name: str, unpacked: int, packed: int | None) -> None:
    """Raise LodestarError where `unpacked` bytes out of `packed` are more than a log can be."""
    if packed is not None and unpacked > RATIO_FROM and unpacked > MAX_RATIO * max(packed, 1):
        raise LodestarError(
            f"{name} unpacks to more than {MAX_RATIO} times its size, which no log does: "
            "if it is really yours, unpack it yourself and import the result."
        )
    if unpacked > MAX_BYTES:
        raise LodestarError(f"{name} holds more than {MAX_BYTES >> 30} GiB: split it and import the parts.")


def gunzip(stream: Readable, name: str, packed: int) -> Guarded:
    """Return the unpacked stream of a gzip stream of `packed` bytes."""
    return Guarded(gzip.GzipFile(fileobj=cast("IO[bytes]", stream), mode="rb"), name, packed, (stream,))
