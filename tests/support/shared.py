"""Where the real logs lie, and what to do where they are absent."""

import os
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[3] / "shared"


def shared(path: str) -> Path:
    """Return a file or folder of ../shared; skip the test where it is absent, fail where everything is required."""
    found = _ROOT / path
    if not found.exists():
        reason = f"../shared/{path} is not on this machine"
        if os.environ.get("LODESTAR_REQUIRE_ALL") == "1":
            pytest.fail(f"{reason}, and LODESTAR_REQUIRE_ALL=1 lets nothing be skipped")
        pytest.skip(reason)
    return found
