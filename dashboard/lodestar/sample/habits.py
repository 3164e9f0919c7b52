"""How likely is what? The world's chances by name, so that a reader can find and change one."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Habits:
    """Chances in an ordinary week; planted events change some of them for a while."""

    bot_on_order_page: float = 0.4
    bot_elsewhere: float = 0.92
    second_bot_turn: float = 0.62
    third_bot_turn: float = 0.3
    extra_understanding: float = 0.08
    asks_human_understood: float = 0.24
    asks_human_lost: float = 0.46
    bot_gives_up: float = 0.4
    handed_by_rule: float = 0.03
    late_team: float = 0.5
    transferred: float = 0.08
    repeats_question: float = 0.5
    answers_proactive: float = 0.45
    auto_closed: float = 0.22
    vocal: float = 0.45
    same_ticket: float = 0.4
    merged: float = 0.02
    bot_solves_understood: float = 0.85
    bot_solves_lost: float = 0.12
    top_score: float = 0.65
    lowest_score: float = 0.5
    low_score: float = 0.72
    back_in_a_day: float = 0.7
    back_in_three_days: float = 0.88
    new_channel: float = 0.3
    mail_follow_up: float = 0.5
    asks_if_anybody: float = 0.5
    note: float = 0.08
    goodbye: float = 0.6
    thanks_when_satisfied: float = 0.62
    anger_when_vocal: float = 0.5
    thanks_after_ending: float = 0.06
    thanks_for_comeback: float = 0.5
    bot_vote: float = 0.1


HABITS = Habits()
SATISFIED_FROM = 4  # of five
