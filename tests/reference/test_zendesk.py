"""A connector's Zendesk tables beside a flat file of tickets with their counters. Needs ../shared."""

import polars as pl
import pytest

from tests.reference.worlds import World
from tests.support.shared import shared

pytestmark = [pytest.mark.shared, pytest.mark.long, pytest.mark.xdist_group("reference")]


def test_tickets_by_status(every_log: World) -> None:
    """Of 5,849; the 10 of the connector's ticket table beside them have other ids. Deleted ones are in no export."""
    sample = pl.read_csv(shared("data/zendesk_tables/dunder_mifflin_tickets.csv"), infer_schema=False)
    name = next(column for column in sample.columns if column in {"id", "ticket_id"})
    deleted = sample.filter(pl.col("status") == "deleted")
    tickets = every_log.export("tickets", "zendesk").filter(pl.col("ticket_id").is_in(sample[name].implode()))
    assert tickets.height + deleted.height == sample.height == 5_849
    counts = dict(tickets["status"].value_counts().iter_rows())
    assert (counts["closed"], counts["solved"]) == (3_337, 1_292)


def test_the_tables_file_by_file_from_the_last_give_the_same_tickets(every_log: World, other_order: World) -> None:
    for table, key in (("tickets", "ticket_id"), ("contacts", "contact_id")):
        rows = every_log.export(table, "zendesk").sort(key)
        assert rows.height > 5_000
        assert rows.equals(other_order.export(table, "zendesk").sort(key)), table
