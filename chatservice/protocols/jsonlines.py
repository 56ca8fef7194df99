"""JSON lines, the conversation for programs: one object a line each way.

    → {"type":"hello","version":1,"nick":"bot"}
    ← {"type":"welcome","nick":"bot","room":"lobby","server":"…","limits":{…},"seq":1041}
    → {"type":"say","id":"a1","text":"hola"}
    ← {"type":"ok","id":"a1","seq":1042}

Text is UTF-8, a line ends with LF or CR LF and has at most 32 KiB; an empty one is nothing. What
can be sent is in `chatservice.protocols.requests`, what comes back is in
`chatservice.render.messages`; docs/protocol.md is made from both.
"""

from __future__ import annotations

from chatservice.core.refusals import Code, Refused
from chatservice.protocols.conversing import Conversing
from chatservice.protocols.requests import BadRequestError, Request, read
from chatservice.render.objects import FORM


class JsonProtocol(Conversing):
    """One connection's protocol: objects in, requests to the session, rendered objects out."""

    FORM = FORM
    MAX_LENGTH = 32 * 1024

    def dataReceived(self, data: bytes) -> None:
        """Take what arrived, in whatever pieces."""
        self.text_received(data)

    def lineReceived(self, line: bytes) -> None:
        """Take one object. Whatever goes wrong in it stays between this program and the log."""
        request: Request | None = None
        name: str | None = None
        try:
            # A web page can make a browser send any lines after those of HTTP.
            if line.strip() and not self.is_foreign(line):
                request = read(line)
                name = request.id
                request.ask(self.session)
        except BadRequestError as refused:
            self.session.refuse(refused, refused.request)
        except Refused as refused:
            self.session.refuse(refused, name)
        except Exception as error:
            # What could not even be read may have been meant to bring a password.
            is_secret = request is None or request.is_secret or self.session.state.is_secret
            self.note_failure(error, is_secret=is_secret)
            self.session.refuse(Refused(Code.INTERNAL), name)
