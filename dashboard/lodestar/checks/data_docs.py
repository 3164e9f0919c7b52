"""Make Great Expectations' pages open without a network: they fetch styles, scripts and pictures from outside."""

import re
from collections.abc import Sequence
from html import escape
from pathlib import Path

from lodestar.checks.catalogue import Check, Stage

_FETCHED = re.compile(
    r"<script\b.*?</script>|<link\b[^>]*https?://[^>]*>|<img\b[^>]*https?://[^>]*>|<footer\b.*?</footer>"
    r"|<a\b[^>]*https?://.*?</a>|url\(['\"]?https?://[^)]*\)",
    re.DOTALL | re.IGNORECASE,
)
_STYLE = """<style>
body { font: 15px/1.5 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; max-width: 72rem;
  margin: 2rem auto; padding: 0 1rem; color: #1b1f24; background: #fff }
table { border-collapse: collapse; width: 100% } td, th { border-bottom: 1px solid #d7dce2; padding: .4rem .6rem;
  text-align: left; vertical-align: top }
.failed { color: #b42318; font-weight: 600 }
nav, .btn, button { display: none }
</style>"""


def close_to_network(folder: Path) -> None:
    """Rewrite every page of the docs in `folder` so that opening one asks nothing of another host."""
    for page in folder.rglob("*.html"):
        text = _FETCHED.sub("", page.read_text(encoding="utf-8"))
        page.write_text(text.replace("</head>", f"{_STYLE}</head>", 1), encoding="utf-8")


def write_index(folder: Path, stage: Stage, judged: Sequence[tuple[Check, bool]]) -> None:
    """Write index.html: one line per check, failed ones first, and a link to the page that holds them all.

    It takes the place of the library's own, which draws its list by scripts from outside.
    """
    (page,) = (folder / "validations").rglob("*.html")
    lines = []
    for check, passed in sorted(judged, key=lambda one: one[1]):
        state = "<td>passed · 通过</td>" if passed else f'<td class="failed">failed · 未通过 ({check.severity})</td>'
        titles = f"{escape(check.en.title)}<br>{escape(check.zh.title)}"
        lines.append(f"<tr>{state}<td>{titles}</td><td>{check.table}</td><td>{check.id}</td></tr>")
    link = f'<a href="{escape(page.relative_to(folder).as_posix())}">Counts, thresholds, what to do · 详情</a>'
    (folder / "index.html").write_text(
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Lodestar · {stage}</title>{_STYLE}</head>'
        f"<body><h1>Lodestar · {stage}</h1><p>{link}</p><table>{''.join(lines)}</table></body></html>",
        encoding="utf-8",
    )
