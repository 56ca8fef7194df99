"""Bots in the tests: the examples, run as they are."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.end_to_end.people import Piped
from tests.end_to_end.servers import Server, twistd
from tests.programs import CHECKOUT, plain_environment

EXAMPLES = CHECKOUT / "examples"


def server_in(directory: Path, port: str = "0") -> list[str]:
    """Return the command of a server that keeps its history in a folder."""
    return twistd("--host", "127.0.0.1", "--data", str(directory / "data"), port=port)


@contextmanager
def bot(server: Server, example: str, *arguments: str, **environment: str) -> Iterator[Piped]:
    """Run an example until it is no longer needed, from when it is in."""
    surroundings = plain_environment(CHAT_PORT=str(server.port), **environment)
    command = [sys.executable, "-W", "error", str(EXAMPLES / example), *arguments]
    with Piped(*command, environment=surroundings) as started:
        started.until(f"of 127.0.0.1:{server.port}\n")
        yield started
