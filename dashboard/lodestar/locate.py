"""Where the program's own files lie: queries, checks and sample data, installed or in the repository."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_ROOTS = (_PACKAGE / "_files", _PACKAGE.parent.parent)


def program_folder(name: str) -> Path:
    """Return the folder `queries`, `data_checks` or `sample_data`: the wheel's own copy first, then the tree."""
    for root in _ROOTS:
        if (root / name).is_dir():
            return root / name
    raise FileNotFoundError(f"{name} is missing from this installation of Lodestar: install it again.")
