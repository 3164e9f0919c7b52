"""How long do customers wait, and where?"""

from functools import partial

from lodestar.app import session
from lodestar.app.components import frame
from lodestar.app.components.chart import draw_charts
from lodestar.app.components.panel import cards, get_card
from lodestar.app.components.promises import dues_table, promises_chart
from lodestar.app.components.queue_chart import queue_chart
from lodestar.app.components.speed_choice import TIMES, time_answers, time_choice
from lodestar.app.components.speed_times import (
    by_channel,
    channels_chart,
    curve_chart,
    histogram_chart,
    stages_chart,
)
from lodestar.app.findings.speed import answer, basis

CARDS = (TIMES[0], "queue_wait_seconds", "customer_wait_seconds", "ola_met_rate")

word, language, view = session.word(), session.language(), session.view()
first = get_card(TIMES[0], view)
frame.head(word("speed.question"), answer(first, *by_channel(first), word, language), basis(first, word, language))
cards(CARDS, view, word, language)
times = time_answers(view)
one = time_choice(times, view, word, language)
draw_charts(
    [
        partial(channels_chart, one),
        partial(curve_chart, one),
        partial(histogram_chart, one),
        partial(queue_chart, view),
        partial(stages_chart, times),
        partial(promises_chart, view),
    ],
    word,
    language,
)
dues_table(view, word, language)
