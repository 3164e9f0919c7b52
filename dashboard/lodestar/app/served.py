"""What `lodestar serve` runs: the pages, and the address of the files that are too big to keep in memory."""

import streamlit as st
from starlette.routing import Route

from lodestar.app.downloads import PATH, rows_file

app = st.App("main.py", routes=[Route(f"/{PATH}", rows_file)])
