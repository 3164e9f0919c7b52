"""Words are found in either language, in what may be shown, only behind the number asked about, in bounded time."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from lodestar.datafolder import DataFolder
from lodestar.intake.versions import resolve
from lodestar.metrics.drill import contacts_behind
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Condition, Question
from lodestar.metrics.search import search
from lodestar.metrics.told import contact

WEEK = (date(2026, 11, 2), date(2026, 11, 8))


@pytest.fixture(scope="module")
def mart(committed_sample: Path) -> Mart:
    return Mart(DataFolder(committed_sample))


def speak_of(mart: Mart, question: Question, text: str) -> set[str]:
    """Return the contacts found, by reading every one of them: slow and plain."""
    rows = contacts_behind(mart, question, limit=None).select("contact_id", "source").rows()
    found = set()
    for contact_id, source in rows:
        bodies = contact(mart, contact_id, source).messages["body"].drop_nulls().to_list()
        if any(all(word in body.lower() for word in text.lower().split()) for body in bodies):
            found.add(contact_id)
    return found


@pytest.mark.parametrize("text", ["refund", "REFUND status", "人工", "退款"])
def test_finds_exactly_the_contacts_whose_messages_hold_the_words(mart: Mart, text: str) -> None:
    question = Question("escalation_rate", where=(Condition("channel", ("web_chat",)),)).between(*WEEK)
    found = search(mart, question, text, is_masked=False)
    rows = contacts_behind(mart, question, limit=None, keys=found.keys)
    assert found.is_whole
    assert set(rows["contact_id"]) == speak_of(mart, question, text)


def test_finds_a_contact_by_its_id_among_those_behind_the_number_only(mart: Mart) -> None:
    first, second = contacts_behind(mart, Question("volume"), 2, columns=("contact_id", "contact_key", "source")).rows()
    assert first[1] in search(mart, Question("volume"), first[0].lower(), is_masked=True).keys
    nowhere = Question("volume").only("source", next(s for s in ("shop", "zendesk", "servicenow") if s != first[2]))
    assert first[1] not in search(mart, nowhere, first[0], is_masked=True).keys
    assert second[0] != first[0]


def test_what_is_masked_on_the_page_is_not_found(mart: Mart) -> None:
    files = resolve(mart.data).raw["messages"]
    bodies = pl.concat([pl.read_parquet(file, columns=["body"]) for file in files])["body"].drop_nulls()
    number = bodies.str.extract(r"(\d{9})").drop_nulls()[0]
    assert search(mart, Question("volume"), number, is_masked=False).keys
    assert not search(mart, Question("volume"), number, is_masked=True).keys


def test_a_quote_is_only_ever_text(mart: Mart) -> None:
    assert search(mart, Question("volume"), "' or 1=1 --", is_masked=True).keys == ()
    assert search(mart, Question("volume"), "   ", is_masked=True).keys == ()


def test_stops_when_the_time_is_over_and_says_so(mart: Mart) -> None:
    ticks: Iterator[float] = iter([0.0, *[5.0] * 100])
    found = search(mart, Question("volume"), "refund", is_masked=True, seconds=3, clock=lambda: next(ticks))
    assert not found.is_whole
    assert found.keys == ()
