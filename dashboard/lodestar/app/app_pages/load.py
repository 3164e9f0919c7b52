"""How much is there to do, and when?"""

from functools import partial

from lodestar.app import session
from lodestar.app.components import frame
from lodestar.app.components.chart import draw_charts
from lodestar.app.components.load_charts import backlog_chart, flow_chart, orders_chart, volume_chart
from lodestar.app.components.load_tables import hours_chart, service_table, teams_table
from lodestar.app.components.panel import cards, get_card
from lodestar.app.components.queue_chart import queue_chart
from lodestar.app.findings.load import answer, basis

CARDS = (
    "volume", "contact_rate", "answered_rate", "abandonment_rate", "service_level", "backlog", "aht_mean",
    "staffed_hours",
)  # fmt: skip

word, language, view = session.word(), session.language(), session.view()
volume, backlog = get_card("volume", view), get_card("backlog", view)
frame.head(
    word("load.question"),
    answer(volume, get_card("abandonment_rate", view), backlog, word, language),
    basis(volume, session.published(), word, language),
)
cards(CARDS, view, word, language)
draw_charts(
    [
        partial(volume_chart, volume, view),
        partial(orders_chart, get_card("contact_rate", view), view),
        partial(flow_chart, backlog, view),
        partial(backlog_chart, backlog, view),
        partial(queue_chart, view),
        partial(hours_chart, volume),
    ],
    word,
    language,
)
teams_table(view, word, language)
service_table(view, word, language)
