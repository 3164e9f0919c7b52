"""May these numbers be trusted: what came in, what the checks found, and what is to be done?"""

import streamlit as st

from lodestar.app import session
from lodestar.app.components import frame, grid, health_checks, health_tables
from lodestar.app.components.health_told import basis, told
from lodestar.app.components.touched import outcomes
from lodestar.intake.manifest import list_imports

word, language, mart = session.word(), session.language(), session.published()
results, _ = outcomes()
imports = list_imports(session.data_folder())
answer, second = told(results, imports, mart, word, language)

grid.style()
frame.head(word("health.question"), answer, basis(results, mart, word, language), second)
frame.section(word("health.wanted"))
for result in results.failed:
    health_checks.failed_check(result, word, language)
if not results.failed:
    frame.note(word("health.wanted_none"))
health_tables.conserved(mart, word)
left, right = st.columns([3, 2], gap="small")
with left:
    health_tables.sources(mart, word, language)
with right:
    health_tables.left_out(mart, word)
health_tables.imports(imports, mart, word, language)
with st.container(border=True, key="panel-checks", gap="xsmall"):
    health_checks.data_docs(results, word)
    health_checks.all_checks(results, word, language)
