"""What does Data health say first? Rules from what was counted to the name of a sentence among the words."""

from dataclasses import dataclass

from lodestar.app import format as form
from lodestar.checks.results import CheckResult, Results
from lodestar.checks.shown import passed_count
from lodestar.metrics.health import Flow

Sentence = tuple[str, dict[str, str]]
"""The name of a sentence among the words, and the values of its placeholders."""


@dataclass(frozen=True)
class Kept:
    """What became of the records: how many came in, how many nothing accounts for, imports newer than the checks."""

    rows: int
    lost: int
    newer: int


def kept(flows: list[Flow], contacts_lost: int, newer: int) -> Kept:
    """Return the sums over all kinds of records; those read out of updates count as much as those imported whole."""
    rows = sum(flow.staging + flow.superseded for flow in flows)
    return Kept(rows, sum(flow.lost for flow in flows) + abs(contacts_lost), newer)


def health_answer(results: Results, language: str) -> Sentence:
    """Return the answer: the stopping checks first, then those that need a person, else that all passed."""
    ran = sum(len(stage.results) for stage in results.stages)
    passed = form.count(passed_count(results), language)
    if not ran:
        return "health.answer_never", {}
    if results.stopped:
        stopped = form.count(len(results.stopped), language)
        return "health.answer_stopped", {
            "stopped": stopped,
            "ran": form.count(ran, language),
            "title": _title(results.stopped[0], language),
        }
    if not results.failed:
        return "health.answer_good", {"passed": passed}
    title = _title(results.failed[0], language)
    if len(results.failed) == 1:
        return "health.answer_one", {"passed": passed, "title": title}
    failed = form.count(len(results.failed), language)
    return "health.answer_some", {"passed": passed, "failed": failed, "title": title}


def health_second(records: Kept, language: str) -> Sentence | None:
    """Return the second sentence: records lost, else imports not checked yet, else that nothing was lost.

    None where nothing has come in.
    """
    if records.lost:
        return "health.second_lost", {"lost": form.count(records.lost, language)}
    if records.newer:
        return "health.second_newer", {"newer": form.count(records.newer, language)}
    return ("health.second_kept", {"rows": form.count(records.rows, language)}) if records.rows else None


def _title(result: CheckResult, language: str) -> str:
    """Return a check's title as it stands inside a sentence."""
    title = result.check.words("zh" if language == "zh" else "en").title
    return title[:1].lower() + title[1:]
