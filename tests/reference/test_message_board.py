"""A city's message board out of a workbook, through the map that docs/map-an-xlsx.md shows. Needs ../shared."""

from datetime import timedelta

import polars as pl
import pytest

from tests.reference.worlds import World

pytestmark = [pytest.mark.shared, pytest.mark.long, pytest.mark.xdist_group("reference")]


def test_users_and_their_coming_back(every_log: World) -> None:
    """Nobody answers here and there is no status: no contact ends, so it is openings that are counted, not returns."""
    tickets = every_log.export("tickets", "zh_messages")
    assert (tickets.height, tickets["customer_id"].n_unique()) == (4_326, 3_332)
    following = pl.col("created_at").shift(-1).over("customer_id", order_by=["created_at", "ticket_id"])
    assert tickets.filter(following - pl.col("created_at") <= timedelta(hours=24)).height == 246
    assert every_log.query("volume", "zh_messages")["value"] == 4_326
