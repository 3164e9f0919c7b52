"""The contacts behind a number are as many as the number says, in the order asked for."""

from datetime import date

import polars as pl
import pytest

from lodestar.errors import LodestarError
from lodestar.metrics.answer import ask
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.drill import COUNTS, Order, contacts_behind, count_behind, rows_said
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Condition, Question

METRICS = load_catalogue().metrics
SPAN = {"first_day": date(2026, 1, 20), "last_day": date(2026, 3, 10)}


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("where", [(), (Condition("source", ("desk",)),)])
def test_as_many_rows_as_the_number_says(mart: Mart, metric: str, where: tuple[Condition, ...]) -> None:
    question = Question(metric, where=where, **SPAN)
    if "contact_key" not in mart.columns(METRICS[metric].mart):
        with pytest.raises(LodestarError, match="not counted from contacts"):
            count_behind(mart, question)
        return
    try:
        answer = ask(mart, question)
    except LodestarError as error:  # the other mart of a quotient does not know the dimension
        assert "cannot be cut" in str(error) or METRICS[metric].kind == "estimate"  # noqa: PT017
        return
    counted = count_behind(mart, question)
    if not answer.is_empty:  # a quotient over nothing is no number
        assert counted.rows == rows_said(answer) > 0
    rows = contacts_behind(mart, question, limit=None)
    assert rows.height == counted.contacts
    assert not rows.select("source", "contact_id").is_duplicated().any()


def test_a_share_sums_up_from_its_contacts(mart: Mart) -> None:
    question = Question("reopen_rate", **SPAN)
    said = ask(mart, question).rows.row(0, named=True)
    counts = contacts_behind(mart, question, limit=None)[COUNTS]
    assert counts.sum() == said["numerator"]
    assert counts.null_count() == said["pending"]


@pytest.mark.parametrize("order", [Order("handle_seconds"), Order("handle_seconds", is_descending=False)])
def test_an_order_holds_over_all_pages_with_the_unknown_last(mart: Mart, order: Order) -> None:
    question = Question("volume", **SPAN)
    columns = ("contact_id", "handle_seconds")
    whole = contacts_behind(mart, question, limit=None, order=order, columns=columns)
    pages = [contacts_behind(mart, question, 100, offset=at, order=order, columns=columns) for at in (0, 100)]
    assert pl.concat(pages).equals(whole.head(200))
    values = whole["handle_seconds"]
    known = values.drop_nulls()
    assert known.equals(values.head(known.len()))
    assert known.is_sorted(descending=order.is_descending)


def test_a_column_nobody_has_is_refused_with_the_nearest(mart: Mart) -> None:
    with pytest.raises(LodestarError, match="has no column"):
        contacts_behind(mart, Question("volume"), order=Order("handle_second; drop table mart_contacts"))
    with pytest.raises(LodestarError, match="no column"):
        contacts_behind(mart, Question("volume"), columns=("1=1",))


def test_only_the_contacts_named_are_shown(mart: Mart) -> None:
    question = Question("volume", **SPAN)
    some = contacts_behind(mart, question, 5, columns=("contact_key", "contact_id"))
    keys = some["contact_key"].to_list()
    assert set(contacts_behind(mart, question, keys=keys)["contact_id"]) == set(some["contact_id"])
    assert contacts_behind(mart, question, keys=[]).is_empty()
