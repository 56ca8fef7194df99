"""One request, and how it is answered."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING, Any

from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure
from twisted.web.http import Request, datetimeToString

from chatservice.core.refusals import Code, Refused
from chatservice.protocols.web.access import LONGEST_SHOWN, log, masked
from chatservice.protocols.web.headers import SECURITY, TEXT
from chatservice.protocols.web.languages import language_of
from chatservice.protocols.web.refusing import NotServedError, TurnedDownError
from chatservice.render.phrasebook import Phrasebook, phrasebook

if TYPE_CHECKING:
    from chatservice.protocols.web.protocol import WebChannel

MOST_BODY = 32 * 1024
"""Bytes of a request's body; who sends more reads so when it has been sent."""

MOST_DISCARDED = 1024 * 1024
"""Bytes of a body that is too long which are received for that; who sends more is cut."""


class WebRequest(Request):
    """A request of HTTP whose body is taken as it is, and bounded."""

    channel: WebChannel
    content: BytesIO
    query = b""
    """What follows a `?` in the target."""
    is_lost = False
    """Whether nobody is there any more to read the answer."""
    is_half_closed = False
    """Whether nothing more comes from there: it may be that nobody is there, or that somebody (`nc
    -N`) reads the answer. The two look alike until that is sent."""
    size = 0
    """Bytes of the body, as far as it has come."""

    def gotLength(self, length: int | None) -> None:
        """Make room for the body; Twisted would put a longer one into a file."""
        self.content = BytesIO()

    def handleContentChunk(self, data: bytes) -> None:
        """Take a part of the body, as long as there is room."""
        self.size += len(data)
        if self.size <= MOST_BODY:
            self.content.write(data)
        elif self.size > MOST_DISCARDED:
            self.channel.refuse_body()

    def requestReceived(self, command: bytes, path: bytes, version: bytes) -> None:
        """Take the whole request; Twisted's own would look for a form in the body, too."""
        self.content.seek(0)
        self.method, self.uri, self.clientproto = command, path, version
        self.args: dict[bytes, list[bytes]] = {}
        target, _, self.query = path.partition(b"?")
        if not target.startswith((b"/", b"*")):
            # RFC 9112, 3.2.2: from who takes this for a proxy.
            target = b"/" + target.partition(b"://")[2].partition(b"/")[2]
        self.path = target
        self.process()

    def process(self) -> None:
        """Answer the request. Whatever goes wrong stays between its sender and the log."""
        try:
            self.channel.serve(self)
        except NotServedError as error:
            self.tell(error)
        except Exception as error:
            log.failure(
                "A request of {address} failed",
                Failure(error),
                address=self.channel.connection.address,
            )
            self.tell(TurnedDownError(Refused(Code.INTERNAL)))

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """Take note that nobody waits for the answer any more."""
        self.is_lost = True
        Request.connectionLost(self, reason)

    # -- what is asked -----------------------------------------------------------------------

    def field(self, name: str) -> str:
        """Return a header field's value; of several, all of them with commas between them.

        Any byte may be in it, each of which is a character (RFC 9110, 5.5).
        """
        values = self.requestHeaders.getRawHeaders(name.encode("ascii"), [])
        return b", ".join(values).decode("latin-1")

    @property
    def book(self) -> Phrasebook:
        """The phrases in the language that the client prefers."""
        otherwise = self.channel.hub.policy.settings.language
        return phrasebook(language_of(self.field("Accept-Language"), otherwise))

    @property
    def shown_path(self) -> str:
        """The path for the log, which shows nobody's token."""
        first = self.path[1:].partition(b"/")[0].decode("latin-1")
        return "/hook/…" if first == "hook" else f"/{masked(first)[:LONGEST_SHOWN]}"

    # -- what is answered --------------------------------------------------------------------

    def answer(
        self,
        status: int,
        content: bytes = b"",
        media_type: str = TEXT,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Answer with ``content``, and be done with it."""
        if self.is_lost:
            return
        self.note(status)
        self.setResponseCode(status, HTTPStatus(status).phrase.encode("ascii"))
        fields = fields_of(content, media_type, self.channel.clock, headers)
        if not content:
            del fields["Content-Type"]
        if status == HTTPStatus.NOT_MODIFIED:
            del fields["Content-Length"]  # it would be that of the file (RFC 9110, 8.6)
        for name, value in fields.items():
            self.responseHeaders.setRawHeaders(name, [value])
        Request.write(self, content)
        Request.finish(self)

    def note(self, status: int) -> None:
        """Log what becomes of the request; nobody's token is in that."""
        log.debug(
            "{address}: {method} {path} {status}",
            address=self.channel.connection.address,
            method=self.method.decode("latin-1"),
            path=self.shown_path,
            status=status,
        )

    def tell(self, error: NotServedError) -> None:
        """Answer that this is not served, and why."""
        book = self.book
        language = {"Content-Language": book.language, "Vary": "Accept-Language"}
        content = f"{error.sentence(book)}\n".encode()
        self.answer(error.status, content, headers={**language, **error.headers})


def fields_of(
    content: bytes, media_type: str, clock: Any, headers: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return the header fields of a response, with ``headers`` where they say otherwise."""
    return {
        "Date": datetimeToString(clock.seconds()).decode("ascii"),
        "Content-Type": media_type,
        "Content-Length": str(len(content)),
        "Cache-Control": "no-store",
        **SECURITY,
        **(headers or {}),
    }
