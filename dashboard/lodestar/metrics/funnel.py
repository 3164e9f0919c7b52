"""From all who could rate to those who said they were satisfied: who was lost on the way?"""

from lodestar.metrics.absent import reason_absent
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.found import Found
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question
from lodestar.metrics.stages import NONE, stages

STAGES = {
    "eligible": "rating_coverage_den",
    "invited": "invite_rate_num",
    "rated": "rating_coverage_num",
    "satisfied": "csat_num",
}


def rating_funnel(mart: Mart, question: Question) -> Found:
    """Return the contacts that reached each stage, for the days and filters of the question, as stages() does.

    The invited stand in it only where every eligible contact is of a source that records invitations; no rows where
    nothing is eligible or ratings are not known.
    """
    metrics = load_catalogue().metrics
    coverage = metrics["rating_coverage"]
    if reason_absent(mart, coverage):
        return NONE
    if reason_absent(mart, metrics["invite_rate"]):
        told = {stage: column for stage, column in STAGES.items() if stage != "invited"}
        return stages(mart, coverage, question, told)
    return stages(mart, coverage, question, STAGES, "invited=invite_rate_den")
