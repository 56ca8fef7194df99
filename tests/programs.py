"""The programs that tests run: where they are, and surroundings that are the same everywhere."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]
"""The folder that holds pyproject.toml."""

_LOCAL_TASTE = (
    "CHAT",
    "LANG",
    "LC_",
    "COLUMNS",
    "LINES",
    "TERM",
    "TMUX",
    "TZ",
    "NO_COLOR",
    "FORCE_COLOR",
    "PYTHONPATH",
    "PYTHONWARNINGS",
)


def program(name: str) -> str:
    """Return the path of the program `name`, which is not Python's and may not be installed.

    Without it the test is skipped, or fails where REQUIRE_PROGRAMS is set and not empty.
    """
    path = shutil.which(name)
    if path is None:
        reason = f"the program {name!r} is not installed"
        if os.environ.get("REQUIRE_PROGRAMS"):
            pytest.fail(f"{reason}, and REQUIRE_PROGRAMS is set", pytrace=False)
        pytest.skip(reason)
    return path


def script(name: str) -> str:
    """Return the path of the console script `name` beside the Python that runs the tests."""
    path = Path(sys.executable).with_name(name)
    assert path.is_file(), f"{path} was not installed"
    return str(path)


def plain_environment(**changes: str) -> dict[str, str]:
    """Return an environment for a subprocess in which nobody's language, zone or terminal shows.

    English, UTF-8, UTC and a terminal without abilities, with `changes` on top. Settings of a
    chat server that the developer happens to have are left out.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_LOCAL_TASTE)}
    return kept | {"LC_ALL": "C.UTF-8", "TZ": "UTC", "TERM": "dumb"} | changes
