"""What happened stands in order, each signal where it fired, silences named, and every second accounted for."""

import pytest

from lodestar.metrics.minutes import minutes, totals
from lodestar.metrics.timeline import After, Event, Gap, Item, Leg, Said, timeline
from tests.support.told import after, told


def shown(contact: object, *, is_masked: bool = True) -> list[Item]:
    return timeline(contact, is_masked=is_masked, reply_target_seconds=300)  # type: ignore[arg-type]


def marked(items: list[Item]) -> dict[str, Item]:
    return {mark.signal: item for item in items if not isinstance(item, Gap) for mark in item.marks}


REFUND = told(
    [
        (0, "customer", "Hi. Where is my refund?"),
        (0.1, "bot", "Refunds take 3 days."),
        (2, "customer", "It has been 8. Hi, where is my REFUND"),
        (4, "customer", "Let me talk to a human please. Thanks in advance."),
        (7, "human", "Hello."),
        (8, "customer", "Fine. When will it arrive? I wait."),
        (53, "human", "Tomorrow."),
        (60, "note", "call 13800000000"),
        (69, "customer", "OK."),
    ],
    legs=[(0, "bot"), (4, "human")],
    events=[(91, "status", "open", "solved", "human"), (92, "status", "solved", "closed", "system")],
    signals=[
        ("asked_human", 4, 3),
        ("handed_over", 7, None),
        ("long_wait", 13, 5),
        ("no_thanks", 91, None),
        ("returned", 600, None),
    ],
    turns=[(5, 45 * 60.0, "answered")],
    ends=91,
    later=600,
    queue_wait_seconds=180.0,
    ended_by="human",
    bot_cause="asked_after_attempt",
)


def test_each_signal_stands_where_it_fired() -> None:
    found = marked(shown(REFUND))
    assert isinstance(found["asked_human"], Said)
    assert found["asked_human"].at == after(4)
    assert isinstance(found["long_wait"], Said)
    assert found["long_wait"].at == after(8)
    assert isinstance(found["handed_over"], Leg)
    assert isinstance(found["no_thanks"], Said)
    assert found["no_thanks"].body == "OK."
    assert isinstance(found["returned"], After)
    assert found["returned"].seconds == (600 - 91) * 60


def test_the_sentence_that_fired_is_the_one_with_the_words_or_the_question() -> None:
    found = marked(shown(REFUND))
    fired = {
        name: item.body[slice(*item.fired)] for name, item in found.items() if isinstance(item, Said) and item.fired
    }
    assert fired == {
        "asked_human": "Let me talk to a human please.",
        "long_wait": "When will it arrive?",
        "no_thanks": "OK.",
    }


def test_the_reason_says_how_long_and_the_cause() -> None:
    items = shown(REFUND)
    reasons = {mark.signal: mark for item in items if not isinstance(item, Gap) for mark in item.marks}
    assert reasons["long_wait"].reason == "long_wait_answered"
    assert reasons["long_wait"].values == {"seconds": 2700.0, "target": 300}
    assert reasons["asked_human"].reason == "asked_after_attempt"


def test_a_repeated_question_names_the_first_time() -> None:
    contact = told(
        [(0, "customer", "我的退款呢？"), (1, "bot", "请稍等"), (5, "customer", "我的退款呢！")],
        signals=[("same_question", 5, 2)],
    )
    said = marked(shown(contact))["same_question"]
    assert isinstance(said, Said)
    assert said.marks[0].values == {"at": after(0)}


def test_only_long_silences_are_named_and_an_unanswered_one_says_so() -> None:
    gaps = [item for item in shown(REFUND) if isinstance(item, Gap)]
    assert gaps == [Gap(45 * 60.0, is_unanswered=True, is_fired=True)]
    edge = told([(0, "customer", "a"), (29.99, "human", "b"), (59.99, "human", "c")])
    assert [item for item in shown(edge) if isinstance(item, Gap)] == [Gap(1800.0, is_unanswered=False, is_fired=False)]


def test_the_ending_is_marked_once_and_what_comes_after_it_is_left_out() -> None:
    events = [item for item in shown(REFUND) if isinstance(item, Event)]
    assert [(event.value, event.is_ending) for event in events] == [("solved", True)]
    silent = told([(0, "customer", "a")], ends=10, ended_by="inactivity")
    assert [item.kind for item in shown(silent) if isinstance(item, Event)] == ["ended"]
    still_open = told([(0, "customer", "a")])
    assert not [item for item in shown(still_open) if isinstance(item, Event)]


def test_a_queue_belongs_to_the_first_human_leg() -> None:
    legs = [item for item in shown(REFUND) if isinstance(item, Leg)]
    assert [(leg.is_handed, leg.queue_seconds, leg.turns) for leg in legs] == [(False, None, 2), (True, 180.0, 3)]


@pytest.mark.parametrize("is_masked", [True, False])
def test_texts_are_masked_unless_the_setting_allows_them(is_masked: bool) -> None:
    note = next(item for item in shown(REFUND, is_masked=is_masked) if isinstance(item, Said) and not item.is_public)
    assert ("13800000000" in note.body) is not is_masked


def test_no_message_no_leg_no_event() -> None:
    assert shown(told([], legs=[(0, "unknown")]))[0].marks == ()  # type: ignore[union-attr]


def test_every_second_goes_into_one_of_four_parts() -> None:
    sums = totals(minutes(REFUND))
    assert sum(sums.values()) == 91 * 60
    assert sums == {
        "bot": 4 * 60,
        "waiting": (3 + 45 + 22) * 60,
        "served": 7 * 60,
        "customer": (1 + 9) * 60,
    }


def test_thanks_wait_for_nobody_and_a_long_pause_is_not_all_work() -> None:
    contact = told(
        [(0, "customer", "Where is it?"), (2, "human", "Sent."), (3, "customer", "Thank you!"), (100, "human", "Bye.")],
        ends=100,
        ended_by="human",
    )
    assert totals(minutes(contact)) == {"bot": 0, "waiting": 120, "served": 30 * 60, "customer": 68 * 60}


def test_an_open_contact_and_one_without_messages_have_no_minutes() -> None:
    assert minutes(told([(0, "customer", "a")])) == []
    assert minutes(told([], ends=5)) == []
