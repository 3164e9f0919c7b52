"""How much room does a text need in a chart, and how is it kept from being cut or read as markup?"""

import re
import unicodedata
from functools import lru_cache
from html import escape, unescape

from lodestar.app.charts.theme import SIZE

WRAP = 18
"""Letters after which a name goes on in a second line (9 Chinese characters): about a third of a phone."""
HOVER_WRAP = 56
_LONELY = 3
_MARKUP = re.compile(r"&lt;(/?b|br)&gt;")
_TAG = re.compile(r"<[^>]*>")
_EMS = {" .,:;'|il!": 0.34, "jtfr()[]·-–": 0.44, "mwMW%@▲▼●■—≈": 0.96}
_EM_OF = {letter: em for letters, em in _EMS.items() for letter in letters}
_WIDE, _UPPER, _DIGIT, _OTHER = 1.0, 0.72, 0.64, 0.61
_BOLD = 1.08


def safe(text: str) -> str:
    """Return the text with every markup but <b> and <br> shown as it was typed."""
    return _MARKUP.sub(r"<\1>", escape(text, quote=False))


def width(text: str, size: int = SIZE) -> float:
    """Return the pixels the longest line of a text takes: rather too many than too few, whatever font is there."""
    bold = _BOLD if "<b>" in text else 1.0
    lines = [unescape(_TAG.sub("", line)) for line in text.split("<br>")]
    return max(sum(_em(letter) for letter in line) for line in lines) * size * bold


def _em(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return _WIDE
    usual = _UPPER if letter.isupper() else _DIGIT if letter.isdigit() else _OTHER
    return _EM_OF.get(letter, usual)


def widest(texts: "list[str] | tuple[str, ...]") -> float:
    """Return the pixels of the widest of some texts, 0 without any."""
    return max((width(text) for text in texts), default=0.0)


def lines_in(text: str) -> int:
    """Return how many lines a text has."""
    return text.count("<br>") + 1


@lru_cache(maxsize=20_000)
def wrapped(text: str, letters: int = WRAP) -> str:
    """Return the text, safe, in lines of about so many letters; a Chinese character counts as two.

    Chinese may break anywhere; other words break at spaces, and inside only where one alone is longer than a line. What
    a no-break space joins stays together. A last line of a letter or two is filled up from the line before.
    """
    lines = _lines(text, letters)
    if len(lines) > 1 and _letters(lines[-1]) <= _LONELY:
        longest = max(_letters(word) for word in _words(text, letters))
        shorter = (_lines(text, fewer) for fewer in range(letters - 1, longest - 1, -1))
        even = [one for one in shorter if len(one) == len(lines)]
        lines = next((one for one in even if _letters(one[-1]) > _LONELY), lines)
    return "<br>".join(map(safe, lines))


def _lines(text: str, letters: int) -> list[str]:
    lines, line, room = [], "", letters
    for word in _words(text, letters):
        size = _letters(word)
        if line and size > room and word != " ":
            lines.append(line.rstrip())
            line, room = "", letters
        line, room = line + word, room - size
    return [*lines, line.rstrip()]


def with_value(name: str, value: str) -> str:
    """Return a name, wrapped, with its value after it, never torn apart; in a line of its own where it has no room."""
    lines = wrapped(name)
    if not name:
        return safe(value)
    has_room = _letters(unescape(lines.rpartition("<br>")[2])) + 1 + _letters(value) <= WRAP
    return f"{lines}{' ' if has_room else '<br>'}{safe(value)}"


def _words(text: str, letters: int) -> list[str]:
    parts = re.findall(r" |[^ \u00a0]*\u00a0[^ ]*|[⺀-鿿豈-﫿]|[^ ⺀-鿿豈-﫿]+", text)
    return [piece for part in parts for piece in _pieces(part, letters)]


def _pieces(word: str, letters: int) -> list[str]:
    """Return a word cut where it alone is longer than a line, wide signs counting as two."""
    if _letters(word) <= letters:
        return [word]
    size = letters if _letters(word) == len(word) else letters // 2
    return [word[at : at + size] for at in range(0, len(word), size)]


def _letters(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def hover_texts(texts: "tuple[str, ...] | list[str]", size: int) -> list[str]:
    """Return one hover sentence per point, broken into lines a phone can show; without sentences all are empty."""
    if not len(texts):
        return [""] * size
    return ["<br>".join(wrapped(line, HOVER_WRAP) for line in text.split("<br>")) for text in texts]
