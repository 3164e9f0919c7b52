"""Do intervals of median and p90 hold the true value as often as they say? The whole table: coverage.py beside this."""

import numpy as np
import pytest

from tests.metrics.coverage import CELLS, QUANTILES, SEED, Cell, Coverage, Numbers, bootstrap, ours

FEW = 150


@pytest.fixture(scope="module")
def cell() -> Cell:
    return CELLS[0]


@pytest.fixture(scope="module")
def draws(cell: Cell) -> list[list[Numbers]]:
    rng = np.random.default_rng(SEED)
    return [cell.draw(rng) for _ in range(FEW)]


@pytest.fixture(scope="module")
def with_agents(cell: Cell, draws: list[list[Numbers]]) -> dict[float, Coverage]:
    return ours(cell, draws)


@pytest.mark.parametrize("q", QUANTILES)
def test_twelve_agents_are_covered_nearly_as_often_as_said(with_agents: dict[float, Coverage], q: float) -> None:
    assert 0.87 <= with_agents[q].share <= 0.99


def test_one_agents_contacts_taken_for_many_would_not_be(cell: Cell, draws: list[list[Numbers]]) -> None:
    """The same contacts, each an agent of its own: the effective n is what makes the interval hold."""
    alone = [[np.array([second]) for second in np.concatenate(draw)] for draw in draws]
    assert ours(cell, alone)[0.5].share < 0.8


def test_a_cluster_bootstrap_holds_less_often_at_p90(
    cell: Cell, draws: list[list[Numbers]], with_agents: dict[float, Coverage]
) -> None:
    """Why DECISIONS.md departs from it."""
    resampled = bootstrap(cell, draws, np.random.default_rng(SEED))
    assert resampled[0.9].share < 0.9 < with_agents[0.9].share
