"""Where may a block of CSV be cut, and is it so regular that any reader sees the same records in it?

A quote is regular where it opens a field, closes one, or is half of a doubled quote inside one. In a regular block the
number of quotes before a byte says whether that byte stands inside a field; vectors are enough for that.
"""

import numpy as np
from numpy.typing import NDArray

from lodestar.intake.forms.dialect import Dialect

_NEWLINE, _RETURN = 10, 13


def regular_end(data: bytes, dialect: Dialect, *, final: bool) -> int:
    """Return how many leading bytes are whole records and regular: 0 where the careful reader is needed.

    `data` begins at a record. With `final` the last record may lack its newline, and the answer is all or nothing.
    """
    quote = dialect.quote.encode()
    if not quote or quote not in data:
        return len(data) if final else data.rfind(b"\n") + 1
    values = np.frombuffer(data, dtype=np.uint8)
    quotes = np.flatnonzero(values == quote[0])
    end = _all_or_nothing(data, quotes) if final else _last_end(data, quotes)
    if not end:
        return 0
    inside = quotes[: int(np.searchsorted(quotes, end))]
    return end if _is_regular(values[:end], inside, quote[0], ord(dialect.delimiter)) else 0


def _all_or_nothing(data: bytes, quotes: NDArray[np.intp]) -> int:
    """Return the length of the last block, or 0 where it ends inside a quoted field."""
    return 0 if len(quotes) % 2 else len(data)


def _last_end(data: bytes, quotes: NDArray[np.intp]) -> int:
    """Return the position behind the last newline that stands outside quotes, 0 where there is none."""
    end = len(data)
    while end := data.rfind(b"\n", 0, end) + 1:
        before = int(np.searchsorted(quotes, end))
        if before % 2 == 0:
            return end
        end = int(quotes[before - 1])
    return 0


def _is_regular(values: NDArray[np.uint8], quotes: NDArray[np.intp], quote: int, delimiter: int) -> bool:
    """Return whether every quote opens or closes a field or is doubled inside one."""
    padded = np.concatenate(([np.uint8(_NEWLINE)], values, [np.uint8(_NEWLINE), np.uint8(_NEWLINE)]))
    before = padded[quotes[0::2]]
    opens = (before == delimiter) | (before == _NEWLINE) | (before == quote)
    after = padded[quotes[1::2] + 2]
    returns = (after == _RETURN) & (padded[quotes[1::2] + 3] == _NEWLINE)
    closes = (after == delimiter) | (after == _NEWLINE) | (after == quote) | returns
    return bool(opens.all() and closes.all())


def delimiters_outside(data: bytes, dialect: Dialect) -> int:
    """Return how many delimiters of a regular block stand outside quotes."""
    quote, delimiter = dialect.quote.encode(), dialect.delimiter.encode()
    if not quote or quote not in data:
        return data.count(delimiter)
    values = np.frombuffer(data, dtype=np.uint8)
    quotes = np.flatnonzero(values == quote[0])
    delimiters = np.flatnonzero(values == delimiter[0])
    return int(np.count_nonzero(np.searchsorted(quotes, delimiters) % 2 == 0))
