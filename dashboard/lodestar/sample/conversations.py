"""Who says what, when? One matrix per day, contacts x slots: which slots are spoken, at what time, with which words."""

from dataclasses import dataclass

import numpy as np

from lodestar.sample.arrivals import Contacts, Rows, local_second
from lodestar.sample.habits import HABITS
from lodestar.sample.outcomes import MAX_TURNS, REQUESTED, Outcomes
from lodestar.sample.texts import ISSUE_KINDS, Texts
from lodestar.sample.world import DAY, EMAIL, PHONE, Bools, Floats, Ints, World

CUSTOMER, HUMAN, BOT, SYSTEM = range(4)
AUTHORS = ("customer", "human", "bot", "system")


@dataclass(frozen=True)
class Slot:
    """One place in a conversation: who speaks there and what kind of text."""

    name: str
    author: int
    kind: str


SLOTS = (
    Slot("proactive", HUMAN, "proactive"), Slot("ask", CUSTOMER, "ask"), Slot("bot1", BOT, "bot"),
    Slot("more2", CUSTOMER, "detail"), Slot("bot2", BOT, "bot_lost"), Slot("more3", CUSTOMER, "detail"),
    Slot("bot3", BOT, "bot"), Slot("ask_human", CUSTOMER, "ask_human"), Slot("handoff", BOT, "handoff"),
    Slot("waiting", CUSTOMER, "waiting"), Slot("hello", HUMAN, "agent_hello"), Slot("say1", CUSTOMER, "detail"),
    Slot("reply1", HUMAN, "agent_check"), Slot("transfer", HUMAN, "transfer"), Slot("expert", HUMAN, "expert_hello"),
    *(Slot(f"{name}{turn}", author, kind) for turn in range(2, MAX_TURNS + 1)
      for name, author, kind in (("say", CUSTOMER, "detail"), ("reply", HUMAN, "agent_check"))),
    Slot("note", HUMAN, "note"), Slot("answer", HUMAN, "fix"), Slot("react", CUSTOMER, "thanks"),
    Slot("goodbye", HUMAN, "agent_close"), Slot("thanks_after", CUSTOMER, "thanks_after"),
    Slot("back", CUSTOMER, "comeback"), Slot("back_reply", HUMAN, "comeback_reply"),
    Slot("back_thanks", CUSTOMER, "thanks"),
)  # fmt: skip
AT = {slot.name: place for place, slot in enumerate(SLOTS)}
AUTHOR_OF = np.array([slot.author for slot in SLOTS])
FIRST_HUMAN_SLOT = AT["waiting"]
_ENDING_SLOT = AT["goodbye"]
_LONG_WAIT, _MAIL_TURNS = 90, 2
_OPENS, _SHUTS = 8 * 3600, 21 * 3600
_AUTO_CLOSE, _BOT_CLOSE, _MAIL_CLOSE = DAY, 1800, 3 * DAY


@dataclass
class Talk(Rows):
    """The day's conversations. Matrices are (contacts, slots), moments UTC epoch seconds."""

    said: Bools
    at: Floats
    text: Ints
    opener: Ints
    queued_at: Floats
    left_at: Floats
    ended_at: Floats
    back_at: Floats
    done_again_at: Floats

    def moment(self, slot: str) -> Floats:
        """Return when each contact reached that slot (also where nothing was said in it)."""
        column: Floats = self.at[:, AT[slot]]
        return column


def speak(world: World, contacts: Contacts, out: Outcomes, texts: Texts, rng: np.random.Generator) -> Talk:
    """Return the conversations of these contacts, times not yet cut at data_through."""
    said = _presence(contacts, out, rng)
    gaps = _gaps(contacts, out, rng)
    at, queued_at, ended_at, back_at = _times(world, contacts, out, said, gaps)
    done_again = np.where(said[:, AT["back"]], at[:, AT["back_thanks"]] + 90, np.nan)
    text, opener = _words(contacts, out, said, texts, rng)
    left_at = np.where(out.is_abandoned, queued_at + out.patience, np.nan)
    return Talk(said, at, text, opener, queued_at, left_at, ended_at, back_at, done_again)


def _presence(contacts: Contacts, out: Outcomes, rng: np.random.Generator) -> Bools:
    """Return which slots are spoken."""
    size = len(contacts)
    luck = rng.random((size, len(SLOTS)))
    said = np.zeros((size, len(SLOTS)), dtype=np.bool_)
    phone = contacts.channel == PHONE
    mail = contacts.channel == EMAIL
    served = out.is_human & out.has_customer & ~phone
    handed = out.is_bot & (out.handoff > 0) & ~out.is_silent_handoff
    limit = out.wait * ~out.is_abandoned + out.patience * out.is_abandoned
    happy = np.where(out.is_satisfied, HABITS.thanks_when_satisfied, HABITS.anger_when_vocal * out.is_vocal)
    after = luck[:, AT["thanks_after"]] < HABITS.thanks_after_ending
    rules: dict[str, Bools] = {
        "proactive": contacts.is_proactive,
        "ask": out.has_customer,
        "bot1": out.is_bot,
        "ask_human": handed & (out.handoff == REQUESTED),
        "handoff": handed,
        "waiting": out.is_queued & (limit > _LONG_WAIT) & (luck[:, AT["waiting"]] < HABITS.asks_if_anybody),
        "hello": served & ~contacts.is_proactive & ~mail,
        "transfer": out.is_transferred & out.has_customer,
        "expert": out.is_transferred & out.has_customer,
        "note": out.is_human & (luck[:, AT["note"]] < HABITS.note),
        "answer": out.is_human & out.has_customer,
        "react": out.has_customer & ~out.is_abandoned & (luck[:, AT["react"]] < happy) & ~phone,
        "goodbye": served & ~mail & (luck[:, AT["goodbye"]] < HABITS.goodbye),
        "thanks_after": served & ~out.is_auto_closed & out.is_satisfied & after,
    }
    for turn in (2, 3):
        rules[f"more{turn}"] = rules[f"bot{turn}"] = out.is_bot & (out.bot_turns >= turn)
    for turn in range(1, MAX_TURNS + 1):
        rules[f"say{turn}"] = served & (out.turns > turn)
        rules[f"say{turn}"] &= ~mail | (turn <= _MAIL_TURNS)
        rules[f"reply{turn}"] = rules[f"say{turn}"]
    back = out.is_same_ticket & ~np.isnan(out.return_after) & served & ~rules["thanks_after"]
    rules |= {
        "back": back,
        "back_reply": back,
        "back_thanks": back & (luck[:, AT["back_thanks"]] < HABITS.thanks_for_comeback),
    }
    for name, spoken in rules.items():
        said[:, AT[name]] = spoken
    return said


def _gaps(contacts: Contacts, out: Outcomes, rng: np.random.Generator) -> Floats:
    """Return seconds from the slot before to each slot, were both spoken."""
    shape = (len(contacts), len(SLOTS))
    middle = np.array([38.0, 42.0, 1.6, 8.0])[AUTHOR_OF]
    spread = np.array([0.7, 0.45, 0.3, 0.1])[AUTHOR_OF]
    gaps: Floats = np.exp(np.log(middle) + spread * rng.standard_normal(shape)) + 1
    mail = (contacts.channel == EMAIL)[:, None]
    phone = (contacts.channel == PHONE)[:, None]
    gaps = np.where(mail, gaps * np.array([260, 100, 1, 1])[AUTHOR_OF], gaps)
    gaps = np.where(phone, gaps * 7, gaps)
    human = AUTHOR_OF == HUMAN
    return np.where(human, gaps * out.slow[:, None], gaps)


def _times(
    world: World, contacts: Contacts, out: Outcomes, said: Bools, gaps: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return the moment of each slot, of the queue, of the ending and of coming back to the same ticket."""
    mail = contacts.channel == EMAIL
    at = np.zeros(said.shape)
    now = contacts.opened.astype(np.float64)
    queued_at = np.full(len(contacts), np.nan)
    back_at = np.full(len(contacts), np.nan)
    ended_at = now.copy()
    first = AT["ask"]
    for place, slot in enumerate(SLOTS):
        if slot.name == "waiting":
            queued_at = np.where(out.is_queued, now + 1, np.nan)
            limit = np.where(out.is_abandoned, out.patience, out.wait)
            then = queued_at + limit * 0.6
        elif slot.name == "hello":
            then = np.where(out.is_queued, queued_at + out.wait + 4 + gaps[:, place] * 0.3, now + gaps[:, place])
        elif slot.name == "thanks_after":
            ended_at = _ending(contacts, out, now)
            then = ended_at + 60 + gaps[:, place] * 4
        elif slot.name == "back":
            back_at = np.where(said[:, place], ended_at + np.nan_to_num(out.return_after), np.nan)
            then = back_at
        elif place == first:
            then = now + np.where(contacts.is_proactive, gaps[:, place] * 20, 0)
        else:
            then = now + gaps[:, place]
        if slot.author == HUMAN:
            then = np.where(mail, _in_shift(world, contacts, then), then)
        now = np.where(said[:, place], np.maximum(then, now), now)
        at[:, place] = now
    return at, queued_at, ended_at, back_at


def _ending(contacts: Contacts, out: Outcomes, last: Floats) -> Floats:
    """Return when the ticket is first done: by the agent soon after the last word, else by the system."""
    alone = ~out.is_human
    quiet = np.where(contacts.channel == EMAIL, _MAIL_CLOSE, _AUTO_CLOSE)
    left = last + np.where(out.is_abandoned, out.patience, 0)
    return np.where(alone, left + _BOT_CLOSE, np.where(out.is_auto_closed, last + quiet, last + 45))


def _in_shift(world: World, contacts: Contacts, then: Floats) -> Floats:
    """Return the moment, moved to the next morning's opening where it falls outside the hours (local)."""
    local = local_second(world, contacts.market, np.nan_to_num(then).astype(np.int64))
    wait = np.where(local < _OPENS, _OPENS - local, np.where(local >= _SHUTS, DAY - local + _OPENS, 0))
    return then + wait + (wait > 0) * (local % 5400)


def _words(contacts: Contacts, out: Outcomes, said: Bools, texts: Texts, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Return the number of each slot's text and opener (-1: none)."""
    luck = rng.random(said.shape)
    text = np.zeros(said.shape, dtype=np.int64)
    for place, slot in enumerate(SLOTS):
        issue = contacts.issue if slot.kind in ISSUE_KINDS else np.zeros_like(contacts.issue)
        text[:, place] = texts.pick(slot.kind, contacts.market, issue, luck[:, place])
    zero = np.zeros_like(contacts.issue)
    angry = texts.pick("angry", contacts.market, zero, luck[:, AT["react"]])
    place = AT["react"]
    text[:, place] = np.where(out.is_satisfied, text[:, place], angry)
    place = AT["answer"]
    refuse = texts.pick("no_fix", contacts.market, zero, luck[:, place])
    text[:, place] = np.where(out.is_solved, text[:, place], refuse)
    call = texts.pick("call", contacts.market, zero, luck[:, AT["ask"]])
    text[:, AT["ask"]] = np.where(contacts.channel == PHONE, call, text[:, AT["ask"]])
    opener = np.full(said.shape, -1, dtype=np.int64)
    opener[:, AT["ask"]] = np.where(
        contacts.channel == PHONE, -1, texts.pick_opener(contacts.market, rng.random(len(contacts)))
    )
    again = out.is_repeated
    text[again, AT["more2"]] = text[again, AT["ask"]]
    opener[again, AT["more2"]] = opener[again, AT["ask"]]
    return text, opener
