"""How far do the data reach, and did the checks pass?"""

from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from lodestar.app import format as form
from lodestar.app.components.touched import outcomes
from lodestar.app.words import Words
from lodestar.checks.shown import passed_count
from lodestar.metrics.mart import Mart


@dataclass(frozen=True)
class Freshness:
    """One line, and whether all is well, something warns, or a check stopped the last build."""

    text: str
    state: Literal["good", "warned", "stopped"]


def freshness(mart: Mart, word: Words, language: str) -> Freshness:
    """Return the instant the data reach, in the report zone, and the state of the checks."""
    parts = []
    seen_to = mart.seen_to()
    if seen_to:
        local = seen_to.replace(tzinfo=ZoneInfo("UTC")).astimezone(mart.zone)
        parts.append(word("frame.data_through", when=form.moment(local, language)))
    checks = _checks(word)
    return Freshness(" · ".join([*parts, checks.text]), checks.state)


def _checks(word: Words) -> Freshness:
    results, _ = outcomes()
    if not results.stages:
        return Freshness(word("frame.checks_missing"), "warned")
    if results.stopped:
        return Freshness(word("frame.checks_stopped", stopped=str(len(results.stopped))), "stopped")
    passed = str(passed_count(results))
    if results.failed:
        return Freshness(word("frame.checks_warned", passed=passed, warned=str(len(results.failed))), "warned")
    return Freshness(word("frame.checks_passed", passed=passed), "good")
