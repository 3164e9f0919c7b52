"""How many customers never rate us, and what do they do?"""

from functools import partial

from lodestar.app import session
from lodestar.app.components import frame, silent_signals
from lodestar.app.components.chart import draw_chart, draw_charts
from lodestar.app.components.panel import cards, get_card
from lodestar.app.components.silent_charts import (
    COVERAGE,
    basis,
    channels_chart,
    funnel_chart,
    get_behaviours,
    issues_chart,
    signals_chart,
    weeks_chart,
)
from lodestar.app.findings import silent

word, language, view = session.word(), session.language(), session.view()
coverage, csat = get_card(COVERAGE, view), get_card("csat", view)
known = [(one.metric, one.now) for one in get_behaviours(view) if one.now]

silent_signals.style()
frame.head(
    word("silent.question"),
    silent.answer(coverage, csat, word, language),
    basis(view, word, language),
    silent.second(known, word, language),
)
cards((COVERAGE, "non_rating_rate", "invite_rate", "response_rate"), view, word, language)
draw_charts([partial(channels_chart, coverage), partial(funnel_chart, coverage)], word, language)
draw_chart(signals_chart(view, word, language), word, language)
draw_charts([partial(weeks_chart, coverage, view), partial(issues_chart, coverage)], word, language)
