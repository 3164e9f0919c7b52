"""How was a contact rated, and if it was not: was the customer asked?"""

from datetime import timedelta

from lodestar.app import format as form
from lodestar.app.components.listing import is_masked
from lodestar.app.components.vocabulary import said
from lodestar.app.words import Words
from lodestar.masking import mask
from lodestar.metrics.mart import Mart
from lodestar.metrics.told import Contact


def rating_line(told: Contact, mart: Mart, word: Words, language: str) -> tuple[str, str]:
    """Return the title and the detail of the last line: every rating, or what became of the invitation."""
    if told.ratings.height:
        texts: list[str] = []
        for row in told.ratings.iter_rows(named=True):
            text = said("verdict", row["verdict"], word, language)
            if row["rated_at"]:
                on = form.moment(mart.local(row["rated_at"]), language)
                text = word("contact.rating_line", value=text, on=on)
            comment = row["comment"] or ""
            texts += [text, mask(comment) if is_masked() else comment] if comment else [text]
        return rating(told, word, language), " · ".join(texts)
    if told.facts["csat_den"] is None and told.facts["recorded_at"]:
        until = told.facts["recorded_at"] + timedelta(hours=int(mart.settings["rating_age_hours"]))
        on = form.moment(mart.local(until), language)
        return word("contact.rating_pending").rstrip(".。"), word("contact.invited_pending", on=on)
    return word("contact.not_rated").rstrip(".。"), _invitation(told, mart, word, language)


def rating(told: Contact, word: Words, language: str) -> str:
    """Return the ratings in short: 4 of 5, good, or not rated."""
    if told.ratings.is_empty():
        return word("contact.not_rated").rstrip(".。")
    last = told.ratings.row(-1, named=True)
    subject = said("handler", last["subject"], word, language) if last["subject"] in {"bot", "human"} else ""
    shown = f"{last['value_raw']} / {last['levels']}" if last["levels"] and last["levels"] > 2 else last["value_raw"]  # noqa: PLR2004 - more than good or bad
    return f"{shown} · {subject}" if subject else str(shown)


def _invitation(told: Contact, mart: Mart, word: Words, language: str) -> str:
    if told.invited_at is not None:
        return word("contact.invited", on=form.moment(mart.local(told.invited_at), language))
    return word("contact.not_invited" if told.invites_known else "contact.invited_unknown")
