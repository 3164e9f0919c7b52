"""What every page of one visit shares: the published numbers, the language, the filters kept in the address."""

import gc
import os
from collections.abc import Callable, Collection
from functools import cache
from pathlib import Path

import streamlit as st

from lodestar.app.view import View, parts_of_a_view, read_view
from lodestar.app.words import Words, words
from lodestar.datafolder import DataFolder
from lodestar.metrics.catalogue import Language
from lodestar.metrics.mart import Mart

FILTERABLE = (
    "channel", "team", "agent", "service_length", "issue_1", "issue_2", "issue_3", "segment", "language", "source",
    "priority", "handled_by", "product", "entry_point",
)  # fmt: skip
"""The dimensions a page can be filtered by, in the order they are offered."""

VIEW_PARTS = parts_of_a_view(FILTERABLE)


def published() -> Mart:
    """Return the published numbers, opened once for all visitors; it follows the pointer by itself."""
    return _opened(data_folder().root)


@cache
def _opened(folder: Path) -> Mart:
    """Return the numbers of a folder. Streamlit's own cache takes a tenth of a millisecond, a hundred times a page.

    Freezing what the imports left behind spares a full garbage collection of it after every rerun.
    """
    gc.collect()
    gc.freeze()
    return Mart(DataFolder(folder))


def data_folder() -> DataFolder:
    """Return the data folder `lodestar serve` was started with."""
    return DataFolder(Path(os.environ["LODESTAR_DATA"]))


def asked_language() -> Language:
    """Return the language the address asks for, English where it asks for none we have."""
    return "zh" if st.query_params.get("lang") == "zh" else "en"


def keep_language() -> None:
    """Write the chosen language into the address, so that a link opens as it was seen."""
    st.query_params["lang"] = st.session_state["lang"]


def language() -> Language:
    """Return the language in force: en or zh."""
    return asked_language()


def word() -> Words:
    """Return the words of the language in force."""
    return words(language())


def view() -> View:
    """Return what is being looked at: days, comparison, grain and filters."""
    read: View = st.session_state["view"]
    return read


def read_address(known: Callable[[str], Collection[str]]) -> None:
    """Take the view from the address, the only place that holds it; what is not valid there is cleaned away."""
    st.session_state["view"] = found = read_view(st.query_params.get_all, FILTERABLE, known)
    said = {name: st.query_params.get_all(name) for name in st.query_params if name in VIEW_PARTS}
    valid = {name: value if isinstance(value, list) else [value] for name, value in found.address().items()}
    if said != valid and not _says_the_same(said, valid):
        look_at(found)


def _says_the_same(said: dict[str, list[str]], valid: dict[str, list[str]]) -> bool:
    """Say whether an address only spells out what would go without saying, such as the first period."""
    spelt = {"period": ["week"], "compare": ["before"], "grain": ["week"]}
    return {name: values for name, values in said.items() if values != spelt.get(name)} == valid


def look_at(chosen: View) -> None:
    """Look at something else from now on: one new address, which the back button leads back from."""
    st.session_state["view"] = chosen
    parts = chosen.address()
    parts |= {name: st.query_params.get_all(name) for name in st.query_params if name not in VIEW_PARTS}
    st.query_params.from_dict(parts)


def here(**more: str) -> dict[str, str | list[str]]:
    """Return the address parts that a link to another page carries: the view, the language, and what more is said."""
    return view().address() | spoken(language()) | more


def spoken(language: str) -> dict[str, str]:
    """Return the address part of a language; English goes without saying."""
    return {"lang": language} if language != "en" else {}
