"""Chatwoot's published facts about ratings: ours where the definition is ours, a vendor's variant where it is not."""

import json
from datetime import datetime, timedelta
from typing import Any

import polars as pl
import pytest

from tests.support.shared import shared
from tests.support.world import World, build_case

OPENED = datetime(2026, 1, 5, 9)


def shop(ratings: list[int], invited: int, contacts: int | None = None) -> World:
    """Return served contacts: the first rated with `ratings`, the first `invited` invited, the rest (one) neither."""
    tables: dict[str, list[dict[str, Any]]] = {"tickets": [], "messages": [], "ticket_events": [], "ratings": []}
    for number in range(contacts or invited + 1):
        at = OPENED + timedelta(minutes=number)
        name = {"ticket_id": str(number)}
        tables["tickets"].append(name | {"created_at": at, "initiated_by": "customer"})
        tables["messages"].append(name | {"message_id": f"{number}", "sent_at": at, "author_type": "human"})
        tables["ticket_events"].append(
            name | {"at": at + timedelta(minutes=5), "event_type": "status", "old_value": "open", "new_value": "solved",
                    "actor_type": "human"})  # fmt: skip
        if number < invited:
            value = str(ratings[number]) if number < len(ratings) else None
            asked = at + timedelta(minutes=6)
            tables["ratings"].append(
                name | {"rating_id": str(number), "invited_at": asked, "rated_at": asked if value else None,
                        "value_raw": value, "scale": "1-5"})  # fmt: skip
    return build_case(tables, {"sources": {"s": {"invites_known": True}}}, until=OPENED + timedelta(days=30))


@pytest.mark.shared
def test_satisfaction_shares_and_response_rate_are_chatwoots() -> None:
    cases = json.loads((shared("cases") / "chatwoot" / "cases.json").read_text("utf-8"))["csat"]
    counts = next(case for case in cases if "share" in case["out"])
    sent = next(case for case in cases if case["in"].get("surveys_sent"))
    ratings = [int(level) for level, n in counts["in"]["ratings"].items() for _ in range(n)]
    made = shop(ratings, invited=len(ratings) * sent["in"]["surveys_sent"] // sent["in"]["n_responses"])
    final = made.table("mart_ratings").filter(pl.col("is_final") & pl.col("is_counted"))
    shares = {level: f"{100 * (final['value'] == int(level)).sum() / final.height:.2f}" for level in "12345"}
    assert shares == counts["out"]["share"]
    sums = made.table("mart_contacts").select(pl.selectors.matches("^(csat|response_rate|rating_coverage)_")).sum()
    row = sums.row(0, named=True)
    # Ours and theirs agree: 4 and 5 are positive, neutral stays in the denominator.
    assert row["csat_num"] / row["csat_den"] == sum(value >= 4 for value in ratings) / counts["in"]["n_responses"]
    assert f"{100 * row['response_rate_num'] / row['response_rate_den']:.2f}" == sent["out"]["response_rate"]
    # Coverage is of all that could have been asked, which they do not publish: lower than the response rate.
    assert row["rating_coverage_den"] == row["response_rate_den"] + 1
    # As other vendors count, on the same rows: the mean, and good over good and bad.
    assert final["value"].mean() == sum(ratings) / len(ratings)
    good, bad = final["is_positive"].sum(), final["is_negative"].sum()
    assert (good, good + bad) == (sum(v >= 4 for v in ratings), sum(v != 3 for v in ratings))


@pytest.mark.shared
def test_their_score_is_of_all_responses_and_ours_of_those_that_hold_a_rating() -> None:
    cases = json.loads((shared("cases") / "chatwoot" / "cases.json").read_text("utf-8"))["csat"]
    case = next(case for case in cases if case["in"].get("ratings") and "satisfaction_score" in case["out"])
    ratings = [int(level) for level, n in case["in"]["ratings"].items() for _ in range(n)]
    row = shop(ratings, invited=case["in"]["n_responses"]).table("mart_contacts")
    good, rated, asked = (row[name].sum() for name in ("csat_num", "csat_den", "response_rate_den"))
    assert f"{100 * good / asked:.2f}" == case["out"]["satisfaction_score"]
    assert (good, rated) == (len(ratings), len(ratings))


def test_without_ratings_there_is_no_number_rather_than_zero() -> None:
    row = shop([], invited=0).table("mart_contacts").select(pl.selectors.starts_with("csat_")).row(0, named=True)
    assert (row["csat_den"], row["csat_num"]) == (0, 0)


def test_a_survey_dropped_after_handoffs_shows_in_the_funnel_not_as_better_service() -> None:
    rows = [
        made.table("mart_contacts").select(pl.selectors.matches("_(den|num)$")).sum().row(0, named=True)
        for made in (shop([5, 5, 5, 1, 1, 1], 6, contacts=8), shop([5, 5, 5], 3, contacts=8))
    ]
    assert [(row["csat_num"], row["csat_den"]) for row in rows] == [(3, 6), (3, 3)]
    for metric in ("invite_rate", "rating_coverage"):
        assert [(row[f"{metric}_num"], row[f"{metric}_den"]) for row in rows] == [(6, 8), (3, 8)]
    assert [(row["response_rate_num"], row["response_rate_den"]) for row in rows] == [(6, 6), (3, 3)]
