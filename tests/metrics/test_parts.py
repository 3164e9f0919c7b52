"""A change of a share in parts: what each group's own share moved, what the mix moved, and both sum to the change."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.metrics.parts import parts_of_change


def rows(**groups: tuple[int, int]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "channel": list(groups),
            "numerator": [num for num, _ in groups.values()],
            "n": [n for _, n in groups.values()],
        },
        schema={"channel": pl.String, "numerator": pl.Int64, "n": pl.Int64},
    )


def parts(now: pl.DataFrame, before: pl.DataFrame) -> dict[str | None, float]:
    found = parts_of_change(now, before, "channel")
    return dict(found.select("channel", pl.col("change").round(6)).iter_rows())


def test_one_channel_moves() -> None:
    """E-mail from 60 to 40 %, half of all: ten points, and nothing from the others or the mix."""
    now, before = rows(email=(20, 50), chat=(40, 50)), rows(email=(30, 50), chat=(40, 50))
    assert parts(now, before) == {"email": -0.1, "chat": 0, None: 0}


def test_only_the_mix_moves() -> None:
    """Each channel stays at its share; more come by the one that pleases less."""
    now, before = rows(email=(40, 80), chat=(18, 20)), rows(email=(10, 20), chat=(72, 80))
    assert parts(now, before) == {"email": 0, "chat": 0, None: -0.24}


def test_a_channel_that_is_new_moves_the_mix() -> None:
    now, before = rows(email=(50, 100), phone=(0, 100)), rows(email=(50, 100))
    assert parts(now, before) == {"email": 0, "phone": 0, None: -0.25}


def test_unknown_is_a_group_like_any_other() -> None:
    now = rows(email=(1, 2)).vstack(rows(x=(1, 2)).with_columns(channel=pl.lit(None, pl.String)))
    found = parts_of_change(now, now, "channel")
    assert found["kind"].to_list() == ["rate", "rate", "mix"]


def test_nothing_to_compare_with_gives_no_rows() -> None:
    assert parts_of_change(rows(email=(1, 2)), rows(), "channel").is_empty()
    assert parts_of_change(rows(), rows(), "channel").is_empty()


COUNTS = st.dictionaries(
    st.sampled_from("abcdef"),
    st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=1,
)


@given(COUNTS, COUNTS)
def test_the_parts_sum_to_the_change(now: dict[str, tuple[int, int]], before: dict[str, tuple[int, int]]) -> None:
    found = parts_of_change(rows(**now), rows(**before), "channel")
    totals = [tuple(map(sum, zip(*groups.values(), strict=True))) for groups in (now, before)]
    if all(n for _, n in totals):
        (num, n), (num_0, n_0) = totals
        assert found["change"].sum() == pytest.approx(num / n - num_0 / n_0, abs=1e-9)
    else:
        assert found.is_empty()
