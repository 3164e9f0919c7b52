"""Is service good, and is it getting worse?"""

from lodestar.app import session
from lodestar.app.components import frame
from lodestar.app.components.chart import draw_charts
from lodestar.app.components.estimated import get_newest
from lodestar.app.components.overview_charts import CARDS, ask_overview, csat_target, overview_charts, to_read
from lodestar.app.components.panel import cards, get_cards
from lodestar.app.findings import estimate
from lodestar.app.findings.overview import overview_answer, overview_basis

word, language, mart, view = session.word(), session.language(), session.published(), session.view()
shown = ask_overview(view)
frame.head(
    word("overview.question"),
    overview_answer(shown, get_cards("csat", view), csat_target(), word, language),
    overview_basis(shown, view, mart, word, language),
    estimate.overview(get_newest(view), word, language),
)
cards(CARDS, view, word, language)
draw_charts(overview_charts(view), word, language)
to_read(view, word, language)
