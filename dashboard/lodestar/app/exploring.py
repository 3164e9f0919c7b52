"""What is being explored: a metric, up to two dimensions, and whether over periods, as the address carries it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

MOST_DIMENSIONS = 2
_METRIC, _BY, _OVER, _PERIODS = "metric", "by", "over", "periods"
PARTS = (_METRIC, _BY, _OVER)


@dataclass(frozen=True)
class Exploring:
    """The choice. `over_periods`: a value per period of the filter bar's grain, else one for the days as a whole."""

    metric: str = "csat"
    by: tuple[str, ...] = ("channel",)
    over_periods: bool = False

    def address(self) -> dict[str, str | list[str]]:
        """Return the parts of the address that read_exploring turns into this choice again."""
        parts: dict[str, str | list[str]] = {_METRIC: self.metric, _BY: list(self.by)}
        if self.over_periods:
            parts[_OVER] = _PERIODS
        return parts


def read_exploring(
    address: Callable[[str], list[str]], metrics: Collection[str], dimensions: Collection[str]
) -> Exploring:
    """Return the choice of an address; a name nobody has is left out, an address that names no metric is the first."""
    named = [name for name in address(_METRIC) if name in metrics]
    if not named:
        return Exploring()
    by = tuple(name for name in dict.fromkeys(address(_BY)) if name in dimensions)
    return Exploring(named[0], by[:MOST_DIMENSIONS], address(_OVER) == [_PERIODS])
