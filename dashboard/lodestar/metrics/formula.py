"""How is a metric written as a formula, in words: what stands above the line and what below it?"""

import re

from lodestar.metrics.catalogue import Language, Metric

_SENTENCE_END = {"en": r"(?<=[a-z0-9)])[.;:](?:\s|$)", "zh": r"[。；]"}
_AMONG = {
    "en": re.compile(r"^(?P<above>.+?)\. Rate among the (?P<below>.+?)\.$"),
    "zh": re.compile(r"^(?P<above>.+?)。占(?P<below>.+?)的比例。$"),
}
_WRAPPED = re.compile(r"^[(（]([^()（）]*)[)）]$")


def fraction(metric: Metric, language: Language) -> tuple[str, str] | None:
    """Return what is divided by what, read from the metric's file: its `fraction`, else around the ÷ of its definition.

    None for what is no fraction: times, counts, the backlog, a partition.
    """
    words = metric.words(language)
    if words.fraction:
        return _plain(words.fraction[0]), _plain(words.fraction[1])
    for part in re.split(_SENTENCE_END[language], words.definition):
        above, sign, below = part.partition("÷")
        if sign:
            return _plain(above), _plain(below)
    among = _AMONG[language].match(words.definition)
    return (_plain(among["above"]), _plain(among["below"])) if among and metric.kind == "ratio" else None


def _plain(text: str) -> str:
    """Return one side of a fraction without the brackets around the whole of it, its first letter a capital."""
    text = text.strip(" ，,")
    wrapped = _WRAPPED.match(text)
    text = wrapped[1] if wrapped else text
    return text[:1].upper() + text[1:]
