"""People who talk in the terminal client: how they come in, and what they see of the others."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from tests.client.screens import ClientAtTerminal
from tests.end_to_end.members import DATA
from tests.end_to_end.people import SECONDS, WELCOMES
from tests.programs import plain_environment

LOCALES = {"en": "C.UTF-8", "es": "es_ES.UTF-8"}

_numbers = count(1)


def fresh(name: str) -> str:
    """Return a nickname that nobody has had in this run."""
    return f"{name}{next(_numbers)}"


@contextmanager
def talking(
    address: str, name: str, *arguments: str, language: str = "en", **terminal: Any
) -> Iterator[ClientAtTerminal]:
    """Give a client that has just come in, to the last of the rooms that it wants to."""
    spoken = {"LC_ALL": LOCALES[language]}
    with ClientAtTerminal(address, "--nick", name, *arguments, **(spoken | terminal)) as client:
        if "--room" in arguments:
            # It was welcomed in the first room.
            client.shows(f"#{arguments[arguments.index('--room') + 1]}>")
        else:
            client.shows(WELCOMES[language].format(name))
        yield client


def typed(client: ClientAtTerminal, prompt: str) -> str:
    """Return what stands in the cursor's row behind the prompt: the line being typed."""
    row = client.rows()[client.cursor()[0]]
    return row.removeprefix(prompt.rstrip()).lstrip() if row.startswith(prompt.rstrip()) else row


def remembering(folder: Path, messages: Iterable[tuple[datetime, str, str]]) -> None:
    """Let a server that is started in a folder know of messages: when, by whom and what."""
    file = folder / "before.jsonl"
    lines = (
        json.dumps({"time": at.isoformat(), "user": user, "message": text})
        for at, user, text in messages
    )
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "chatservice", "import", str(file), "--data", str(folder / DATA)],
        env=plain_environment(),
        check=True,
        capture_output=True,
        timeout=SECONDS,
    )
