"""How often do our intervals of median and p90 hold the true value, and how often would a cluster bootstrap's?

`python -m tests.metrics.coverage` prints the table that DECISIONS.md quotes (four minutes of CPU). Our intervals
are the product's own answers. Agents differ: log seconds are an agent's own level (standard deviation 0.5) plus noise
(standard deviation 1), so that the true quantiles are those of one lognormal distribution.
"""

import math
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import polars as pl

from lodestar.metrics.answer import ask
from lodestar.metrics.question import Question
from tests.metrics.small import small_mart

DRAWS, RESAMPLES, SEED = 600, 200, 1
QUANTILES = (0.5, 0.9)
SPREAD = 0.5
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Cell:
    """A team: how many contacts each agent has, and how much agents differ."""

    name: str
    sizes: tuple[int, ...]
    spread: float = SPREAD

    def draw(self, rng: np.random.Generator) -> list[Numbers]:
        """Return the seconds of one draw, agent by agent."""
        levels = rng.normal(0, self.spread, len(self.sizes))
        return [np.exp(level + rng.normal(0, 1, size)) for level, size in zip(levels, self.sizes, strict=True)]

    def truth(self, q: float) -> float:
        """Return the quantile of all contacts that agents like these could ever have."""
        return math.exp(NormalDist().inv_cdf(q) * math.hypot(1, self.spread))


CELLS = (
    Cell("12 agents x 25", (25,) * 12),
    Cell("12 agents x 200", (200,) * 12),
    Cell("12 agents, 20 to 800 each", (20, 20, 40, 40, 80, 80, 160, 160, 200, 300, 500, 800)),
    Cell("40 agents x 25", (25,) * 40),
    Cell("40 agents x 200", (200,) * 40),
    Cell("300 agents x 1", (1,) * 300, 0),
)


@dataclass(frozen=True)
class Coverage:
    """The share of draws whose interval holds the true value, and the mean width of an interval's logarithm."""

    share: float
    width: float


def ours(cell: Cell, draws: list[list[Numbers]]) -> dict[float, Coverage]:
    """Return how the product's own intervals fare: every draw is a product of one mart."""
    frame = pl.concat(
        pl.DataFrame({"product": f"{number:05}", "agent": f"a{agent}", "handle_seconds": seconds})
        for number, draw in enumerate(draws)
        for agent, seconds in enumerate(draw)
    )
    with tempfile.TemporaryDirectory() as folder:
        rows = ask(small_mart(Path(folder), frame), Question("handle_seconds", by=("product",))).rows
    ends = {q: rows.select(f"{prefix}low", f"{prefix}high").rows() for q, prefix in ((0.5, ""), (0.9, "p90_"))}
    return {q: _judged(ends[q], cell.truth(q)) for q in QUANTILES}


def bootstrap(cell: Cell, draws: list[list[Numbers]], rng: np.random.Generator) -> dict[float, Coverage]:
    """Return how the percentile bootstrap fares that draws whole agents with replacement."""
    ends: dict[float, list[tuple[float, float]]] = {q: [] for q in QUANTILES}
    for draw in draws:
        found = [
            np.quantile(np.concatenate([draw[agent] for agent in chosen]), QUANTILES)
            for chosen in rng.integers(0, len(draw), (RESAMPLES, len(draw)))
        ]
        for q, (low, high) in zip(QUANTILES, np.quantile(found, (0.025, 0.975), axis=0).T, strict=True):
            ends[q].append((low, high))
    return {q: _judged(ends[q], cell.truth(q)) for q in QUANTILES}


def _judged(ends: list[tuple[float, float | None]], truth: float) -> Coverage:
    held = [low <= truth and (high is None or truth <= high) for low, high in ends]
    widths = [math.log(high / low) for low, high in ends if high is not None]
    return Coverage(sum(held) / len(held), sum(widths) / len(widths))


def main() -> None:
    """Print coverage (and mean width) of both, per cell and quantile."""
    print(f"{DRAWS} draws a cell, {RESAMPLES} resamples, nominal 0.95; width: mean of ln(high / low)")
    for cell in CELLS:
        rng = np.random.default_rng(SEED)
        draws = [cell.draw(rng) for _ in range(DRAWS)]
        mine, theirs = ours(cell, draws), bootstrap(cell, draws, rng)
        for q in QUANTILES:
            print(
                f"{cell.name:28} q {q}  ours {mine[q].share:.3f} ({mine[q].width:.2f})"
                f"  bootstrap {theirs[q].share:.3f} ({theirs[q].width:.2f})",
                flush=True,
            )


if __name__ == "__main__":
    main()
