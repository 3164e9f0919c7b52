"""Under which headings are the metrics listed, and which of them does somebody look for?"""

from collections.abc import Iterable
from typing import Literal

from lodestar.metrics.catalogue import Metric

Group = Literal["satisfaction", "solved", "bot", "time", "queue", "signals"]
GROUPS: tuple[Group, ...] = ("satisfaction", "solved", "bot", "time", "queue", "signals")
_SIGNAL = "signal_"


def group_of(metric: Metric) -> Group:
    """Return the heading of one metric, read from its file alone: a new metric finds its place by itself."""
    if metric.id.startswith(_SIGNAL):
        return "signals"
    if metric.owner == "bot team":
        return "bot"
    if "ratings" in metric.needs:
        return "satisfaction"
    if metric.unit == "seconds" or metric.grain in {"turn", "target"}:
        return "time"
    return "solved" if metric.stage == "after service" else "queue"


def grouped(metrics: Iterable[Metric]) -> dict[Group, list[Metric]]:
    """Return the metrics under their headings, in the order of GROUPS; a heading without any is left out."""
    listed = list(metrics)
    found = {group: [metric for metric in listed if group_of(metric) == group] for group in GROUPS}
    return {group: those for group, those in found.items() if those}


def matching(metrics: Iterable[Metric], text: str) -> list[Metric]:
    """Return the metrics in whose id, names or definitions, in either language, every word of the text occurs."""
    wanted = text.casefold().split()
    return [metric for metric in metrics if all(part in _searched(metric) for part in wanted)]


def distance(metric: Metric, text: str) -> int:
    """Return how far a metric that matches lies from the text: 0 it is its id, 1 in one of its names, 2 elsewhere."""
    wanted = text.casefold().split()
    if "_".join(wanted) == metric.id:
        return 0
    labels = f"{metric.en.label} {metric.zh.label}".casefold()
    return 1 if all(part in labels for part in wanted) else 2


def _searched(metric: Metric) -> str:
    words = (metric.en.label, metric.en.definition, metric.zh.label, metric.zh.definition)
    return " ".join((metric.id, *words)).casefold()
