"""Keep what was found, for all visitors, until new numbers are published.

Streamlit's own caches fill by one function call each; what is asked together has to be kept one by one.
"""

import threading
from collections.abc import Callable, Hashable, Sequence
from typing import Any, Generic, TypeVar

import streamlit as st

from lodestar.app import session
from lodestar.metrics.card import current_version
from lodestar.metrics.question import Question

MOST_KEPT = 2_000
Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """At most so many values by key; what was found first goes first. They are shared: nobody may change them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: dict[Key, Value] = {}
        self._finding = threading.Lock()

    def find(self, keys: Sequence[Key], find: Callable[[list[Key]], Sequence[Value]]) -> list[Value]:
        """Return the values of keys, having those that are not kept found together by `find`.

        One visitor at a time has something found: whoever asks for the same meanwhile gets what the first one found.
        """
        values = {key: value for key in keys if (value := self._values.get(key)) is not None}
        if len(values) < len(set(keys)):
            with self._finding:
                values = {key: value for key in keys if (value := self._values.get(key)) is not None}
                lacking = [key for key in dict.fromkeys(keys) if key not in values]
                found = dict(zip(lacking, find(lacking), strict=True)) if lacking else {}
                values |= found
                self._values |= found
                for oldest in list(self._values)[: -self._most]:
                    del self._values[oldest]
        return [values[key] for key in keys]

    def seen(self, key: Key) -> Value | None:
        """Return the value of a key if it is kept."""
        return self._values.get(key)

    def one(self, key: Key, find: Callable[[], Value]) -> Value:
        """Return the value of one key, found by `find` where it is not kept."""
        return self.find([key], lambda _: [find()])[0]


@st.cache_resource(show_spinner=False)
def _known() -> Kept[tuple[Any, ...], Any]:
    return Kept(MOST_KEPT)


def kept(find: Callable[..., Value], question: Question, **options: Any) -> Value:
    """Return find(mart, question, **options), asked once per published version."""
    name = f"{find.__module__}.{find.__qualname__}"
    key = (current_version(session.published()), name, question, tuple(sorted(options.items())))
    found: Value = _known().one(key, lambda: find(session.published(), question, **options))
    return found
