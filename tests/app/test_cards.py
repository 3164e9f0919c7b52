"""A card's arrow and place say only what there is to say."""

import pytest

from lodestar.app.components.panel import arrow_of


@pytest.mark.parametrize(
    ("difference", "size", "arrow"),
    [(0.0004, "0.0 pts", ""), (0.0, "0", ""), (-0.0006, "0.1 pts", "▼"), (3600, "1 h", "▲"), (-120, "120", "▼")],
)
def test_a_move_that_shows_as_nothing_points_nowhere(difference: float, size: str, arrow: str) -> None:
    assert arrow_of(difference, size) == arrow
