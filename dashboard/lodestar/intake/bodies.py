"""Is this the same text? Bodies without mark-up, and a hash of what remains of a body when only its letters count."""

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from lodestar.intake.keys import hash64

_MINIMUM = 4


def _keep_table() -> npt.NDArray[np.bool_]:
    keep = np.zeros(256, dtype=bool)
    for low, high in ((0x30, 0x39), (0x61, 0x7A), (0x80, 0xFF)):
        keep[low : high + 1] = True
    return keep


_KEEP = _keep_table()


def letters_only(text: pl.Series) -> pl.Series:
    """Return each text in lower case with letters, digits and ideographs only.

    Works on the bytes of the whole column: ASCII by a table, the punctuation blocks of Latin-1, General
    Punctuation to Dingbats, CJK and full-width forms, and emoji by their lead bytes.
    """
    column = text.str.to_lowercase().to_frame("t").to_arrow()["t"].combine_chunks().cast(pa.large_string())
    if isinstance(column, pa.ChunkedArray):
        column = column.chunk(0)
    _, offset_buffer, data_buffer = column.buffers()
    offsets = np.frombuffer(offset_buffer, dtype=np.int64)[column.offset : column.offset + len(column) + 1]
    start, end = int(offsets[0]), int(offsets[-1])
    data = np.frombuffer(data_buffer or b"", dtype=np.uint8)[start:end]
    keep = _KEEP[data]
    _drop_punctuation(data, keep)
    new_offsets = np.zeros(len(column) + 1, dtype=np.int64)
    filled = np.flatnonzero(offsets[1:] > offsets[:-1])
    if len(filled):
        lengths = np.zeros(len(column), dtype=np.int64)
        lengths[filled] = np.add.reduceat(keep.view(np.uint8), offsets[filled] - start, dtype=np.int32)
        np.cumsum(lengths, out=new_offsets[1:])
    cleaned = pa.LargeStringArray.from_buffers(
        len(column), pa.py_buffer(new_offsets), pa.py_buffer(np.ascontiguousarray(data[keep]))
    )
    result = pl.from_arrow(cleaned)
    assert isinstance(result, pl.Series)
    return result


def _drop_punctuation(data: npt.NDArray[np.uint8], keep: npt.NDArray[np.bool_]) -> None:
    """Mark multi-byte punctuation as dropped, in place."""
    many = np.flatnonzero(data >= 0xC2)
    if not len(many):
        return
    lead = data[many]
    many = many[(lead == 0xC2) | (lead == 0xE2) | (lead == 0xE3) | (lead == 0xEF) | (lead == 0xF0)]  # noqa: PLR1714
    lead = data[many]
    second = data[np.minimum(many + 1, len(data) - 1)]
    third = data[np.minimum(many + 2, len(data) - 1)]
    full_width = (lead == 0xEF) & (
        ((second == 0xBC) & ((third <= 0x8F) | ((third >= 0x9A) & (third <= 0xA0)) | (third >= 0xBB)))
        | ((second == 0xBD) & ((third == 0x80) | ((third >= 0x9B) & (third <= 0xA5))))
    )
    three = (lead == 0xE2) | ((lead == 0xE3) & (second == 0x80)) | full_width
    for at, width in ((many[lead == 0xC2], 2), (many[three], 3), (many[lead == 0xF0], 4)):
        for step in range(width):
            keep[at + step] = False


def body_hash(body: pl.Series) -> pl.Series:
    """Return the 64-bit hash of each body's letters; null for fewer than four of them."""
    letters = letters_only(body.fill_null(""))
    enough = letters.str.len_chars() >= _MINIMUM
    return letters.to_frame("b").select(pl.when(enough).then(hash64(pl.col("b")))).to_series()
