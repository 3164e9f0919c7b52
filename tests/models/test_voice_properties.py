"""Ratings at equal age, the funnel, bot outcomes, solved at once and every signal, against a plain recomputation."""

from datetime import datetime, timedelta
from typing import Any

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.models.voice_worlds import DAY, HOUR, START, THROUGH, Chat, Rated, frames, worlds
from tests.support.cases import named_rows
from tests.support.world import World, build_case

AGE, WEEK, GAP = 3 * DAY, 7 * DAY, timedelta(seconds=300)
QUICK = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
SETTINGS = {"windows": {"inactive_end_hours": 9999}, "sources": {"s": {"invites_known": True}}}
ORDERS = st.lists(
    st.tuples(
        st.sampled_from(["ada", "bo", "cy"]), st.integers(0, 30 * 24), st.sampled_from(["refunded_at", "cancelled_at"])
    ),
    max_size=3,
)


def make(world: list[Chat], orders: list[tuple[str, int, str]] = []) -> World:  # noqa: B006
    rows = [
        {"order_id": f"o{place}", "customer_id": who, "paid_at": START, "amount": 1.0, kind: START + hours * HOUR / 2}
        for place, (who, hours, kind) in enumerate(orders)
    ]
    return build_case(frames(world, rows), SETTINGS, until=THROUGH)


def by_chat(made: World, relation: str, *columns: str) -> dict[str, Any]:
    frame = named_rows(made, relation).filter(pl.col("contact_id") != "z#1")
    values = frame.select(columns).rows() if len(columns) > 1 else frame[columns[0]].to_list()
    found = dict(zip((name.removesuffix("#1") for name in frame["contact_id"]), values, strict=True))
    assert len(found) == frame.height
    return found


# What the numbers must be ------------------------------------------------------------------------------------------


def subject(chat: Chat, rated: Rated) -> str:
    return rated.subject or ("human" if chat.has_human or not chat.has_bot else "bot")


def valid(chat: Chat, whom: tuple[str, ...], age: timedelta = AGE) -> int | None:
    """Return the value that counts at an age, of ratings of `whom`."""
    assert chat.ended_at
    best: tuple[bool, datetime, int] | None = None
    value = None
    for place, rated in enumerate(chat.ratings):
        if rated.value is None or subject(chat, rated) not in whom:
            continue
        if rated.at is not None and rated.at > chat.ended_at + age:
            continue
        rank = (rated.at is not None, rated.at or START, place)
        if best is None or rank > best:
            best, value = rank, rated.value
    return value


def answer(chat: Chat, whom: str) -> str | None:
    """Return the last answer, in time, to 'was it resolved', given by the common age to a rating of `whom`."""
    assert chat.ended_at
    last: tuple[bool, datetime, int] | None = None
    said = None
    for place, rated in enumerate(chat.ratings):
        if rated.resolved is None or subject(chat, rated) != whom or (rated.at and rated.at > chat.ended_at + AGE):
            continue
        rank = (rated.at is not None, rated.at or START, place)
        if last is None or rank > last:
            last, said = rank, rated.resolved
    return said


def said_no(chat: Chat) -> bool:
    return any(answer(chat, whom) == "no" for whom in ("human", "bot", "company"))


def said_yes(chat: Chat) -> bool:
    return any(answer(chat, whom) == "yes" for whom in ("human", "bot", "company"))


def spoke(chat: Chat) -> bool:
    return any(message.who == "customer" for message in chat.said)


def eligible(chat: Chat) -> bool:
    return chat.has_human and (chat.initiated_by == "customer" or spoke(chat))


def invited(chat: Chat) -> bool:
    assert chat.ended_at
    for rated in chat.ratings:
        when = rated.invited_at or rated.at
        if subject(chat, rated) == "human" and (when is None or when <= chat.ended_at + AGE):
            return True
    return False


def back(world: list[Chat], chat: Chat, within: timedelta) -> bool:
    """Return whether the next contact on the issue came in time and belongs to this ending."""
    assert chat.ended_at
    assert chat.done_at
    for other in world:
        if other is chat or other.customer != chat.customer or other.issue != chat.issue:
            continue
        if other.initiated_by != "customer" or not chat.done_at < other.opened_at <= chat.ended_at + within:
            continue
        nearest = max(
            (
                earlier
                for earlier in world
                if earlier is not other
                and earlier.customer == other.customer
                and earlier.issue == other.issue
                and earlier.done_at
                and earlier.done_at < other.opened_at
            ),
            key=lambda earlier: (earlier.done_at, earlier.opened_at),
        )
        if nearest is chat:
            return True
    return False


def asked_at(chat: Chat) -> datetime | None:
    times = [m.at for m in chat.said if m.who == "customer" and "ask_human" in m.words]
    times = times[:1]
    if chat.first_human_at:
        times = [at for at in times if at <= chat.first_human_at]
    if chat.handoff and chat.handoff[1] == "requested":
        times.append(chat.handoff[0])
    return min(times, default=None)


def bot_outcome(world: list[Chat], chat: Chat) -> str | None:  # noqa: PLR0911  # one return per outcome, in order
    if not chat.has_bot:
        return None
    if not chat.ended_at or chat.ended_at + WEEK > THROUGH:
        return "pending"
    if taken_over(chat):
        return "handed"
    if chat.handoff or asked_at(chat):
        return "failed"
    if chat.customer and back(world, chat, WEEK):
        return "returned"
    verdict = valid(chat, ("bot",))
    votes = [m.vote for m in chat.said]
    if (verdict is not None and verdict <= 2) or said_no(chat) or -1 in votes:
        return "denied"
    if (verdict is not None and verdict >= 4) or said_yes(chat) or 1 in votes:
        return "confirmed"
    return "silent"


def taken_over(chat: Chat) -> bool:
    return chat.has_human


# The comparisons ---------------------------------------------------------------------------------------------------


def check_the_funnel_and_csat_count_the_same_contacts(made: World, world: list[Chat]) -> None:
    ids = ("csat", "invite_rate", "response_rate", "rating_coverage", "non_rating_rate")
    found = by_chat(made, "int_contact_outcomes", *(f"{name}_{part}" for name in ids for part in ("den", "num")))
    for chat in world:
        if not chat.ended_at or not eligible(chat):
            assert found[chat.id] == (0,) * 10
            continue
        if chat.ended_at + AGE > THROUGH:
            assert found[chat.id] == (None,) * 10
            continue
        value = valid(chat, ("human",))
        rated = int(value is not None)
        was_invited = int(rated or invited(chat))
        positive = int(value is not None and value >= 4)
        assert found[chat.id] == (rated, positive, 1, was_invited, was_invited, rated, 1, rated, 1, 1 - rated)


def check_another_age_may_be_asked_for(made: World, world: list[Chat]) -> None:
    rows = made.table("mart_ratings").filter(pl.col("is_counted"))
    for days in (1, 3, 7):
        seconds = days * 86_400
        held = rows.filter(
            (pl.col("age_seconds").is_null() | (pl.col("age_seconds") <= seconds))
            & (pl.col("until_age_seconds").is_null() | (pl.col("until_age_seconds") > seconds))
        )
        for measure, whom in (("csat", "human"), ("bot_csat", "bot"), ("company_score", "company")):
            found = held.filter(pl.col("measure") == measure).select("contact_id", "value")
            expected = {
                f"{chat.id}#1": valid(chat, (whom,), days * DAY)
                for chat in world
                if chat.ended_at and {"human": eligible(chat), "bot": chat.has_bot, "company": True}[whom]
            }
            assert sorted(found.rows()) == sorted((k, v) for k, v in expected.items() if v is not None)
    final = sum(valid(c, ("human",), 99 * DAY) is not None for c in world if c.ended_at and eligible(c))
    assert rows["csat_den"].sum() == final


def check_bot_outcomes_are_a_partition_and_their_rates_follow(made: World, world: list[Chat]) -> None:
    found = by_chat(made, "int_contact_outcomes", "bot_outcome")
    assert found == {chat.id: bot_outcome(world, chat) for chat in world}
    rates = named_rows(made, "int_contact_outcomes")
    known = rates.filter(pl.col("bot_outcome").is_not_null() & (pl.col("bot_outcome") != "pending"))
    counts = known.group_by("bot_outcome").len()["len"]
    assert counts.sum() == known.height == rates["escalation_rate_den"].sum() == rates["handoff_request_rate_den"].sum()
    assert rates["handoff_success_rate_den"].sum() == rates["handoff_request_rate_num"].sum()
    assert rates["handoff_success_rate_num"].sum() == rates["escalation_rate_num"].sum()
    assert set(rates.filter(pl.col("bot_cause").is_not_null())["bot_outcome"]) <= {"handed", "failed"}
    assert rates["bot_cause"].drop_nulls().len() == known["bot_outcome"].is_in(["handed", "failed"]).sum()


def check_solved_at_once_is_what_a_reader_would_call_so(made: World, world: list[Chat]) -> None:
    found = by_chat(made, "int_contact_outcomes", "one_contact_resolution_den", "one_contact_resolution_num")
    for chat in world:
        if not chat.ended_at or not chat.customer or not chat.has_human:
            assert found[chat.id] == (0, 0)
            continue
        if chat.ended_at + WEEK > THROUGH:
            assert found[chat.id] == (None, None)
            continue
        questions = [n for n, m in enumerate(chat.said) if m.who == "customer" and "thanks_only" not in m.words]
        replies = [n for n, m in enumerate(chat.said) if m.who in ("human", "bot")]
        answered = not questions or (bool(replies) and max(questions) < max(replies))
        verdicts = [valid(chat, (whom,)) for whom in ("human", "bot")]
        bad = any(verdict is not None and verdict <= 2 for verdict in verdicts)
        good = answered and not bad and not said_no(chat) and not back(world, chat, WEEK)
        assert found[chat.id] == (1, int(good))


def check_every_signal_fires_where_a_reader_would_say_so(
    made: World, world: list[Chat], orders: list[tuple[str, int, str]]
) -> None:
    found = named_rows(made, "int_signals").filter(pl.col("contact_id") != "z#1")
    states = {
        (name.removesuffix("#1"), signal): "pending" if pending else fired
        for name, signal, pending, fired in found.select("contact_id", "signal", "is_pending", "is_fired").rows()
    }
    assert len(states) == found.height
    expected: dict[tuple[str, str], bool | str] = {}
    for chat in world:
        if chat.ended_at:
            expected |= {(chat.id, signal): state for signal, state in signals(world, chat, orders).items()}
    assert states == expected
    late = found.filter(~pl.col("is_pending") & pl.col("known_at").is_null())
    assert late.height == 0
    wide = by_chat(made, "int_contact_signals", "signal_no_thanks_den", "signal_no_thanks_num")
    for chat in world:
        state = expected.get((chat.id, "no_thanks"))
        assert wide[chat.id] == ((0, 0) if state is None else (1, int(state is True)))


@QUICK
@given(worlds(), ORDERS)
def test_every_outcome_is_what_a_reader_would_say(world: list[Chat], orders: list[tuple[str, int, str]]) -> None:
    made = make(world, orders)
    check_the_funnel_and_csat_count_the_same_contacts(made, world)
    check_another_age_may_be_asked_for(made, world)
    check_bot_outcomes_are_a_partition_and_their_rates_follow(made, world)
    check_solved_at_once_is_what_a_reader_would_call_so(made, world)
    check_every_signal_fires_where_a_reader_would_say_so(made, world, orders)


def signals(world: list[Chat], chat: Chat, orders: list[tuple[str, int, str]]) -> dict[str, bool | str]:
    """Return every signal that could fire in an ended chat: whether it did, or 'pending'."""
    assert chat.ended_at
    ended, done = chat.ended_at, chat.done_at
    assert done
    mine = [message for message in chat.said if message.who == "customer"]
    found: dict[str, bool | str] = {}
    if chat.has_bot:
        found["handed_over"] = taken_over(chat)
    if chat.customer:
        found["returned"] = "pending" if ended + DAY > THROUGH else back(world, chat, DAY)
    if mine:
        button = chat.handoff is not None and chat.handoff[1] == "requested"
        found["asked_human"] = button or any("ask_human" in message.words for message in mine)
        found["negative_words"] = any({"negative", "complaint"} & set(message.words) for message in mine)
        found["same_question"] = asked_again(chat)
    replies = [place for place, message in enumerate(chat.said) if message.who != "customer"]
    if mine and replies:
        kind = {"thanks", "thanks_only", "positive_close"}
        found["no_thanks"] = not any(
            kind & set(message.words) for message in chat.said[replies[0] + 1 :] if message.who == "customer"
        )
    if chat.customer and chat.initiated_by == "customer":
        found["channel_change"] = channel_change(world, chat)
    if chat.customer and chat.issue and "refund" not in chat.issue:
        hits = [who == chat.customer and done < START + hours * HOUR / 2 <= ended + WEEK for who, hours, _ in orders]
        found["refund_after"] = "pending" if ended + WEEK > THROUGH else any(hits)
    waits = long_waits(chat)
    if waits is not None:
        found["long_wait"] = waits
    return found


def asked_again(chat: Chat) -> bool:
    for first, one in enumerate(chat.said):
        for second, other in enumerate(chat.said):
            both = one.who == other.who == "customer" and one.text and one.text == other.text
            if both and second - first >= 2 and "thanks_only" not in one.words + other.words:
                return True
    return False


def channel_change(world: list[Chat], chat: Chat) -> bool | str:
    assert chat.ended_at
    if chat.ended_at + WEEK > THROUGH:
        return "pending"
    later = [
        other
        for other in world
        if other.customer == chat.customer
        and other.issue == chat.issue
        and other.initiated_by == "customer"
        and other.opened_at > chat.opened_at
    ]
    following = min(later, key=lambda other: other.opened_at, default=None)
    return following is not None and following.channel != chat.channel and following.opened_at <= chat.ended_at + WEEK


def long_waits(chat: Chat) -> bool | None:
    """Return whether a customer turn within the human's part waited over the limit; None where none waited."""
    assert chat.done_at
    part = [
        message for message in chat.said if not chat.bot_part or (chat.human_from and message.at >= chat.human_from)
    ]
    if chat.bot_part and chat.human_from is None:
        return None
    asked: datetime | None = None
    waits = []
    for message in part:
        if message.who == "human" and asked:
            waits.append(message.at - asked)
            asked = None
        elif message.who == "customer" and asked is None and "thanks_only" not in message.words:
            asked = message.at
    if asked:
        waits.append(max(chat.done_at, asked) - asked)
    return any(wait > GAP for wait in waits) if waits else None
