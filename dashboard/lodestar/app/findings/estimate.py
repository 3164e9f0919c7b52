"""What may be said about everybody? The manager's sentences, each only as far as its guard-rail lets it."""

from collections.abc import Mapping, Sequence
from typing import Any

from lodestar.app import format as form
from lodestar.app.components.vocabulary import said
from lodestar.app.findings import silent
from lodestar.app.words import Words
from lodestar.estimate.follow_up import HEADLINE_FROM, half_width
from lodestar.estimate.guards import ESTIMATE_FROM, ESTIMATED, MIN_DISSATISFIED, MIN_EFFECTIVE
from lodestar.follow_ups.drawing import to_draw
from lodestar.metrics.card import Card

Row = Mapping[str, Any]
TOLD_ODDS = "2"
ODDS = ("3", "2", "1_5")
ASKED = 200
NARROWED = (50, 100, 200, HEADLINE_FROM)
COMPLETION = 0.5
NAMED = 3


def everybody(row: Row | None, coverage: Card, csat: Card, word: Words, language: str, *, lead: str = "") -> str:
    """Return who rated and what they said, and the figure for all, or why there is none; `lead` names the week."""
    if row is None:
        return silent.answer(coverage, csat, word, language)
    parts = [lead] if lead else []
    parts.append(_rated(row, csat, word, language))
    if row["state"] == ESTIMATED:
        parts.append(
            word("estimate.all", **_figure(row, "estimate", "low", "high", language), **_counts(row, language))
        )
    else:
        parts.append(refused(row, word, language))
    return word("silent.between").join(parts)


def and_if_not(row: Row | None, word: Words, language: str) -> str:
    """Return the range that never stands apart from the figure, what asking says or would narrow; "" where refused."""
    if row is None:
        return ""
    parts = []
    if row["state"] == ESTIMATED and row["silent"] is not None:
        ends = {
            "silent_low": _share(row, f"odds_{TOLD_ODDS}_silent_low", language),
            "silent_high": _share(row, f"odds_{TOLD_ODDS}_silent_high", language),
            "low": _share(row, f"odds_{TOLD_ODDS}_at_low", language),
            "high": _share(row, f"odds_{TOLD_ODDS}_at_high", language),
        }
        parts.append(word("estimate.if_not", silent=_share(row, "silent", language), **ends))
    parts.append(_asked(row, word, language))
    return word("silent.between").join(part for part in parts if part)


def refused(row: Row, word: Words, language: str) -> str:
    """Return in one sentence why there is no figure, and what would lift that."""
    named = row["never_answer"] or ""
    kinds = [_kind(one, word, language) for one in named.split("; ") if one]
    return word(
        f"estimate.state_{row['state']}",
        rated=form.count(row["rated"], language),
        effective=form.count(round(row["n_effective"]), language),
        unhappy=form.count(row["rated"] - row["positive"], language),
        least=str(MIN_EFFECTIVE),
        needed=str(ESTIMATE_FROM),
        unhappy_needed=str(MIN_DISSATISFIED),
        auc=_auc(row),
        kinds=word("filters.between_values").join(kinds) or word("estimate.kinds_many"),
    )


def weeks_title(row: Row | None, word: Words, language: str) -> str:
    """Return what may be claimed of the newest week: a break, a change, or what change would have been missed."""
    if row is None:
        return word("estimate.weeks_none")
    if row["state"] != ESTIMATED:
        return word("estimate.weeks_refused")
    if row["broken"]:
        return word("estimate.weeks_broken", why=_kinds(row["broken"], word))
    if row["change"] is None:
        return word("estimate.weeks_first", value=_share(row, "estimate", language))
    if row["is_change_claimed"]:
        key = "estimate.weeks_rose" if row["change"] > 0 else "estimate.weeks_fell"
        size = form.points(abs(row["change"]), row["rated"])
        return word(key, points=size, value=_share(row, "estimate", language))
    return word("estimate.weeks_unclaimed", points=form.points(row["detectable"], row["rated"]))


def family(row: Row | None, word: Words) -> str:
    """Return how many figures are judged together; "" where nothing is compared."""
    if row is None or not row["family"]:
        return ""
    return word("estimate.family" if row["family"] > 1 else "estimate.family_alone", family=str(row["family"]))


def tipping_title(row: Row, word: Words, language: str) -> str:
    """Return whether the target is met however the silent think within the widest range, or whether they decide."""
    if row["target"] is None:
        return word("estimate.tipping_no_target")
    target = _share(row, "target", language)
    if row["odds_3_low"] > row["target"]:
        return word("estimate.tipping_met", target=target, silent=_share(row, "odds_3_silent_low", language))
    if row["odds_3_high"] < row["target"]:
        return word("estimate.tipping_missed", target=target, silent=_share(row, "odds_3_silent_high", language))
    return word("estimate.tipping_open", target=target)


def tipping_rows(row: Row, word: Words, language: str) -> list[tuple[str, str, str]]:
    """Return lines of (what of the silent, share of the silent satisfied, share of all), from worst to best.

    The line at which the target is just met stands among them, where shares reach it.
    """
    lines = [(row[f"odds_{odds}_silent_low"], row[f"odds_{odds}_at_low"], f"worse_{odds}") for odds in ODDS]
    lines.append((row["silent"], row["estimate"], "like"))
    lines += [
        (row[f"odds_{odds}_silent_high"], row[f"odds_{odds}_at_high"], f"better_{odds}") for odds in reversed(ODDS)
    ]
    if row["target"] is not None and 0 <= row["tipping_silent"] <= 1:
        lines.append((row["tipping_silent"], row["target"], "target"))
    n = int(row["rated"])
    return [
        (word(f"estimate.tipping_{key}"), form.share(silent, n, language), form.share(everybody, n, language))
        for silent, everybody, key in sorted(lines, key=lambda line: line[0])
    ]


def narrowing_rows(row: Row, word: Words, language: str) -> list[tuple[str, str, str]]:
    """Return lines of (answers, half the width of the interval that leaves, how many to ask for it)."""
    part, share = row["silent_part"], _likely_silent(row)
    completion = row["asked_completed"] / row["asked_drawn"] if row["asked_completed"] else COMPLETION
    return [
        (
            form.count(answers, language),
            word("estimate.plus_minus", points=form.points(half_width(answers, part, share), 1)),
            form.count(to_draw(answers, completion), language),
        )
        for answers in NARROWED
    ]


def rounded_half(row: Row) -> str:
    """Return half the width, in whole points, of the interval that 200 answers would leave."""
    return f"{100 * half_width(ASKED, row['silent_part'], _likely_silent(row)):.0f}"


def _likely_silent(row: Row) -> float:
    """Return the share of the silent satisfied that an interval is foreseen for: one half where none may be told."""
    return row["silent"] if row["state"] == ESTIMATED and row["silent"] is not None else 0.5


def set_worth(row: Row, word: Words) -> str:
    """Return how well all behaviours together tell satisfied raters from others; "" where that is not known."""
    if row["auc"] is None:
        return ""
    return word("estimate.worth_set", auc=_auc(row), slope=f"{row['calibration_slope']:.2f}")


def overview(row: Row | None, word: Words, language: str) -> str:
    """Return the figure for all with its range in a sentence, or that it cannot be said; "" where there is no week."""
    if row is None:
        return ""
    if row["state"] != ESTIMATED or row["silent"] is None:
        return word("estimate.overview_refused")
    ends = {name: _share(row, f"odds_{TOLD_ODDS}_{name}", language) for name in ("silent_low", "silent_high")}
    ends |= {end: _share(row, f"odds_{TOLD_ODDS}_at_{end}", language) for end in ("low", "high")}
    figure = _figure(row, "estimate", "low", "high", language)
    return word("estimate.overview", silent=_share(row, "silent", language), **figure, **ends)


def shift_sentence(shift: Row, word: Words, language: str) -> str:
    """Return one thing that changed as a sentence, with the week it changed in."""
    n = form.MANY if shift["kind"] == "answering" else 1
    group = _group(shift, word, language)
    return word(
        f"estimate.shift_{shift['kind']}",
        week=form.day(shift["week_on"], language),
        group=group,
        before=form.share(shift["before"], 1, language),
        now=form.share(shift["now"], 1, language),
        points_before=form.points(shift["before"], n),
        points_now=form.points(shift["now"], n),
    )


def shifts_title(weeks: int, word: Words) -> str:
    """Return in how many weeks something changed so that they do not compare with those before."""
    return word("estimate.shifts_none") if not weeks else word("estimate.shifts_some", weeks=str(weeks))


def _rated(row: Row, csat: Card, word: Words, language: str) -> str:
    counts = _counts(row, language)
    if not row["rated"]:
        return word("estimate.rated_none", **counts)
    now = csat.now
    if now is None or now["is_too_few"] or now["n"] != row["rated"]:
        is_few = now is not None and now["is_too_few"]
        key = "estimate.rated_few" if is_few else "estimate.rated_counts"
        return word(key, positive=form.count(row["positive"], language), **counts)
    n = int(now["n"])
    share, interval = form.share(now["value"], n, language), form.bounds(now["low"], now["high"], n)
    return word("estimate.rated", share=share, interval=interval, **counts)


def _asked(row: Row, word: Words, language: str) -> str:
    """Return what the silent said when asked, or what asking them would be good for."""
    if row["asked_estimate"] is not None:
        key = "estimate.asked_mean" if row["asked_method"] == "mean" else "estimate.asked_tilt"
        text = word(
            key,
            **_figure(row, "asked_estimate", "asked_low", "asked_high", language),
            answers=form.count(row["asked_completed"], language),
            needed=form.count(HEADLINE_FROM, language),
        )
        if row["asked_range_low"] < row["asked_low"]:
            ends = form.bounds(row["asked_range_low"], row["asked_range_high"], int(row["rated"]))
            text += word("silent.between") + word("estimate.asked_range", ends=ends)
        return text
    if not row["silent_part"]:
        return ""
    key = "estimate.narrow" if row["state"] == ESTIMATED else "estimate.answer_by_asking"
    return word(key, answers=form.count(ASKED, language), points=rounded_half(row))


def _figure(row: Row, value: str, low: str, high: str, language: str) -> dict[str, str]:
    return {"value": _share(row, value, language), "interval": form.bounds(row[low], row[high], int(row["rated"]))}


def _share(row: Row, name: str, language: str) -> str:
    """Return a share of the row with as many decimals as its ratings bear, however many contacts are silent."""
    return form.share(row[name], int(row["rated"]), language)


def _counts(row: Row, language: str) -> dict[str, str]:
    return {"rated": form.count(row["rated"], language), "n": form.count(row["contacts"], language)}


def _auc(row: Row) -> str:
    if row["auc"] is None:
        return "–"
    return f"{row['auc']:.2f} ({row['auc_low']:.2f}–{row['auc_high']:.2f})"


def _kind(named: str, word: Words, language: str) -> str:
    """Return a kind of contact, named as feature=value, in words."""
    feature, _, level = named.partition("=")
    return said(feature, None if level == "(unknown)" else level, word, language) if level else feature


def _group(shift: Row, word: Words, language: str) -> str:
    if not shift["dimension"]:
        return word("estimate.group_all")
    if shift["dimension"] == "is_transferred":
        return word("estimate.group_transferred" if shift["value"] == "True" else "estimate.group_not_transferred")
    return said(shift["dimension"], shift["value"], word, language)


def _kinds(kinds: str, word: Words) -> str:
    return word("filters.between_values").join(word(f"estimate.kind_{kind}") for kind in kinds.split(", "))


def kinds_never_asked(rows: Sequence[Row], word: Words, language: str) -> str:
    """Return which kinds of contact nobody is invited from, the largest first; "" where everybody may be asked."""
    if not rows:
        return ""
    listed = []
    for row in rows[:NAMED]:
        names = [said(name, row[name], word, language) for name in ("channel", "handled_by", "team") if row[name]]
        listed.append(word("estimate.never_kind", names=" · ".join(names), n=form.count(row["contacts"], language)))
    more = word("estimate.never_more", more=str(len(rows) - NAMED)) if len(rows) > NAMED else ""
    total = form.count(sum(row["contacts"] for row in rows), language)
    return word("estimate.never_asked", total=total, kinds=word("filters.between_values").join(listed), more=more)
