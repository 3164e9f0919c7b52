"""Which colours does a chart use, on a light and on a dark page? (tokens of look/PAGES.md)"""

from dataclasses import dataclass

import streamlit as st

FONT = "Inter, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"
SIZE = 12
"""Pixels of every text in a chart."""


@dataclass(frozen=True)
class Theme:
    """The colours of one theme. `categories` keep their order; `outcomes` are a bot contact's, by name."""

    surface: str
    sunk: str
    line: str
    line2: str
    grid: str
    ink: str
    ink2: str
    ink3: str
    mute: str
    interval: str
    accent: str
    better: str
    worse: str
    rated_band: str
    estimate_band: str
    range_band: str
    categories: tuple[str, ...]
    outcomes: dict[str, str]


def _colours(colours: str) -> tuple[str, ...]:
    return tuple(colours.split())


def _outcomes(colours: str) -> dict[str, str]:
    return dict(zip(("handed", "failed", "returned", "denied", "silent", "confirmed"), _colours(colours), strict=True))


LIGHT = Theme(
    surface="#FFFFFF",
    sunk="#F1F0EC",
    line="#E2E1DC",
    line2="#C9C8C2",
    grid="#EFEEEA",
    ink="#16191D",
    ink2="#4A4F57",
    ink3="#646970",
    mute="#919499",
    interval="#B9BBBE",
    accent="#3A4CC0",
    better="#0B6E66",
    worse="#B83A10",
    rated_band="rgba(22,25,29,.08)",
    estimate_band="rgba(58,76,192,.20)",
    range_band="rgba(58,76,192,.09)",
    categories=_colours("#4D72E1 #B28E2F #76206B #497805 #259BDA #573DB5 #524D01 #914362 #8D61A0 #B7646B"),
    outcomes=_outcomes("#5F7187 #B83A10 #D97B55 #EDB9A2 #D9D8D3 #0B6E66"),
)
DARK = Theme(
    surface="#191C20",
    sunk="#22262B",
    line="#2D3137",
    line2="#454B53",
    grid="#252A2F",
    ink="#E9E7E2",
    ink2="#B6BAC0",
    ink3="#969BA3",
    mute="#6A717A",
    interval="#565C64",
    accent="#A3B3FF",
    better="#4EC7B5",
    worse="#FF9468",
    rated_band="rgba(233,231,226,.11)",
    estimate_band="rgba(163,179,255,.26)",
    range_band="rgba(163,179,255,.12)",
    categories=_colours("#6F9EFE #D3930D #A5598E #C0E294 #4CD0FE #6868D1 #7D7F25 #F2A1BD #9F89BD #E66776"),
    outcomes=_outcomes("#7E93AD #E0703F #B5633F #7E4A34 #3A4048 #4EC7B5"),
)


def theme() -> Theme:
    """Return the colours of the theme the page is seen in."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def category(theme: Theme, index: int) -> str:
    """Return the colour of a category slot; the eleventh and later are the grey of bars without a judgement."""
    return theme.categories[index] if index < len(theme.categories) else theme.mute


def tone(theme: Theme, name: str, slot: int = 0) -> str:
    """Return the colour of a tone: ink, accent, better, worse, mute or category (then by its slot)."""
    if name == "category":
        return category(theme, slot)
    return {
        "ink": theme.ink,
        "accent": theme.accent,
        "better": theme.better,
        "worse": theme.worse,
        "mute": theme.mute,
    }[name]


def text_tone(theme: Theme, name: str) -> str:
    """Return the colour of words about a tone: never a category's colour, and a readable grey for mute."""
    return {"category": theme.ink, "mute": theme.ink3}.get(name) or tone(theme, name)
