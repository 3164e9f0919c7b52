"""What may be said about how much there is to do? Counts are full counts: told as they are, judged by nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

from lodestar.app import format as form
from lodestar.app.findings.speed import name
from lodestar.app.words import Words
from lodestar.metrics.card import Card
from lodestar.metrics.mart import Mart

Row = Mapping[str, Any]
OLD = ("7 to 29 days", "30 days or more")
NEW = "under_3_months"


def answer(volume: Card, left: Card, backlog: Card, word: Words, language: str) -> str:
    """Return how many contacts came, how many of those who queued gave up, and how many are open at the end."""
    if volume.absent:
        return word("load.answer_absent", reason=volume.absent[language])
    if volume.now is None or not volume.now["value"]:
        return word("load.answer_none")
    said = [word("load.answer", n=form.count(volume.now["value"], language), moved=_moved(volume, word, language))]
    now = left.now
    if now is not None and now["n"] and not now["is_too_few"]:
        n = int(now["n"])
        said.append(
            word(
                "load.gave_up",
                share=form.share(now["value"], n, language),
                interval=form.bounds(now["low"], now["high"], n),
            )
        )
    if backlog.now is not None and backlog.now["value"] is not None:
        said.append(word("load.open", n=form.count(backlog.now["value"], language)))
    return word("load.between").join(said)


def basis(volume: Card, mart: Mart, word: Words, language: str) -> str:
    """Return which days are counted, and by whose clock."""
    first, last = volume.question.first_day, volume.question.last_day
    if first is None or last is None:
        return ""
    said = word("load.basis", period=form.span(first, last, language), zone=str(mart.zone))
    if volume.compared is None:
        return said
    return said + word("speed.compared", period=form.span(*volume.compared, language))


def _moved(one: Card, word: Words, language: str) -> str:
    """Return by how much a full count differs from the period compared with, nothing where there is none."""
    if one.difference is None:
        return ""
    if not one.difference:
        return word("load.same")
    key = "load.more" if one.difference > 0 else "load.fewer"
    return word(key, n=form.count(abs(one.difference), language))


def volume_title(rows: Sequence[Row], word: Words, language: str) -> str:
    """Return the channel that brings the most contacts, where one does."""
    known = sorted((row for row in rows if row["value"]), key=lambda row: float(row["value"]), reverse=True)
    if not known:
        return word("load.none")
    total = sum(row["value"] for row in known)
    counts = {"n": form.count(known[0]["value"], language), "total": form.count(total, language)}
    if len(known) == 1 or known[0]["value"] == known[1]["value"]:
        return word("load.volume", n=counts["total"])
    return word("load.volume_most", name=name(known[0], word, language), **counts)


def rate_title(rate: Card, word: Words, language: str) -> str:
    """Return contacts per 10,000 orders, and what they were before."""
    if rate.now is None or rate.now["value"] is None:
        return word("load.rate_none")
    value = form.count(round(rate.now["value"]), language)
    if rate.before is None or rate.before["value"] is None:
        return word("load.rate", value=value)
    return word("load.rate_before", value=value, before=form.count(round(rate.before["value"]), language))


def flow_title(row: Row | None, word: Words, language: str) -> str:
    """Return how many contacts were opened and ended, and what that did to the backlog."""
    if row is None:
        return word("load.none")
    counts = {part: form.count(row[part], language) for part in ("opened", "ended")}
    grown = row["opened"] - row["ended"]
    key = "load.flow_even" if not grown else "load.flow_grew" if grown > 0 else "load.flow_shrank"
    return word(key, n=form.count(abs(grown), language), **counts)


def backlog_title(rows: Sequence[Row], word: Words, language: str) -> str:
    """Return how many contacts are open at the end, and how many of them for a week or longer; rows are by age."""
    total = sum(row["value"] for row in rows)
    if not total:
        return word("load.backlog_none")
    old = sum(row["value"] for row in rows if row["age"] in OLD)
    counts = {"n": form.count(total, language), "old": form.count(old, language)}
    return word("load.backlog" if old else "load.backlog_young", **counts)


def hours_title(rows: Sequence[Row], word: Words) -> str:
    """Return the hour of the week in which most contacts came, where one had more than every other."""
    busiest = sorted((row for row in rows if row["value"]), key=lambda row: float(row["value"]), reverse=True)
    if not busiest:
        return word("load.none")
    if len(busiest) > 1 and busiest[0]["value"] == busiest[1]["value"]:
        return word("load.hours_even")
    top = busiest[0]
    return word(
        "load.hours",
        weekday=word(f"load.weekday_{top['weekday']}"),
        hour=f"{top['hour']}",
        until=f"{top['hour'] + 1}",
    )


def teams_title(rows: Sequence[Row], word: Words, language: str) -> str:
    """Return the team that served the most contacts, where one did; contacts without a team are nobody's."""
    known = [row for row in rows if row["team"] is not None and row["value"]]
    known.sort(key=lambda row: float(row["value"]), reverse=True)
    if not known:
        return word("load.none")
    if len(known) > 1 and known[0]["value"] == known[1]["value"]:
        return word("load.teams_even")
    total = sum(row["value"] for row in known)
    counts = {"n": form.count(known[0]["value"], language), "total": form.count(total, language)}
    return word("load.teams", name=str(known[0]["team"]), **counts)


def service_title(rows: Sequence[Row], word: Words, language: str) -> str:
    """Return how many contacts were with agents in their first three months, of those whose agent's start is known."""
    known = {row["service_length"]: row["value"] for row in rows if row["service_length"] is not None}
    if not known:
        return word("load.service_unknown")
    new = known.get(NEW, 0)
    counts = {"n": form.count(new, language), "total": form.count(sum(known.values()), language)}
    return word("load.service" if new else "load.service_none", **counts)
