"""Do customers have to come back?"""

from functools import partial

from lodestar.app import session
from lodestar.app.components import frame
from lodestar.app.components.chart import draw_charts
from lodestar.app.components.panel import cards, get_card
from lodestar.app.components.returns_charts import (
    basis,
    chains_chart,
    cut_chart,
    kinds_chart,
    times_chart,
    weeks_chart,
)
from lodestar.app.findings.returns import answer

CARDS = ("reopen_rate", "reopen_rate_72h", "reopen_rate_7d", "reopen_after_system_ending_rate")

word, language, view = session.word(), session.language(), session.view()
day, week = get_card("reopen_rate", view), get_card("reopen_rate_7d", view)
frame.head(word("returns.question"), answer(day, week, word, language), basis(day, word, language))
cards(CARDS, view, word, language)
charts = [
    partial(weeks_chart, day, view),
    partial(kinds_chart, day, view),
    partial(cut_chart, day, "issue_2"),
    partial(cut_chart, day, "team"),
    partial(chains_chart, week),
    partial(times_chart, week),
]
draw_charts(charts, word, language)
