"""Labels are pushed apart as little as possible, in their order, and stay inside."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lodestar.app.charts.place import apart, pair

HEIGHTS = st.floats(-50, 300, allow_nan=False)
SOME = st.lists(st.tuples(HEIGHTS, st.sampled_from([16.0, 32.0])), min_size=1, max_size=7)


@settings(deadline=None)
@given(SOME)
def test_labels_neither_touch_nor_leave(labels: list[tuple[float, float]]) -> None:
    wanted, sizes = zip(*labels, strict=True)
    placed = apart(wanted, sizes, 0, 240)
    order = np.argsort(wanted, kind="stable")
    low, high = placed[order] - np.asarray(sizes)[order] / 2, placed[order] + np.asarray(sizes)[order] / 2
    assert low[0] >= -1e-6
    assert high[-1] <= 240 + 1e-6
    assert (low[1:] - high[:-1] >= -1e-6).all()


@settings(deadline=None)
@given(SOME)
def test_a_label_that_has_room_stays(labels: list[tuple[float, float]]) -> None:
    wanted, sizes = np.asarray(labels).T
    gaps = np.abs(wanted[:, None] - wanted[None, :]) - (sizes[:, None] + sizes[None, :]) / 2
    np.fill_diagonal(gaps, np.inf)
    if (gaps >= 0).all() and (wanted - sizes / 2 >= 0).all() and (wanted + sizes / 2 <= 240).all():
        assert np.allclose(apart(wanted, sizes, 0, 240), wanted)


@settings(deadline=None)
@given(st.lists(st.integers(0, 8).map(lambda step: step * 10.0), min_size=2, max_size=3))
def test_no_other_places_are_nearer(wanted: list[float]) -> None:
    """Against every placing on a grid of one pixel."""
    placed = apart(wanted, [16.0] * len(wanted), 0, 96)
    best = min(
        sum((place - want) ** 2 for place, want in zip(places, sorted(wanted), strict=True))
        for places in itertools.combinations(range(8, 89), len(wanted))
        if all(upper - lower >= 16 for lower, upper in itertools.pairwise(places))
    )
    assert ((placed - np.asarray(wanted)) ** 2).sum() <= best + 1e-6


def test_too_many_labels_share_the_room() -> None:
    assert apart([5.0, 5.0, 5.0, 5.0], [16.0] * 4, 0, 32).tolist() == [4, 12, 20, 28]
    assert apart([], [], 0, 100).size == 0


@settings(deadline=None)
@given(st.floats(0, 170), st.floats(0, 170), st.floats(10, 70), st.floats(10, 70))
def test_two_labels_side_by_side_part_inside_the_plot(one: float, other: float, wide: float, broad: float) -> None:
    first, second = sorted((one, other))
    moves = pair((first, second), (wide, broad), -8, 190)
    left, right = first + moves[0], second + moves[1]
    assert right - broad / 2 - (left + wide / 2) >= 8 - 1e-6
    assert left - wide / 2 >= -8 - 1e-6
    assert right + broad / 2 <= 190 + 1e-6
