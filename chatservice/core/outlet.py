"""The way back to whoever is behind a connection: a transport, as the core sees it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol


class Outlet(Protocol):
    """A transport's side of a session.

    An outlet holds what its reader has not taken yet, up to a mark. Over that mark it takes
    nothing more: whoever sends is told so, remembers what they owed, and brings it once the outlet
    has told the session that all is read (`chatservice.core.session.Session.drained`).

    Nothing here raises, but `take`. A closed outlet takes everything, and drops it.
    """

    @property
    def take(self) -> Callable[[bytes], int]:
        """Give some bytes to the reader; returns how many of them went. May raise `OSError`.

        The short way, for what a thousand people read: a plain `socket.send` where that can be.
        Whoever gets less than all of them taken, or an error, calls `keep`.
        """
        ...

    @property
    def holds(self) -> int:
        """How many bytes wait to be read."""
        ...

    def keep(self, data: bytes, taken: int) -> bool:
        """Take what `take` has left of ``data``, which is all after its first ``taken`` bytes.

        Returns whether it did; it always does when ``taken`` is not 0.
        """
        ...

    def send(self, data: bytes) -> bool:
        """Send ``data``; returns whether it was taken, all of it, or nothing."""
        ...

    def send_parts(self, parts: Sequence[memoryview]) -> bool:
        """Send ``parts``, one after the other; returns as `send` does."""
        ...

    def close(self, last_words: bytes = b"") -> None:
        """Send ``last_words``, whatever waits, and close once everything sent has gone out."""
        ...

    def cut(self, seconds: float) -> None:
        """End the connection of somebody who has not read for so many ``seconds``."""
        ...

    def go_on(self) -> None:
        """Hand on what the person says further: the session is no longer `Session.must_wait`."""
        ...

    def hide(self) -> bool:
        """Let nothing be seen of what the person types from now on, which is a password.

        Returns whether that can be, as far as is known now. If it turns out later that it can't,
        the session learns so (`Session.typing_is_seen`), unless `show` came before. The line end
        that the person types, which does not move their cursor now, is shown to them.
        """
        ...

    def show(self) -> None:
        """Let what the person types be seen again; nothing happens if it is."""
        ...


class Roomy:
    """An outlet with room for everything: whatever is sent comes to `receive`, in a subclass."""

    holds = 0

    def receive(self, data: bytes) -> None:
        """Take what was sent."""
        raise NotImplementedError

    def take(self, data: bytes) -> int:
        """Take all of ``data``."""
        self.receive(data)
        return len(data)

    def keep(self, data: bytes, taken: int) -> bool:
        """Take nothing: nothing is ever left."""
        return True

    def send(self, data: bytes) -> bool:
        """Take all of ``data``."""
        return self.take(data) == len(data)

    def send_parts(self, parts: Sequence[memoryview]) -> bool:
        """Take all of ``parts``."""
        return self.send(b"".join(parts))

    def close(self, last_words: bytes = b"") -> None:
        """Take the ``last_words``."""
        self.receive(last_words)

    def cut(self, seconds: float) -> None:
        """Do nothing: nobody is slow."""

    def go_on(self) -> None:
        """Do nothing: nobody waits."""

    def hide(self) -> bool:
        """Do nothing: nothing that is typed is seen."""
        return True

    def show(self) -> None:
        """Do nothing."""
