"""What `lodestar serve` runs: the pages, and the address of the files that are too big to keep in memory."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import streamlit as st
from starlette.routing import Route

from lodestar.app.downloads import PATH, rows_file


@asynccontextmanager
async def _lifespan(_: st.App) -> AsyncIterator[None]:
    """Get ready for the first visitor while the browser still opens."""
    threading.Thread(target=_get_ready, daemon=True).start()
    yield


def _get_ready() -> None:
    from lodestar.app.components.overview_charts import ask_overview  # noqa: PLC0415 - takes a second to import
    from lodestar.app.view import View  # noqa: PLC0415
    from lodestar.errors import LodestarError  # noqa: PLC0415

    with suppress(LodestarError):  # the page will say what is wrong
        ask_overview(View())


app = st.App("main.py", routes=[Route(f"/{PATH}", rows_file)], lifespan=_lifespan)
