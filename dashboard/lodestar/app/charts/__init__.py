"""Figures of the pages: pure functions from a theme and rows already asked to a Plotly figure."""
