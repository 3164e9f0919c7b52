"""Is the made-up world whole, in order, spread as it should be, and free of anything that looks like a person?"""

import re
from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from lodestar.sample.chunks import all_chunks, chunk_tables, make_chunk
from lodestar.sample.people import People
from lodestar.sample.ratings import SCALE
from lodestar.sample.texts import load_texts
from tests.sample.worlds import tables, world

WHOLE = tables(3000, 5, weeks=6)


def test_a_chunk_made_alone_is_the_chunk_inside_the_whole() -> None:
    small = world(3000, 5, weeks=6)
    whole = list(all_chunks(small))
    for index in (0, 3, small.chunks - 1):
        alone = chunk_tables(make_chunk(small, People(small), load_texts(), index))
        for name, rows in alone.items():
            assert rows.equals(whole[index][name]), (index, name)


def test_another_seed_is_another_world() -> None:
    one = next(all_chunks(world(3000, 5, weeks=6)))["messages"]
    other = next(all_chunks(world(3000, 6, weeks=6)))["messages"]
    assert not one.equals(other)


@pytest.mark.parametrize("contacts", [1, 40, 3000, 20_000])
def test_the_size_is_the_size_asked_for(contacts: int) -> None:
    made = tables(contacts, 3, weeks=4)["truth"].height
    assert abs(made - contacts) <= max(4, contacts * 0.05)


def test_chats_are_as_long_as_asked_for() -> None:
    short = world(3000, 5, weeks=2)
    long = replace(short, turns=5.5)
    counts = [sum(day["messages"].height for day in all_chunks(made)) for made in (short, long)]
    contacts = sum(day["truth"].height for day in all_chunks(long))
    assert counts[0] * 1.3 < counts[1]
    assert 8 < counts[1] / contacts < 11


def test_every_row_refers_to_a_row_that_is_there() -> None:
    ids = WHOLE["tickets"]["ticket_id"]
    assert ids.is_unique().all()
    for name in ("ticket_events", "messages", "ratings"):
        assert WHOLE[name]["ticket_id"].is_in(ids.implode()).all(), name
    served = WHOLE["agent_activity"]["ticket_id"].drop_nulls()
    assert served.is_in(ids.implode()).all()
    assert WHOLE["tickets"]["parent_ticket_id"].drop_nulls().is_in(ids.implode()).all()
    agents = People(world(3000, 5, weeks=6)).agents_table()["agent_id"].implode()
    assert WHOLE["tickets"]["agent_id"].drop_nulls().is_in(agents).all()


def test_orders_have_numbers_of_their_own() -> None:
    assert WHOLE["orders"]["order_id"].is_unique().all()


def test_time_runs_forward_and_ends_at_data_through() -> None:
    end = world(3000, 5, weeks=6).end
    moments = {
        "tickets": ("created_at", "solved_at", "closed_at"),
        "ticket_events": ("at",),
        "messages": ("sent_at",),
        "ratings": ("invited_at", "rated_at"),
        "orders": ("paid_at", "refunded_at", "cancelled_at"),
        "agent_activity": ("at", "until"),
    }
    for name, columns in moments.items():
        for column in columns:
            assert WHOLE[name][column].dt.epoch("s").max() <= end, (name, column)
    for name, at in (("messages", "sent_at"), ("ticket_events", "at")):
        rows = WHOLE[name].sort("ticket_id", "seq")
        back = rows.select(pl.col(at).diff().over("ticket_id")).to_series().drop_nulls()
        assert (back >= timedelta(0)).all(), name
    tickets = WHOLE["tickets"]
    assert (tickets["solved_at"] >= tickets["created_at"]).drop_nulls().all()
    assert (tickets["closed_at"] >= tickets["created_at"]).drop_nulls().all()
    assert (WHOLE["ratings"]["rated_at"] > WHOLE["ratings"]["invited_at"]).drop_nulls().all()
    assert (WHOLE["agent_activity"]["until"] > WHOLE["agent_activity"]["at"]).all()


def test_a_ticket_starts_no_later_than_its_first_word_and_event() -> None:
    born = WHOLE["tickets"].select("ticket_id", "created_at")
    said = WHOLE["messages"].join(born, on="ticket_id")
    assert (said["sent_at"] >= said["created_at"]).all()
    happened = WHOLE["ticket_events"].join(born, on="ticket_id")
    assert (happened["at"] >= happened["created_at"]).all()


def test_both_languages_speak_in_their_own_market() -> None:
    said = WHOLE["messages"].join(WHOLE["tickets"].select("ticket_id", "language"), on="ticket_id")
    chinese = said["body"].str.contains(r"\p{Han}")
    assert chinese.filter(said["language"] == "zh").all()
    assert not chinese.filter(said["language"] == "en").any()
    shares = WHOLE["tickets"]["language"].value_counts(normalize=True)["proportion"]
    assert shares.min() > 0.4


def test_no_text_holds_an_unfilled_place_or_anything_like_an_address_or_a_number_of_a_person() -> None:
    text = "\n".join(WHOLE["messages"]["body"].unique())
    assert "{" not in text
    assert "@" not in text
    assert not re.search(r"(?<!QM)(?<!\d)\d{7,}", text)
    assert not re.search(r"https?://", text)


def test_satisfaction_drives_answering_and_the_quietly_unhappy_leave() -> None:
    rows = tables(20_000, 3, weeks=4)
    truth = rows["truth"].rename({"hidden_ticket": "ticket_id"})
    asked = rows["ratings"].filter((pl.col("scale") == SCALE) & (pl.col("rated_subject") == "human"))
    asked = asked.unique("ticket_id", keep="first", maintain_order=True).join(truth, on="ticket_id")
    answers = asked.group_by("hidden_score").agg(pl.col("rated_at").is_not_null().mean()).sort("hidden_score")
    one, two, three, four, five = answers["rated_at"]
    assert one > 2 * two
    assert two < three < four < five
    rated = asked.drop_nulls("rated_at")
    assert abs(rated["hidden_is_satisfied"].mean() - asked["hidden_is_satisfied"].mean()) > 0.02


def test_the_unsolved_come_back_more_often() -> None:
    rows = tables(20_000, 3, weeks=4)
    tickets = rows["tickets"].filter(pl.col("customer_id").is_not_null())
    again = tickets.select("customer_id", "issue_category", "created_at").sort("customer_id", "created_at")
    near = again.select(
        (pl.col("created_at").diff().over("customer_id", "issue_category") < timedelta(hours=30)).sum()
    ).item()
    assert near / tickets.height > 0.04


def test_promotion_weekdays_and_hours_show_in_the_arrivals() -> None:
    large = world(100_000, 1)
    zh, en = large.counts[:, 1], large.counts[:84, 0].reshape(12, 7).sum(axis=0)
    eleventh = (date(2026, 11, 11) - large.start).days
    assert zh[eleventh] > 1.5 * zh[eleventh - 28]
    assert en[0] > 1.3 * en[6]
    hour = WHOLE["tickets"].filter(pl.col("language") == "zh")["created_at"].dt.offset_by("8h").dt.hour()
    assert hour.is_between(9, 21).mean() > 5 * hour.is_between(1, 5).mean()


def test_late_and_edited_ratings_and_the_rarer_kinds_are_there() -> None:
    rows = tables(20_000, 3, weeks=4)
    ratings = rows["ratings"].drop_nulls("rated_at")
    late = (ratings["rated_at"] - ratings["invited_at"]) > timedelta(days=3)
    assert 0.02 < late.mean() < 0.2
    csat = ratings.filter(pl.col("scale") == SCALE)
    assert csat.group_by("ticket_id").len()["len"].max() == 2
    assert set(ratings["rated_subject"]) == {"human", "bot", "company"}
    assert {"bot_to_human", "follow_up", "merge"} <= set(rows["tickets"]["parent_relation"])
    kinds = set(rows["ticket_events"]["event_type"])
    assert {"handoff", "queue_enter", "queue_exit", "transfer", "team", "assignee", "status", "complaint"} <= kinds
    assert set(rows["agent_activity"]["state"]) == {"handling", "idle", "break", "after_call_work"}
    assert rows["tickets"]["customer_id"].null_count() > 0
    assert (rows["tickets"]["initiated_by"] == "agent").any()
