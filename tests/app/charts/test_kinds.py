"""What each kind of chart shows: order, bars from zero, ticks of the period before, sentences in place of a dot."""

import datetime as dt
import re
from base64 import b64decode
from itertools import pairwise

import numpy as np
import pytest

from lodestar.app.charts.areas import areas
from lodestar.app.charts.bars import bars
from lodestar.app.charts.columns import Part, columns
from lodestar.app.charts.dots import dots
from lodestar.app.charts.heat import heat
from lodestar.app.charts.marks import Mark
from lodestar.app.charts.shapes import Curve, curves, histogram
from lodestar.app.charts.spans import dumbbells
from lodestar.app.charts.sparkline import sparkline
from lodestar.app.charts.text import width
from lodestar.app.charts.theme import DARK, LIGHT
from lodestar.app.words import words

WEEKS = [dt.date(2026, 10, 5) + dt.timedelta(weeks=week) for week in range(3)]
TOLD = {"word": words("en"), "language": "en"}


def test_shares_stand_in_their_order_each_below_its_name() -> None:
    figure = dots(
        LIGHT, names=["App", "<b>Phone", "WeChat"], values=[0.75, 0.6, 0.5], lows=[0.7, 0.5, 0.4],
        highs=[0.8, 0.7, 0.6],
        labels=["75 %", "60 %", "50 %"], hover=["a", "b", "c"], before=[None, 0.65, 0.5], target=0.7,
        target_label="target 70", tones=["ink", "worse", "ink"], few=[None, None, "3 of 9: too few"],
        keys=["app", None, "w"],
    )  # fmt: skip
    intervals, before, marks = figure.data
    assert list(marks.x[:2]) == [75, 60]
    assert marks.x[2] is None
    assert marks.marker.color[1] == LIGHT.worse
    assert list(marks.customdata) == ["app", None, "w"]
    assert before.x[1] == 65
    assert (before.x[0], before.x[2]) == (None, None)
    assert [end for end in intervals.x if end is not None] == [70, 80, 50, 70]
    assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1]
    written = [note.text for note in figure.layout.annotations]
    assert written == ["target 70", "App", "75 %", "<b>Phone", "60 %", "WeChat", "3 of 9: too few"]


def test_a_name_and_its_figures_share_a_phone() -> None:
    figure = dots(
        LIGHT, names=["Marketplace messages answered by a partner"], values=[0.75], lows=[0.7], highs=[0.8],
        labels=["<b>75 %</b>  70–80 · n 1,234"], hover=["a"],
    )  # fmt: skip
    name, figures = figure.layout.annotations
    assert max(width(name.text), width(figures.text)) <= 300
    assert name.yshift >= figures.yshift + 12
    short = dots(
        LIGHT, names=["Phone"], values=[0.75], lows=[0.7], highs=[0.8], labels=["75 %  70–80 · n 1,234"], hover=["a"]
    )
    name, figures = short.layout.annotations
    assert name.yshift == figures.yshift
    assert width(name.text) + width(figures.text) <= 300


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_bars_go_both_ways_from_zero_and_end_with_the_total(theme) -> None:
    figure = bars(theme, names=["Mail", "App", "Total"], values=[-0.012, 0.001, -0.015],
                  labels=["−1.2", "+0.1", "−1.5"], hover=["a", "b", "c"], unit="share",
                  tones=["worse", "mute", "mute"], total=True)  # fmt: skip
    bar = figure.data[0]
    assert bar.base is None
    assert list(bar.x) == [-1.2, 0.1, -1.5]
    assert list(bar.marker.color) == [theme.worse, theme.mute, theme.ink]
    assert [(note.x, note.xanchor) for note in figure.layout.annotations] == [
        (-1.2, "right"), (0.1, "left"), (-1.5, "right"),
    ]  # fmt: skip
    assert figure.layout.xaxis.visible
    assert [shape.y0 for shape in figure.layout.shapes] == [0, 1.5]


def test_the_figures_of_a_bar_stand_past_its_tick() -> None:
    figure = bars(
        LIGHT, names=["a", "b"], values=[5, 9], labels=["5", "9"], hover=["", ""], unit="count", before=[8, 2]
    )
    assert [note.x for note in figure.layout.annotations] == [8, 9]
    assert list(figure.data[1].x) == [8, 2]
    assert not figure.layout.xaxis.visible


def test_parts_stand_on_each_other_and_are_named_in_the_last_known_column() -> None:
    parts = [Part("Handed", [0.4, 0.5, 0.5], "#111"), Part("Silent", [0.6, 0.496, 0.5], "#222"),
             Part("Denied", [0, 0.004, 0], "#333")]  # fmt: skip
    figure = columns(LIGHT, days=WEEKS, parts=parts, unit="share", hundred=True, pending=[False, False, True], **TOLD)
    handed, silent, _, waiting = figure.data
    assert list(silent.base)[:2] == [40, 50]
    assert handed.y[2] is None
    assert (list(waiting.x), list(waiting.y), waiting.marker.pattern.shape) == ([2], [100], "/")
    written = [re.sub("<[^>]*>", "", note.text) for note in figure.layout.annotations]
    assert written == ["pending", "■ 50 Handed", "■ 50 Silent", "■ under 1 Denied"]
    assert list(figure.layout.yaxis.ticktext) == ["0", "25", "50", "75", "100"]


def test_columns_side_by_side_all_start_at_zero() -> None:
    parts = [Part("In", [40, 50, 60], "#111"), Part("Out", [30, 50, 70], "#222")]
    figure = columns(LIGHT, days=WEEKS, parts=parts, unit="count", stacked=False, **TOLD)
    assert figure.layout.barmode == "group"
    assert [trace.base for trace in figure.data] == [None, None]
    assert figure.layout.yaxis.range[0] == 0


def test_areas_end_in_their_sum() -> None:
    parts = [Part("confirmed", [0.09, 0.08, 0.1], "#111"), Part("silent", [0.35, 0.3, 0.3], "#222")]
    figure = areas(LIGHT, days=WEEKS, parts=parts, total="Contained", dotted=(0.68, "as vendors count"), **TOLD)
    sums = [trace for trace in figure.data if trace.line.color == LIGHT.ink]
    assert list(sums[0].y) == pytest.approx([44, 38, 40])
    written = [re.sub("<[^>]*>", "", note.text) for note in figure.layout.annotations]
    assert written == ["as vendors count", "Contained 40%".replace("%", " %"), "■ confirmed", "■ silent"]


def test_median_and_p90_stand_on_a_log_axis_and_are_named_once() -> None:
    figure = dumbbells(
        LIGHT, names=["Phone", "Mail"], half=[60, 0], most=[600, 111_600], labels_half=["1 min", "0 s"],
        labels_most=["10 min", "31 h"], hover=["a", "b"], word=words("en"), before=[None, 93_600],
        tones=["ink", "worse"],
    )  # fmt: skip
    line, before, half, most = figure.data
    assert list(half.x) == [np.log10(60), 0]
    assert list(most.x) == [np.log10(600), np.log10(111_600)]
    assert before.x[1] == np.log10(93_600)
    assert half.marker.color == LIGHT.surface
    assert list(most.marker.color) == [LIGHT.ink, LIGHT.worse]
    assert [note.text for note in figure.layout.annotations] == [
        "half<br>1 min", "9 of 10<br><b>10 min</b>", "0 s", "<b>31 h</b>",
    ]  # fmt: skip
    assert line.hoverinfo == "skip"


def test_a_histogram_has_its_buckets_side_by_side_and_names_median_and_p90() -> None:
    figure = histogram(LIGHT, lows=[1, 10, 100], highs=[10, 100, 1000], counts=[5, 9, 2], median=50, p90=200, **TOLD)
    bar = figure.data[0]
    assert list(bar.x) == [0.5, 1.5, 2.5]
    assert list(bar.width) == [1, 1, 1]
    assert bar.text[0] == "1 s – 10 s: 5"
    assert [note.text for note in figure.layout.annotations] == ["<b>median 50 s</b>", "<b>p90 3 min 20 s</b>"]
    assert figure.layout.yaxis.range[0] == 0


def test_a_curve_ends_where_never_begins() -> None:
    line = Curve("Phone", [1, 60, 604_800], [0.1, 0.6, 0.93], 2, key="phone")
    figure = curves(LIGHT, lines=[line], **TOLD)
    assert list(figure.data[0].y) == pytest.approx([10, 60, 93])
    assert [note.text for note in figure.layout.annotations] == [
        "half", f'<span style="color:{LIGHT.categories[2]}">●</span> Phone 93 %',
    ]  # fmt: skip
    assert list(figure.layout.yaxis.tickvals) == [0, 25, 50, 75, 100]


def test_busy_hours_start_at_zero() -> None:
    figure = heat(LIGHT, rows=["Mon", "Tue"], columns=["00", "01"], values=[[5, 9], [7, None]], hover=[["a"] * 2] * 2)
    assert (figure.data[0].zmin, figure.data[0].zmax) == (0, 10)
    assert list(figure.layout.yaxis.ticktext) == ["Mon", "Tue"]


def picture(img: str) -> str:
    return b64decode(re.search('base64,([^"]*)"', img)[1]).decode()


def test_a_sparkline_is_a_picture_with_words_in_its_place() -> None:
    img = sparkline(values=[1, 2, 3], unfinished=[False, False, True], low=1, high=2.5, label='CSAT "rated"')
    assert 'alt="CSAT &quot;rated&quot;"' in img
    svg = picture(img)
    assert [svg.count(f'class="{name}"') for name in ("band", "line", "dots", "point", "ring", "hole")] == [1] * 6
    assert "prefers-color-scheme:dark" in svg


def test_a_sparkline_does_not_bridge_gaps_and_may_be_empty() -> None:
    svg = picture(sparkline(values=[1, 2, None, 3, 4], unfinished=None, label="x"))
    assert [svg.count(f'class="{name}"') for name in ("line", "point", "ring", "band")] == [2, 1, 0, 0]
    assert "<path" not in picture(sparkline(values=[], unfinished=None, label="x"))
    assert "<path" not in picture(sparkline(values=[None] * 13, unfinished=[False] * 13, label="x"))


def test_a_flat_sparkline_stays_inside() -> None:
    heights = [
        float(y)
        for y in re.findall(r"M[\d.]+ ([\d.]+)", picture(sparkline(values=[7] * 13, unfinished=None, label="x")))
    ]
    assert heights
    assert all(6 <= height <= 34 for height in heights)


def test_the_colours_of_the_themes_are_read_apart_from_their_surface() -> None:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))

    for theme in (LIGHT, DARK):
        for colours, least in (((theme.ink, theme.ink2, theme.ink3, theme.accent, theme.better, theme.worse), 4.5),
                               ((*theme.categories, theme.mute), 2.99)):  # fmt: skip
            for colour in colours:
                dim, bright = sorted((light(colour), light(theme.surface)))
                assert (bright + 0.05) / (dim + 0.05) >= least, colour
        assert len(set(theme.categories)) == 10
        assert all(first != second for first, second in pairwise(theme.outcomes.values()))


def test_a_mark_lies_on_columns_where_the_first_new_one_begins_and_on_areas_at_its_day() -> None:
    marks, parts = [Mark(WEEKS[1], "definition changed")], [Part("a", [0.2, 0.3, 0.4], "#111")]
    of_columns = columns(LIGHT, days=WEEKS, parts=parts, unit="share", marks=marks, **TOLD)
    of_areas = areas(LIGHT, days=WEEKS, parts=parts, total="all", marks=marks, **TOLD)
    for figure, at in ((of_columns, 0.5), (of_areas, 1.0)):
        (line,) = figure.layout.shapes
        assert (line.x0, line.x1, line.layer) == (at, at, "above")
        note = figure.layout.annotations[0]
        assert note.text == "<b>1</b> definition<br>changed"
        assert note.bgcolor == LIGHT.surface


@pytest.mark.parametrize("rows", [1, 2, 3, 9])
def test_a_name_above_its_bar_does_not_touch_it(rows: int) -> None:
    names = [f"Marketplace messages {row}" for row in range(rows)]
    figure = bars(
        LIGHT, names=names, values=[0.5] * rows, labels=["50.0 %  1,234 of 2,468"] * rows, hover=names, unit="share"
    )
    margin = figure.layout.margin
    a_row = (figure.layout.height - margin.t - margin.b) / (rows + 0.2)
    name = next(note for note in figure.layout.annotations if note.text == names[0])
    assert name.yshift >= figure.data[0].width * a_row / 2 - 0.01
