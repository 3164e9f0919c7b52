"""What will become of each contact: bot or human, how long it waits, solved or not, satisfied or not (the truth)?"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lodestar.sample.arrivals import Contacts, Rows
from lodestar.sample.habits import HABITS, SATISFIED_FROM
from lodestar.sample.people import (
    CN_EAST,
    CN_EXPERT,
    CN_WEST,
    EN_DAY,
    EN_EXPERT,
    EN_LATE,
    EN_PHONE,
    HOTLINE,
    MAIL,
    People,
)  # fmt: skip
from lodestar.sample.world import APP, DAY, EMAIL, EN, ISSUES, PHONE, ZH, Bools, Floats, Ints, World

_Luck = Callable[[], Floats]  # fresh uniform draws, one per contact
MAX_TURNS = 9
NOT_HANDED, REQUESTED, RULE, BOT_FAILED = range(4)
REASONS = (None, "requested", "rule", "bot_failed")
_BOT = np.array([issue.bot for issue in ISSUES])
_HUMAN = np.array([issue.human for issue in ISSUES])
# Of bot contacts this share reaches a handoff without any event: the silent release takes over the others' share too.
_USUAL_HANDOFFS = 0.46
_HOLIDAY_STRETCH = 2.25  # the longest waits are given up, so the waits must grow by more than what is to be seen


@dataclass
class Outcomes(Rows):
    """One row per contact, beside Contacts. Seconds are floats; agents and teams -1 where there is none."""

    is_bot: Bools
    bot_turns: Ints
    is_repeated: Bools
    handoff: Ints
    is_silent_handoff: Bools
    is_queued: Bools
    wait: Floats
    patience: Floats
    is_abandoned: Bools
    is_human: Bools
    has_customer: Bools
    team: Ints
    agent: Ints
    slow: Floats
    is_transferred: Bools
    second_agent: Ints
    turns: Ints
    is_solved: Bools
    score: Ints
    is_vocal: Bools
    is_auto_closed: Bools
    return_after: Floats
    is_same_ticket: Bools
    is_merged: Bools

    @property
    def is_satisfied(self) -> Bools:
        """Return who is satisfied: the hidden truth."""
        return self.score >= SATISFIED_FROM


def decide(world: World, people: People, contacts: Contacts, rng: np.random.Generator) -> Outcomes:
    """Return what becomes of the contacts; a function of them and the generator alone."""
    size = len(contacts)

    def luck() -> Floats:
        return rng.random(size)

    is_chat = contacts.channel <= APP
    is_bot = (
        is_chat
        & ~contacts.is_proactive
        & (luck() < np.where(contacts.entry == 1, HABITS.bot_on_order_page, HABITS.bot_elsewhere))
    )
    understood = luck() < _BOT[contacts.issue] + HABITS.extra_understanding
    handoff, silent = _handoffs(world, contacts, is_bot, understood, luck)
    more = (luck() < HABITS.second_bot_turn) + (luck() < HABITS.third_bot_turn) * ~understood
    bot_turns = np.where(silent, 1, 1 + more)
    is_queued = is_chat & ~contacts.is_proactive & (~is_bot | (handoff > 0))
    wait, patience = _waits(world, contacts, rng)
    abandoned = is_queued & (wait > patience)
    is_human = ~abandoned & (is_queued | ~is_chat | contacts.is_proactive)
    team = np.where(is_human, _teams(contacts, luck()), -1)
    day = (contacts.opened - world.first_second) // DAY
    agent = np.where(is_human, people.on_shift(np.maximum(team, 0), day, luck()), -1)
    transferred = is_human & is_chat & (luck() < HABITS.transferred)
    expert = np.where(contacts.market == EN, EN_EXPERT, CN_EXPERT)
    second = np.where(transferred, people.on_shift(expert, day, luck()), -1)
    slow = 1 + world.story.size("slow_team") * (world.story.active("slow_team", contacts.opened) & (team == EN_LATE))
    last = np.where(transferred, second, agent)
    human_chance = _HUMAN[contacts.issue] + people.skill(np.maximum(last, 0)) * 0.12
    solved = luck() < np.where(is_human, np.clip(human_chance, 0.05, 0.98), _bot_chance(understood))
    repeated = is_bot & (bot_turns > 1) & ~understood & (luck() < HABITS.repeats_question)
    has_customer = ~contacts.is_proactive | (luck() < HABITS.answers_proactive)
    bother = 0.35 * np.log1p(wait * is_queued / 60) + 0.3 * (slow - 1)
    bother += 0.5 * transferred + 0.6 * repeated + 0.5 * silent
    score = _scores(solved, bother, people.skill(np.maximum(last, 0)) * is_human, luck)
    auto = (luck() < HABITS.auto_closed) | ~is_human | ~has_customer
    return_after = _returns(solved, score, is_human, has_customer & (contacts.customer > 0), luck)
    return Outcomes(
        is_bot=is_bot, bot_turns=bot_turns, is_repeated=repeated, handoff=handoff, is_silent_handoff=silent,
        is_queued=is_queued, wait=wait, patience=patience, is_abandoned=abandoned, is_human=is_human,
        has_customer=has_customer, team=team, agent=agent, slow=slow, is_transferred=transferred,
        second_agent=second, turns=1 + np.minimum(rng.poisson(world.turns, size), MAX_TURNS), is_solved=solved,
        score=score,
        is_vocal=luck() < HABITS.vocal, is_auto_closed=auto, return_after=return_after,
        is_same_ticket=(luck() < HABITS.same_ticket) & is_human & (contacts.channel != PHONE) & ~auto,
        is_merged=is_human & (contacts.channel == APP) & (contacts.customer > 0) & (luck() < HABITS.merged),
    )  # fmt: skip


def _handoffs(world: World, contacts: Contacts, is_bot: Bools, understood: Bools, luck: _Luck) -> tuple[Ints, Bools]:
    """Return why each bot contact is handed over, and which are handed over without a word (the planted release)."""
    asks = luck() < np.where(understood, HABITS.asks_human_understood, HABITS.asks_human_lost)
    failed = luck() < np.where(understood, 0.0, HABITS.bot_gives_up)
    ruled = luck() < HABITS.handed_by_rule
    usual = np.select([asks, failed, ruled], [REQUESTED, BOT_FAILED, RULE], NOT_HANDED)
    share = world.story.size("silent_handoffs") / (1 - _USUAL_HANDOFFS)
    silent = is_bot & (contacts.channel != APP) & world.story.active("silent_handoffs", contacts.opened)
    silent &= luck() < share
    return np.where(silent, RULE, usual) * is_bot, silent


def _waits(world: World, contacts: Contacts, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return seconds in the queue, and seconds a customer would bear."""
    size = len(contacts)
    wait = rng.lognormal(np.log(24), 0.8, size)
    patience = rng.lognormal(np.log(130), 0.8, size)
    holiday = world.story.active("holiday_backlog", contacts.opened) & (contacts.market == ZH)
    stretch = np.where(holiday, 1 + world.story.size("holiday_backlog") * _HOLIDAY_STRETCH, 1.0)
    return wait * stretch, patience * np.sqrt(stretch) * np.where(holiday, 2.5, 1.0)


def _teams(contacts: Contacts, luck: Floats) -> Ints:
    """Return the team that serves each contact if anybody does."""
    late = luck < HABITS.late_team
    chat = np.where(contacts.market == EN, np.where(late, EN_LATE, EN_DAY), np.where(late, CN_WEST, CN_EAST))
    phone = np.where(contacts.market == EN, EN_PHONE, HOTLINE)
    return np.select([contacts.channel == EMAIL, contacts.channel == PHONE], [MAIL, phone], chat)


def _bot_chance(understood: Bools) -> Floats:
    """Return the chance that a bot alone solves it."""
    return np.where(understood, HABITS.bot_solves_understood, HABITS.bot_solves_lost)


def _scores(solved: Bools, bother: Floats, skill: Floats, luck: _Luck) -> Ints:
    """Return what each customer would give, 1-5: solved and short waits please; being sent around does not."""
    odds = -0.9 + 2.7 * solved - bother + skill
    pleased = luck() < 1 / (1 + np.exp(-odds))
    fine = luck()
    low = np.select([fine < HABITS.lowest_score, fine < HABITS.low_score], [1, 2], 3)
    return np.where(pleased, np.where(fine < HABITS.top_score, 5, 4), low)


def _returns(solved: Bools, score: Ints, is_human: Bools, may: Bools, luck: _Luck) -> Floats:
    """Return seconds from the ending to coming back, NaN where nobody does: mostly within a day, mostly unsolved."""
    unhappy = score < SATISFIED_FROM
    chance = np.where(solved, np.where(unhappy, 0.10, 0.035), np.where(unhappy, 0.42, 0.2)) * np.where(is_human, 1, 0.8)
    when = luck()
    day, three = when < HABITS.back_in_a_day, when < HABITS.back_in_three_days
    hours = np.select([day, three], [0.4 + luck() * 23, 24 + luck() * 48], 72 + luck() * 96)
    return np.where(may & (luck() < chance), hours * 3600, np.nan)
