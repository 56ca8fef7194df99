"""One connection of a bot: JSON objects, one a line, and pings where the server is silent."""

from __future__ import annotations

from typing import Any, Protocol, Union

import msgspec
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IDelayedCall
from twisted.internet.protocol import connectionDone
from twisted.logger import Logger
from twisted.protocols.basic import LineOnlyReceiver
from twisted.python.failure import Failure

from chatservice.bot.requests import Refused
from chatservice.core.refusals import Code
from chatservice.render.messages import SERVER_MESSAGES, Message
from chatservice.render.messages.conversation import Error, PasswordAsked, Welcome
from chatservice.tcp import set_up_tcp

SILENCE = 30.0
"""After so many seconds in which the server says nothing it is asked for a sign of life; after as
many more the connection is taken for dead."""

LONGEST_LINE = 8 * 1024 * 1024
"""Bytes of one message of the server's: far more than `history` may have."""

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[Message] = msgspec.json.Decoder(
    Union[SERVER_MESSAGES]  # noqa: UP007  # made at run time
)


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


class Link(LineOnlyReceiver):
    """A connection, from `hello` to its end.

    ``welcomed`` fires when the server lets the bot in; it fails with `Refused` when it does not,
    or with why the connection was lost.
    """

    delimiter = b"\n"
    MAX_LENGTH = LONGEST_LINE
    transport: Any
    _log = Logger()

    def __init__(self, listener: Listener, clock: Any) -> None:
        self._listener = listener
        self._clock = clock
        self._is_in = False
        self._is_asked = False
        self._refused: Refused | None = None
        """What the server told of last before the bot was in, which may be why it is not."""
        self._silence: IDelayedCall | None = None
        self.welcomed: Deferred[Welcome] = Deferred(lambda _: self.transport.abortConnection())
        self.follower: Any = None
        """A protocol that is told when the connection is closed, as if it were its own."""

    def connectionMade(self) -> None:
        """Say who one is."""
        set_up_tcp(self.transport)
        self._expect()
        self.send(self._listener.hello())

    def send(self, fields: dict[str, Any]) -> None:
        """Send one object."""
        self.transport.write(_encoder.encode(fields) + b"\n")

    def lineReceived(self, line: bytes) -> None:
        """Take one message; one of a type that this version does not know is none."""
        self._expect()
        self._is_asked = False
        try:
            message = _decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            self._log.debug(
                "A message is ignored ({error}): {line!r}", error=error, line=line[:200]
            )
            return
        if self._is_in:
            self._listener.heard(message)
        elif isinstance(message, Welcome):
            self._is_in = True
            self._listener.welcomed(self, message)
            self.welcomed.callback(message)
        elif isinstance(message, Error):
            refused = Refused(message.code, message.text, message.details)
            if message.id is not None:
                self._fail(Failure(refused))
                return
            # No answer to the hello: the password has to wait, or the connection is closed next.
            self._refused = refused
            self._expect(SILENCE + float(message.details.get("seconds", 0)))
        elif isinstance(message, PasswordAsked):
            # The name is registered, and no password was given.
            text = f"{message.nick} is registered: the bot needs its token or its password."
            self._fail(Failure(Refused(Code.NAME_REGISTERED.value, text, {"name": message.nick})))

    def lineLengthExceeded(self, line: bytes) -> None:
        """End a connection whose messages have no end: nobody speaks this protocol there."""
        self._log.error("A line of more than {bytes} bytes came: no message", bytes=LONGEST_LINE)
        self.transport.abortConnection()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """Pass on that the connection is closed."""
        if self._silence is not None and self._silence.active():
            self._silence.cancel()
        if self._is_in:
            self._listener.lost()
        elif not self.welcomed.called:
            self.welcomed.errback(reason if self._refused is None else Failure(self._refused))
        if self.follower is not None:
            self.follower.connectionLost(reason)

    def _fail(self, failure: Failure) -> None:
        if not self.welcomed.called:
            self.welcomed.errback(failure)
        self.transport.loseConnection()

    def _expect(self, seconds: float = SILENCE) -> None:
        """Wait for the server's next word, from now on."""
        if self._silence is not None and self._silence.active():
            self._silence.reset(seconds)
        else:
            self._silence = self._clock.callLater(seconds, self._miss)

    def _miss(self) -> None:
        """Ask for a sign of life, or take the connection for dead."""
        if self._is_in and not self._is_asked:
            self._is_asked = True
            self._expect()
            self.send({"type": "ping"})
            return
        self._log.warn("The server has been silent for too long: the connection is given up")
        self.transport.abortConnection()
