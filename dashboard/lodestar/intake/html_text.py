"""What does an HTML body say? Its text, without scripts, styles and tags."""

import polars as pl
from selectolax.lexbor import LexborHTMLParser

_MARK_UP = r"<[a-zA-Z/!]|&[a-zA-Z#]"


def html_to_text(column: pl.Series) -> pl.Series:
    """Return the readable text of each value; values without mark-up pass through untouched."""
    marked = column.str.contains(_MARK_UP).fill_null(value=False)
    if not marked.any():
        return column
    texts = pl.Series(column.name, [_text(value) for value in column.filter(marked)], dtype=pl.String)
    places = marked.arg_true()
    return column.scatter(places, texts)


def _text(html: str) -> str:
    tree = LexborHTMLParser(html.replace("\x00", ""))
    tree.strip_tags(["script", "style", "template", "noscript"])
    for line_break in tree.css("br, p, div, li, tr"):
        line_break.insert_after("\n")
    return (tree.body.text(separator="") if tree.body else "").strip()
