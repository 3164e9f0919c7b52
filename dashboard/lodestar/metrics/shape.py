"""How are a duration's lengths spread? Counts in buckets that grow by a constant ratio, for a log axis."""

from lodestar.metrics import wide
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.durations import select_durations
from lodestar.metrics.found import Found, find
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question
from lodestar.metrics.statement import Statement

FINE_BUCKETS = 8
RATIO = wide.BUCKET_RATIO**FINE_BUCKETS
"""Eight of the histogram's buckets: wide questions and small ones have the same edges."""


def lengths(mart: Mart, question: Question) -> Found:
    """Return how many rows of a duration metric ended in its event after how long; what still waits has no length.

    Per group and bucket that holds anything, in that order: the groups, low_seconds, high_seconds, n. A bucket holds
    lengths from low_seconds up to, not including, high_seconds; the first everything shorter too.
    """
    catalogue = load_catalogue()
    metric = catalogue.metric(question.metric)
    statement = Statement(f"{metric.id} by length: {metric.en.label}")
    selected = select_durations(statement, mart, catalogue, metric, question, ()).selected
    ended = "\nwhere ending = 'event'" if metric.is_censored else ""
    statement.step(
        "stepped",
        f"select {selected.keys}weight,\n"
        f"    greatest(cast(floor(({wide.bucket('seconds')}) / {FINE_BUCKETS}.0) as integer), 0) as step\n"
        f"from selected{ended}",
    )
    order = ", ".join((*(f"{group} nulls last" for group in selected.groups), "low_seconds"))
    statement.finish(
        f"select\n    {selected.keys}pow({wide.BUCKET_RATIO}, step * {FINE_BUCKETS}) as low_seconds,\n"
        f"    pow({wide.BUCKET_RATIO}, (step + 1) * {FINE_BUCKETS}) as high_seconds, cast(sum(weight) as bigint) as n\n"
        f"from stepped\ngroup by {selected.keys}step\norder by {order}"
    )
    return find(mart, statement)
