"""What is being looked at: days, comparison, grain and filters, as the address of every page carries them."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import get_args

from lodestar.errors import LodestarError
from lodestar.metrics.card import Compare
from lodestar.metrics.question import Condition, Grain, Question, read_day

WEEKS = {"week": 1, "4weeks": 4, "13weeks": 13}
"""Preset periods: the name in the address and how many whole matured weeks it means."""

COMPARISONS: tuple[Compare, ...] = get_args(Compare)
GRAINS: tuple[Grain, ...] = get_args(Grain)
_SPAN = ".."
_NOT = "!"


@dataclass(frozen=True)
class View:
    """What is selected. `days` is a span of local days, or a number of whole matured weeks, each metric its own."""

    days: tuple[date, date] | int = 1
    compare: Compare = "before"
    grain: Grain = "week"
    where: tuple[Condition, ...] = ()

    @property
    def period(self) -> str:
        """Return the period as the address names it: week, 4weeks, 13weeks or 2026-11-09..2026-11-15."""
        if isinstance(self.days, int):
            return next(name for name, weeks in WEEKS.items() if weeks == self.days)
        first, last = self.days
        return f"{first}{_SPAN}{last}"

    def address(self) -> dict[str, str | list[str]]:
        """Return the parts of the address that read_view turns into this view again: none for the first view."""
        first = View()
        parts: dict[str, str | list[str]] = {}
        if self.days != first.days:
            parts["period"] = self.period
        if self.compare != first.compare:
            parts["compare"] = self.compare
        if self.grain != first.grain:
            parts["grain"] = self.grain
        return parts | {f"{c.dimension}{_NOT if c.excludes else ''}": list(c.values) for c in self.where}

    def condition(self, dimension: str) -> Condition | None:
        """Return the filter on a dimension, if there is one."""
        return next((condition for condition in self.where if condition.dimension == dimension), None)

    def filtered(self, dimension: str, values: Sequence[str], *, excludes: bool = False) -> "View":
        """Return the view with this filter in place of any other on the dimension; no values take it away."""
        kept = tuple(condition for condition in self.where if condition.dimension != dimension)
        added = (Condition(dimension, tuple(values), excludes),) if values else ()
        return replace(self, where=kept + added)

    def during(self, first: date, last: date) -> "View":
        """Return the same view for a span of days."""
        return replace(self, days=(first, last))

    def question(self, metric: str, days: tuple[date, date], by: tuple[str, ...] = ()) -> Question:
        """Return the question for one metric, filtered as this view is, for the days that are that metric's own."""
        return Question(metric, by, None, *days, self.where)


def parts_of_a_view(dimensions: Collection[str]) -> set[str]:
    """Return every name under which an address may say something of a view."""
    return {"period", "compare", "grain", *dimensions, *(f"{dimension}{_NOT}" for dimension in dimensions)}


def read_view(
    address: Callable[[str], list[str]], dimensions: Collection[str], known: Callable[[str], Collection[str]]
) -> View:
    """Return the view of an address; what is not valid there (a name, a day, a value nobody has) is left out.

    `address` gives every value of one part, `known` the values that a dimension has.
    """
    view = View(days=_read_days(address("period")))
    compare, grain = address("compare"), address("grain")
    view = replace(
        view,
        compare=next((name for name in COMPARISONS if [name] == compare), view.compare),
        grain=next((name for name in GRAINS if [name] == grain), view.grain),
    )
    for dimension in dimensions:
        for sign in ("", _NOT):
            asked = address(f"{dimension}{sign}")
            values = [value for value in dict.fromkeys(asked) if value in known(dimension)] if asked else []
            if values:
                view = view.filtered(dimension, values, excludes=sign == _NOT)
    return view


def _read_days(asked: list[str]) -> tuple[date, date] | int:
    text = asked[0] if asked else ""
    if text in WEEKS or _SPAN not in text:
        return WEEKS.get(text, 1)
    try:
        first, last = (read_day(part) for part in text.split(_SPAN, 1))
    except LodestarError:
        return 1
    return (first, last) if first and last and first <= last else 1
