"""The load generator's process, and what it tells."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from types import TracebackType
from typing import final

from machine import cores, prepared
from servers import Running


class LoadError(Exception):
    """The load could not be put on a server: it hung up, or took too long."""


@final
class Load:
    """People at a server, from when they arrive until the end of the block.

    ``seconds`` bounds all of it. Whoever asks for a figure raises `LoadError` where there is none.
    """

    def __init__(
        self, program: Path, server: Running, people: int, at_once: int, seconds: float
    ) -> None:
        numbers = (server.port, people, at_once, server.pid, int(seconds))
        self._process = subprocess.Popen(
            [str(program), server.dialect, *map(str, numbers)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="backslashreplace",  # of a frame that is not expected
            preexec_fn=prepared(cores()[0]),
        )

    def __enter__(self) -> Load:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def arrived(self) -> dict[str, float]:
        """Return how the arrivals went, once everyone is there and has read of all the others."""
        return self._figures()

    def asked(self, command: str) -> dict[str, float]:
        """Return how a workload went; load.c has the commands."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(f"{command}\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise LoadError(self._last_words()) from None
        return self._figures()

    def _figures(self) -> dict[str, float]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise LoadError(self._last_words())
        figures: dict[str, float] = json.loads(line)
        if figures.get("delivered"):
            figures["cpu_us"] = figures["server_cpu"] / figures["delivered"] * 1e6
            figures["rate"] = figures["delivered"] / figures["seconds"]
        figures["busy"] = figures["server_cpu"] / figures["seconds"]
        figures["load_busy"] = figures["own_cpu"] / figures["seconds"]
        return figures

    def _last_words(self) -> str:
        assert self._process.stderr is not None
        return self._process.stderr.read().strip() or "it took too long"
