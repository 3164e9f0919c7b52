"""Any metric by up to two dimensions, as a whole or over periods: chart, table, SQL, export."""

import streamlit as st

from lodestar.app import session
from lodestar.app.components import explore_asked, frame, grid
from lodestar.app.components.chart import draw_chart
from lodestar.app.components.explore_charts import explore_chart
from lodestar.app.components.explore_choice import choice, exploring
from lodestar.app.components.explore_pivot import explore_pivot
from lodestar.app.findings import explore as say

word, language, view = session.word(), session.language(), session.view()
chosen = exploring()
metric = explore_asked.metric(chosen)
whole, cut, cannot = explore_asked.answers(chosen, view)

grid.style()
frame.head(
    word("explore.question"),
    say.answer(whole, word, language) if whole else say.lacks_filter(cannot, metric, word, language),
    say.never(explore_asked.never(chosen), word, language),
    metric.words(language).definition,
)
choice(chosen, view, word, language)
if cut is None and whole:
    frame.note(say.lacks(cannot, metric, word, language))
if cut and not cut.absent:
    draw_chart(explore_chart(cut, word, language), word, language)
    draw_chart(explore_pivot(cut, word, language), word, language)
    with st.expander(word("explore.sql"), key="explore-sql"):
        st.code(cut.sql, language="sql", wrap_lines=True)
