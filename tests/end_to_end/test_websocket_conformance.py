"""The cases of `tests.protocols.web.conformance` over real sockets."""

from __future__ import annotations

import json
import socket
from contextlib import suppress

import pytest

from tests.end_to_end.people import SECONDS
from tests.end_to_end.servers import Server
from tests.protocols.web.conformance import CASES, Case
from tests.protocols.web.frames import CLOSE, PING, PONG, TEXT, Frame, close, frame, frames_in

LAST = b"all is well"
"""What is in a ping that is answered when the server has taken all before it, and goes on."""

HANDSHAKE = (
    "GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


def answered(port: int, case: Case) -> Case:
    """Return the case with what a server really answers to its packets."""
    packets = case.packets if case.code is not None else (*case.packets, frame(PING, LAST))
    with socket.create_connection(("127.0.0.1", port), SECONDS) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(HANDSHAKE.format(port).encode())
        unread = b""
        while b"\r\n\r\n" not in unread:
            unread += connection.recv(4096)
        header, _, unread = unread.partition(b"\r\n\r\n")
        assert header.startswith(b"HTTP/1.1 101 ")
        with suppress(ConnectionError):  # of who is closed for what came before
            for packet in packets:
                connection.sendall(packet)
        return _outcome(case.packets, _read(connection, unread))


def _read(connection: socket.socket, unread: bytes) -> list[Frame]:
    """Return the frames that come until the server has answered all, or has ended."""
    frames: list[Frame] = []
    while True:
        found, unread = frames_in(unread)
        frames += found
        if any(each.opcode == CLOSE for each in found):
            return frames
        if any(each.payload == LAST for each in found if each.opcode == PONG):
            # What was asked for in JSON is answered at the end of the turn: goodbye comes after it.
            connection.sendall(close(1000))
        data = connection.recv(65536)
        if not data:
            return frames
        unread += data


def _outcome(packets: tuple[bytes, ...], frames: list[Frame]) -> Case:
    kinds = [json.loads(each.payload)["type"] for each in frames if each.opcode == TEXT]
    pongs = [each.payload for each in frames if each.opcode == PONG]
    goodbye = next((each.payload for each in frames if each.opcode == CLOSE), None)
    code: int | None = None
    if LAST in pongs:
        pongs.remove(LAST)  # and the goodbye is to the test's own
    elif goodbye is not None:
        code = int.from_bytes(goodbye[:2], "big") if goodbye else 1005
    return Case(packets, kinds.count("error"), tuple(pongs), code)


@pytest.mark.parametrize("name", CASES)
def test_it_is_answered_as_rfc_6455_has_it(english: Server, name: str) -> None:
    case = CASES[name]

    assert answered(english.port, case)[1:] == case[1:]
