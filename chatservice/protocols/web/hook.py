"""What programs say without being connected: `POST /hook/TOKEN` says a line as that token's bot.

    curl --data 'deploy ok' http://chat.example.org:5050/hook/TOKEN
    curl --data-urlencode 'text=50% & more' 'http://chat.example.org:5050/hook/TOKEN?room=builds'
    curl --json '{"text": "deploy ok", "room": "builds"}' http://chat.example.org:5050/hook/TOKEN

A browser adds no cookie to what a page of another site sends here: it is the token that counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qs

import msgspec

from chatservice.core.refusals import Code, Refused
from chatservice.protocols.web.headers import JSON, TEXT
from chatservice.protocols.web.refusing import (
    NOT_THAT_CONTENT,
    NOT_THAT_JSON,
    NOT_UTF8,
    NOTHING_HERE,
    NotServedError,
    TurnedDownError,
)
from chatservice.protocols.web.request import WebRequest

HOOK = "/hook/"
"""Where it is; the token follows."""

_FORM = "application/x-www-form-urlencoded"
_FIELDS = {"text", "room"}
_EXAMPLE = '{"text": "hello"}'


class Spoken(msgspec.Struct):
    """What is to be said, and where; nowhere in particular if ``room`` is empty."""

    text: str
    room: str = ""


def take_hook(request: WebRequest, token: str) -> None:
    """Say what a request has to say as the bot of ``token``, and answer when that is done.

    Raises `NotServedError`.
    """
    spoken = spoken_in(
        request.content.read(),
        request.field("Content-Type"),
        request.query.decode("latin-1"),
    )
    is_json = JSON in request.field("Accept")

    def done(found: int | Refused) -> None:
        if request.is_lost:
            return
        if isinstance(found, int):
            _tell_done(request, found, is_json)
        elif found.code is Code.WRONG_TOKEN:
            # Nobody is told that there could be something here.
            request.tell(NotServedError(404, NOTHING_HERE))
        elif is_json:
            _tell_refused(request, TurnedDownError(found))
        else:
            request.tell(TurnedDownError(found))

    def is_wanted() -> bool:
        return not (request.is_lost or request.is_half_closed)

    channel = request.channel
    visit = channel.connection.visit
    channel.hub.hooks.say(token, spoken.room, spoken.text, visit, done, is_wanted)


def spoken_in(body: bytes, content_type: str, query: str) -> Spoken:
    """Return what a request says; the room in ``query``, if there is one, comes first.

    A form that has other fields than those of `Spoken` is text: curl calls everything a form.
    Raises `NotServedError`.
    """
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type.startswith("multipart/"):
        raise NotServedError(415, NOT_THAT_CONTENT)
    if media_type == JSON:
        spoken = _from_json(body)
    else:
        try:
            text = body.decode()
        except UnicodeDecodeError:
            raise NotServedError(400, NOT_UTF8) from None
        spoken = (_from_form(text) if media_type == _FORM else None) or Spoken(text)
    rooms = parse_qs(query).get("room")
    if rooms:
        spoken.room = rooms[-1]
    return spoken


def _from_json(body: bytes) -> Spoken:
    try:
        return msgspec.json.decode(body, type=Spoken)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise NotServedError(400, NOT_THAT_JSON, example=_EXAMPLE) from None


def _from_form(text: str) -> Spoken | None:
    """Return what a form says; `None` if it is none of ours."""
    if not text.startswith(tuple(f"{name}=" for name in _FIELDS)):
        return None
    fields = parse_qs(text, keep_blank_values=True)
    if not {"text"} <= fields.keys() <= _FIELDS:
        return None
    return Spoken(fields["text"][-1], fields.get("room", [""])[-1])


def _tell_done(request: WebRequest, number: int, is_json: bool) -> None:
    if is_json:
        request.answer(200, _line({"type": "ok", "seq": number}), JSON)
    else:
        request.answer(200, f"ok {number}\n".encode(), TEXT)


def _tell_refused(request: WebRequest, error: TurnedDownError) -> None:
    """Answer as the chat does to programs, with the same code."""
    told = {"type": "error", "code": error.code, "text": error.sentence(request.book)}
    request.answer(error.status, _line(told), JSON, error.headers)


def _line(message: Mapping[str, str | int]) -> bytes:
    return msgspec.json.encode(message) + b"\n"
