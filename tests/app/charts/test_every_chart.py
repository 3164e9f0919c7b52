"""All charts look alike, keep their labels inside, start bars at zero, and are figures even with nothing to show."""

import json
import re
from itertools import pairwise

import numpy as np
import plotly.graph_objects as go
import pytest

from lodestar.app.charts.text import width
from lodestar.app.charts.theme import DARK, LIGHT, Theme
from tests.app.charts.every_figure import NAMES, empty_figures, every_figure

THEMES = {"light": LIGHT, "dark": DARK}
KINDS = sorted(every_figure(LIGHT, "en"))
SEEN = [(theme, language, kind) for theme in THEMES for language in NAMES for kind in KINDS]


@pytest.fixture(scope="module")
def drawn() -> dict[tuple[str, str], dict[str, go.Figure]]:
    return {(name, language): every_figure(theme, language) for name, theme in THEMES.items() for language in NAMES}


@pytest.mark.parametrize(("theme", "language", "kind"), SEEN)
def test_looks_like_all_others(drawn, theme: str, language: str, kind: str) -> None:
    layout = drawn[theme, language][kind].layout
    assert (layout.showlegend, layout.dragmode, layout.title.text) == (False, False, None)
    assert layout.xaxis.fixedrange
    assert layout.yaxis.fixedrange
    assert layout.height >= 240
    assert layout.hoverlabel.bgcolor == THEMES[theme].ink


@pytest.mark.parametrize("kind", KINDS)
def test_has_only_properties_that_plotly_knows(drawn, kind: str) -> None:
    go.Figure(drawn["light", "en"][kind].to_dict())


@pytest.mark.parametrize("kind", KINDS)
def test_is_drawn_once(drawn, kind: str) -> None:
    """Streamlit gives every figure to Plotly twice: it must see that nothing changed, which it cannot in these."""
    figure = json.loads(drawn["light", "en"][kind].to_json())
    assert figure["layout"]["datarevision"] == 1
    assert "template" not in figure["layout"]
    assert "bdata" not in json.dumps(figure)


@pytest.mark.parametrize(("theme", "language", "kind"), SEEN)
def test_labels_have_room_in_the_margins(drawn, theme: str, language: str, kind: str) -> None:
    layout = drawn[theme, language][kind].layout
    for note in layout.annotations:
        if note.xref == "paper" and note.x == 1 and note.xanchor == "left":
            assert note.xshift + width(note.text) <= layout.margin.r
    if kind not in {"shares", "estimate and range"}:
        stand_off = layout.yaxis.ticklabelstandoff or 0
        assert max(width(text) for text in layout.yaxis.ticktext) + stand_off <= layout.margin.l


@pytest.mark.parametrize(("theme", "language", "kind"), SEEN)
def test_labels_beside_the_plot_do_not_cover_each_other(drawn, theme: str, language: str, kind: str) -> None:
    layout = drawn[theme, language][kind].layout
    beside = sorted(
        (note.yshift, 16 * (note.text.count("<br>") + 1))
        for note in layout.annotations
        if (note.xref, note.yref, note.x) == ("paper", "paper", 1)
    )
    for (lower, its_size), (upper, size) in pairwise(beside):
        assert upper - lower >= (size + its_size) / 2 - 0.2
    if beside:
        room = layout.height - layout.margin.t - layout.margin.b
        assert beside[0][0] - beside[0][1] / 2 >= -8.1
        assert beside[-1][0] + beside[-1][1] / 2 <= room + 8.1


@pytest.mark.parametrize("kind", ["outcomes", "counts", "two counts", "contained", "spread", "months with gaps"])
def test_amounts_stand_on_zero(drawn, kind: str) -> None:
    assert drawn["light", "en"][kind].layout.yaxis.range[0] == 0


@pytest.mark.parametrize("kind", ["amounts", "against before", "decomposition"])
def test_bars_start_at_zero(drawn, kind: str) -> None:
    low, high = drawn["light", "en"][kind].layout.xaxis.range
    assert low <= 0 <= high


@pytest.mark.parametrize("language", NAMES)
@pytest.mark.parametrize("kind", ["amounts", "against before", "decomposition"])
def test_bars_have_room_on_a_phone(drawn, kind: str, language: str) -> None:
    margin = drawn["light", language][kind].layout.margin
    assert 300 - margin.l - margin.r >= 80


def test_no_word_has_the_colour_of_a_category(drawn) -> None:
    for (theme, _), figures in drawn.items():
        coloured = set(THEMES[theme].categories)
        for figure in figures.values():
            for note in figure.layout.annotations:
                assert note.font.color not in coloured
                for inside in re.findall(r'<span style="color:[^"]*">([^<]*)</span>', note.text):
                    assert inside in "●■"


def test_both_themes_say_the_same(drawn) -> None:
    for kind in KINDS:
        light, dark = drawn["light", "en"][kind], drawn["dark", "en"][kind]
        plain = [[re.sub(r"#\w{6}", "", note.text) for note in figure.layout.annotations] for figure in (light, dark)]
        assert plain[0] == plain[1]
        assert light.layout.margin == dark.layout.margin


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("language", NAMES)
def test_nothing_to_show_is_a_figure_without_a_point(theme: Theme, language: str) -> None:
    for kind, figure in empty_figures(theme, language).items():
        go.Figure(figure.to_dict())
        for trace in figure.data:
            if trace.hoverinfo != "skip":
                assert not np.isfinite(np.asarray(trace.y if trace.type == "bar" else trace.x, float)).any() or (
                    not np.isfinite(np.asarray(trace.y, float)).any()
                ), kind
