"""The words at the head of Data health."""

from collections.abc import Sequence

from lodestar.app import format as form
from lodestar.app.findings.health import health_answer, health_second, kept
from lodestar.app.words import Words
from lodestar.checks.results import Results, StageResult
from lodestar.checks.shown import newer_imports
from lodestar.intake.manifest import Manifest
from lodestar.metrics import health
from lodestar.metrics.mart import Mart


def told(results: Results, imports: Sequence[Manifest], mart: Mart, word: Words, language: str) -> tuple[str, str]:
    """Return the answer and the second sentence."""
    name, values = health_answer(results, language)
    newer = len(newer_imports(imports, results))
    second = health_second(kept(health.flows(mart), health.contacts(mart).lost, newer), language)
    return word(name, **values), word(second[0], **second[1]) if second else ""


def basis(results: Results, mart: Mart, word: Words, language: str) -> str:
    """Return when the numbers were built and the checks ran, in the report zone."""
    built = form.moment(mart.local(health.built_at(mart)), language)
    if not results.stages:
        return word("health.basis_never", built=built)
    idle = sum(one.state == "no_data" for stage in results.stages for one in stage.results)
    ran = {"raw": _ran(results.raw, mart, language), "mart": _ran(results.mart, mart, language)}
    return word("health.basis", built=built, no_data=form.count(idle, language), **ran)


def _ran(stage: StageResult | None, mart: Mart, language: str) -> str:
    return form.moment(mart.local(stage.ran_at), language) if stage else "–"
