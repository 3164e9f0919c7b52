"""What is being asked? One metric, by some dimensions, in periods, for some days and some rows."""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from lodestar.errors import LodestarError, shorten

Grain = Literal["day", "week", "month"]
Basis = Literal["ending", "rated"]
MAX_AGE_DAYS = 7


@dataclass(frozen=True)
class Condition:
    """Rows whose dimension is (or is not) one of these values; the empty value stands for unknown."""

    dimension: str
    values: tuple[str, ...]
    excludes: bool = False

    def __str__(self) -> str:
        return f"{self.dimension}{'!=' if self.excludes else '='}{','.join(self.values)}"


@dataclass(frozen=True)
class Question:
    """One question. Days are local days of the report zone, both ends included; None leaves an end open.

    `basis` rated and `age` (days after the ending) are for ratings only.
    """

    metric: str
    by: tuple[str, ...] = ()
    grain: Grain | None = None
    first_day: date | None = None
    last_day: date | None = None
    where: tuple[Condition, ...] = field(default=())
    basis: Basis = "ending"
    age: int | None = None

    def __post_init__(self) -> None:
        if self.first_day and self.last_day and self.first_day > self.last_day:
            raise LodestarError(f"The period ends ({self.last_day}) before it begins ({self.first_day}): swap them.")
        if self.age is not None and not 1 <= self.age <= MAX_AGE_DAYS:
            raise LodestarError(f"An age of {self.age} days is not between 1 and {MAX_AGE_DAYS}: choose one of those.")
        if len(set(self.by)) < len(self.by):
            raise LodestarError(f"A dimension is named twice in {', '.join(self.by)}: name each once.")

    def between(self, first_day: date, last_day: date) -> "Question":
        """Return the same question for other days."""
        return replace(self, first_day=first_day, last_day=last_day)

    def only(self, dimension: str, value: str | None) -> "Question":
        """Return the same question for the rows of one value (None: unknown): a click on a bar."""
        condition = Condition(dimension, ("" if value is None else value,))
        return replace(self, where=(*self.where, condition))


def read_condition(text: str) -> Condition:
    """Return `channel=email,phone`, `team!=Night desk` or `agent=` (unknown) as a condition."""
    match = re.fullmatch(r"\s*([^=!]+?)\s*(!?=)(.*)", text, flags=re.DOTALL)
    if not match:
        raise LodestarError(
            f"{shorten(text)!r} is no condition: write DIM=VALUE,VALUE or DIM!=VALUE, e.g. channel=email."
        )
    values = tuple(value.strip() for value in match[3].split(","))
    return Condition(match[1], values, excludes=match[2] == "!=")


def read_day(text: str | None) -> date | None:
    """Return 2026-11-09 as a day; None stays None."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise LodestarError(f"{shorten(text)!r} is not a day: write it like 2026-11-09.") from error
