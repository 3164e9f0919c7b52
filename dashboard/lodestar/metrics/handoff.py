"""From bot to human: how many asked, and how many of those got somebody?"""

from lodestar.metrics.absent import reason_absent
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.found import Found
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question
from lodestar.metrics.stages import NONE, stages

STAGES = {
    "bot": "handoff_request_rate_den",
    "asked": "handoff_request_rate_num",
    "handed": "handoff_success_rate_num",
}


def handoff_stages(mart: Mart, question: Question) -> Found:
    """Return the matured bot contacts that reached each stage, for the days and filters of the question.

    One row per stage as stages() gives them (bot: all, asked: asked for a human or a handoff was started, handed: a
    human took over). No rows where there is no bot contact.
    """
    metric = load_catalogue().metric("handoff_request_rate")
    return NONE if reason_absent(mart, metric) else stages(mart, metric, question, STAGES)
