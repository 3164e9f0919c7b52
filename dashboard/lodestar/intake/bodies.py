"""Is this the same text? Bodies without mark-up, and a hash of what remains of a body when only its letters count."""

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from lodestar.intake.keys import hash64

_MINIMUM = 4
_LOWER, _SMALL_A, _ZERO = np.uint8(0x20), np.uint8(ord("a")), np.uint8(ord("0"))
_LETTERS, _DIGITS, _MULTI_BYTE = np.uint8(26), np.uint8(10), np.uint8(0x80)
# Lead bytes of scripts with capitals: Latin-1 to Armenian, then Georgian and more, full-width forms, beyond the BMP.
_CASED = (0xC3, 0xD6, 0xE1, 0xEA, 0xEF, 0xF0)
_ANY = (0x00, 0xFF)
# In UTF-8: the lead byte, how many bytes the character has, and the ranges of its second and third byte.
_PUNCTUATION = (
    (0xC2, 2, (0x80, 0xBF), _ANY),  # Latin-1 signs
    (0xE2, 3, (0x80, 0xBF), _ANY),  # general punctuation, arrows, symbols, dingbats
    (0xE3, 3, (0x80, 0x80), _ANY),  # CJK punctuation
    (0xEF, 3, (0xBC, 0xBC), (0x80, 0x8F)),  # full-width forms: all but digits and letters
    (0xEF, 3, (0xBC, 0xBC), (0x9A, 0xA0)),
    (0xEF, 3, (0xBC, 0xBC), (0xBB, 0xBF)),
    (0xEF, 3, (0xBD, 0xBD), (0x80, 0x80)),
    (0xEF, 3, (0xBD, 0xBD), (0x9B, 0xA5)),
    (0xF0, 4, (0x9F, 0x9F), _ANY),  # emoji
)
_FIRST_LEAD = _PUNCTUATION[0][0]
_LEADS = sorted({row[0] for row in _PUNCTUATION})


def letters_only(text: pl.Series) -> pl.Series:
    """Return each text in lower case with letters, digits and ideographs only.

    Works on the bytes of the whole column: ASCII by its ranges, the punctuation blocks of Latin-1, General
    Punctuation to Dingbats, CJK and full-width forms, and emoji by their lead bytes.
    """
    column = text.to_arrow().cast(pa.large_string())
    _, offset_buffer, data_buffer = column.buffers()
    offsets = np.frombuffer(offset_buffer, dtype=np.int64)[column.offset : column.offset + len(column) + 1]
    start, end = int(offsets[0]), int(offsets[-1])
    data = np.frombuffer(data_buffer or b"", dtype=np.uint8)[start:end]
    keep = ((data | _LOWER) - _SMALL_A < _LETTERS) | (data - _ZERO < _DIGITS) | (data >= _MULTI_BYTE)
    _drop_punctuation(data, keep)
    new_offsets = np.zeros(len(column) + 1, dtype=np.int64)
    filled = np.flatnonzero(offsets[1:] > offsets[:-1])
    if len(filled):
        lengths = np.zeros(len(column), dtype=np.int64)
        lengths[filled] = np.add.reduceat(keep.view(np.uint8), offsets[filled] - start, dtype=np.int32)
        np.cumsum(lengths, out=new_offsets[1:])
    kept = data[np.flatnonzero(keep)]
    kept = np.where(kept < _MULTI_BYTE, kept | _LOWER, kept)
    cleaned = pl.from_arrow(
        pa.LargeStringArray.from_buffers(len(column), pa.py_buffer(new_offsets), pa.py_buffer(kept))
    )
    assert isinstance(cleaned, pl.Series)
    return _lower_other_scripts(cleaned, kept, new_offsets)


def _lower_other_scripts(cleaned: pl.Series, kept: npt.NDArray[np.uint8], offsets: npt.NDArray[np.int64]) -> pl.Series:
    """Return the texts in lower case; ASCII is already, and only rows with letters that have a case are looked at."""
    cased = np.flatnonzero(((kept >= _CASED[0]) & (kept <= _CASED[1])) | np.isin(kept, _CASED[2:]))
    if not len(cased):
        return cleaned
    rows = np.unique(np.searchsorted(offsets, cased, side="right") - 1)
    return cleaned.scatter(pl.Series(rows), cleaned.gather(pl.Series(rows)).str.to_lowercase())


def _drop_punctuation(data: npt.NDArray[np.uint8], keep: npt.NDArray[np.bool_]) -> None:
    """Mark multi-byte punctuation as dropped, in place."""
    many = np.flatnonzero(data >= _FIRST_LEAD)
    many = many[np.isin(data[many], _LEADS)]
    lead = data[many]
    second = data[np.minimum(many + 1, len(data) - 1)]
    third = data[np.minimum(many + 2, len(data) - 1)]
    for byte, width, (low2, high2), (low3, high3) in _PUNCTUATION:
        here = (lead == byte) & (second >= low2) & (second <= high2) & (third >= low3) & (third <= high3)
        at = many[here]
        for step in range(width):
            keep[at + step] = False


def body_hash(body: pl.Series) -> pl.Series:
    """Return the 64-bit hash of each body's letters; null for fewer than four of them."""
    letters = letters_only(body.fill_null(""))
    enough = letters.str.len_chars() >= _MINIMUM
    return letters.to_frame("b").select(pl.when(enough).then(hash64(pl.col("b")))).to_series()
