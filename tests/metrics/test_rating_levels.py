"""How many of each level: the ratings behind CSAT and no other, levels nobody chose this time too."""

from datetime import date, datetime
from pathlib import Path

import polars as pl

from lodestar.metrics.answer import ask
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Condition, Question
from lodestar.metrics.rating_levels import rating_levels
from tests.metrics.small import small_mart

HOUR, DAY = 3_600, 86_400
FIVE = ("negative", "negative", "neutral", "positive", "positive")
DAYS = Question("csat").between(date(2026, 2, 2), date(2026, 2, 8))


def world(folder: Path) -> Mart:
    """Return ratings of 1, 3, 4, 5 and 5 of five, one good of good and bad; a 2 a week earlier; and others."""
    given = [  # contact, scale, levels, value, age, until
        (0, "stars", 5, 1, HOUR, None),
        (1, "stars", 5, 3, HOUR, None),
        (2, "stars", 5, 4, HOUR, None),
        (3, "stars", 5, 5, -HOUR, None),
        (4, "stars", 5, 1, HOUR, 2 * DAY),  # thought better of it after two days
        (4, "stars", 5, 5, 2 * DAY, 5 * DAY),
        (4, "stars", 5, 1, 5 * DAY, None),  # and worse after the common age
        (5, "good_bad", 2, 1, HOUR, None),
        (6, "stars", 5, 2, HOUR, None),  # the week before
        (7, "stars", 5, 1, 4 * DAY, None),  # too late
        (8, "stars", 5, 1, HOUR, None),  # could not be rated
        (9, "stars", 5, 1, HOUR, None),  # its days are not over: pending
    ]
    ended = [date(2026, 2, 2)] * 6 + [date(2026, 1, 26)] + [date(2026, 2, 2)] * 2 + [date(2026, 3, 31)]
    final = {0: (1, 0), 1: (1, 0), 2: (1, 1), 3: (1, 1), 4: (1, 1), 5: (1, 1), 6: (1, 0), 9: (None, None)}
    rows = pl.DataFrame(
        {
            "contact_key": range(10),
            "ended_on": ended,
            "recorded_at": [datetime(day.year, day.month, day.day, 2) for day in ended],
            "is_rating_eligible": [key != 8 for key in range(10)],
            "csat_den": [final.get(key, (0, 0))[0] for key in range(10)],
            "csat_num": [final.get(key, (0, 0))[1] for key in range(10)],
        }
    )
    ratings = pl.DataFrame(
        [
            {
                "contact_key": contact,
                "scale": scale,
                "levels": levels,
                "value": float(value),
                "verdict": FIVE[value - 1] if levels == 5 else "positive",
                "is_positive": value >= 4 if levels == 5 else True,
                "age_seconds": age,
                "until_age_seconds": until,
                "rated_at": datetime(2026, 2, 2, 3) if age < DAY else datetime(2026, 2, 2 + age // DAY, 3),
                "measure": "csat",
                "is_counted": contact != 8,
            }
            for contact, scale, levels, value, age, until in given
        ],
        schema_overrides={"until_age_seconds": pl.Int64},
    )
    return small_mart(folder, rows, mart_ratings=ratings)


def test_every_level_with_those_who_gave_it(tmp_path: Path) -> None:
    rows = rating_levels(world(tmp_path), DAYS).rows
    assert rows.select("scale", "value", "verdict", "contacts", "of").rows() == [
        ("stars", 1, "negative", 1, 5),
        ("stars", 2, "negative", 0, 5),
        ("stars", 3, "neutral", 1, 5),
        ("stars", 4, "positive", 1, 5),
        ("stars", 5, "positive", 2, 5),
        ("good_bad", 1, "positive", 1, 1),
    ]
    assert rows["share"].to_list() == [0.2, 0.0, 0.2, 0.2, 0.4, 1.0]


def test_they_sum_to_the_metric(tmp_path: Path) -> None:
    mart = world(tmp_path)
    rows, csat = rating_levels(mart, DAYS).rows, ask(mart, DAYS).rows
    positive = rows.filter(pl.col("verdict") == "positive")["contacts"].sum()
    assert (positive, rows["contacts"].sum()) == csat.select("numerator", "n").row(0) == (4, 6)


def test_a_filter_and_another_age_hold_here_too(tmp_path: Path) -> None:
    mart = world(tmp_path)
    one = rating_levels(mart, Question("csat", where=(Condition("levels", ("2",)),))).rows
    assert one.select("scale", "contacts").rows() == [("good_bad", 1)]
    early = rating_levels(mart, Question("csat", age=1).between(date(2026, 2, 2), date(2026, 2, 8))).rows
    assert early.filter(pl.col("value") == 1, pl.col("scale") == "stars")["contacts"].to_list() == [2]


def test_nothing_rated_gives_no_rows(tmp_path: Path) -> None:
    rows = rating_levels(world(tmp_path), Question("csat").between(date(2026, 2, 9), date(2026, 2, 15))).rows
    assert rows.is_empty()
    assert {"scale", "levels", "value", "verdict", "contacts", "share", "of"} <= set(rows.columns)
