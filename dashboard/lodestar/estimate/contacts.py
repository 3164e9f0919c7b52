"""The frame all of this reads: one row per eligible contact that ended in the weeks looked at.

| column | what |
|---|---|
| contact_key, week_on | the contact, and the Monday of the week it ended in |
| customer, agent | whole numbers; NOBODY (-1) where unknown |
| source, channel, handled_by | what a survey rule may depend on |
| is_transferred | it changed hands between people |
| is_invited | null where invitations are not known |
| is_rated, is_positive | by the rating age; is_positive null where not rated |
| the features | columns of mart_contacts named in queries/features.toml |
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from lodestar.estimate.design import Floats
from lodestar.estimate.learning import Bools, Ints


@dataclass(frozen=True)
class Rated:
    """The same as arrays, one element per contact: `positive` is 1 or 0, 0 where not rated."""

    rated: Bools
    positive: Floats
    customer: Ints
    agent: Ints

    @property
    def clusters(self) -> tuple[Ints, Ints]:
        """Return the kinds of cluster a figure is robust to."""
        return self.customer, self.agent

    def only(self, rows: Bools) -> "Rated":
        """Return some of the contacts."""
        return Rated(self.rated[rows], self.positive[rows], self.customer[rows], self.agent[rows])


def arrays(contacts: pl.DataFrame) -> Rated:
    """Return ratings and clusters of a frame of contacts."""
    return Rated(
        contacts["is_rated"].to_numpy(),
        contacts["is_positive"].cast(pl.Float64).fill_null(0.0).to_numpy(),
        contacts["customer"].cast(pl.Int64).to_numpy().astype(np.int64),
        contacts["agent"].cast(pl.Int64).to_numpy().astype(np.int64),
    )
