"""Are customers satisfied, and who is not?"""

from functools import partial

from lodestar.app import session
from lodestar.app.components import frame
from lodestar.app.components.chart import draw_charts
from lodestar.app.components.overview_charts import csat_target
from lodestar.app.components.panel import cards, get_card, get_cards
from lodestar.app.components.rating_charts import funnel_chart, handle_chart, levels_chart
from lodestar.app.components.ratings_told import dimension_choice, ratings_told
from lodestar.app.components.satisfaction_charts import cut_chart, parts_chart, weeks_chart
from lodestar.app.findings.satisfaction import answer, basis, instead

CARDS = (
    "csat", "rating_coverage", "invite_rate", "response_rate", "bot_csat", "bot_rating_coverage", "company_score",
    "company_rating_coverage",
)  # fmt: skip

word, language, view = session.word(), session.language(), session.view()
csat, scales, target = get_card("csat", view), get_cards("csat", view), csat_target()
frame.head(
    word("satisfaction.question"),
    answer(scales, get_card("rating_coverage", view), target, word, language),
    basis(csat, view, session.published(), word, language),
    instead(csat, word),
)
cards(CARDS, view, word, language)
draw_charts([partial(weeks_chart, scales, view, target), partial(funnel_chart, csat)], word, language)
dimension = dimension_choice(csat, view, word, language)
by = [partial(cut_chart, csat, dimension, target), partial(parts_chart, scales, dimension)]
draw_charts([*by, partial(levels_chart, csat), partial(handle_chart, csat)], word, language)
ratings_told(csat, word, language)
