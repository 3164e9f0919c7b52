"""What a filled row must keep to, and the sentence for one that does not."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from lodestar.errors import shorten
from lodestar.schema import TABLES

DAYS_TO_ASK = 3
"""How many days after the draw a customer may be asked; the models hold answers from elsewhere to the same."""
_MODE = TABLES["follow_ups"].column("mode")
assert _MODE is not None
MODES = _MODE.vocabulary
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True)
class Scale:
    """The scale a customer was to be asked on."""

    name: str
    lowest: float
    highest: float
    labels: tuple[str, ...] = ()

    def reads(self, value: str) -> bool:
        """Say whether the value lies on the scale: a number between its ends, or one of its words."""
        if value in self.labels:
            return True
        return _NUMBER.fullmatch(value) is not None and self.lowest <= float(value) <= self.highest

    def __str__(self) -> str:
        """Return what may be written down."""
        words = f", or one of {', '.join(self.labels)}" if self.labels else ""
        return f"{self.lowest:g} to {self.highest:g}{words}"


@dataclass(frozen=True)
class Filled:
    """One row as filled in: moments in UTC, None where empty; `unread` names the times that cannot be read."""

    asked_at: datetime | None
    answered_at: datetime | None
    value_raw: str | None
    mode: str | None
    asked_by: str | None
    scale: str | None
    unread: dict[str, str]


@dataclass(frozen=True)
class Fault:
    """What is wrong with one row: the column, what was found, and what to do."""

    column: str
    found: str
    remedy: str


def fault_of(row: Filled, drawn_at: datetime, scale: Scale, served: frozenset[str]) -> Fault | None:
    """Return the first fault of a row, None where it keeps to the rules. `served`: who had served the contact."""
    return _times_fault(row, drawn_at) or _asker_fault(row, served) or _answer_fault(row, scale)


def _times_fault(row: Filled, drawn_at: datetime) -> Fault | None:
    for column, text in row.unread.items():
        return Fault(column, f"{shorten(text, 20)} is no time that can be read", "write it like 2026-11-28 14:30")
    if row.asked_at is None:
        return Fault("asked_at", "answered, but it is not said when asked", "write when the customer was asked")
    if row.asked_at < drawn_at:
        return Fault(
            "asked_at",
            f"asked before the draw ({drawn_at:%Y-%m-%d %H:%M} UTC)",
            "put the time right, or clear the row: an answer from before the draw is no answer to it",
        )
    if row.asked_at > drawn_at + timedelta(days=DAYS_TO_ASK):
        return Fault(
            "asked_at",
            f"asked more than {DAYS_TO_ASK} days after the draw ({drawn_at:%Y-%m-%d %H:%M} UTC)",
            "put the time right, or clear the row: the customer counts as not answering",
        )
    if row.answered_at is not None and row.answered_at < row.asked_at:
        return Fault("answered_at", "answered before asked", "put one of the two times right")
    return None


def _asker_fault(row: Filled, served: frozenset[str]) -> Fault | None:
    if row.mode not in MODES:
        found = f"{shorten(row.mode, 20)} is no way of asking" if row.mode else "it is not said how it was asked"
        return Fault("mode", found, f"write one of {', '.join(MODES)}")
    if not row.asked_by:
        return Fault("asked_by", "it is not said who asked", "write the agent's id as the help desk has it")
    if row.asked_by in served:
        return Fault("asked_by", "asked by an agent who had served this customer", "clear the row, let others ask")
    return None


def _answer_fault(row: Filled, scale: Scale) -> Fault | None:
    if row.scale is not None and row.scale != scale.name:
        return Fault("scale", f"another scale than {scale.name}, which was drawn", f"ask on {scale.name} again")
    if row.value_raw is None:
        if row.answered_at is None:
            return None
        return Fault("value_raw", "answered, but no answer is written down", "write the value, or clear answered_at")
    if not scale.reads(row.value_raw):
        return Fault("value_raw", f"the value is outside scale {scale.name}", f"write {scale}")
    return None
