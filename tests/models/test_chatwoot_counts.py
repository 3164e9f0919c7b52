"""Chatwoot's published counts of bots, resolutions and volume: ours where it is defined alike, else as they count."""

import polars as pl
import pytest

from tests.support.chats import Chats, chatwoot
from tests.support.world import World

HOUR, DAY = 3600, 86400
pytestmark = pytest.mark.shared


def total(world: World, column: str, table: str = "mart_contacts") -> int:
    return int(world.table(table)[column].sum())


def bot_chat(chats: Chats, name: str, at: float = 0) -> None:
    """Let a customer ask and a bot answer."""
    chats.opens(name, at)
    chats.says(name, at, "customer")
    chats.says(name, at + 5, "bot")


def test_resolved_by_the_bot_needs_a_bot_and_no_word_of_a_human() -> None:
    rule = next(case for case in chatwoot("events") if case["rule"].startswith("bot_resolved"))
    for case in rule["in"]:
        chats = Chats()
        chats.opens("a")
        chats.says("a", 0, "customer")
        if case["active_bot"]:
            chats.says("a", 5, "bot")
        if case["human_outgoing"]:
            chats.says("a", 60, "human")
        chats.moves("a", 90, "open", "solved", "system")
        made = chats.world()
        assert total(made, "no_return_containment_num") == case["out"]
        theirs = made.table("mart_contacts").filter(pl.col("is_ended") & (pl.col("handled_by") == "bot"))
        assert theirs.height == case["out"]


def test_they_count_as_resolved_who_came_back_the_next_day_and_we_do_not() -> None:
    chats = Chats()
    bot_chat(chats, "a")
    chats.moves("a", 90, "open", "solved", "system")
    chats.opens("b", DAY / 2, customer_id="a")
    chats.says("b", DAY / 2, "customer")
    chats.says("b", DAY / 2 + 60, "human")
    contacts = chats.world().table("mart_contacts").filter(pl.col("handled_by") == "bot")
    assert (contacts["is_ended"].sum(), contacts["no_return_containment_num"].sum()) == (1, 0)


def test_handoffs_are_counted_once_per_conversation() -> None:
    once = next(case for case in chatwoot("events") if "handoff_events" in case["in"])
    chats = Chats()
    bot_chat(chats, "a")
    for number in range(once["in"]["handoff_events"]):
        chats.hands_off("a", 60 + number)
    chats.says("a", 120, "human")
    chats.moves("a", 180, "open", "solved")
    assert total(chats.world(), "escalation_rate_num") == once["out"]["rows"]

    distinct = next(case for case in chatwoot("bot_metrics") if "bot_handoffs" in case["out"])
    chats = Chats()
    for told in distinct["in"]["bot_handoff"]:
        name, at = told.removesuffix("h").split("@")
        if name not in {ticket["ticket_id"] for ticket in chats.tables["tickets"]}:
            bot_chat(chats, name)
        chats.hands_off(name, int(at) * HOUR)
    for name in ("A", "B"):
        chats.moves(name, 5 * HOUR, "open", "solved", "system")
    assert total(chats.world(), "handoff_request_rate_num") == distinct["out"]["bot_handoffs"]


def test_their_older_bot_rates_may_both_be_whole_and_our_outcomes_sum_to_one() -> None:
    case = next(case for case in chatwoot("bot_metrics") if "resolution_rate" in case["out"])
    chats = Chats()
    bot_chat(chats, "1")
    chats.hands_off("1", 60)
    chats.moves("1", 120, "open", "solved", "system")
    contacts = chats.world().table("mart_contacts")
    # Theirs: resolved without a word of a human, and handed off, each over all conversations.
    resolved = contacts.filter(pl.col("is_ended") & (pl.col("handled_by") == "bot")).height
    assert 100 * resolved // contacts.height == case["out"]["resolution_rate"]
    assert 100 * contacts["handoff_request_rate_num"].sum() // contacts.height == case["out"]["handoff_rate"]
    # Ours: asked for a human and nobody came is one outcome, and no success of the bot.
    assert contacts["bot_outcome"].to_list() == ["failed"]
    assert contacts["no_return_containment_num"].sum() == 0


def test_their_newer_bot_resolutions_leave_out_who_was_handed_off_later_as_ours_do() -> None:
    case = next(case for case in chatwoot("bot_metrics") if "conversations" in case["out"])
    assert case["in"]["bot_resolved"] == ["A@d0+1h", "B@d0+2h"]
    assert case["in"]["bot_handoff"] == ["B@d0+1d"]
    chats = Chats()
    for name, hours in (("A", 1), ("B", 2)):
        bot_chat(chats, name)
        chats.moves(name, hours * HOUR, "open", "solved", "bot")
    chats.says("B", DAY - 60, "customer")
    chats.moves("B", DAY - 60, "solved", "open", "customer")
    chats.says("B", DAY - 30, "bot")
    chats.hands_off("B", DAY)
    chats.says("B", DAY + 60, "human")
    chats.moves("B", DAY + 90, "open", "solved")
    rows = chats.world().table("mart_contacts").filter(pl.col("no_return_containment_num") == 1)
    assert rows["root_ticket_id"].to_list() == case["out"]["conversations"]
    assert rows.height == case["out"]["bot_resolutions"]


def test_resolutions_that_stand_and_resolutions_that_happened() -> None:
    older, newer = chatwoot("resolutions")
    chats = Chats()
    for number in range(older["in"]["resolved"]):
        chats.opens(str(number))
        chats.says(str(number), 0, "customer")
        chats.says(str(number), 60, "human")
        chats.moves(str(number), 90, "open", "solved")
    for number in range(older["in"]["reopened_after"]):
        chats.says(str(number), 3 * DAY, "customer")
        chats.moves(str(number), 3 * DAY, "solved", "open", "customer")
    made = chats.world(days=4)
    # Ours: an ending never goes away; the customer's coming back is a contact of its own, still open.
    assert total(made, "is_ended") == older["in"]["resolved"]
    assert total(made, "is_open") == older["in"]["reopened_after"]
    # Theirs: what was resolved and is not open now.
    standing = made.table("mart_tickets")["status_reopen_rate_den"].sum() - total(made, "is_open")
    assert standing == older["out"]["resolutions_count"]

    for who, endings in (("customer", newer["out"]["resolved_conversations_count"]), ("human", 1)):
        chats = Chats()
        chats.opens("A")
        chats.moves("A", 60, "open", "solved")
        chats.moves("A", HOUR, "solved", "open", who)
        chats.moves("A", 2 * HOUR, "open", "solved")
        made = chats.world()
        # Solved again after the customer's coming back is a second ending; after our own reopening it is the same one.
        assert total(made, "is_ended") == endings
        times = made.table("mart_tickets")["status_reopen_count"].sum() + 1
        assert times == newer["out"]["resolved_conversations_count"]


def test_volume_and_messages_are_theirs_and_a_first_response_needs_a_question() -> None:
    out = chatwoot("volume")[0]["out"]
    chats = Chats()
    for number in range(10):
        name = f"today {number}"
        chats.opens(name, 2 * DAY)
        for _ in range(5):
            chats.says(name, 2 * DAY + 2 * HOUR, "human")
        for _ in range(2):
            chats.says(name, 2 * DAY + 3 * HOUR, "customer")
    for number in range(5):
        name = f"before {number}"
        chats.opens(name)
        chats.says(name, 0, "customer")
        for _ in range(3):
            chats.says(name, 0, "human")
    made = chats.world(days=3)
    assert total(made, "volume_num") == out["conversations"]
    legs = made.table("mart_legs")
    assert (legs["customer_messages"].sum(), legs["human_replies"].sum()) == (out["incoming"], out["outgoing"])
    # Theirs: creation to the first word of a human, whether or not the customer had said anything.
    contacts = made.table("mart_contacts")
    waits = legs.join(contacts, on="contact_key").select(pl.col("first_human_reply_at") - pl.col("opened_at"))
    assert waits.to_series().dt.total_seconds().mean() == out["avg_first_response_s"]
    # Ours: the first question to the reply after it; ten questions still wait.
    ends = contacts.group_by("first_response_end").len().sort("first_response_end").rows()
    assert ends == [("answered", 5), ("waiting", 10)]
