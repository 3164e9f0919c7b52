"""The estimate's tables: how far the silent decide, what asking brings, who answers, what broke, signals' worth."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import polars as pl

from lodestar.app import format as form
from lodestar.app import session
from lodestar.app.components.chart import Chart
from lodestar.app.components.estimated import get_weeks, question_of
from lodestar.app.components.vocabulary import said
from lodestar.app.findings import estimate as say
from lodestar.app.findings.silent import short_name
from lodestar.app.view import View
from lodestar.app.words import Words
from lodestar.estimate.guards import ESTIMATED
from lodestar.estimate.signals import VALIDATED
from lodestar.metrics.behaviour import SIGNAL
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.estimates import newest, signal_worth, what_broke, who_answers
from lodestar.metrics.found import Found
from lodestar.metrics.periods import last_day_of

Row = Mapping[str, Any]
MOST_KINDS = 8
WORTH_A_WORD = 0.1


def tipping_chart(view: View, word: Words, language: str) -> Chart | None:
    """Return what share of all follows from what share of the silent, the target's line among them."""
    found, row = _newest(view)
    if found is None or row is None or row["state"] != ESTIMATED or row["silent"] is None:
        return None
    heads = [word(f"estimate.tipping_head_{name}") for name in ("case", "silent", "all")]
    html = _table(heads, say.tipping_rows(row, word, language))
    subtitle = word("estimate.tipping_subtitle", week=_week(row, language))
    title, asked = say.tipping_title(row, word, language), (question_of(view),)
    return Chart("tipping", title, subtitle, None, found.rows, asked, html=html, sql=(found.sql,))


def narrowing_chart(view: View, word: Words, language: str) -> Chart | None:
    """Return how narrow so many answers of silent customers make the figure, and how many to ask for them."""
    found, row = _newest(view)
    if found is None or row is None or not row["silent_part"]:
        return None
    lines = say.narrowing_rows(row, word, language)
    heads = [word(f"estimate.narrowing_head_{name}") for name in ("answers", "half", "asked")]
    title = word("estimate.narrowing_title", asked=lines[2][2], points=say.rounded_half(row))
    subtitle, asked = word("estimate.narrowing_subtitle"), (question_of(view),)
    html = _table(heads, lines)
    return Chart("narrowing", title, subtitle, None, found.rows, asked, html=html, sql=(found.sql,))


def who_chart(view: View, word: Words, language: str) -> Chart | None:
    """Return which kinds of contact are rated more, and less, than their share of all."""
    _, row = _newest(view)
    if row is None:
        return None
    found = who_answers(session.published(), row["week_on"])
    listed = found.rows.filter(pl.col("contacts").is_not_null()).head(MOST_KINDS).to_dicts()
    if not listed:
        return None
    lines = [
        (
            _kind(one, word, language),
            form.share(one["of_all"], form.MANY, language),
            form.share(one["of_raters"] or 0, form.MANY, language),
            form.share(one["response"] or 0, int(one["contacts"]), language),
        )
        for one in listed
    ]
    heads = [word(f"estimate.who_head_{name}") for name in ("kind", "all", "raters", "response")]
    far = [_kind(one, word, language) for one in listed if abs(one["distance"]) > WORTH_A_WORD][: say.NAMED]
    kinds = word("filters.between_values").join(far)
    title = word("estimate.who_title", kinds=kinds) if far else word("estimate.who_title_alike")
    subtitle = word("estimate.who_subtitle", week=_week(row, language))
    return Chart("who-answers", title, subtitle, None, found.rows, (question_of(view),), html=_table(heads, lines),
                 sql=(found.sql,))  # fmt: skip


def shifts_chart(view: View, word: Words, language: str) -> Chart | None:
    """Return in which of the weeks shown asking, channels or answering changed, each in a sentence."""
    weeks = get_weeks(view)
    if weeks is None or weeks.rows.is_empty():
        return None
    days = weeks.rows["week_on"]
    found = what_broke(session.published(), days[0], days[-1])
    by_week: dict[Any, list[Row]] = {}
    for one in found.rows.to_dicts():
        by_week.setdefault(one["week_on"], []).append(one)
    lines = []
    for some in by_week.values():
        for kind in dict.fromkeys(one["kind"] for one in some):
            same = [one for one in some if one["kind"] == kind]
            more = word("estimate.shift_more", more=str(len(same) - 1)) if len(same) > 1 else ""
            lines.append((say.shift_sentence(same[0], word, language), more))
    html = "".join(f'<p class="ls-shift">{escape(text)} <span>{escape(more)}</span></p>' for text, more in lines)
    title, subtitle = say.shifts_title(len(by_week), word), word("estimate.shifts_subtitle")
    html = html or f'<p class="ls-few">{escape(word("estimate.shifts_none"))}</p>'
    return Chart("survey-watch", title, subtitle, None, found.rows, (question_of(view),), html=html, sql=(found.sql,))


def worth_chart(view: View, word: Words, language: str) -> Chart | None:
    """Return what each signal is worth against the ratings, its verdict first."""
    _, row = _newest(view)
    if row is None:
        return None
    found = signal_worth(session.published())
    every = found.rows.filter(pl.col("channel") == "").to_dicts()
    if not every:
        return None
    on = found.rows.filter((pl.col("channel") != "") & (pl.col("verdict") == VALIDATED))
    lines = [_worth_line(one, on.filter(pl.col("signal") == one["signal"]), word, language) for one in every]
    names = ("signal", "verdict", "fired", "other", "odds", "trend", "channels", "before")
    heads = [word(f"estimate.worth_head_{name}") for name in names]
    validated = sum(one["verdict"].startswith(VALIDATED) for one in every)
    title = word("estimate.worth_title", validated=str(validated), of=str(len(every)))
    subtitle = word("estimate.worth_subtitle", tests=str(found.rows["p_value"].count()))
    together = say.set_worth(row, word)
    note = word("silent.between").join(part for part in (together, word("estimate.worth_note")) if part)
    return Chart("signal-worth", title, subtitle, None, found.rows, (question_of(view),), note=note, sql=(found.sql,),
                 html=_table(heads, lines))  # fmt: skip


def _worth_line(one: Row, on: pl.DataFrame, word: Words, language: str) -> tuple[str, ...]:
    ratio = "–"
    if one["odds_ratio"] is not None:
        ratio = f"{one['odds_ratio']:.1f} ({one['low']:.1f}–{one['high']:.1f})"
    trend = [one[f"odds_ratio_{place}"] for place in (1, 2, 3)]
    channels = [said("channel", name, word, language) for name in on["channel"]]
    return (
        short_name(load_catalogue().metrics[SIGNAL + one["signal"]], language),
        word(f"estimate.{one['verdict']}"),
        _of(one["unhappy_fired"], one["fired"], word, language),
        _of(one["unhappy_other"], one["other"], word, language),
        ratio,
        " → ".join("–" if part is None else f"{part:.1f}" for part in trend),
        word("filters.between_values").join(channels) or "–",
        form.count(one["rated_before"], language),
    )


def _of(share: float | None, n: int, word: Words, language: str) -> str:
    if share is None:
        return "–"
    return f"{form.share(share, n, language)} {word('card.of', n=form.count(n, language))}"


def _kind(one: Row, word: Words, language: str) -> str:
    """Return one kind of contact as its dimension and value, or as the behaviour it shows."""
    catalogue, feature = load_catalogue(), one["feature"]
    if feature.startswith(SIGNAL):
        return short_name(catalogue.metrics[feature.removesuffix("_num")], language)
    known = catalogue.metrics.get(feature)
    name = known.words(language).label if known else getattr(catalogue.dimensions.get(feature), language, feature)  # type: ignore[arg-type]
    level = None if one["level"] == "(unknown)" else one["level"]
    return word("estimate.who_kind", dimension=name, value=said(feature, level, word, language))


def _newest(view: View) -> tuple[Found | None, dict[str, Any] | None]:
    found = get_weeks(view)
    return found, newest(found) if found else None


def _week(row: Row, language: str) -> str:
    return form.short_span(row["week_on"], last_day_of(row["week_on"], "week"), language)


def _table(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """Return a plain table, its first column the row's name."""
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    cells = ["".join(f"<td>{escape(text)}</td>" for text in line[1:]) for line in lines]
    rows = "".join(
        f'<tr><th scope="row">{escape(line[0])}</th>{rest}</tr>' for line, rest in zip(lines, cells, strict=True)
    )
    table = f'<table class="ls-table ls-lines"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    return f'<div class="ls-scroll" role="region" tabindex="0" aria-label="{escape(heads[0])}">{table}</div>'
