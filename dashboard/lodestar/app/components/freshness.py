"""How far do the data reach, and did the checks pass?"""

from zoneinfo import ZoneInfo

from lodestar.app import format as form
from lodestar.app.words import Words
from lodestar.checks.results import load_results
from lodestar.metrics.mart import Mart


def freshness(mart: Mart, word: Words, language: str) -> str:
    """Return one line: the instant the data reach, in the report zone, and the state of the checks."""
    parts = []
    seen_to = mart.seen_to()
    if seen_to:
        local = seen_to.replace(tzinfo=ZoneInfo("UTC")).astimezone(mart.zone)
        parts.append(word("frame.data_through", when=form.moment(local, language)))
    parts.append(_checks(mart, word))
    return " · ".join(parts)


def _checks(mart: Mart, word: Words) -> str:
    results = load_results(mart.data)
    if not results.stages:
        return word("frame.checks_missing")
    if results.stopped:
        return word("frame.checks_stopped", stopped=str(len(results.stopped)))
    ran = sum(len(stage.results) for stage in results.stages)
    passed = str(ran - len(results.failed))
    if results.failed:
        return word("frame.checks_warned", passed=passed, warned=str(len(results.failed)))
    return word("frame.checks_passed", passed=passed)
