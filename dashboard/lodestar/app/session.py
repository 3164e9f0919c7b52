"""What every page of one visit shares: the published numbers, the language, the filters kept in the address."""

import gc
import os
from pathlib import Path

import streamlit as st

from lodestar.app.words import LANGUAGES, Words, words
from lodestar.datafolder import DataFolder
from lodestar.metrics.mart import Mart


@st.cache_resource
def published() -> Mart:
    """Return the published numbers, opened once for all visitors; it follows the pointer by itself.

    Freezing what the imports left behind spares a full garbage collection of it after every rerun.
    """
    gc.collect()
    gc.freeze()
    return Mart(data_folder())


def data_folder() -> DataFolder:
    """Return the data folder `lodestar serve` was started with."""
    return DataFolder(Path(os.environ["LODESTAR_DATA"]))


def asked_language() -> str:
    """Return the language the address asks for, English where it asks for none we have."""
    asked = st.query_params.get("lang", "en")
    return asked if asked in LANGUAGES else "en"


def keep_language() -> None:
    """Write the chosen language into the address, so that a link opens as it was seen."""
    st.query_params["lang"] = language()


def language() -> str:
    """Return the language in force: en or zh."""
    chosen = st.session_state.get("lang")
    return chosen if chosen in LANGUAGES else "en"


def word() -> Words:
    """Return the words of the language in force."""
    return words(language())
