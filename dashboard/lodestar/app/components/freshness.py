"""How far do the data reach, has anything come since, and did the checks pass?"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from lodestar.app import format as form
from lodestar.app.components.touched import outcomes
from lodestar.app.words import Words
from lodestar.checks.shown import passed_count
from lodestar.metrics.mart import Mart

STALE_DAYS = 14
"""From how many days without anything new on numbers are said to be old. The check of silent sources warns after three;
two weeks without any import is no weekend and no holiday any more: nobody imports."""


@dataclass(frozen=True)
class Freshness:
    """One line, and whether all is well, something warns, nothing new comes, or a check stopped the last build."""

    text: str
    state: Literal["good", "warned", "stale", "stopped"]


def freshness(mart: Mart, word: Words, language: str) -> Freshness:
    """Return the instant the data reach, in the report zone, and the state of the checks."""
    parts = []
    seen_to = mart.seen_to()
    if seen_to:
        parts.append(word("frame.data_through", when=form.moment(mart.local(seen_to), language)))
    checks = _checks(word)
    days = (now() - seen_to).days if seen_to and _has_living_source(mart) else 0
    if days >= STALE_DAYS:
        parts.append(word("frame.stale", days=form.count(days, language)))
        checks = checks if checks.state == "stopped" else replace(checks, state="stale")
    return Freshness(" · ".join([*parts, checks.text]), checks.state)


def now() -> datetime:
    """Return the present instant as instants are stored: UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def _has_living_source(mart: Mart) -> bool:
    """Say whether anything is still to be expected: an archive does not grow old."""
    sql = "select coalesce(bool_or(not is_archived), false) as is_living from mart_meta"
    return bool(mart.once("living sources", sql)["is_living"][0])


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
