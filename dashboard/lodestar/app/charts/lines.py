"""The lines of a trend: what each shows, in the units that are drawn, and what is written at its end."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodestar.app import format as form
from lodestar.app.charts.axis import Scale, logs
from lodestar.app.charts.numbers import Floats, Numbers, booleans, floats
from lodestar.app.charts.place import Label, dot
from lodestar.app.charts.text import with_value, wrapped
from lodestar.app.charts.theme import Theme, text_tone, tone
from lodestar.app.words import Words


@dataclass(frozen=True)
class Line:
    """One line, its values in the metric's unit; nan or None leaves a gap. `last` is the end value as written.

    A line without any value draws only its band, as a range. A single interval is drawn as an upright bar.
    `key` is what a click filters by (None: unknown); without it the line is not clickable. `cases` says how many each
    share rests on, and so how exactly it is written.
    """

    name: str
    value: Numbers
    low: Numbers | None = None
    high: Numbers | None = None
    unfinished: Sequence[bool] | NDArray[np.bool_] | None = None
    hover: Sequence[str] = ()
    tone: str = "ink"
    slot: int = 0
    last: str = ""
    key: str | None = ""
    cases: Sequence[int | None] = ()


class Drawn:
    """A line in the units that are drawn: percent, log10 of seconds, counts."""

    def __init__(self, line: Line, unit: str, size: int) -> None:
        self.line = line
        self.raw, self.raw_low, self.raw_high = (floats(part, size) for part in (line.value, line.low, line.high))
        self.value, self.low, self.high = (drawn(unit, part) for part in (self.raw, self.raw_low, self.raw_high))
        self.unfinished = booleans(line.unfinished, size)
        self.whole = np.isfinite(self.value) & ~self.unfinished
        self.is_range = not np.isfinite(self.value).any()

    @property
    def last_whole(self) -> int | None:
        """Return the position of the last whole period with a value."""
        where = np.flatnonzero(self.whole)
        return int(where[-1]) if where.size else None

    @property
    def open_ends(self) -> NDArray[np.bool_]:
        """Say which periods have a value that will still change."""
        return np.isfinite(self.value) & self.unfinished


def drawn(unit: str, values: Floats) -> Floats:
    """Return values as they stand on the axis."""
    if unit == "seconds":
        return logs(values)
    return values * 100 if unit == "share" else values


def end_labels(
    theme: Theme, lines: Sequence[Drawn], axis: Scale, *, unit: str, target: float | None, word: Words, language: str
) -> list[Label]:
    """Return what stands right of the plot: the target, each line's name and last value, "unfinished" once."""
    labels = []
    if target is not None:
        text = word("figure.target", value=value_text(target, unit, word, language))
        labels.append(Label(axis.share(float(drawn(unit, floats([target]))[0])), wrapped(text), theme.ink3))
    for one in lines:
        line, at = one.line, one.last_whole
        known = np.flatnonzero(np.isfinite(one.high))
        if one.is_range and known.size:
            labels.append(Label(axis.share(float(one.high[known[-1]])), wrapped(line.name), theme.ink3))
        elif at is not None:
            n = line.cases[at] if line.cases else None
            last = line.last or value_text(float(one.raw[at]), unit, word, language, n)
            text = with_value(line.name, last)
            if line.tone == "category":
                text = dot(tone(theme, line.tone, line.slot)) + text
            elif line.tone in {"ink", "accent"}:
                text = f"<b>{text}</b>"
            labels.append(Label(axis.share(float(one.value[at])), text, text_tone(theme, line.tone)))
    hollow = [one.value[one.open_ends] for one in lines if one.open_ends.any()]
    if hollow:
        labels.append(Label(axis.share(float(hollow[0][-1])), wrapped(word("figure.unfinished")), theme.ink3))
    return labels


def value_text(value: float, unit: str, word: Words, language: str, n: int | None = None) -> str:
    """Return a value as its unit is written; a share as `n` cases allow, else with a decimal only where it has one."""
    if unit == "seconds":
        return form.seconds(value, word)
    if unit == "count":
        return form.count(value, language)
    if n is not None:
        return form.share(value, n, language)
    is_whole = round(value * 1000) % 10 == 0
    return form.share(value, 0 if is_whole else form.MANY, language)
