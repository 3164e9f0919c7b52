"""A trend: whole periods are a line with a filled end, unfinished ones hollow on a dotted line, gaps stay gaps."""

import datetime as dt

import numpy as np
import plotly.graph_objects as go

from lodestar.app.charts.theme import DARK, LIGHT
from lodestar.app.charts.trend import Line, Mark, trend
from lodestar.app.words import words

WEEKS = [dt.date(2026, 10, 5) + dt.timedelta(weeks=week) for week in range(5)]
TOLD = {"word": words("en"), "language": "en"}


def draw(*lines: Line, theme=LIGHT, unit: str = "share", **more) -> go.Figure:
    return trend(theme, days=WEEKS, lines=lines, unit=unit, **TOLD, **more)


def texts(figure: go.Figure) -> list[str]:
    return [note.text for note in figure.layout.annotations]


def marks_of(figure: go.Figure) -> go.Scatter:
    return next(trace for trace in figure.data if trace.mode == "markers")


def test_an_unfinished_period_is_hollow_on_a_dotted_line() -> None:
    for theme in (LIGHT, DARK):
        figure = draw(Line("Rated", [0.7, 0.72, 0.71, 0.7, 0.68], unfinished=[False] * 4 + [True]), theme=theme)
        solid, dotted, marks = figure.data
        assert solid.y[4] is None
        assert solid.line.dash is None
        assert dotted.line.dash == "2px,3px"
        assert set(dotted.y[:3]) == {None}
        assert list(dotted.y[3:]) == [70, 68]
        assert list(marks.marker.color[3:]) == [theme.ink, theme.surface]
        assert list(marks.marker.opacity) == [0, 0, 0, 1, 1]
        assert "<b>Rated 70 %</b>" in texts(figure)
        assert "unfinished" in texts(figure)


def test_a_last_value_is_written_as_exactly_as_its_cases_allow() -> None:
    figure = draw(Line("Few", [0.775] * 5, cases=[71] * 5), Line("Many", [0.148] * 5, cases=[2000] * 5))
    assert texts(figure) == ["<b>Few 78 %</b>", "<b>Many 14.8 %</b>"]


def test_every_line_is_named_once_with_its_last_whole_value() -> None:
    figure = draw(Line("Rated", [0.7] * 5), Line("All", [0.148] * 5, tone="mute"), Line("X", [0.2] * 5, last="20.0 %"))
    assert texts(figure) == ["<b>Rated 70 %</b>", "All 14.8 %", "<b>X 20.0 %</b>"]


def test_a_gap_is_not_bridged() -> None:
    figure = draw(Line("Rated", [0.7, None, 0.7, 0.7, None], low=[0.6, None, 0.6, 0.6, None], high=[0.8] * 5))
    filled = [trace for trace in figure.data if trace.fill == "toself"]
    assert [sorted(set(trace.x)) for trace in filled] == [[2, 3]]
    assert list(marks_of(figure).marker.opacity) == [1, 0, 0, 1, 0]


def test_a_single_interval_is_an_upright_bar() -> None:
    figure = draw(Line("All", [0.7] * 5, low=[None] * 4 + [0.6], high=[None] * 4 + [0.8], tone="accent"))
    bar = figure.data[0]
    assert (list(bar.x), list(bar.y)) == ([4, 4], [60, 80])
    assert bar.line.color == LIGHT.estimate_band


def test_times_are_on_a_log_axis_in_words() -> None:
    figure = draw(Line("Wait", [60, 600, 3600, 86_400, 30]), unit="seconds")
    assert list(figure.data[0].y) == np.log10([60, 600, 3600, 86_400, 30]).tolist()
    assert [text for text in figure.layout.yaxis.ticktext if text] == ["1 min", "10 min", "1 h", "6 h", "1 d"]
    assert list(draw(Line("Wait", [0] * 5), unit="seconds").data[0].y) == [0] * 5


def test_shares_keep_to_their_own_range_unless_told() -> None:
    line = Line("Rated", [0.71, 0.72, 0.73, 0.74, 0.72])
    assert draw(line).layout.yaxis.range[0] == 71
    assert draw(line, zero=True).layout.yaxis.range[0] == 0
    assert draw(Line("n", [900] * 5), unit="count").layout.yaxis.range[0] == 0


def test_the_target_is_dashed_and_named_and_always_in_sight() -> None:
    figure = draw(Line("Rated", [0.6] * 5), target=0.75)
    assert figure.layout.yaxis.range[1] >= 75
    assert [(shape.y0, shape.line.dash) for shape in figure.layout.shapes] == [(75, "5px,4px")]
    assert "Target 75 %" in texts(figure)


def test_what_happened_is_numbered_where_it_happened() -> None:
    marks = [Mark(dt.date(2026, 10, 8), "new rules"), Mark(dt.date(2026, 10, 29), "outage")]
    figure = draw(Line("Rated", [0.6] * 5), marks=marks)
    assert [shape.x0 for shape in figure.layout.shapes] == [3 / 7, 3 + 3 / 7]
    assert texts(figure)[:2] == ["<b>1</b> new rules", "<b>2</b> outage"]
    assert [note.xanchor for note in figure.layout.annotations][:2] == ["left", "right"]


def test_a_click_knows_the_value_of_its_line() -> None:
    plain, keyed, unknown = Line("a", [1] * 5), Line("b", [2] * 5, key="chat"), Line("?", [3] * 5, key=None)
    marked = [trace for trace in draw(plain, keyed, unknown, unit="count").data if trace.mode == "markers"]
    assert [None if trace.customdata is None else trace.customdata[0] for trace in marked] == [None, "chat", None]
    assert marked[2].customdata is not None


def test_a_category_is_a_swatch_and_words_in_ink() -> None:
    note = draw(Line("Web chat", [0.5] * 5, tone="category", slot=1)).layout.annotations[0]
    assert note.text == f'<span style="color:{LIGHT.categories[1]}">●</span> Web chat 50 %'
    assert note.font.color == LIGHT.ink
