"""Ratings at equal age, the funnel, bot outcomes, solved at once and every signal, against a plain recomputation."""

from typing import Any

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.models.voice_reader import AGE, WEEK, back, bot_outcome, eligible, invited, said_no, valid
from tests.models.voice_signals import signals
from tests.models.voice_worlds import DAY, HOUR, START, THROUGH, Chat, frames, worlds
from tests.support.cases import named_rows
from tests.support.world import World, build_case

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
