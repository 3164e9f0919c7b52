"""A row is told from all rows before it, however many they are."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodestar.intake import keys
from lodestar.intake.keys import SeenHashes

HASH = st.integers(0, 2**64 - 1) | st.integers(0, 7) | st.integers(2**64 - 8, 2**64 - 1)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(HASH, max_size=12), max_size=12))
def test_a_hash_is_new_once(chunks: Sequence[Sequence[int]]) -> None:
    seen, known = SeenHashes(), set[int]()
    for chunk in chunks:
        found = seen.first_seen(np.array(chunk, dtype=np.uint64))
        expected = []
        for one in chunk:
            expected.append(one not in known)
            known.add(one)
        assert found.tolist() == expected


def test_nothing_is_forgotten_when_the_flags_become_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_FIRST_BITS", 6)
    chance = np.random.default_rng(3)
    hashes = chance.integers(0, 2**63, 4_000, dtype=np.uint64) * np.uint64(2)
    seen = SeenHashes()
    for start in range(0, len(hashes), 250):
        assert seen.first_seen(hashes[start : start + 250]).all()
        assert not seen.first_seen(hashes[: start + 250]).any()
    assert 8 * len(seen._flags) >= 8 * len(hashes)
