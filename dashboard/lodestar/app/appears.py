"""On which pages does a metric appear? Read from the pages themselves, so that the list cannot lag behind them."""

import re
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent
_NAME = re.compile(r'"([a-z][a-z0-9_]+)"')
_OWN = ("app_pages/{page}.py", "components/{page}_*.py", "findings/{page}.py")


@cache
def pages_of(metric: str) -> tuple[str, ...]:
    """Return the pages whose own files name the metric, as the navigation names them, in alphabetical order."""
    return tuple(page for page, names in sorted(_named().items()) if metric in names)


@cache
def _named() -> dict[str, frozenset[str]]:
    """Return per page every quoted name in its own files."""
    pages = sorted(path.stem for path in (_HERE / "app_pages").glob("[!_]*.py"))
    files = {page: [file for form in _OWN for file in _HERE.glob(form.format(page=page))] for page in pages}
    return {
        page: frozenset(_NAME.findall("\n".join(file.read_text(encoding="utf-8") for file in those)))
        for page, those in files.items()
    }
