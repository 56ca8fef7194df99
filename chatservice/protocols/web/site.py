"""What is where: the page and its files, the WebSocket, the hook."""

from __future__ import annotations

from collections.abc import Mapping

from chatservice.protocols.hosts import shown
from chatservice.protocols.web.files import File
from chatservice.protocols.web.handshake import WEBSOCKET, open_websocket
from chatservice.protocols.web.hook import HOOK, take_hook
from chatservice.protocols.web.origins import is_host
from chatservice.protocols.web.refusing import (
    HOST_MISSING,
    NOT_THAT_METHOD,
    NOTHING_HERE,
    OTHER_NAME,
    TOO_LONG,
    NotServedError,
    TurnedDownError,
)
from chatservice.protocols.web.request import MOST_BODY, WebRequest

CACHED = "no-cache"
"""A copy may be kept, and is asked about each time (RFC 9111, 5.2.2.4): the page changes with the
server, and its files have to be of one version."""


def serve(request: WebRequest, files: Mapping[str, File]) -> None:
    """Answer a request for the page, which consists of ``files``, or for anything else.

    Raises `NotServedError`.
    """
    _check(request)
    path = request.path.decode("latin-1")
    refused = request.channel.connection.visit.refused
    if refused is not None and path != WEBSOCKET:  # there the conversation itself tells why
        raise TurnedDownError(refused)
    file = files.get(path)
    if file is not None or request.field("Origin"):
        _check_name(request)
    if file is not None:
        _allow(request, "GET", "HEAD")
        _serve_file(request, file)
    elif path == WEBSOCKET:
        _allow(request, "GET")
        open_websocket(request)
    elif path.startswith(HOOK):
        _allow(request, "POST")
        take_hook(request, path.removeprefix(HOOK))
    else:
        raise NotServedError(404, NOTHING_HERE)


def _check(request: WebRequest) -> None:
    """Refuse what is wrong whatever it asks for."""
    if request.method == b"CONNECT":  # its target is no path (RFC 9112, 3.2.3)
        _allow(request, "GET", "HEAD", "POST")
    if request.size > MOST_BODY:
        raise NotServedError(413, TOO_LONG, allowed=MOST_BODY)
    # RFC 9112, 3.2: without one, or with two, nobody knows who is meant.
    host = request.field("Host")
    if not is_host(host) and (host or request.clientproto == b"HTTP/1.1"):
        raise NotServedError(400, HOST_MISSING)


def _check_name(request: WebRequest) -> None:
    """Refuse a browser that comes by a name which is not this server's.

    The page, which asks for its WebSocket later on, is refused already: of a WebSocket that is
    refused a browser shows nothing. Who names no origin is a program, which goes where it wants to.
    """
    host = request.field("Host")
    hosts = request.channel.connection.factory.hosts
    if host and not hosts.knows(host):
        hosts.refused(host, request.channel.hub.turn.now())
        raise NotServedError(421, OTHER_NAME, name=shown(host))


def _allow(request: WebRequest, *methods: str) -> None:
    if request.method.decode("latin-1") not in methods:
        allowed = ", ".join(methods)
        raise NotServedError(405, NOT_THAT_METHOD, {"Allow": allowed}, allowed=allowed)


def _serve_file(request: WebRequest, file: File) -> None:
    headers = {"Cache-Control": CACHED, "ETag": file.etag}
    known = [tag.strip().removeprefix("W/") for tag in request.field("If-None-Match").split(",")]
    if file.etag in known or known == ["*"]:
        request.answer(304, headers=headers)
    else:
        request.answer(200, file.content, file.media_type, headers)
