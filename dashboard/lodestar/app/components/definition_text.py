"""The chosen metric on Definitions: what it means, its formula with this period's numbers in, how it is to be read."""

from html import escape

import polars as pl

from lodestar.app import format as form
from lodestar.app.components.frame import marked
from lodestar.app.words import Words
from lodestar.metrics.catalogue import Language, Metric, load_catalogue
from lodestar.metrics.formula import fraction
from lodestar.metrics.health import left_out
from lodestar.metrics.mart import Mart

_HOUR = 3600
_SAME_ISSUE, _SHARED = "any_issue_matches", "shared_customers_out"
_SETTING_OF = {
    "return_hours": "windows.return_hours",
    "bot_return_hours": "windows.bot_return_days",
    "rating_age_hours": "windows.rating_age_days",
    "refund_hours": "windows.refund_days",
}


def definition_html(metric: Metric, worked: str, mart: Mart, word: Words, language: Language) -> str:
    """Return name in both languages, id, meaning, formula, the numbers put in (`worked`) and how to read it."""
    words, others = metric.words(language), metric.words("zh" if language == "en" else "en")
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{value}</dd>" for name, value in _facts(metric, mart, word, language))
    return (
        f'<div class="ls-def" lang="{language}"><h2>{escape(words.label)}</h2>'
        f'<p class="other">{escape(others.label)} · <span class="ls-mono">{metric.id}</span></p>'
        f'<p class="meaning">{escape(words.definition)}</p>{_formula(metric, word, language)}'
        f'<p class="worked">{marked(worked)}</p>'
        f"<section><h3>{escape(word('definitions.how'))}</h3><dl>{rows}</dl></section></div>"
    )


def _formula(metric: Metric, word: Words, language: Language) -> str:
    divided = fraction(metric, language)
    if divided is None and metric.kind == "partition":
        divided = word("definitions.parts_above"), word("definitions.parts_below")
    if divided is None:
        name = {"backlog": "open_above", "count": "sum_above"}.get(metric.kind, "median_of")
        grain = word(f"definitions.each_{metric.grain.replace(' ', '_')}")
        text = word(f"definitions.{name}", grain=grain) if name == "median_of" else word(f"definitions.{name}")
        return f'<div class="ls-fraction"><span>{escape(text)}</span></div>'
    return f'<div class="ls-fraction">{"".join(f"<span>{escape(part)}</span>" for part in divided)}</div>'


def _facts(metric: Metric, mart: Mart, word: Words, language: Language) -> list[tuple[str, str]]:
    """Return the lines of "how to read it": name and value, the value as HTML."""

    def said(name: str, **values: str) -> str:
        return escape(word(f"definitions.{name}", **values))

    catalogue, settings = load_catalogue(), mart.settings
    rows = [
        ("better", said(metric.better)),
        ("day", said(metric.day)),
        ("window", said("window_none")),
        ("one_row", said(f"grain_{metric.grain.replace(' ', '_')}")),
    ]
    if metric.window:
        time = form.seconds(int(settings[metric.window]) * _HOUR, word)
        rows[2] = ("window", said("window_is", time=time) + _chip(_SETTING_OF.get(metric.window), word))
    if _SAME_ISSUE in metric.caveats:
        same = said("same_issue_is", n=str(settings["issue_level"]))
        rows.append(("same_issue", same + _chip("issue_level", word)))
    out = said("out_always")
    if _SHARED in metric.caveats:
        unknown = left_out(mart).filter(~pl.col("is_of_all"))["contacts"].sum()
        shared = said("out_shared", n=form.count(int(unknown), language))
        out = out + escape(word("definitions.semicolon")) + shared + _chip("shared_customer_limit", word)
    rows.append(("out", out))
    between = word("definitions.between")
    if metric.beside:
        labels = between.join(catalogue.metrics[name].words(language).label for name in metric.beside)
        rows.append(("beside", escape(labels)))
    needs = between.join(word("definitions.or").join(need.split("|")) for need in metric.needs)
    rows += [("needs", f'<span class="ls-mono">{escape(needs)}</span>')] if needs else []
    rows.append(("owner", said(f"owner_{metric.owner.replace(' ', '_')}")))
    return [(word(f"definitions.{name}"), value) for name, value in rows]


def _chip(setting: str | None, word: Words) -> str:
    """Return the mark of a value that can be set, naming the setting; empty where it follows from another."""
    if setting is None:
        return ""
    return f' <span class="ls-chip" title="{escape(setting)}">{escape(word("definitions.setting"))}</span>'
