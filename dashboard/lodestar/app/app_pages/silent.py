"""How many customers never rate us, what do they do, and what do all of them think?"""

from functools import partial

from lodestar.app import session
from lodestar.app.components import frame, silent_signals
from lodestar.app.components.chart import draw_chart, draw_charts
from lodestar.app.components.estimate_charts import everybody_chart, index_chart
from lodestar.app.components.estimate_tables import (
    narrowing_chart,
    shifts_chart,
    tipping_chart,
    who_chart,
    worth_chart,
)
from lodestar.app.components.estimated import get_newest, outside, week_of, which_week
from lodestar.app.components.follow_up_panel import follow_ups
from lodestar.app.components.overview_charts import to_read
from lodestar.app.components.panel import cards, get_card
from lodestar.app.components.silent_charts import (
    COVERAGE,
    basis,
    channels_chart,
    funnel_chart,
    issues_chart,
    signals_chart,
    weeks_chart,
)
from lodestar.app.findings import estimate

word, language, view = session.word(), session.language(), session.view()
coverage, newest = get_card(COVERAGE, view), get_newest(view)
csat = get_card("csat", week_of(newest, view))

silent_signals.style()
frame.head(
    word("silent.question"),
    estimate.everybody(newest, coverage, csat, word, language, lead=which_week(newest, view, word, language)),
    basis(view, word, language),
    estimate.and_if_not(newest, word, language),
)
outside(view, word, language)
cards((COVERAGE, "non_rating_rate", "invite_rate", "response_rate"), view, word, language)
everybody = (everybody_chart, tipping_chart, narrowing_chart, index_chart, who_chart, shifts_chart)
draw_charts([partial(chart, view) for chart in everybody], word, language)
follow_ups(word, language)
draw_charts([partial(channels_chart, coverage), partial(funnel_chart, coverage)], word, language)
draw_chart(signals_chart(view, word, language), word, language)
if worth := worth_chart(view, word, language):
    draw_chart(worth, word, language)
to_read(view, word, language)
draw_charts([partial(weeks_chart, coverage, view), partial(issues_chart, coverage)], word, language)
