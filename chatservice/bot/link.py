"""One connection of a bot, from `hello` until it is let in, and from then to its end."""

from __future__ import annotations

from typing import Any, Protocol

from twisted.internet.defer import Deferred
from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure

from chatservice.client.network import link
from chatservice.client.network.link import SILENCE
from chatservice.client.network.requests import Refused
from chatservice.core.refusals import Code
from chatservice.render.messages import Message
from chatservice.render.messages.conversation import Error, PasswordAsked, Welcome

__all__ = ["SILENCE", "Link", "Listener"]


class Listener(Protocol):
    """Who has a link."""

    def hello(self) -> dict[str, Any]:
        """Return the first message."""
        ...

    def welcomed(self, link: Link, welcome: Welcome) -> None:
        """Take note that the bot is in."""
        ...

    def heard(self, message: Message) -> None:
        """Take what the server says after that."""
        ...

    def lost(self) -> None:
        """Take note that a connection is lost on which the bot was in."""
        ...


class Link(link.Link):
    """A connection, from `hello` to its end.

    ``welcomed`` fires when the server lets the bot in; it fails with `Refused` when it does not,
    or with why the connection was lost.
    """

    asks = False  # before the bot is in: its hello has to be answered

    def __init__(self, listener: Listener, clock: Any) -> None:
        super().__init__(_Entering(self, listener), clock)
        self.welcomed: Deferred[Welcome] = Deferred(lambda _: self.transport.abortConnection())
        self.follower: Any = None
        """A protocol that is told when the connection is closed, as if it were its own."""

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """Pass on that the connection is closed."""
        super().connectionLost(reason)
        if self.follower is not None:
            self.follower.connectionLost(reason)


class _Entering:
    """Brings a bot in, and passes on to it what is heard after that."""

    def __init__(self, link: Link, listener: Listener) -> None:
        self._link = link
        self._listener = listener
        self._is_in = False
        self._refused: Refused | None = None
        """What the server told of last before the bot was in, which may be why it is not."""

    def connected(self, link: link.Link) -> None:
        """Say who one is."""
        link.send(self._listener.hello())

    def heard(self, message: Message) -> None:
        """Take one message."""
        if self._is_in:
            self._listener.heard(message)
        elif isinstance(message, Welcome):
            self._is_in = self._link.asks = True
            self._listener.welcomed(self._link, message)
            self._link.welcomed.callback(message)
        elif isinstance(message, Error):
            refused = Refused(message.code, message.text, message.details)
            if message.id is not None:
                self._fail(Failure(refused))
                return
            # No answer to the hello: the password has to wait, or the connection is closed next.
            self._refused = refused
        elif isinstance(message, PasswordAsked):
            # The name is registered, and no password was given.
            text = f"{message.nick} is registered: the bot needs its token or its password."
            self._fail(Failure(Refused(Code.NAME_REGISTERED.value, text, {"name": message.nick})))

    def lost(self, reason: Failure) -> None:
        """Pass on that the connection is closed."""
        if self._is_in:
            self._listener.lost()
        elif not self._link.welcomed.called:
            why = reason if self._refused is None else Failure(self._refused)
            self._link.welcomed.errback(why)

    def _fail(self, failure: Failure) -> None:
        if not self._link.welcomed.called:
            self._link.welcomed.errback(failure)
        self._link.transport.loseConnection()
