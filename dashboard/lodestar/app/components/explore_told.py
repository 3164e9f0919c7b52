"""What is an explored answer of? Unit, cut and days, in the words of one language."""

from dataclasses import dataclass
from datetime import date

from lodestar.app import format as form
from lodestar.app.components.asked import asked
from lodestar.app.words import Words
from lodestar.metrics.answer import Answer
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.periods import last_day_of
from lodestar.metrics.question import Question
from lodestar.metrics.rated_sql import LEVELS


@dataclass(frozen=True)
class Said:
    """In which words and which language."""

    word: Words
    language: str


def asked_for(question: Question, word: Words, language: str) -> str:
    """Return which figure a question asks for, how it is cut, and of which days."""
    answered = asked(question)
    label = answered.metric.words(language).label  # type: ignore[arg-type]
    return f"{label} · {subtitle(answered, Said(word, language))}"


def subtitle(answered: Answer, told: Said) -> str:
    """Return unit, cut and days."""
    metric, question = answered.metric, answered.question
    dimensions = load_catalogue().dimensions
    named = [
        told.word("explore.by_levels") if name == LEVELS else _begun(getattr(dimensions[name], told.language))
        for name in question.by
    ]
    cut = told.word("explore.by", dimensions=told.word("explore.by_and").join(named)) if named else ""
    over = told.word("explore.over", grain=told.word(f"filters.grain_{question.grain}")) if question.grain else ""
    last = question.last_day or (answered.rows["period"].max() if answered.rows.height else None)
    days = ""
    if question.first_day and isinstance(last, date):
        end = last if question.last_day else last_day_of(last, question.grain or "day")
        days = told.word("explore.days", days=form.span(question.first_day, end, told.language))
    unit = told.word(f"explore.unit_{metric.unit}")
    return f"{unit}{cut}{over}{days}"


def _begun(text: str) -> str:
    """Return a dimension's name as it stands within a sentence."""
    return text[:1].lower() + text[1:]
