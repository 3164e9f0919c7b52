"""What a plain reader says of a chat: how it was rated, whether it came back, how its bot did."""

from datetime import datetime, timedelta

from tests.models.voice_worlds import DAY, START, THROUGH, Chat, Rated

AGE, WEEK = 3 * DAY, 7 * DAY


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
