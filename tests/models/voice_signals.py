"""Which signals a plain reader sees in a chat."""

from datetime import datetime, timedelta

from tests.models.voice_reader import WEEK, back, taken_over
from tests.models.voice_worlds import DAY, HOUR, START, THROUGH, Chat

GAP = timedelta(seconds=300)


def signals(world: list[Chat], chat: Chat, orders: list[tuple[str, int, str]]) -> dict[str, bool | str]:
    """Return every signal that could fire in an ended chat: whether it did, or 'pending'."""
    assert chat.ended_at
    ended, done = chat.ended_at, chat.done_at
    assert done
    mine = [message for message in chat.said if message.who == "customer"]
    found: dict[str, bool | str] = {}
    if chat.has_bot:
        found["handed_over"] = taken_over(chat)
    if chat.customer:
        found["returned"] = "pending" if ended + DAY > THROUGH else back(world, chat, DAY)
    if mine:
        button = chat.handoff is not None and chat.handoff[1] == "requested"
        found["asked_human"] = button or any("ask_human" in message.words for message in mine)
        found["negative_words"] = any({"negative", "complaint"} & set(message.words) for message in mine)
        found["same_question"] = asked_again(chat)
    replies = [place for place, message in enumerate(chat.said) if message.who != "customer"]
    if mine and replies:
        kind = {"thanks", "thanks_only", "positive_close"}
        found["no_thanks"] = not any(
            kind & set(message.words) for message in chat.said[replies[0] + 1 :] if message.who == "customer"
        )
    if chat.customer and chat.initiated_by == "customer":
        found["channel_change"] = channel_change(world, chat)
    if chat.customer and chat.issue and "refund" not in chat.issue:
        hits = [who == chat.customer and done < START + hours * HOUR / 2 <= ended + WEEK for who, hours, _ in orders]
        found["refund_after"] = "pending" if ended + WEEK > THROUGH else any(hits)
    waits = long_waits(chat)
    if waits is not None:
        found["long_wait"] = waits
    return found


def asked_again(chat: Chat) -> bool:
    for first, one in enumerate(chat.said):
        for second, other in enumerate(chat.said):
            both = one.who == other.who == "customer" and one.text and one.text == other.text
            if both and second - first >= 2 and "thanks_only" not in one.words + other.words:
                return True
    return False


def channel_change(world: list[Chat], chat: Chat) -> bool | str:
    assert chat.ended_at
    if chat.ended_at + WEEK > THROUGH:
        return "pending"
    later = [
        other
        for other in world
        if other.customer == chat.customer
        and other.issue == chat.issue
        and other.initiated_by == "customer"
        and other.opened_at > chat.opened_at
    ]
    following = min(later, key=lambda other: other.opened_at, default=None)
    return following is not None and following.channel != chat.channel and following.opened_at <= chat.ended_at + WEEK


def long_waits(chat: Chat) -> bool | None:
    """Return whether a customer turn within the human's part waited over the limit; None where none waited."""
    assert chat.done_at
    part = [
        message for message in chat.said if not chat.bot_part or (chat.human_from and message.at >= chat.human_from)
    ]
    if chat.bot_part and chat.human_from is None:
        return None
    asked: datetime | None = None
    waits = []
    for message in part:
        if message.who == "human" and asked:
            waits.append(message.at - asked)
            asked = None
        elif message.who == "customer" and asked is None and "thanks_only" not in message.words:
            asked = message.at
    if asked:
        waits.append(max(chat.done_at, asked) - asked)
    return any(wait > GAP for wait in waits) if waits else None
