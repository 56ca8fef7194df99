"""Why a request is not served, in words: what a program, or a person with a browser, reads."""

from __future__ import annotations

from collections.abc import Mapping

from chatservice.core.phrases import N_
from chatservice.core.refusals import Code, Refused
from chatservice.render.phrasebook import Phrasebook
from chatservice.render.refusals import refusal

NOTHING_HERE = N_("There is nothing here: the chat is at /.")
NOT_THAT_METHOD = N_("That can't be done here: only {allowed} can.")
NOT_UNDERSTOOD = N_("That request can't be understood: HTTP/1.1 is spoken here.")
HOST_MISSING = N_("That request has to name one host, as in Host: chat.example.org")
TOO_LONG = N_("That is too long: at most {allowed} bytes are allowed.")
HEADER_TOO_LONG = N_("The header of that request is too long: at most {allowed} bytes are allowed.")
TOO_SLOW = N_("That request took too long: send it within {seconds} seconds.")
OTHER_SITE = N_("A page of another site can't talk here: open the chat's own page.")
OTHER_NAME = N_(
    "This chat is not known as {name}: whoever runs it lets people come by that name with "
    "--web-host {name}"
)
NOT_WEBSOCKET = N_("This address is for WebSocket (RFC 6455, version 13): the chat is at /.")
NOT_THAT_CONTENT = N_("Content of that type can't be said: text, application/json or a form can.")
NOT_THAT_JSON = N_("That JSON can't be used: an object like {example} can.")
NOT_UTF8 = N_("That is not UTF-8: encode it so, and send it again.")

STATUSES: Mapping[Code, int] = {
    Code.WRONG_TOKEN: 404,
    **dict.fromkeys(
        (
            *(Code.BANNED, Code.BANNED_FROM_ROOM, Code.MUTED, Code.MUTED_IN_ROOM),
            *(Code.NOT_ALLOWED, Code.NOT_IN_ROOM, Code.ROOM_FOR_REGISTERED),
            *(Code.ROOM_INVITE_ONLY, Code.ROOM_MODERATED),
        ),
        403,
    ),
    Code.LINE_TOO_LONG: 413,
    **dict.fromkeys(
        (
            *(Code.FLOODED, Code.MUTED_FOR_FLOOD, Code.REPEATED, Code.ROOM_SLOW),
            *(Code.TOKEN_TOO_SOON, Code.TOO_MANY_ATTEMPTS, Code.TOO_MANY_ROOMS),
        ),
        429,
    ),
    Code.INTERNAL: 500,
    **dict.fromkeys(
        (
            *(Code.NO_MORE_ROOMS, Code.NOT_KEPT, Code.NOT_READ, Code.SERVER_FULL),
            *(Code.TOO_MANY_ARRIVALS, Code.TOO_MANY_ARRIVALS_FROM_ADDRESS),
            Code.TOO_MANY_FROM_ADDRESS,
        ),
        503,
    ),
}
"""The status (RFC 9110, 15; RFC 6585) of what the chat refuses; of anything else it is 400."""


class NotServedError(Exception):
    """A request is not served: ``status`` and ``phrase``, with its details, tell why.

    ``headers`` are what belongs to that status.
    """

    def __init__(
        self, status: int, phrase: str, headers: Mapping[str, str] | None = None, **details: object
    ) -> None:
        super().__init__(status, phrase, details)
        self.status = status
        self.headers = headers or {}
        self._phrase = phrase
        self._details = details

    @property
    def code(self) -> str:
        """What programs know it by, as a `Code` is for what the chat refuses."""
        return f"http-{self.status}"

    def sentence(self, book: Phrasebook) -> str:
        """Return a sentence that tells why."""
        return book.say(self._phrase, **self._details)


class TurnedDownError(NotServedError):
    """The chat refuses what a request asks for."""

    def __init__(self, refused: Refused) -> None:
        seconds = refused.details.get("seconds")
        status = STATUSES.get(refused.code, 400)
        wait = {"Retry-After": str(seconds)} if status in (429, 503) and seconds else None
        super().__init__(status, refused.code.value, wait)
        self._refused = refused

    @property
    def code(self) -> str:
        """The code of the refusal."""
        return self._refused.code.value

    def sentence(self, book: Phrasebook) -> str:
        """Return the sentence that people in the chat read."""
        return refusal(book, self._refused)
