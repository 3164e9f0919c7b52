"""A contact's head: what it is, what happened in one sentence, when."""

from lodestar.app import format as form
from lodestar.app.components import frame
from lodestar.app.components.listing import is_masked
from lodestar.app.components.vocabulary import issue, said
from lodestar.app.findings.contact import headline
from lodestar.app.words import Words
from lodestar.metrics.mart import Mart
from lodestar.metrics.told import Contact


def contact_head(told: Contact, mart: Mart, word: Words, language: str) -> None:
    """Draw the head."""
    facts = told.facts
    parts = [word("contact.question", id=facts["contact_id"])]
    parts += [said("channel", facts["channel"], word, language)] if facts["channel"] else []
    parts += [issue(facts["issue_2"])] if facts["issue_2"] else []
    frame.head(" · ".join(parts), sentence(told, word, language), _line(told, mart, word, language))


def sentence(told: Contact, word: Words, language: str) -> str:
    """Return what happened, in words."""
    following = told.after()
    ended = told.facts["ended_at"]
    back = (following["opened_at"] - ended).total_seconds() if following and ended else None
    texts = []
    for key, values in headline(told.facts, back):
        spoken = {name: _spoken(name, value, word, language) for name, value in values.items()}
        texts.append(word(f"contact.{key}", **spoken))
    *happened, rated = texts
    return word("contact.between").join(happened) + word("contact.stop") + rated


def _spoken(name: str, value: object, word: Words, language: str) -> str:
    if name == "time" and isinstance(value, (int, float)):
        return form.seconds(value, word)
    return form.count(value, language) if isinstance(value, (int, float)) else str(value)


def _line(told: Contact, mart: Mart, word: Words, language: str) -> str:
    facts = told.facts
    opened, ended = mart.local(facts["opened_at"]), facts["ended_at"] and mart.local(facts["ended_at"])
    times = form.moment(opened, language)
    if ended:
        times += f"–{ended:%H:%M}" if ended.date() == opened.date() else f" – {form.moment(ended, language)}"
    who = [word("contact.line_customer", id=facts["customer_id"])] if facts["customer_id"] else []
    if facts["customer_id"] and not facts["is_identified"]:
        who = [word("contact.line_unidentified")]
    if facts["segment"]:
        who.append(facts["segment"])
    masked = [word("contact.text_masked")] if is_masked() and told.messages.height else []
    zone = f"（{mart.zone}）" if language == "zh" else f" ({mart.zone})"
    return " · ".join([times + zone, facts["source"], *who, *masked])
