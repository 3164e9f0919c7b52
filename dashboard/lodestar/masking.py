"""Which parts of a customer's text tell who they are? Shown as dots: addresses, phones, card and identity numbers."""

import re

# Every one of these stands for a single character, so that what is found lies at the same place in the text itself.
_PLAIN = str.maketrans("０１２３４５６７８９＠．。＋－—–‐‑（）\u3000\u00a0\u2009", "0123456789@..+-----()   ")

# An e-mail address; any run of at least seven digits however it is spaced or dashed (phone, card, order, identity
# number; Chinese identity numbers may end in X). Shorter numbers (amounts, dates, times) stay readable.
_PERSONAL = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\d.])\+?\(?\d(?:[ \-.()]{0,2}\d){6,}[Xx]?(?![\dA-Za-z])"
    r"|\d{7,}[Xx]?"
)
_DATE = re.compile(r"\d{4}[-./]\d{1,2}[-./]\d{1,2}(?:[ T]\d{1,2}(?::\d{2})*)?|\d{1,2}[-./]\d{1,2}[-./]\d{4}")
_KEEP = 2


def mask(text: str) -> str:
    """Return `text` with addresses and long numbers as dots, the last two characters kept; dates stay."""
    shown, done = [], 0
    for found in _PERSONAL.finditer(text.translate(_PLAIN)):
        shown += [text[done : found.start()], _dots(found.group())]
        done = found.end()
    return "".join((*shown, text[done:]))


def _dots(found: str) -> str:
    if _DATE.fullmatch(found.strip()):
        return found
    if "@" in found:
        return "•••@•••"
    return "•" * max(len(found) - _KEEP, 4) + found[-_KEEP:]
