"""Who is asked, who answers, when, and who changes it later? Satisfaction drives answering: silence is not random."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from lodestar.sample.day import SERVICENOW, SHOP, Day, moments, words
from lodestar.sample.people import agent_ids
from lodestar.sample.world import DAY, Bools, Floats, Ints

SCALE, COMPANY_SCALE = "stars_1_5", "nps_0_10"
_INVITED, _BOT_INVITED, _EDITED, _COMMENTED, _COMPANY, _DOWN = 0.9, 0.5, 0.06, 0.3, 0.12, 0.5
# Of those asked, how many answer, by score 1-5: delight and loud anger speak, quiet disappointment leaves.
_ANSWERS = np.array([0.0, 0.06, 0.08, 0.10, 0.17, 0.30])
_ANGRY_ANSWERS = 0.55
_SOON, _IN_TIME = 0.86, 0.97  # of the answers: within a day, within six days; the others later still


@dataclass(frozen=True)
class Asked:
    """Per contact: invited or not, for whom, when answered (NaN: never), what, and what later instead (0: nothing)."""

    is_invited: Bools
    of_bot: Bools
    invited_at: Floats
    rated_at: Floats
    score: Ints
    edited_at: Floats
    edited_score: Ints
    comment: Ints
    company_score: Ints


def ask(day: Day, rng: np.random.Generator) -> Asked:
    """Return the day's surveys; the planted survey rule drops everybody whom the bot handed over."""
    out, talk = day.out, day.talk
    size = len(day.contacts)
    of_bot = out.is_bot & ~out.is_human & ~out.is_abandoned
    dropped = day.world.story.active("survey_rule", talk.ended_at.astype(np.int64)) & out.is_bot & out.is_human
    invited = (rng.random(size) < np.where(of_bot, _BOT_INVITED, _INVITED)) & (out.is_human | of_bot)
    invited &= out.has_customer & ~dropped & (day.source != SERVICENOW)
    chance = np.where((out.score == 1) & out.is_vocal, _ANGRY_ANSWERS, _ANSWERS[out.score])
    rated = invited & (rng.random(size) < chance)
    when = rng.random(size)
    soon, days = rng.lognormal(np.log(1500), 1.0, size), rng.random(size)
    late = DAY * np.where(when < _IN_TIME, 1 + days * 5, 8 + days * 4)
    delay = np.where(when < _SOON, np.minimum(soon, DAY), late)
    invited_at = talk.ended_at + 60
    edited = rated & (rng.random(size) < _EDITED) & (day.source == SHOP)
    change = np.where(rng.random(size) < _DOWN, -1, 1)
    company = rated & ~of_bot & (day.source == SHOP) & (rng.random(size) < _COMPANY)
    nps = np.clip(out.score * 2 + rng.integers(-1, 2, size), 0, 10)
    praise = [day.texts.pick(name, day.contacts.market, np.zeros(size, int), days) for name in ("praise", "blame")]
    comment = np.where(rng.random(size) < _COMMENTED, np.where(out.is_satisfied, *praise), -1)
    return Asked(
        invited, of_bot, invited_at, np.where(rated, invited_at + delay, np.nan), out.score,
        np.where(edited, invited_at + delay + DAY * (0.5 + days * 3), np.nan),
        np.where((out.score + change).clip(1, 5) == out.score, out.score - change, out.score + change),
        comment, np.where(company, nps, -1),
    )  # fmt: skip


def ratings_table(day: Day, asked: Asked) -> pl.DataFrame:
    """Return the canonical table ratings: one row per invitation, answered or not, and one per later change."""
    end, out = day.world.end, day.out
    last = agent_ids(np.where(out.is_transferred, out.second_agent, out.agent))
    rated = asked.rated_at <= end
    resolved = np.where(out.is_solved, "yes", "no")
    none = pl.Series([None], dtype=pl.String)
    main = pl.DataFrame(
        {
            "ticket_id": day.human_ids,
            "source": day.source,
            "invited_at": moments(asked.invited_at),
            "rated_at": moments(asked.rated_at, rated),
            "value_raw": pl.Series(asked.score).cast(pl.String).zip_with(pl.Series(rated), none),
            "scale": pl.Series([SCALE]).new_from_index(0, len(rated)),
            "comment": words((*day.texts.templates, None), asked.comment).zip_with(pl.Series(rated), none),
            "rated_subject": np.where(asked.of_bot, "bot", "human"),
            "agent_id": last.zip_with(pl.Series(rated & ~asked.of_bot), none),
            "resolved_by_customer": pl.Series(resolved).zip_with(
                pl.Series(rated & (day.contacts.number % 5 == 0)), none
            ),
        }
    )
    edits = main.with_columns(
        rated_at=moments(asked.edited_at),
        value_raw=pl.Series(asked.edited_score).cast(pl.String),
        comment=pl.lit(None, dtype=pl.String),
    )
    company = main.with_columns(
        rated_at=moments(asked.rated_at + 20),
        value_raw=pl.Series(asked.company_score).cast(pl.String),
        scale=pl.lit(COMPANY_SCALE),
        rated_subject=pl.lit("company"),
        comment=pl.lit(None, dtype=pl.String),
        resolved_by_customer=pl.lit(None, dtype=pl.String),
        agent_id=pl.lit(None, dtype=pl.String),
    )
    parts = [
        main.filter(pl.Series(asked.is_invited & (asked.invited_at <= end))),
        edits.filter(pl.Series(asked.edited_at <= end)),
        company.filter(pl.Series((asked.company_score >= 0) & (asked.rated_at + 20 <= end))),
    ]
    return pl.concat(parts).sort("ticket_id", "rated_at", maintain_order=True)
