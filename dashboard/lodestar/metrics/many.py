"""Is a difference more than chance when it is one of many that were looked at? Bonferroni (Dunn 1961)."""

from collections.abc import Mapping, Sequence
from statistics import NormalDist
from typing import Any

from lodestar.metrics.card import Verdict, judge
from lodestar.metrics.catalogue import Metric

_OF_ONE = NormalDist().inv_cdf(0.975)
Row = Mapping[str, Any]


def judge_among(metric: Metric, now: Row | None, before: Row | None, tests: int) -> Verdict:
    """Return what `judge` says where `tests` differences together may be wrong with 5 %: with wider intervals."""
    wider = NormalDist().inv_cdf(1 - 0.025 / max(tests, 1)) / _OF_ONE
    return judge(metric, _widened(now, wider), _widened(before, wider))[1]


def extremes(metric: Metric, rows: Sequence[Row]) -> tuple[Row, Row] | None:
    """Return the rows with the least and the most value, where they differ by more than chance among all pairs."""
    known = sorted((row for row in rows if not row["is_too_few"]), key=lambda row: float(row["value"]))
    pairs = len(known) * (len(known) - 1) // 2
    if not pairs or judge_among(metric, known[-1], known[0], pairs) in {"within", "none"}:
        return None
    return known[0], known[-1]


def _widened(row: Row | None, times: float) -> dict[str, Any] | None:
    if row is None or any(row.get(name) is None for name in ("value", "low", "high")):
        return None if row is None else dict(row)
    value = row["value"]
    ends = {name: value + times * (row[name] - value) for name in ("low", "high")}
    return {**row, **ends}
