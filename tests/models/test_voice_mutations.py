"""Each rule about ratings, bots and signals, broken once on purpose: a case must turn red, or it guards nothing."""

from dataclasses import replace

import pytest

from lodestar.models.run import load_models
from tests.support import world
from tests.support.cases import CASES, check_case

AT_AGE = "int_contact_ratings/a_rating_counts_up_to_three_days_after_the_ending_and_not_a_second_later"
FUNNEL = "int_contact_ratings/who_was_invited_and_who_may_be_surveyed"
BOTS = "int_bot_contacts/every_outcome_of_a_bot_contact_is_the_first_that_applies"
ONCE = "int_contact_outcomes/solved_at_once_and_what_spoils_it"
RETURNED = "int_signal_returned/back_within_a_day_and_pending_until_the_day_is_over"
THANKS = "int_signal_no_thanks/thanks_or_a_good_word_after_the_first_reply_and_before_the_ending"
REPEAT = "int_signal_same_question/the_same_text_again_once_something_else_was_said"
REFUND = "int_signal_refund_after/money_back_within_a_week_of_a_contact_about_something_else"
SCALE = "int_rating_values/a_value_is_read_on_its_scale"
BROKEN = {
    "good to bad inverted by an ascending window": (
        AT_AGE,
        "int_contact_ratings",
        "order by r.rated_at desc nulls last, r.row_id desc nulls last\n        ) = 1 as is_last_of_measure",
        "order by r.rated_at asc nulls last, r.row_id asc nulls last\n        ) = 1 as is_last_of_measure",
    ),
    "a rating after the age limit counts": (
        AT_AGE,
        "int_contact_ratings",
        " or r.rated_at <= e.age_limit\n",
        " or true\n",
    ),
    "young endings count with what is known": (
        AT_AGE,
        "int_contact_ratings",
        "<= s.data_through, false)",
        "is not null, false)",
    ),
    "what we opened is surveyed though nobody spoke": (
        FUNNEL,
        "int_contact_ratings",
        "c.initiated_by in ('customer', 'unknown') or",
        "true or",
    ),
    "who gave up is surveyed": (FUNNEL, "int_contact_ratings", "l.first_human_reply_at is null\n", "false\n"),
    "rated without a record is not invited": (FUNNEL, "int_contact_ratings", "s.csat is not null\n        or i.", "i."),
    "a dropped survey is hidden by late invitations": (
        FUNNEL,
        "int_contact_ratings",
        "e.first_invited_at <= e.age_limit",
        "e.first_invited_at is not null",
    ),
    "neutral leaves the scale": (
        SCALE,
        "int_rating_values",
        "m.value_read >= m.positive_from",
        "m.value_read > m.positive_from",
    ),
    "returns known early count while others wait": (
        RETURNED,
        "int_signal_returned",
        "not r.is_matured_24h as is_pending",
        "not r.is_matured_24h and r.next_contact_key is null as is_pending",
    ),
    "young bot contacts are judged by what is known": (
        BOTS,
        "int_bot_contacts",
        "when not b.is_matured then 'pending'",
        "when b.contact_key is null then 'pending'",
    ),
    "silence is called success": (BOTS, "int_bot_contacts", "else 'silent'", "else 'confirmed'"),
    "conflicting signs confirm": (BOTS, "int_bot_contacts", " or b.votes_down > 0 then 'denied'", " then 'denied'"),
    "an asker nobody served is contained": (
        BOTS,
        "int_bot_contacts",
        "or a.asked_at is not null then 'failed'",
        "then 'failed'",
    ),
    "the third turn is at once": (BOTS, "int_bot_contacts", "coalesce(u.turns, 0) <= 2", "coalesce(u.turns, 0) <= 3"),
    "an unanswered question is resolved by auto-close": (
        ONCE,
        "int_one_contact",
        "v.last_question_ordinal < v.last_reply_ordinal,",
        "v.last_question_ordinal > 0,",
    ),
    "every contact that ends in thanks waits for ever": (
        ONCE,
        "int_contact_voice",
        "and not m.is_thanks_only) as last_question_ordinal",
        ") as last_question_ordinal",
    ),
    "the denominator ignores its numerator's filter": (
        ONCE,
        "int_contact_outcomes",
        "coalesce(o.is_in_base and o.is_matured, false)",
        "true",
    ),
    "thanks before any answer close well": (
        THANKS,
        "int_signal_no_thanks",
        "k.last_ordinal < v.first_reply_ordinal, true) as is_fired",
        "k.contact_key is null, true) as is_fired",
    ),
    "a signal knows what came after the ending": (
        THANKS,
        "int_contact_words",
        "h.at <= c.recorded_at",
        "h.at is not null",
    ),
    "a double click is a question asked again": (REPEAT, "int_repeated_questions", ">= 2", ">= 1"),
    "a refund of last month is one after the contact": (
        REFUND,
        "int_refunds_after",
        "t.taken_back_at > c.ended_at",
        "true",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_turns_its_case_red(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    case, model, right, wrong = BROKEN[name]
    models = load_models()
    assert models[model].sql.count(right) == 1
    models[model] = replace(models[model], sql=models[model].sql.replace(right, wrong))
    monkeypatch.setattr(world, "_models", lambda: models)
    with pytest.raises(AssertionError, match="expected"):
        check_case(CASES / case)
