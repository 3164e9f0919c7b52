"""What may be said about service as a whole? The answer on the first page, from the cards' own verdicts."""

from collections.abc import Mapping, Sequence

from lodestar.app import format as form
from lodestar.app.findings.satisfaction import said_apart
from lodestar.app.view import View
from lodestar.app.words import Words
from lodestar.metrics.card import Card
from lodestar.metrics.mart import Mart
from lodestar.settings import load_settings

NORTH_STAR = "csat"
LOAD = "volume"
TOLD = ("reopen_rate", "first_response_seconds", "ola_met_rate", "escalation_rate", "rating_coverage", "handle_seconds")
"""The companions the answer has a phrase for, the weightiest first."""
AT_MOST = 2
SIGNALS = ("worse", "better", "changed")


def overview_answer(
    shown: Mapping[str, Card], scales: Sequence[Card], target: float | None, word: Words, language: str
) -> str:
    """Return whether satisfaction moved, on each scale apart where it must be, and what else did, the worse first.

    Where no satisfaction can be known, what is known instead. Last, whether unusually many or few came.
    """
    told, is_quiet = _moved(shown, scales, target, word, language)
    came = shown.get(LOAD)
    if came is None or came.now is None or came.usual is None or not came.is_unusual:
        return told + (word("overview.nothing_else") if is_quiet else "")
    low, high = (form.count(round(end), language) for end in came.usual)
    value, first, last = form.count(came.now["value"], language), came.question.first_day, came.question.last_day
    days = form.short_span(first, last, language) if first and last else ""
    return told.rstrip() + word("overview.unusual", value=value, days=days, low=low, high=high)


def _moved(
    shown: Mapping[str, Card], scales: Sequence[Card], target: float | None, word: Words, language: str
) -> tuple[str, bool]:
    """Return the sentences on satisfaction and on what else moved, and whether everything else stayed within."""
    star = said_apart(scales, target, word, language)
    others = [shown[name] for name in TOLD if name in shown]
    if scales[0].absent is not None:
        return star + word("overview.stop") + _known(others, word, language), False
    moved = sorted((card for card in others if card.verdict in SIGNALS), key=lambda card: SIGNALS.index(card.verdict))
    if moved:
        phrases = word("overview.between").join(_phrase(card, word, language) for card in moved[:AT_MOST])
        key = "overview.moved_else" if all(card.verdict == "within" for card in scales) else "overview.moved_too"
        return star + word("overview.stop") + word(key, what=phrases), False
    return star + word("overview.stop"), any(card.verdict == "within" for card in others)


def _known(others: Sequence[Card], word: Words, language: str) -> str:
    """Return the figures there are, those that moved first; nothing where there is none."""
    known = [card for card in others if card.now and card.now["value"] is not None and not card.now["is_too_few"]]
    told = sorted(known, key=lambda card: card.verdict not in SIGNALS)[:AT_MOST]
    phrases = word("overview.between").join(_phrase(card, word, language) for card in told)
    return word("overview.known", what=phrases) if told else ""


def _phrase(card: Card, word: Words, language: str) -> str:
    """Return one companion's figure and how far it moved."""
    now = card.now or {}
    if card.verdict not in SIGNALS:
        moved = word("overview.uncompared" if card.verdict == "none" else "overview.held")
        return word(f"overview.said_{card.metric.id}", value=form.value(card.metric, now, word, language), moved=moved)
    size = form.difference(card.metric, card.difference or 0, int(now["n"]), word, language)
    ways = ("longer", "shorter") if card.metric.unit == "seconds" else ("up", "down")
    moved = word(f"overview.{ways[(card.difference or 0) < 0]}", size=size)
    return word(f"overview.said_{card.metric.id}", value=form.value(card.metric, now, word, language), moved=moved)


def overview_basis(shown: Mapping[str, Card], view: View, mart: Mart, word: Words, language: str) -> str:
    """Return which days the figures cover, what against, that no target is set, and which goal service is to serve."""
    against = word(f"overview.against_{view.compare}")
    star = shown[NORTH_STAR].question
    if isinstance(view.days, int):
        parts = [word("overview.basis", against=against)]
    else:
        parts = [word("overview.basis_chosen", period=form.span(*view.days, language), against=against)]
    if star.first_day and star.last_day and isinstance(view.days, int):
        days = form.span(star.first_day, star.last_day, language)
        parts.insert(0, word("overview.basis_star", period=days))
    settings = load_settings(mart.data.settings_file)
    if settings.targets.csat is None and shown[NORTH_STAR].absent is None:
        parts.append(word("overview.no_target"))
    goal = settings.business_goal
    return word("overview.basis_join").join([*parts, *([word("overview.goal", goal=goal)] if goal else [])])


def changed_title(cards: Sequence[Card], word: Words) -> str:
    """Return how many of the figures looked at moved by more than chance, and how many of those for the worse."""
    compared = [card for card in cards if card.verdict != "none"]
    moved = [card for card in compared if card.verdict in SIGNALS]
    if not compared:
        return word("overview.changed_uncompared")
    if not moved:
        return word("overview.changed_none")
    worse, better = (str(sum(card.verdict == name for card in moved)) for name in ("worse", "better"))
    if len(moved) == 1:
        return word(f"overview.changed_one_{moved[0].verdict}")
    return word("overview.changed", moved=str(len(moved)), of=str(len(compared)), worse=worse, better=better)


def returns_title(whole: Card, parts: Sequence[Card], word: Words) -> str:
    """Return whether more or fewer came back, and by which way where only one of the two parts moved the same way."""
    if whole.verdict == "none":
        return word("overview.returns_none")
    same = [part for part in parts if part.verdict == whole.verdict]
    if whole.verdict == "within" or len(same) != 1:
        return word(f"overview.returns_{whole.verdict}")
    return word(f"overview.returns_{whole.verdict}_{same[0].metric.id}")
