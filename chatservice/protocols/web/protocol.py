"""HTTP/1.1 on one connection: Twisted's, with bounds on what one client may ask for and how."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from twisted.internet.interfaces import IDelayedCall, IHalfCloseableProtocol, IProtocol
from twisted.internet.protocol import connectionDone
from twisted.protocols.basic import LineReceiver
from twisted.python.failure import Failure
from twisted.web.http import HTTPChannel, Request
from zope.interface import implementer

from chatservice.core.hub import Hub
from chatservice.protocols.connection import Connection
from chatservice.protocols.web.files import own_files
from chatservice.protocols.web.headers import TEXT
from chatservice.protocols.web.refusing import (
    HEADER_TOO_LONG,
    NOT_UNDERSTOOD,
    TOO_LONG,
    TOO_SLOW,
    NotServedError,
)
from chatservice.protocols.web.request import MOST_BODY, MOST_DISCARDED, WebRequest, fields_of
from chatservice.protocols.web.site import serve
from chatservice.render.phrasebook import phrasebook

KEPT_SECONDS = 15
"""How long a connection may do nothing, between two requests and while it is closed."""

MOST_PIPELINED = 4
"""Requests that are answered of those that come at once; then the connection is closed.

RFC 9112, 9.3.2, lets a client send without waiting, which none does: the answers to what fits into
one packet would be some hundred megabytes."""


@implementer(IHalfCloseableProtocol)
class WebChannel(HTTPChannel):
    """A connection's HTTP, until it is closed or becomes a WebSocket."""

    requestFactory = WebRequest
    MAX_LENGTH = 8 * 1024
    totalHeadersSize = 16 * 1024
    maxHeaders = 100
    transport: Any  # whatever an endpoint makes

    def __init__(self, connection: Connection) -> None:
        HTTPChannel.__init__(self)
        self.connection = connection
        self.clock = connection.factory.clock
        self.callLater = self.clock.callLater  # type: ignore[method-assign]  # Twisted's own way
        self.timeOut = KEPT_SECONDS
        self._is_idle = True
        self._has_ended = False
        self._together = 0
        """Requests in the packet that is looked at."""
        self._cut: IDelayedCall | None = None

    @property
    def hub(self) -> Hub:
        """The chat."""
        return self.connection.factory.hub

    def connectionMade(self) -> None:
        """Wait for a request."""
        # Twisted's own would set up TCP, which is done, and fail at a Unix socket, which has none.
        self._networkProducer = self.transport
        self.transport.registerProducer(self, True)
        self.connection.closing = self._end
        self._wait(KEPT_SECONDS)

    def dataReceived(self, data: bytes) -> None:
        """Take what arrived. A byte now and then gains no time for the rest of a request."""
        if self._has_ended:
            return
        if self._is_idle:
            self._is_idle = False
            self._wait(self.hub.policy.limits.line_seconds)
            self.connection.factory.wait_longer(self.connection)
        self._together = 0
        LineReceiver.dataReceived(self, data)

    def serve(self, request: WebRequest) -> None:
        """Answer a request. Raises `NotServedError`."""
        if not self._has_ended:
            # However long that takes: what a hook says waits for its pace.
            self.connection.factory.wait_no_more(self.connection)
            serve(request, own_files())

    def checkPersistence(self, request: Request, version: bytes) -> bool:
        """Return whether more requests may follow this one."""
        self._together += 1
        is_kept = HTTPChannel.checkPersistence(self, request, version)
        if self._together < MOST_PIPELINED and self.connection.visit.refused is None:
            return bool(is_kept)
        request.responseHeaders.setRawHeaders("Connection", ["close"])
        return False

    def requestDone(self, request: Request) -> None:
        """Wait for another request, if there may be one."""
        self.connection.factory.wait_longer(self.connection)
        HTTPChannel.requestDone(self, request)
        if not (self.requests or self._has_ended):
            self._is_idle = True
            self._wait(KEPT_SECONDS)

    def hand_over(self, protocol: IProtocol) -> None:
        """Leave the connection to ``protocol``, with what arrived after the request."""
        self._has_ended = True
        rest: bytes = HTTPChannel.clearLineBuffer(self)
        self._wait(None)
        self.transport.unregisterProducer()
        self.requests.clear()  # which know this: a circle would outlive the connection
        self.connection.hand_over(protocol)
        if rest:
            protocol.dataReceived(rest)

    # -- what is wrong with a request ---------------------------------------------------------

    def allHeadersReceived(self) -> None:
        """Refuse a body that is said to be far too long before it comes, if that can be."""
        expected = self.requests[-1].requestHeaders.hasHeader("Expect")
        if self.length is not None and self.length > (MOST_BODY if expected else MOST_DISCARDED):
            self.refuse_body()
        else:
            HTTPChannel.allHeadersReceived(self)

    def refuse_body(self) -> None:
        """Refuse a body that is too long to be received."""
        self._refuse(NotServedError(413, TOO_LONG, allowed=MOST_BODY))

    def lineLengthExceeded(self, line: bytes) -> None:
        """Refuse a header with a line that is too long."""
        self._refuse(NotServedError(431, HEADER_TOO_LONG, allowed=self.MAX_LENGTH))

    def _respondToBadRequestAndDisconnect(self) -> None:  # noqa: N802  # as Twisted calls it
        self._refuse(NotServedError(400, NOT_UNDERSTOOD))

    def timeoutConnection(self) -> None:
        """End a connection that does nothing; tell who is in the middle of a request."""
        if self._is_idle or self._has_ended:
            self._end()
        else:
            seconds = self.hub.policy.limits.line_seconds
            self._refuse(NotServedError(408, TOO_SLOW, seconds=seconds))

    def _refuse(self, error: NotServedError) -> None:
        """Answer a request that is not whole, and never will be, and close the connection."""
        if self._has_ended:
            return
        request = self.requests[-1] if self.requests else None
        book = phrasebook(self.hub.policy.settings.language) if request is None else request.book
        content = f"{error.sentence(book)}\n".encode()
        language = {"Content-Language": book.language, "Connection": "close"}
        fields = fields_of(content, TEXT, self.clock, {**language, **error.headers})
        lines = [f"HTTP/1.1 {error.status} {HTTPStatus(error.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in fields.items()]
        self.transport.write("\r\n".join([*lines, "", ""]).encode("ascii") + content)
        self._end()

    # -- the end ------------------------------------------------------------------------------

    def _wait(self, seconds: int | None) -> None:
        """Wait so long for what is to come; `None` for as long as it takes."""
        HTTPChannel.setTimeout(self, seconds)

    def _end(self) -> None:
        """Close the connection once all is sent, or after a while anyway."""
        if self._cut is None:
            self._has_ended = True
            self._wait(None)
            self._cut = self.clock.callLater(KEPT_SECONDS, self.transport.abortConnection)
            HTTPChannel.loseConnection(self)

    def readConnectionLost(self) -> None:
        """Take the end of input (`nc -N`) for the last request's end: it is still answered."""
        if self.requests and self._handlingRequest:
            self.persistent = False
            self.requests[0].is_half_closed = True
        else:
            self._end()

    def writeConnectionLost(self) -> None:
        """Wait for the end of the connection, which follows."""

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """Let go of the connection."""
        if self._cut is not None and self._cut.active():
            self._cut.cancel()
        HTTPChannel.connectionLost(self, reason)
        # Both know this, of a request that has not ended: a circle would outlive the connection.
        self.requests.clear()
        self._transferDecoder = None
        self.connection.lost()


def web_protocol(connection: Connection) -> WebChannel:
    """Return what speaks HTTP on ``connection``, which is there to read pages until it talks."""
    connection.reads()
    return WebChannel(connection)
