"""What a figure is put together on: plain dictionaries, made a figure once, at the end.

Plotly checks every property as it is set, which took 90 ms a figure; like this it takes 2, and the tests check.
"""

from typing import Any

import numpy as np
import plotly.graph_objects as go
import plotly.io as pio

pio.templates.default = None  # a figure has all its looks itself: where there is a template it is drawn twice

_STILL = {"unselected": {"marker": {"opacity": 1}}}
"""A mark that was not clicked stays as it is."""


class Sheet:
    """Traces and layout of one figure, with Plotly's names for its parts; a property that is None is left out."""

    def __init__(self, layout: dict[str, Any]) -> None:
        self.layout = {"datarevision": 1, "xaxis": {}, "yaxis": {}, "shapes": [], "annotations": [], **layout}
        self.traces: list[dict[str, Any]] = []

    @property
    def margin(self) -> dict[str, int]:
        """Return the margins in pixels: l, r, t, b."""
        margin: dict[str, int] = self.layout["margin"]
        return margin

    @property
    def plot_height(self) -> int:
        """Return the pixels between the upper and the lower margin."""
        height: int = self.layout["height"]
        return height - self.margin["t"] - self.margin["b"]

    def add_scatter(self, **properties: Any) -> None:
        """Draw points or lines."""
        self.traces.append({"type": "scatter", **_STILL, **_given(properties)})

    def add_bar(self, **properties: Any) -> None:
        """Draw bars."""
        self.traces.append({"type": "bar", **_STILL, **_given(properties)})

    def add_heatmap(self, **properties: Any) -> None:
        """Draw a field of squares."""
        self.traces.append({"type": "heatmap", **_given(properties)})

    def add_shape(self, **properties: Any) -> None:
        """Draw a line or a rectangle that is no data."""
        self.layout["shapes"].append(_given(properties))

    def add_annotation(self, **properties: Any) -> None:
        """Write a text without an arrow."""
        self.layout["annotations"].append({"showarrow": False, **_given(properties)})

    def update_layout(self, **properties: Any) -> None:
        """Set properties of the whole figure."""
        self.layout.update(properties)

    def update_xaxes(self, **properties: Any) -> None:
        """Set properties of the lying axis."""
        self.layout["xaxis"].update(_given(properties))

    def update_yaxes(self, **properties: Any) -> None:
        """Set properties of the upright axis."""
        self.layout["yaxis"].update(_given(properties))

    def figure(self) -> go.Figure:
        """Return the figure."""
        return go.Figure(data=self.traces, layout=self.layout, _validate=False)


def _given(properties: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in properties.items() if value is not None}


def _plain(value: Any) -> Any:
    """Return arrays as lists with None where nothing is known: a typed array is drawn twice."""
    if isinstance(value, np.ndarray):
        return [None if one != one else one for one in value.tolist()]  # noqa: PLR0124 - not a number
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    return value
