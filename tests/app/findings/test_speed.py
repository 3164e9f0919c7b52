"""The speed page names a slowest channel only where its times are apart, and a move only where it is one."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from lodestar.app.findings import speed
from lodestar.app.words import words
from lodestar.metrics.card import Card, Verdict
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.dues import Dues
from lodestar.metrics.question import Question

EN, ZH = words("en"), words("zh")
METRICS = load_catalogue().metrics
FIRST = METRICS["first_response_seconds"]
MINUTE, HOUR = 60.0, 3600.0
DAYS = (date(2026, 11, 9), date(2026, 11, 15))


def times(channel: str | None, half: float, most: float, *, apart: float = 0.1, **more: Any) -> dict[str, Any]:
    """Return a row of a duration whose intervals reach `apart` of its values to both sides."""
    low, high = 1 - apart, 1 + apart
    return {
        "channel": channel, "value": half, "low": half * low, "high": half * high, "value_is_beyond": False,
        "p90": most, "p90_low": most * low, "p90_high": most * high, "p90_is_beyond": False, "n": 400, "numerator": 390,
        "is_too_few": False, "is_incomplete": False, **more,
    }  # fmt: skip


CHAT, MAIL = times("chat", 2 * MINUTE, 10 * MINUTE), times("email", 5 * HOUR, 31 * HOUR)
ALL = times(None, 6 * MINUTE, 9 * HOUR)


def card(
    now: dict[str, Any] | None,
    verdict: Verdict = "within",
    absent: dict[str, str] | None = None,
    metric: str = FIRST.id,
) -> Card:
    question = Question(metric).between(*DAYS)
    return Card(METRICS[metric], question, DAYS, now, now, 0.0, verdict, pl.DataFrame(), absent)


def answer(rows: list[dict[str, Any]], before: list[dict[str, Any]], language: str = "en") -> str:
    return speed.answer(card(ALL), rows, before, words(language), language)


def test_the_slowest_channel_is_named_with_its_p90_and_its_move() -> None:
    before = [CHAT, times("email", 5 * HOUR, 20 * HOUR)]
    assert answer([CHAT, MAIL], before) == (
        "Half of those who wait for a human hear from one within **6 min** (5 min 24 s–6 min 36 s). "
        "E-mail is slowest: one in ten takes over **31 h**, 11 h more than before."
    )
    assert answer([CHAT, MAIL], before, "zh").endswith("邮件最慢：十分之一超过 **31 小时**，比之前长 11 小时。")


def test_a_move_within_chance_is_not_told() -> None:
    assert answer([CHAT, MAIL], [times("email", 5 * HOUR, 30 * HOUR)]).endswith("takes over **31 h**.")
    assert answer([CHAT, MAIL], []).endswith("takes over **31 h**.")


def test_nobody_is_slowest_where_intervals_touch() -> None:
    near = times("voice", 4.5 * HOUR, 28 * HOUR)
    assert answer([near, MAIL], []) == (
        "Half of those who wait for a human hear from one within **6 min** (5 min 24 s–6 min 36 s)."
    )
    assert speed.channels_title([near, MAIL], EN, "en") == EN("speed.channels_alike")


def test_the_median_speaks_where_the_p90_reaches_no_end() -> None:
    chat = {**CHAT, "p90_high": None}
    assert speed.channels_title([chat, MAIL], EN, "en") == "E-mail is slowest: half take over 5 h"


def test_a_time_in_which_nothing_can_still_wait_has_a_slowest_too() -> None:
    over = [{key: value for key, value in row.items() if not key.endswith("_beyond")} for row in (CHAT, MAIL)]
    assert speed.channels_title(over, EN, "en") == "E-mail is slowest: one in ten takes over 31 h"
    chat = {**over[0], "p90_high": None}
    assert speed.channels_title([chat, over[1]], EN, "en") == "E-mail is slowest: half take over 5 h"


def test_a_p90_that_is_never_reached_is_not_a_time() -> None:
    never = {**MAIL, "p90_is_beyond": True, "p90_high": None}
    assert speed.channels_title([CHAT, never], EN, "en") == "E-mail is slowest: fewer than nine in ten are ever done"
    assert answer([CHAT, never], [CHAT, MAIL]).endswith("fewer than nine in ten are ever done.")


def test_a_median_that_is_never_reached_claims_nothing() -> None:
    never = {**MAIL, "value_is_beyond": True, "p90_low": 0, "p90_high": None}
    assert speed.slowest([CHAT, never]) is None


def test_one_channel_is_slower_than_no_other() -> None:
    assert speed.channels_title([MAIL], EN, "en") == "Half within 5 h, one in ten over 31 h"
    few = {**CHAT, "is_too_few": True}
    assert speed.channels_title([few], EN, "en") == EN("speed.too_few")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (ALL, "Half within 6 min, one in ten over 9 h"),
        ({**ALL, "p90_is_beyond": True}, "Half within 6 min; fewer than nine in ten are ever done"),
        ({**ALL, "value_is_beyond": True}, "Fewer than half are done after 6 min"),
        ({**ALL, "is_too_few": True}, EN("speed.too_few")),
        (None, EN("speed.too_few")),
    ],
)
def test_what_a_histogram_shows(row: dict[str, Any] | None, said: str) -> None:
    assert speed.shape_title(row, EN) == said


@pytest.mark.parametrize(
    ("now", "absent", "said"),
    [
        ({**ALL, "is_too_few": True}, None, "**400** contacts waited for a human: too few to say for how long."),
        ({**ALL, "value_is_beyond": True}, None, "Fewer than half of the **400** contacts waiting"),
        (None, None, EN("speed.answer_none")),
        (None, {"en": "No messages."}, "How long customers wait is not known here. No messages."),
    ],
)
def test_answers_without_a_median(now: dict[str, Any] | None, absent: dict[str, str] | None, said: str) -> None:
    assert speed.answer(card(now, absent=absent), [CHAT, MAIL], [], EN, "en").startswith(said)


def test_an_interval_without_an_upper_end_says_at_least() -> None:
    said = speed.answer(card({**ALL, "high": None}), [], [], EN, "en")
    assert said.endswith("within **6 min** (at least 5 min 24 s).")


def lost(channel: str | None, share: float, half: float, **more: Any) -> dict[str, Any]:
    ends = {"low": share - half, "high": share + half}
    return {"channel": channel, "share": share, "n": 2000, "is_too_few": False, **ends, **more}


def test_who_loses_most_is_named_where_apart() -> None:
    rows = [lost("web_chat", 0.074, 0.01), lost("email", 0.02, 0.005), lost(None, 0.01, 0.005)]
    assert speed.curve_title(FIRST, ALL, rows, lost(None, 0.05, 0.01), word=EN, language="en") == (
        "Web chat loses most: 7.4 % end without a human reply"
    )
    queue = METRICS["queue_wait_seconds"]
    rows = [lost("chat", 0.074, 0.06), lost("email", 0.02, 0.005)]
    assert (
        speed.curve_title(queue, ALL, rows, lost(None, 0.05, 0.01), word=EN, language="en")
        == "5.0 % leave the queue unanswered"
    )


def test_what_nobody_can_lose_is_told_by_its_times() -> None:
    handle = METRICS["handle_seconds"]
    for metric, all_lost in ((handle, lost(None, 0.0, 0)), (FIRST, None), (FIRST, lost(None, 0.1, 0, is_too_few=True))):
        assert (
            speed.curve_title(metric, ALL, [], all_lost, word=EN, language="en")
            == "Half within 6 min, one in ten over 9 h"
        )


def share(team: str, value: float, half: float, **more: Any) -> dict[str, Any]:
    ends = {"low": value - half, "high": value + half}
    return {"team": team, "value": value, "n": 500, "numerator": round(500 * value), "is_too_few": False,
            "is_incomplete": False, **ends, **more}  # fmt: skip


@pytest.mark.parametrize(
    ("verdict", "said"),
    [("within", "8 % give up in the queue"), ("worse", "8 % give up in the queue, more than before"),
     ("better", "8 % give up in the queue, fewer than before")],
)  # fmt: skip
def test_giving_up_moves_only_beyond_chance(verdict: Verdict, said: str) -> None:
    one = card(share("", 0.08, 0.02), verdict, metric="abandonment_rate")
    assert speed.queue_title(one, EN, "en") == said


def test_an_empty_or_small_queue_has_no_share() -> None:
    few = {**share("", 0.1, 0.1, is_too_few=True), "n": 20, "numerator": 2}
    assert speed.queue_title(card(few, metric="abandonment_rate"), EN, "en").startswith("2 of 20 gave up")
    assert speed.queue_title(card(None, metric="abandonment_rate"), EN, "en") == EN("speed.queue_none")


def test_teams_are_named_only_where_they_differ() -> None:
    metric = METRICS["ola_met_rate"]
    rows = [share("East", 0.9, 0.02), share("West", 0.99, 0.005), share("Night", 0.95, 0.02)]
    rows.append({**share("", 0.5, 0.02), "team": None})
    assert speed.promises_title(metric, rows, EN, "en") == "East keeps 90 % of its promises, West 99 %"
    near = [share("East", 0.95, 0.04), share("West", 0.99, 0.02)]
    assert speed.promises_title(metric, near, EN, "en") == EN("speed.promises_alike")


def test_stages_are_told_by_the_ending() -> None:
    both = {"handle_seconds": CHAT, "resolution_seconds": times(None, HOUR, 9 * HOUR)}
    assert speed.stages_title(both, EN) == "Half within 1 h, one in ten over 9 h, until the ending"
    assert speed.stages_title({"handle_seconds": CHAT}, EN) == EN("speed.stages_some")


@pytest.mark.parametrize(
    ("pending", "said"),
    [
        (0, "400 contacts opened 9–15 Nov 2026, calendar clock · against 9–15 Nov 2026"),
        (3, "400 contacts opened 9–15 Nov 2026, calendar clock; 3 not answered yet count as still waiting · against"),
    ],
)
def test_the_basis_counts_who_still_waits(pending: int, said: str) -> None:
    assert speed.basis(card({**ALL, "pending": pending}), EN, "en").startswith(said)
    assert not speed.basis(card(None), EN, "en")


def test_what_is_due_is_counted() -> None:
    assert speed.dues_title(Dues(pl.DataFrame(), 2, 1200, ""), EN, "en") == "2 overdue, 1,200 due within 24 hours"
    assert speed.dues_title(Dues(pl.DataFrame(), 0, 0, ""), ZH, "zh") == ZH("speed.dues_none")
