"""What to read first: the unrated with most signals, the newest among equals."""

from datetime import date, datetime
from pathlib import Path

import polars as pl

from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Condition, Question
from lodestar.metrics.reading import unrated_with_signals
from tests.metrics.small import small_mart

DAYS = Question("non_rating_rate").between(date(2026, 2, 2), date(2026, 2, 8))


def world(folder: Path, **others: pl.DataFrame) -> Mart:
    """Return contacts 0 to 5: two signals, three, none; one rated; one before the week; two again, newer."""
    signals = {0: ["returned", "asked_human"], 1: ["a", "b", "c"], 3: ["a", "b", "c", "d"], 4: ["a"] * 5, 5: ["b", "a"]}
    rows = pl.DataFrame(
        {
            "contact_id": [f"T{key}#1" for key in range(6)],
            "ended_on": [date(2026, 2, 2)] * 4 + [date(2026, 2, 1), date(2026, 2, 3)],
            "ended_at": [datetime(2026, 2, 2)] * 4 + [datetime(2026, 2, 1), datetime(2026, 2, 3)],
            "non_rating_rate_num": [1, 1, 1, 0, 1, 1],
            "channel": ["email", "chat", "chat", "chat", "chat", "chat"],
            **dict.fromkeys(("team", "issue_1", "issue_2"), pl.Series([None] * 6, dtype=pl.String)),
        }
    )
    fired = [
        {"contact_key": key, "signal": name, "fired_at": datetime(2026, 2, 2, hour), "ended_on": rows["ended_on"][key]}
        for key, names in signals.items()
        for hour, name in enumerate(names)
    ]
    return small_mart(folder, rows, mart_signals=pl.DataFrame(fired), **others)


def test_most_signals_first_then_the_newest(tmp_path: Path) -> None:
    rows = unrated_with_signals(world(tmp_path), DAYS)
    assert rows.select("contact_id", "signals").rows() == [
        ("T1#1", ["a", "b", "c"]),
        ("T5#1", ["b", "a"]),
        ("T0#1", ["returned", "asked_human"]),
    ]
    assert rows["in_all"].to_list() == [3, 3, 3]


def test_a_limit_and_a_filter(tmp_path: Path) -> None:
    mart = world(tmp_path)
    assert unrated_with_signals(mart, DAYS, limit=1).select("contact_id", "in_all").rows() == [("T1#1", 3)]
    email = Question("non_rating_rate", where=(Condition("channel", ("email",)),))
    assert unrated_with_signals(mart, email)["contact_id"].to_list() == ["T0#1"]


def test_where_nobody_can_rate_every_ended_contact_is_looked_at(tmp_path: Path) -> None:
    mart = world(tmp_path / "rated")
    nothing = mart.once("inputs", "select table_name, column_name from mart_inputs").clear()
    unrateable = world(tmp_path / "unrateable", mart_inputs=nothing)
    assert unrated_with_signals(unrateable, DAYS)["contact_id"].to_list() == ["T3#1", "T1#1", "T5#1", "T0#1"]
