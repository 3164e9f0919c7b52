"""What does the bot really settle?"""

from functools import partial

from lodestar.app import session
from lodestar.app.components import bot_intents, frame
from lodestar.app.components.bot_charts import (
    basis,
    causes_chart,
    containment_chart,
    flow_chart,
    get_outcomes,
    outcomes_chart,
    wait_chart,
)
from lodestar.app.components.chart import draw_charts
from lodestar.app.components.panel import cards, get_card
from lodestar.app.findings.bot import answer

CARDS = ("escalation_rate", "handoff_success_rate", "no_return_containment", "bot_csat")

word, language, view = session.word(), session.language(), session.view()
rate, success, contained = (get_card(metric, view) for metric in CARDS[:3])
bot_intents.style()
frame.head(
    word("bot.question"),
    answer(get_outcomes(rate), rate.absent, word, language),
    basis(rate, word, language),
)
cards(CARDS, view, word, language)
charts = [
    partial(outcomes_chart, rate, view),
    partial(containment_chart, contained, view),
    partial(causes_chart, rate),
    partial(bot_intents.intents_chart, contained),
    partial(flow_chart, success),
    partial(wait_chart, get_card("first_response_after_handoff_seconds", view)),
]
draw_charts(charts, word, language)
