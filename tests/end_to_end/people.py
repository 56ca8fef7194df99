"""The people of the tests: what is typed on a connection, and what can be read there."""

from __future__ import annotations

import os
import pty
import re
import select
import socket
import struct
import subprocess
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, final

SECONDS = 10.0
"""How long anything may take; a test that passes never waits for it."""

PROMPTS = {"en": "Enter your nickname: ", "es": "Usuario: "}
WELCOMES = {"en": "Welcome, {}!", "es": "¡Bienvenido, {}!"}
HINTS = {"en": "Type /help for commands.", "es": "Escribe /help para ver los comandos."}


class Reader:
    """Reads a file descriptor up to what is awaited, with a deadline."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._unread = b""
        self._ended = False

    def until(self, awaited: str | re.Pattern[str], seconds: float = SECONDS) -> str:
        """Return all that arrives up to `awaited`, and that too."""
        pattern = re.compile(awaited if isinstance(awaited, re.Pattern) else re.escape(awaited))
        deadline = time.monotonic() + seconds
        while True:
            # A character may have arrived in part; what is awaited has not, then.
            text = self._unread.decode(errors="surrogateescape")
            if found := pattern.search(text):
                read = text[: found.end()]
                self._unread = text[found.end() :].encode(errors="surrogateescape")
                return read
            assert not self._ended, f"{pattern.pattern!r} never came; before the end: {text!r}"
            assert self._more(deadline), f"{pattern.pattern!r} did not come, but {text[-2000:]!r}"

    def line(self, awaited: str) -> str:
        """Wait for the line `awaited`, and return all that came before it."""
        whole = self.until(re.compile(rf"(?m)^{re.escape(awaited)}\r?\n"))
        return whole.removesuffix("\n").removesuffix("\r").removesuffix(awaited)

    def end(self, seconds: float = SECONDS) -> str:
        """Return all that arrives until the other side closes."""
        deadline = time.monotonic() + seconds
        while not self._ended:
            assert self._more(deadline), f"it goes on after {self._unread[-2000:]!r}"
        rest, self._unread = self._unread, b""
        return rest.decode(errors="surrogateescape")

    def _more(self, deadline: float) -> bool:
        ready, _, _ = select.select([self._descriptor], [], [], max(0, deadline - time.monotonic()))
        if ready:
            try:
                data = os.read(self._descriptor, 65536)
            except ConnectionError:
                raise
            except OSError:  # a pseudo-terminal whose program has ended (EIO)
                data = b""
            self._unread += data
            self._ended = not data
        return bool(ready)


class Guest(Reader):
    """Somebody at the other end of a socket."""

    def __init__(self, connected: socket.socket, language: str = "en") -> None:
        connected.settimeout(SECONDS)
        super().__init__(connected.fileno())
        self.socket = connected
        self.language = language

    def types(self, *lines: str) -> None:
        """Send each of `lines` with its end, all in one packet."""
        self.sends("".join(f"{line}\r\n" for line in lines).encode())

    def sends(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.socket.sendall(data)

    def enters_as(self, name: str) -> None:
        """Choose a nickname and read the welcome."""
        self.until(PROMPTS[self.language])
        self.types(name)
        self.line(WELCOMES[self.language].format(name))
        self.line(HINTS[self.language])

    def vanishes(self) -> None:
        """End the connection by a reset."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


@final
class Terminal(Reader):
    """Somebody at a terminal with a program, which has the terminal for its own."""

    def __init__(self, *command: str, environment: dict[str, str]) -> None:
        self._master, slave = pty.openpty()
        super().__init__(self._master)
        # A session's leader that opens a terminal is controlled by it: Ctrl+C reaches it.
        opening = 'exec <"$1" >"$1" 2>&1; shift; echo; exec "$@"'
        self.process = subprocess.Popen(
            ["sh", "-c", opening, "sh", os.ttyname(slave), *command],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.until("\n")  # the program has it open
        os.close(slave)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, kind: object, error: object, traceback: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(SECONDS)
        os.close(self._master)

    def types(self, line: str) -> None:
        """Type a line and press Enter."""
        self.presses(line.encode() + b"\r")

    def presses(self, keys: bytes) -> None:
        """Press keys that are not a line."""
        os.write(self._master, keys)

    def presses_until_the_end(self, keys: bytes) -> str:
        """Press keys that end the program, again after a while; return what is read to the end.

        Python's `input` misses an interrupt that comes just before it begins to wait.
        """
        for _ in range(5):
            self.presses(keys)
            try:
                return self.end(seconds=1)
            except AssertionError:
                continue
        return self.end(seconds=2)

    def ends_with(self) -> int:
        """Return the exit status, once the program has ended by itself."""
        return self.process.wait(SECONDS)


@final
class Piped(Reader):
    """A program with pipes for its input and output."""

    def __init__(self, *command: str, environment: dict[str, str]) -> None:
        self.process: subprocess.Popen[bytes] = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self._input, output = self.process.stdin, self.process.stdout
        super().__init__(output.fileno())

    def __enter__(self) -> Piped:
        return self

    def __exit__(self, kind: object, error: object, traceback: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.__exit__(None, None, None)

    def types(self, line: str) -> None:
        """Send a line with its end."""
        self.presses(line.encode() + b"\n")

    def presses(self, keys: bytes) -> None:
        """Send bytes as they are."""
        self._input.write(keys)
        self._input.flush()

    def closes_its_input(self) -> None:
        """End the input, as the end of a file does."""
        self._input.close()

    def ends_with(self) -> int:
        """End the input, and return the exit status, once the program has ended by itself.

        Netcat waits for the end of its input even when the connection is closed.
        """
        if not self._input.closed:
            self._input.close()
        return self.process.wait(SECONDS)


def eventually(what: Callable[[], Any], seconds: float = SECONDS) -> Any:
    """Return what `what` returns, as soon as that is true; for what nobody can wait for."""
    deadline = time.monotonic() + seconds
    while not (result := what()):
        assert time.monotonic() < deadline, f"{what} did not come true"
        time.sleep(0.01)
    return result
