"""What exactly does each number mean here?"""

import streamlit as st

from lodestar.app import session
from lodestar.app.components import definition_more, frame, grid
from lodestar.app.components.definition import basis, chosen_card, counted, sql, worked
from lodestar.app.components.definition_list import chosen_metric, metric_list
from lodestar.app.components.definition_side import side_html
from lodestar.app.components.definition_text import definition_html

word, language, mart, view = session.word(), session.language(), session.published(), session.view()
metric = chosen_metric()
shown = chosen_card(metric, view)

grid.style()
frame.head(word("definitions.question"), counted(word, language), basis(mart, word))
left, right = st.columns([1, 3.3], gap="small")
with left, st.container(border=True, key="panel-list", height="stretch", gap="xsmall"):
    metric_list(metric, word, language)
with right, st.container(border=True, key="panel-definition", height="stretch"):
    middle, side = st.columns([2.7, 1], gap="large")
    with middle:
        st.html(definition_html(metric, worked(shown, word, language), mart, word, language), width="stretch")
        definition_more.others_count(shown, word, language)
        sql(shown, word)
    with side:
        st.html(side_html(shown, view, word, language), width="stretch")
definition_more.glossary(word, language)
definition_more.settings(word, language)
