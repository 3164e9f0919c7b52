"""Random small worlds of chats as canonical tables: a bot's part, a human's part, an ending, ratings."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

START = datetime(2026, 1, 5)  # all times here are UTC without a zone
THROUGH = START + timedelta(days=12)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WORDS = ("ask_human", "negative", "complaint", "thanks", "positive_close")


@dataclass
class Said:
    """One message."""

    at: datetime
    who: str
    words: tuple[str, ...] = ()
    text: str = ""
    vote: int | None = None


@dataclass
class Rated:
    """One rating row: when (None: unknown), what, of whom, and the answer whether it was resolved."""

    at: datetime | None
    value: int | None
    subject: str | None
    resolved: str | None
    invited_at: datetime | None


@dataclass
class Chat:
    """One ticket that is one contact."""

    id: str
    opened_at: datetime
    customer: str | None
    issue: str | None
    channel: str
    initiated_by: str
    said: list[Said]
    handoff: tuple[datetime, str | None] | None
    ended_at: datetime | None
    ratings: list[Rated]
    events: list[tuple[datetime, str]] = field(default_factory=list)

    @property
    def human_from(self) -> datetime | None:
        """The moment the bot's part ends: the handoff, else the first human message."""
        humans = [message.at for message in self.said if message.who == "human"]
        return self.handoff[0] if self.handoff else min(humans, default=None)

    @property
    def bot_part(self) -> list[Said]:
        """What was said while the bot served; nothing where no bot ever spoke."""
        if not any(message.who == "bot" for message in self.said):
            return []
        until = self.human_from
        return [message for message in self.said if until is None or message.at < until]

    @property
    def has_bot(self) -> bool:
        """A customer message and a bot reply."""
        return {"customer", "bot"} <= {message.who for message in self.bot_part}

    @property
    def has_human(self) -> bool:
        return any(message.who == "human" for message in self.said)

    @property
    def ended_by(self) -> str:
        """Humans end what they served; the system ends the rest."""
        return "human" if self.has_human else "system"

    @property
    def done_at(self) -> datetime | None:
        """When it was over for the customer: at our last word, where the system ended it after that."""
        last = self.said[-1] if self.said else None
        is_over = last is not None and (last.who != "customer" or "thanks_only" in last.words)
        return last.at if self.ended_at and self.ended_by == "system" and last and is_over else self.ended_at

    @property
    def first_human_at(self) -> datetime | None:
        return min((message.at for message in self.said if message.who == "human"), default=None)


@st.composite
def chats(draw: st.DrawFn, number: int) -> Chat:
    """Draw one chat: a bot's part, perhaps a human's part, an ending, ratings."""
    opened = START + draw(st.integers(0, 14 * 24)) * HOUR / 2 + timedelta(seconds=number)
    at = opened
    said: list[Said] = []

    def say(who: str) -> None:
        nonlocal at
        at += timedelta(seconds=draw(st.sampled_from([10, 100, 299, 300, 301, 900])))
        words = tuple(draw(st.sets(st.sampled_from(WORDS), max_size=2))) if who == "customer" else ()
        if who == "customer" and draw(st.integers(0, 7)) == 0:
            words = ("thanks", "thanks_only")
        text = draw(st.sampled_from(["", "where is it", "still nothing"])) if who == "customer" else ""
        vote = draw(st.sampled_from([None, None, None, 1, -1])) if who == "bot" else None
        said.append(Said(at, who, tuple(sorted(words)), text, vote))

    for who in draw(st.lists(st.sampled_from(["customer", "bot"]), max_size=6)):
        say(who)
    handoff = None
    if any(message.who == "bot" for message in said) and draw(st.booleans()):
        at += timedelta(seconds=5)
        handoff = (at, draw(st.sampled_from([None, "requested", "rule", "bot_failed"])))
    if draw(st.booleans()):
        for who in draw(st.lists(st.sampled_from(["customer", "human"]), max_size=5)):
            say(who)
    at += timedelta(seconds=30)
    ended = at if draw(st.integers(0, 9)) else None
    ratings = []
    for _ in range(draw(st.integers(0, 2))):
        offset = draw(
            st.sampled_from([None, timedelta(0), HOUR, 3 * DAY, 3 * DAY + timedelta(seconds=1), -timedelta(seconds=5)])
        )
        value = draw(st.sampled_from([None, 1, 2, 3, 4, 5]))
        when = None if offset is None or value is None or ended is None else ended + offset
        invited = draw(st.sampled_from([None, timedelta(0), 4 * DAY]))
        asked = ended + invited if invited is not None and ended is not None and value is None else None
        ratings.append(
            Rated(
                when,
                value,
                draw(st.sampled_from([None, None, "human", "bot", "company"])),
                draw(st.sampled_from([None, None, None, "yes", "no"])),
                asked,
            )
        )
    return Chat(
        id=f"t{number}",
        opened_at=opened,
        customer=draw(st.sampled_from(["ada", "bo", "cy", None])),
        issue=draw(st.sampled_from(["a/b", "x/y", "a/refund"])),
        channel=draw(st.sampled_from(["chat", "mail"])),
        initiated_by=draw(st.sampled_from(["customer", "customer", "customer", "agent"])),
        said=said,
        handoff=handoff,
        ended_at=ended,
        ratings=ratings,
    )


@st.composite
def worlds(draw: st.DrawFn) -> list[Chat]:
    """Draw one chat, or a dozen of few customers, so that they meet again."""
    return [draw(chats(number)) for number in range(draw(st.sampled_from([1, 12, 12])))]


def frames(world: list[Chat], orders: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return the canonical tables of a world."""
    tables: dict[str, list[dict[str, Any]]] = {"tickets": [], "messages": [], "ticket_events": [], "ratings": []}
    for chat in world:
        tables["tickets"].append(
            {
                "ticket_id": chat.id,
                "created_at": chat.opened_at,
                "customer_id": chat.customer,
                "issue_category": chat.issue,
                "channel": chat.channel,
                "initiated_by": chat.initiated_by,
            }
        )
        tables["messages"] += [
            {
                "message_id": f"{chat.id}-{place}",
                "ticket_id": chat.id,
                "sent_at": message.at,
                "author_type": message.who,
                "author_id": "anna" if message.who == "human" else None,
                "body": message.text or f"{chat.id} message {place}",
                "useful_vote": message.vote,
                "words": "|".join(message.words) or None,
            }
            for place, message in enumerate(chat.said)
        ]
        if chat.handoff:
            tables["ticket_events"].append(_event(chat, chat.handoff[0], "handoff", "bot", reason=chat.handoff[1]))
        if chat.ended_at:
            tables["ticket_events"].append(
                _event(chat, chat.ended_at, "status", chat.ended_by, old="open", new="solved")
            )
        tables["ratings"] += [
            {
                "rating_id": f"{chat.id}-{place}",
                "ticket_id": chat.id,
                "invited_at": rated.invited_at,
                "rated_at": rated.at,
                "value_raw": None if rated.value is None else str(rated.value),
                "scale": "1-5",
                "rated_subject": rated.subject,
                "resolved_by_customer": rated.resolved,
            }
            for place, rated in enumerate(chat.ratings)
        ]
    # One of each, so that every world has the same tables: far away, of a customer who does nothing else.
    tables["messages"].append({"message_id": "z", "ticket_id": "z", "sent_at": START - DAY, "author_type": "bot"})
    tables["ticket_events"].append(
        {"ticket_id": "z", "at": START - DAY, "event_type": "status", "new_value": "open", "actor_type": "system"}
    )
    tables["tickets"].append({"ticket_id": "z", "created_at": START - DAY})
    tables["ratings"].append({"rating_id": "z", "ticket_id": "z", "invited_at": START - DAY, "scale": "1-5"})
    tables["orders"] = [{"order_id": "z", "customer_id": "zz", "paid_at": START, "amount": 1.0}, *orders]
    return tables


def _event(
    chat: Chat,
    at: datetime,
    kind: str,
    actor: str,
    *,
    old: str | None = None,
    new: str | None = None,
    reason: str | None = None,
) -> dict[str, Any]:
    return {
        "ticket_id": chat.id,
        "at": at,
        "event_type": kind,
        "actor_type": actor,
        "actor_id": "anna" if actor == "human" else None,
        "old_value": old,
        "new_value": new,
        "reason": reason,
    }
