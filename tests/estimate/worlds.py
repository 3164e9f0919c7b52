"""Weeks of contacts whose truth is known, to hold estimates against. Shares no code with them, and imports none.

A contact's journey (waits, transfers, returns, words) and the habits of its customer and agent make it satisfied; a
journey alone tells the satisfied from the others with the area under the curve asked for. Who is invited and who
answers then follows one of the MECHANISMS. `is_satisfied`, `stars` and `journey` (how well it went) are the truth: no
estimate is given these columns.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

import numpy as np
import polars as pl

MECHANISMS = ("mcar", "mar", "strong_mar", "angry", "extremes", "leavers")
"""Anybody; by journey; by journey strongly; one star more; one and five stars more; the unhappy less.

Besides these, `unhappy`: everybody not satisfied answers twice as readily, however unhappy. Less of that can be
adjusted away than of anger, for behaviour tells the very unhappy best."""
FIRST, SECOND = date(2026, 1, 5), date(2026, 1, 12)
CHANNELS = ("chat", "email", "phone", "app")
ISSUES = ("delivery", "refund", "size", "account", "payment", "other")
_REFERENCE = 40_000


@dataclass(frozen=True)
class Plan:
    """What a world is like. `rate`: the share of contacts rated; `satisfied`: the share satisfied.

    `invites`: whether invitations are known (then `asked` of contacts are). `rule_from`: the week from which one in
    five contacts after a handoff is still invited; `worse`: how much worse such contacts go from then on. `bend`:
    satisfaction is no straight line of what is seen. `habit`: how far customers differ beyond their journeys.
    """

    mechanism: str = "mar"
    auc: float = 0.69
    contacts: int = 5_000
    rate: float = 0.12
    satisfied: float = 0.74
    invites: bool = False
    asked: float = 0.6
    rule_from: int | None = None
    worse: float = 0.0
    bend: float = 0.0
    habit: float = 0.4


@dataclass(frozen=True)
class _Fixed:
    """What makes a plan come true: how much the journey counts, and the levels of satisfaction and of answering."""

    scale: float
    level: float
    answering: float
    top: float
    bottom: float


def make_weeks(plan: Plan, seed: int, weeks: int = 1) -> pl.DataFrame:
    """Return the contacts of so many weeks: the frame of estimate/contacts.py with the truth beside it."""
    rng = np.random.default_rng(seed)
    fixed = _fixed(replace(plan, contacts=_REFERENCE, rule_from=None, worse=0.0))
    customers = max(plan.contacts * 4 // 5, 1)
    habits = rng.normal(0, plan.habit, customers), rng.normal(0, plan.habit / 2, 40), rng.normal(0, 0.5, customers)
    made = [_week(plan, fixed, rng, habits, week) for week in range(weeks)]
    return pl.concat(made).with_row_index("contact_key").with_columns(pl.col("contact_key").cast(pl.Int64))


def truth(contacts: pl.DataFrame) -> float:
    """Return the share satisfied of all contacts given."""
    return float(contacts["is_satisfied"].mean())


def permuted(contacts: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Return the same contacts with the ratings dealt out anew among those rated."""
    rng = np.random.default_rng(seed)
    rated = contacts["is_rated"].to_numpy()
    ratings = contacts["is_positive"].fill_null(value=False).to_numpy().copy()
    ratings[rated] = rng.permutation(ratings[rated])
    return contacts.with_columns(pl.when("is_rated").then(pl.Series(ratings)).alias("is_positive"))


def follow_ups(
    contacts: pl.DataFrame,
    seed: int,
    *,
    completed: int = 200,
    raters: int = 0,
    kinder: str = "",
    completion: float = 0.7,
) -> pl.DataFrame:
    """Return a random draw of silent contacts, enough for so many answers, and of `raters` asked again.

    `kinder`: "even", five points more of everybody say they are satisfied; "flips", so many of the unhappy that the
    silent are five points kinder, whatever that makes of raters.
    """
    rng = np.random.default_rng([seed, 1])
    parts, frames = (
        [],
        (("silent", ~pl.col("is_rated"), round(completed / completion)), ("rater", pl.col("is_rated"), raters)),
    )
    flips = 0.05 / max(1 - truth(contacts.filter(~pl.col("is_rated"))), 0.05)
    for name, is_inside, wanted in frames:
        inside = contacts.filter(is_inside)
        drawn = min(wanted, inside.height)
        if not drawn:
            continue
        some = inside[np.sort(rng.choice(inside.height, drawn, replace=False))]
        says = some["is_satisfied"].to_numpy()
        if kinder:
            by = flips if kinder == "flips" else 0.05 / max(1 - truth(inside), 0.05)
            says = says | (rng.random(drawn) < by)
        part = some.select("contact_key").with_columns(
            pl.lit(name).alias("frame"),
            pl.lit(drawn / inside.height).alias("chance"),
            pl.Series("is_answered", rng.random(drawn) < completion),
            pl.Series("is_positive", says),
        )
        parts.append(part.with_columns(pl.when("is_answered").then("is_positive").alias("is_positive")))
    return pl.concat(parts)


def segment_weeks(
    seed: int, segments: int = 60, weeks: int = 30, raters: int = 60, spread: float = 0.04
) -> tuple[np.ndarray, np.ndarray]:
    """Return satisfied raters and raters per segment and week, where nothing changes but more than by chance.

    Each segment's own share wanders by `spread` (one standard deviation) from week to week around a level of its own.
    """
    rng = np.random.default_rng([seed, 2])
    level = rng.beta(15, 5, (segments, 1))
    counted = np.maximum(rng.poisson(raters, (segments, weeks)), 20)
    share = np.clip(level + rng.normal(0, spread, (segments, weeks)), 0.02, 0.98)
    return rng.binomial(counted, share), counted


def auc(score: np.ndarray, is_so: np.ndarray) -> float:
    """Return the share of pairs in which the one that is so has the higher score."""
    order = np.argsort(score, kind="stable")
    rank = np.empty(len(score))
    rank[order] = np.arange(1, len(score) + 1)
    some = int(is_so.sum())
    return float((rank[is_so].sum() - some * (some + 1) / 2) / (some * (len(is_so) - some)))


def _journeys(rng: np.random.Generator, n: int) -> dict[str, np.ndarray]:
    channel, issue = rng.choice(4, n, p=(0.45, 0.25, 0.2, 0.1)), rng.choice(6, n, p=(0.3, 0.2, 0.15, 0.15, 0.1, 0.1))
    handed = rng.random(n) < np.where(channel == 0, 0.45, 0.2)
    return {
        "channel": channel,
        "issue": issue,
        "handed": handed,
        "transfers": np.minimum(rng.poisson(np.where(handed, 0.5, 0.15)), 4),
        "wait": np.exp(rng.normal(np.where(channel == 1, 7.5, 5.0), 0.8)),
        "handle": np.exp(rng.normal(6.0, 0.6, n)),
        "returns": np.minimum(rng.poisson(0.4, n), 5),
        "no_thanks": rng.random(n) < 0.35,
        "words": rng.random(n) < 0.12,
    }


def _score(made: dict[str, np.ndarray], bend: float) -> np.ndarray:
    """Return how well a journey went, about one standard deviation wide."""
    waited = (np.log(made["wait"]) - 5.6) / 1.3
    straight = (
        -0.45 * np.log1p(made["transfers"]) / 0.35 - 0.35 * waited - 0.3 * np.log1p(made["returns"]) / 0.4
        - 0.55 * made["no_thanks"] - 0.7 * made["words"] - 0.35 * made["handed"]
        + np.array([0.2, 0.0, 0.1, -0.2])[made["channel"]] + np.array([0.1, -0.3, 0.0, 0.2, -0.1, 0.2])[made["issue"]]
    )  # fmt: skip
    bent = -0.5 * (waited**2 - 1) - 0.9 * made["handed"] * (made["issue"] == 1) + 0.8 * made["handed"] * (waited < 0)
    return straight + bend * bent


def _week(
    plan: Plan, fixed: _Fixed, rng: np.random.Generator, habits: tuple[np.ndarray, ...], week: int
) -> pl.DataFrame:
    n = plan.contacts
    made = _journeys(rng, n)
    customer, agent = rng.integers(0, len(habits[0]), n), rng.integers(0, len(habits[1]), n)
    score = _score(made, plan.bend)
    if plan.rule_from is not None and week >= plan.rule_from:
        score = score - plan.worse * made["handed"]
    felt = fixed.scale * score + fixed.level + habits[0][customer] + habits[1][agent] + rng.logistic(0, 1, n)
    happy = felt > 0
    stars = np.where(
        happy,
        np.where(felt > fixed.top, 5, 4),
        np.where(felt < fixed.bottom, 1, np.where(felt < fixed.bottom / 2, 2, 3)),
    )
    chance = _sigmoid(fixed.answering + _pull(plan.mechanism, _score(made, 0.0), stars) + habits[2][customer])
    invited = rng.random(n) < _invited(plan, made, week) if plan.invites else np.ones(n, dtype=bool)
    rated = invited & (rng.random(n) < chance)
    return pl.DataFrame(
        {
            "week_on": np.full(n, FIRST + timedelta(weeks=week), dtype="datetime64[D]"),
            "customer": customer,
            "agent": agent,
            "source": np.full(n, "shop"),
            "channel": np.array(CHANNELS)[made["channel"]],
            "handled_by": np.where(made["handed"], "both", "human"),
            "team": np.full(n, "care"),
            "is_transferred": made["transfers"] > 0,
            "is_invited": invited,
            "is_rated": rated,
            "is_positive": happy,
            "issue": np.array(ISSUES)[made["issue"]],
            "transfers": made["transfers"],
            "wait_seconds": made["wait"],
            "handle_seconds": made["handle"],
            "returns_before": made["returns"],
            "no_thanks": made["no_thanks"],
            "negative_words": made["words"],
            "is_satisfied": happy,
            "stars": stars,
            "journey": score,
        }
    ).with_columns(
        pl.when(pl.lit(plan.invites)).then("is_invited").alias("is_invited"),
        pl.when("is_rated").then("is_positive").alias("is_positive"),
    )


def _pull(mechanism: str, score: np.ndarray, stars: np.ndarray) -> np.ndarray:
    """Return by how much (log odds) a contact answers more than another."""
    unhappy = stars < 4
    by_journey = -0.25 * (score + 1)
    return {
        "mcar": np.zeros(len(score)),
        "mar": by_journey,
        "strong_mar": 6 * by_journey,
        "angry": np.log(3) * (stars == 1) + by_journey,
        "unhappy": np.log(2) * unhappy + by_journey / 2,
        "extremes": np.log(3) * np.isin(stars, (1, 5)) + by_journey / 2,
        "leavers": -np.log(2.4) * unhappy,
    }[mechanism]


def _invited(plan: Plan, made: dict[str, np.ndarray], week: int) -> np.ndarray:
    chance = np.clip(plan.asked * np.array([1.2, 0.8, 1.0, 0.7])[made["channel"]], 0, 1)
    if plan.rule_from is not None and week >= plan.rule_from:
        chance = np.where(made["handed"], chance / 5, chance)
    return chance


def _sigmoid(value: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-value))


@cache
def _fixed(plan: Plan) -> _Fixed:
    """Return what makes the plan come true, found on one large week."""
    rng = np.random.default_rng(7)
    made = _journeys(rng, plan.contacts)
    score = _score(made, plan.bend)
    noise = rng.logistic(0, 1, plan.contacts) + rng.normal(0, plan.habit * np.sqrt(1.25), plan.contacts)

    def level(scale: float) -> float:
        return -float(np.quantile(scale * score + noise, 1 - plan.satisfied))

    scale = _where(lambda at: auc(score, at * score + noise + level(at) > 0) - plan.auc, 0.05, 30)
    felt = scale * score + noise + level(scale)
    top, bottom = float(np.quantile(felt, 1 - 0.3)), float(np.quantile(felt, 0.14))
    stars = np.where(felt > 0, np.where(felt > top, 5, 4), np.where(felt < bottom, 1, 3))
    pull = _pull(plan.mechanism, _score(made, 0.0), stars) + rng.normal(0, 0.5, plan.contacts)
    asked = _invited(plan, made, 0) if plan.invites else np.ones(plan.contacts)
    answering = _where(lambda at: float((asked * _sigmoid(at + pull)).mean()) - plan.rate, -15, 5)
    return _Fixed(scale, level(scale), answering, top, bottom)


def _where(rises: Callable[[float], float], low: float, high: float) -> float:
    """Return where a rising function crosses zero."""
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if rises(middle) < 0 else (low, middle)
    return (low + high) / 2
