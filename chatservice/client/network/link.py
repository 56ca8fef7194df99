"""A connection on which JSON is spoken: objects, one a line, and pings where the server is silent.

The bundled client and bots speak it (docs/protocol.md). The server is not trusted: what can't be
read is ignored, and texts are for whoever shows them to sanitise.
"""

from __future__ import annotations

from typing import Any, Protocol, Union

import msgspec
from twisted.internet.interfaces import IDelayedCall, ISSLTransport
from twisted.internet.protocol import connectionDone
from twisted.logger import Logger
from twisted.protocols.basic import LineOnlyReceiver
from twisted.python.failure import Failure

from chatservice.render.messages import SERVER_MESSAGES, Message
from chatservice.render.messages.conversation import Error
from chatservice.tcp import set_up_tcp

SILENCE = 30.0
"""After so many seconds in which the server says nothing it is asked for a sign of life; after as
many more the connection is taken for dead."""

LONGEST_WAIT = 3600
"""Seconds that a server may ask to be waited for, while it looks at a password."""

LONGEST_LINE = 8 * 1024 * 1024
"""Bytes of one message of the server's: far more than `history` may have."""

_log = Logger()
_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[Message] = msgspec.json.Decoder(
    Union[SERVER_MESSAGES]  # noqa: UP007  # made at run time
)


def encoded(fields: dict[str, Any]) -> bytes:
    """Return an object as a line."""
    return _encoder.encode(fields) + b"\n"


def decoded(line: bytes) -> Message | None:
    """Return the message that a line is; `None` for one that this version does not know."""
    try:
        return _decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        _log.debug("A message is ignored ({error}): {line!r}", error=error, line=line[:200])
        return None


class Listener(Protocol):
    """Who has a link."""

    def connected(self, link: Link) -> None:
        """Say hello: the connection is there."""
        ...

    def heard(self, message: Message) -> None:
        """Take what the server says."""
        ...

    def lost(self, reason: Failure) -> None:
        """Take note that the connection is closed."""
        ...


class Link(LineOnlyReceiver):
    """One connection to a server. ``clock`` times the server's silence."""

    delimiter = b"\n"
    MAX_LENGTH = LONGEST_LINE
    transport: Any  # whatever an endpoint makes
    asks = True
    """Whether a silent server is asked for a sign of life before it is given up."""

    def __init__(self, listener: Listener, clock: Any) -> None:
        self._listener = listener
        self._clock = clock
        self._is_asked = False
        self._silence: IDelayedCall | None = None

    @property
    def is_encrypted(self) -> bool:
        """Whether it is under TLS."""
        return ISSLTransport.providedBy(self.transport)

    def connectionMade(self) -> None:
        """Let the listener begin."""
        set_up_tcp(self.transport)
        self._expect(SILENCE)
        self._listener.connected(self)

    def send(self, fields: dict[str, Any]) -> None:
        """Send one object."""
        self.transport.write(encoded(fields))

    def lineReceived(self, line: bytes) -> None:
        """Take one message."""
        message = decoded(line)
        self._is_asked = False
        self._expect(SILENCE + _asked_for(message))
        if message is not None:
            self._listener.heard(message)

    def lineLengthExceeded(self, line: bytes) -> None:
        """End a connection whose messages have no end: nobody speaks this protocol there."""
        _log.error("A line of more than {bytes} bytes came: no message", bytes=LONGEST_LINE)
        self.transport.abortConnection()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """Pass on that the connection is closed."""
        self._wait_no_more()
        self._listener.lost(reason)

    def _expect(self, seconds: float) -> None:
        """Wait for the server's next word, from now on."""
        if self._silence is not None and self._silence.active():
            self._silence.reset(seconds)
        else:
            self._silence = self._clock.callLater(seconds, self._miss)

    def _wait_no_more(self) -> None:
        silence, self._silence = self._silence, None
        if silence is not None and silence.active():
            silence.cancel()

    def _miss(self) -> None:
        """Ask for a sign of life, or take the connection for dead."""
        if self.asks and not self._is_asked:
            self._is_asked = True
            self._expect(SILENCE)
            # Without an `id` nothing would answer it.
            self.send({"type": "ping", "id": "silence"})
            return
        _log.warn("The server has been silent for too long: the connection is given up")
        self.transport.abortConnection()


def _asked_for(message: Message | None) -> float:
    """Return how many more seconds the server asks for: a password that has to wait is news."""
    if not isinstance(message, Error) or message.id is not None:
        return 0
    seconds = message.details.get("seconds", 0)
    return min(max(seconds, 0), LONGEST_WAIT) if isinstance(seconds, int) else 0
