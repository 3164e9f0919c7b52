"""What numbers and days look like before they are drawn, and which stretches of them have no gap."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = Sequence[float | None] | NDArray[Any]
Days = Sequence[dt.date] | NDArray[Any]


def floats(values: Numbers | None, size: int = 0) -> Floats:
    """Return numbers with nan for what is unknown; without any, `size` times nan."""
    return np.full(size, np.nan) if values is None else np.asarray(values, dtype=np.float64)


def booleans(values: Sequence[bool] | NDArray[Any] | None, size: int) -> NDArray[np.bool_]:
    """Return truth values; without any, `size` times False."""
    return np.zeros(size, dtype=bool) if values is None else np.asarray(values, dtype=bool)


def dates(days: Days) -> list[dt.date]:
    """Return the first days of periods as dates."""
    listed: list[dt.date] = np.asarray(days, dtype="datetime64[D]").tolist()
    return listed


def positions(days: list[dt.date], grain: str) -> Floats:
    """Return where periods stand on an axis of whole periods, the first at 0: a missing period leaves its place."""
    if not days:
        return np.empty(0)
    if grain == "month":
        months = [day.year * 12 + day.month for day in days]
        return np.asarray(months, dtype=float) - months[0]
    size = 7 if grain == "week" else 1
    return np.asarray([(day - days[0]).days / size for day in days])


def stretches(known: NDArray[np.bool_], breaks: Sequence[int] = ()) -> list[NDArray[np.intp]]:
    """Return the runs of positions without a gap between them; a run never goes on over a position in `breaks`."""
    where = np.flatnonzero(known)
    is_end = (np.diff(where) > 1) | np.isin(where[1:], list(breaks))
    return [run for run in np.split(where, np.flatnonzero(is_end) + 1) if run.size]
