"""What happened in a contact, in one sentence, from its facts alone."""

from collections.abc import Mapping
from typing import Any

Part = tuple[str, dict[str, Any]]
"""A key of the words and the values its sentence needs: seconds as numbers, the rest as it stands."""

YES_OR_NO = 2
_SERVED = {"bot": "by_bot", "human": "by_human", "unknown": "by_unknown"}


def headline(facts: Mapping[str, Any], back_after: float | None) -> list[Part]:
    """Return the parts of the sentence: who served, how it ended, whether the customer came back, how it was rated.

    `back_after`: the seconds from the ending to the return; only a return that counts (24 h, same issue) is told, and
    "did not come back" only where the day is over and the customer would have been recognised.
    """
    return [_served(facts), _ended(facts), *_back(facts, back_after), _rated(facts)]


def _served(facts: Mapping[str, Any]) -> Part:
    queue, how = facts["queue_wait_seconds"], facts["queue_wait_end"]
    if how == "abandoned":
        return "left_queue", {"time": queue}
    if facts["handled_by"] == "bot_then_human":
        return ("handed_queue", {"time": queue}) if how == "answered" else ("handed", {})
    if facts["handled_by"] == "human" and facts["first_response_end"] == "answered":
        return "by_human_after", {"time": facts["first_response_seconds"]}
    return _SERVED.get(str(facts["handled_by"]), "by_unknown"), {}


def _ended(facts: Mapping[str, Any]) -> Part:
    if facts["is_open"]:
        return "still_open", {}
    return f"ended_by_{facts['ended_by'] or 'unknown'}", {}


def _back(facts: Mapping[str, Any], after: float | None) -> list[Part]:
    counted, returned = facts["reopen_rate_den"], facts["reopen_rate_num"]
    if counted is None:
        return [] if facts["is_open"] else [("back_pending", {})]
    if returned and after is not None:
        return [("back_after", {"time": after})]
    return [("not_back", {})] if counted and not returned else []


def _rated(facts: Mapping[str, Any]) -> Part:
    value, levels = facts["csat_value"], facts["csat_levels"]
    if value is None:
        return ("rating_pending" if facts["csat_den"] is None else "not_rated"), {}
    if levels is None or levels == YES_OR_NO:
        return ("rated_good" if facts["csat_num"] else "rated_bad"), {}
    return "rated_of", {"value": value, "levels": levels}
