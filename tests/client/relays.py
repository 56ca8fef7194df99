"""A way to a server that can be cut, stopped up, and be there again."""

from __future__ import annotations

import selectors
import socket
import struct
import time
from contextlib import suppress
from threading import Event, Thread
from types import TracebackType

from typing_extensions import Self

from tests.end_to_end.people import SECONDS


class Relay:
    """A port of this machine behind which a server's is, in a thread of its own.

    Each method returns when what it says is done.
    """

    def __init__(self, port: int) -> None:
        self._target = ("127.0.0.1", port)
        self._selector = selectors.DefaultSelector()
        self._ways: dict[socket.socket, socket.socket] = {}
        self._held = False
        self._answers_held = False
        self._turns_away = False
        self._listener: socket.socket | None = None
        self.port = 0
        self.moments: list[float] = []
        """When each connection was made, by the monotonic clock."""
        self._nears: set[socket.socket] = set()
        self._wake, self._woken = socket.socketpair()
        self._selector.register(self._woken, selectors.EVENT_READ)
        self._work: list[tuple[str, Event]] = []
        self._listen()
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """Where it is, as the client is told."""
        return f"127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, traceback: TracebackType | None) -> None:
        self._do("end")
        self._thread.join(SECONDS)

    def cut(self) -> None:
        """End all connections by a reset; new ones are taken."""
        self._do("cut")

    def goes(self) -> None:
        """End all connections, and refuse new ones."""
        self._do("go")

    def comes_back(self) -> None:
        """Take connections again, on the same port."""
        self._do("come")

    def holds(self) -> None:
        """Carry nothing more, either way, but keep it: as a network that has gone silent."""
        self._do("hold")

    def holds_answers(self) -> None:
        """Carry what goes to the server, and keep what comes from it."""
        self._do("hold answers")

    def turns_away(self) -> None:
        """End all connections, and each new one as soon as it is made."""
        self._do("turn away")

    def leads_to(self, port: int) -> None:
        """Lead new connections to another port."""
        self._target = ("127.0.0.1", port)

    def releases(self) -> None:
        """Carry what was kept, and what comes."""
        self._do("release")

    def _do(self, what: str) -> None:
        done = Event()
        self._work.append((what, done))
        self._wake.send(b"x")
        assert done.wait(SECONDS), f"the relay did not {what}"

    # -- in the thread -------------------------------------------------------------------------

    def _listen(self) -> None:
        listener = socket.create_server(("127.0.0.1", self.port), reuse_port=False)
        listener.setblocking(False)
        self.port = listener.getsockname()[1]
        self._selector.register(listener, selectors.EVENT_READ)
        self._listener = listener

    def _refuse(self) -> None:
        if self._listener is not None:
            self._selector.unregister(self._listener)
            self._listener.close()
            self._listener = None

    def _run(self) -> None:
        going = True
        while going:
            for key, _ in self._selector.select():
                found = key.fileobj
                assert isinstance(found, socket.socket)
                if found is self._woken:
                    found.recv(1)
                    what, done = self._work.pop(0)
                    going = what != "end"
                    self._change(what)
                    done.set()
                elif found is self._listener:
                    self._accept(found)
                elif found in self._ways:
                    self._carry(found)
        for each in (self._wake, self._woken, self._selector):
            each.close()

    def _change(self, what: str) -> None:
        if what == "turn away":
            self._turns_away = True
        if what in ("cut", "go", "end", "turn away"):
            for each in list(self._ways):
                self._end(each)
        if what in ("go", "end"):
            self._refuse()
        if what == "come" and self._listener is None:
            self._listen()
        if what == "hold":
            self._held = True
        if what == "hold answers":
            self._answers_held = True
        if what == "release":
            self._held = self._answers_held = False
        for each in self._ways:
            self._watch(each)

    def _watch(self, each: socket.socket) -> None:
        """Read from a connection, or leave what comes there where it is."""
        held = self._held or (self._answers_held and each not in self._nears)
        watched = each in self._selector.get_map()
        if held and watched:
            self._selector.unregister(each)
        elif not held and not watched:
            self._selector.register(each, selectors.EVENT_READ)

    def _accept(self, listener: socket.socket) -> None:
        near, _ = listener.accept()
        self.moments.append(time.monotonic())
        if self._turns_away:
            near.close()
            return
        try:
            far = socket.create_connection(self._target, SECONDS)
        except OSError:
            near.close()
            return
        self._nears.add(near)
        for one, other in ((near, far), (far, near)):
            one.settimeout(SECONDS)
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._ways[one] = other
            self._watch(one)

    def _carry(self, source: socket.socket) -> None:
        try:
            data = source.recv(65536)
            if data:
                self._ways[source].sendall(data)
        except OSError:
            data = b""
        if not data:
            # What was sent before the end is read before it: no reset.
            self._end(source, reset=False)

    def _end(self, one: socket.socket, *, reset: bool = True) -> None:
        other = self._ways.pop(one, None)
        if other is None:
            return
        self._ways.pop(other, None)
        self._nears -= {one, other}
        for each in (one, other):
            with suppress(KeyError):
                self._selector.unregister(each)
            if reset:
                with suppress(OSError):
                    each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            each.close()
