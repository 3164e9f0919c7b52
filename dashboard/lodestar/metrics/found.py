"""What a question of its own found: the rows a chart draws, and the SQL that gives them."""

from dataclasses import dataclass

import polars as pl

from lodestar.metrics.mart import Mart
from lodestar.metrics.statement import Statement


@dataclass(frozen=True)
class Found:
    """Rows, and the statement that gives these rows to whoever runs it on the mart; empty where nothing was asked."""

    rows: pl.DataFrame
    sql: str


def find(mart: Mart, statement: Statement) -> Found:
    """Return what a statement finds. Raises LodestarError as Mart.query does."""
    return Found(mart.query(statement.text, statement.params), statement.printed)
