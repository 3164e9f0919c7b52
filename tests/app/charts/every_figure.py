"""Every kind of chart, made up: long names, one value, gaps, unfinished and pending periods, and nothing at all."""

import datetime as dt

import numpy as np
import plotly.graph_objects as go

from lodestar.app.charts.areas import areas
from lodestar.app.charts.bars import bars
from lodestar.app.charts.columns import Part, columns
from lodestar.app.charts.dots import dots
from lodestar.app.charts.heat import heat
from lodestar.app.charts.shapes import Curve, curves, histogram
from lodestar.app.charts.spans import dumbbells
from lodestar.app.charts.theme import Theme
from lodestar.app.charts.trend import Line, Mark, trend
from lodestar.app.words import words

WEEKS = [dt.date(2026, 8, 17) + dt.timedelta(weeks=week) for week in range(14)]
RATED = np.array([72.4, 73.1, 71.8, 72.6, 73.9, 73, 72.2, 72.8, 71.5, 72.9, 73.3, 72.4, 71, 70.2]) / 100
UNFINISHED = [False] * 13 + [True]
NAMES = {
    "en": ("Web chat", "E-mail", "Phone", "App", "WeChat", "Marketplace messages answered by partners"),
    "zh": ("网页聊天", "邮件", "电话", "App", "微信", "由合作伙伴代为回复的电商平台站内消息"),
}
SENTENCE = {"en": "20 of 30 satisfied: too few to show a share", "zh": "30 人评价，20 人满意：太少，不显示比例"}
HOVER = tuple(f"Week {week}: 71 % (67–75), 112 rated, 9 pending" for week in range(14))


def every_figure(theme: Theme, language: str) -> dict[str, go.Figure]:
    """Return one figure of each kind by a name that says what is special about it."""
    return {**_over_time(theme, language), **_side_by_side(theme, language), **_times(theme, language)}


def empty_figures(theme: Theme, language: str) -> dict[str, go.Figure]:
    """Return each kind with nothing to show."""
    word = words(language)
    told = {"word": word, "language": language}
    return {
        "trend": trend(theme, days=[], lines=[], unit="share", **told),
        "trend of times": trend(theme, days=[], lines=[], unit="seconds", **told),
        "trend without values": trend(theme, days=WEEKS, lines=[Line("x", [None] * 14)], unit="share", **told),
        "dots": dots(theme, names=[], values=[], lows=[], highs=[], labels=[], hover=[]),
        "bars": bars(theme, names=[], values=[], labels=[], hover=[], unit="share", total=True),
        "columns": columns(theme, days=[], parts=[], unit="share", **told),
        "columns all pending": columns(theme, days=WEEKS, parts=[Part("x", RATED, "#000")], unit="share",
                                       pending=[True] * 14, **told),
        "areas": areas(theme, days=[], parts=[], total="x", **told),
        "dumbbells": dumbbells(theme, names=[], half=[], most=[], labels_half=[], labels_most=[], hover=[], word=word),
        "histogram": histogram(theme, lows=[], highs=[], counts=[], median=None, p90=None, **told),
        "curves": curves(theme, lines=[], **told),
        "heat": heat(theme, rows=[], columns=[], values=[], hover=[]),
    }  # fmt: skip


def _over_time(theme: Theme, language: str) -> dict[str, go.Figure]:
    names, told = NAMES[language], {"word": words(language), "language": language}
    ends = np.full(14, np.nan)
    ends[12] = 1
    rated = Line(names[0], RATED, RATED - 0.04, RATED + 0.04, UNFINISHED, HOVER)
    everybody = Line(names[1], RATED + 0.03, ends * 0.71, ends * 0.78, UNFINISHED, HOVER, "accent")
    waits = [
        Line(name, np.exp(4 + at * 1.2) * RATED, unfinished=UNFINISHED, tone="category", slot=at, key=name)
        for at, name in enumerate(names)
    ]
    between = Line(names[5], [None] * 14, RATED - 0.1, RATED + 0.1, tone="accent")
    months = [dt.date(2026, month, 1) for month in (1, 2, 3, 5, 6, 8, 9, 10)]
    counts = [120_000, 130_000, None, 150_000, None, 170_000, 180_000, 90_000]
    shares = (("handed", 0.38), ("failed", 0.03), ("returned", 0.11), ("denied", 0.045), ("silent", 0.35),
              ("confirmed", 0.085))  # fmt: skip
    parts = [
        Part(name, np.full(14, share), theme.outcomes[outcome], HOVER, key=outcome)
        for name, (outcome, share) in zip(names, shares, strict=True)
    ]
    mark = Mark(dt.date(2026, 10, 7), "new return policy")
    return {
        "rated and everybody": trend(
            theme, days=WEEKS, lines=[rated, everybody], unit="share", target=0.75, marks=[mark], **told
        ),
        "a range": trend(theme, days=WEEKS, lines=[between], unit="share", **told),
        "normal range": trend(theme, days=WEEKS[:13], lines=[Line(names[0], RATED[:13], tone="worse", last="71.0 %")],
                              unit="share", zero=True, normal=(0.7, 0.74), **told),
        "six waits": trend(theme, days=WEEKS, lines=waits, unit="seconds", **told),
        "months with gaps": trend(theme, days=months, lines=[Line(names[0], counts, unfinished=[False] * 7 + [True])],
                                  unit="count", grain="month", **told),
        "one day": trend(theme, days=WEEKS[:1], lines=[Line(names[0], RATED[:1])], unit="share", grain="day", **told),
        "outcomes": columns(theme, days=WEEKS, parts=parts, unit="share", hundred=True,
                            pending=[False] * 12 + [True] * 2, **told),
        "counts": columns(theme, days=WEEKS, parts=[Part("", RATED * 9_000, theme.mute)], unit="count", **told),
        "two counts": columns(theme, days=WEEKS, parts=[Part(names[0], RATED * 900, "#111"), Part(names[5], RATED * 800,
                              "#222")], unit="count", stacked=False, **told),
        "contained": areas(theme, days=WEEKS, parts=[Part(names[5], RATED / 8, "#111", HOVER), Part(names[0], RATED / 2,
                           "#222")], total=names[1], dotted=(0.68, names[5]), **told),
    }  # fmt: skip


def _side_by_side(theme: Theme, language: str) -> dict[str, go.Figure]:
    names, share = NAMES[language], np.array([0.75, 0.75, 0.73, 0.61, 0.67, 0.5])
    labels = [f"<b>{value * 100:.0f} %</b>  {value * 100 - 7:.0f}–{value * 100 + 7:.0f} · n 1,234" for value in share]
    moves = np.array([-1.2, -0.2, -0.2, 0.04, 0.1, -1.4]) / 100
    return {
        "shares": dots(
            theme, names=names, values=share, lows=share - 0.07, highs=share + 0.07, labels=labels, hover=HOVER[:6],
            before=[None, *share[1:]], target=0.75, target_label="target 75", tones=["ink"] * 3 + ["worse"] * 3,
            few=[None] * 4 + [SENTENCE[language], None], keys=["chat", "mail", None, "app", "wechat", "market"],
        ),
        "estimate and range": dots(
            theme, names=names[3:], values=[0.71, 0.74, None], lows=[0.67, 0.71, 0.61], highs=[0.75, 0.78, 0.84],
            labels=labels[3:], hover=HOVER[:3], tones=["ink", "accent", "range"],
        ),
        "decomposition": bars(
            theme, names=names, values=moves, labels=[f"{move * 100:+.1f}".replace("-", "−") for move in moves],
            hover=HOVER[:6], unit="share", tones=["worse"] + ["mute"] * 5, total=True,
        ),
        "amounts": bars(theme, names=names, values=share * 2000, labels=labels, hover=HOVER[:6], unit="count"),
        "against before": bars(theme, names=names, values=share, labels=labels, hover=HOVER[:6], unit="share",
                               before=share[::-1]),
        "busy hours": heat(theme, rows=names, columns=[f"{hour:02d}" for hour in range(24)],
                           values=np.arange(144).reshape(6, 24) * 1000, hover=[["x"] * 24] * 6, language=language),
    }  # fmt: skip


def _times(theme: Theme, language: str) -> dict[str, go.Figure]:
    names, word = NAMES[language], words(language)
    edges = 1.35 ** np.arange(8, 46)
    spread = np.arange(len(edges) - 1) % 12 * 40
    told = {"word": word, "language": language}
    return {
        "waits": dumbbells(
            theme, names=names, half=[38, 120, 0, 900, 18_600, 60], most=[130, 600, 2700, 14_400, 111_600, 62],
            labels_half=["38 s", "2 min", "0 s", "15 min", "5 h 10 min", "1 min"],
            labels_most=["2 min 10 s", "10 min", "45 min", "4 h", "31 h", "1 min 2 s"],
            hover=HOVER[:6], before=[120, 590, None, 14_800, 93_600, 60], word=word,
        ),
        "one wait": dumbbells(theme, names=names[5:], half=[60], most=[None], labels_half=["1 min"], labels_most=[""],
                              hover=HOVER[:1], word=word),
        "spread": histogram(theme, lows=edges[:-1], highs=edges[1:], counts=spread, median=360, p90=34_800, **told),
        "spread close together": histogram(theme, lows=edges[:-1], highs=edges[1:], counts=spread, median=15, p90=16,
                                           **told),
        "answered by": curves(theme, lines=[Curve(name, edges, 0.9 - 1 / (1 + edges / 60 ** (at / 3)), at, key=name)
                                            for at, name in enumerate(names)], **told),
    }  # fmt: skip
