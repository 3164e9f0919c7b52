"""Keep what was found, for all visitors, until new numbers are published.

Streamlit's own caches fill by one function call each; what is asked together has to be kept one by one.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Generic, TypeVar

import polars as pl
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

    def find(self, keys: Sequence[Key], find: Callable[[list[Key]], Sequence[Value]]) -> list[Value]:
        """Return the values of keys, having those that are not kept found together by `find`."""
        lacking = [key for key in dict.fromkeys(keys) if key not in self._values]
        found = dict(zip(lacking, find(lacking), strict=True)) if lacking else {}
        values = [found[key] if key in found else self._values[key] for key in keys]
        self._values.update(found)
        while len(self._values) > self._most:
            self._values.pop(next(iter(self._values)), None)
        return values

    def one(self, key: Key, find: Callable[[], Value]) -> Value:
        """Return the value of one key, found by `find` where it is not kept."""
        return self.find([key], lambda _: [find()])[0]


@st.cache_resource(show_spinner=False)
def _frames() -> Kept[tuple[Any, ...], pl.DataFrame]:
    return Kept(MOST_KEPT)


def kept(find: Callable[..., pl.DataFrame], question: Question, **options: Any) -> pl.DataFrame:
    """Return find(mart, question, **options), asked once per published version."""
    name = f"{find.__module__}.{find.__qualname__}"
    key = (current_version(session.published()), name, question, tuple(sorted(options.items())))
    return _frames().one(key, lambda: find(session.published(), question, **options))
