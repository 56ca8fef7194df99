"""WebSocket with another implementation of it: the package `websockets`, as a client."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.end_to_end.people import SECONDS
from tests.end_to_end.servers import Server, running, twistd
from tests.end_to_end.ways import unverified

LONGEST = 32 * 1024


def opened(server: Server, **options: Any) -> connect:
    """Return what opens a WebSocket to a server, and closes it in the end."""
    return connect(
        f"ws://127.0.0.1:{server.port}/ws",
        open_timeout=SECONDS,
        close_timeout=SECONDS,
        proxy=None,
        **options,
    )


def says(socket: ClientConnection, **message: object) -> None:
    """Send a message."""
    socket.send(json.dumps(message))


def until(socket: ClientConnection, kind: str) -> dict[str, Any]:
    """Read up to a message of some type, and return it."""
    while True:
        message: dict[str, Any] = json.loads(socket.recv(timeout=SECONDS))
        if message["type"] == kind:
            return message


def code_of(socket: ClientConnection) -> int:
    """Read to the end, and return the code with which the server says goodbye."""
    with suppress(ConnectionClosed):
        for _ in socket:
            pass
    assert socket.close_code is not None
    return socket.close_code


@pytest.fixture
def socket(server: Server, request: pytest.FixtureRequest) -> Iterator[ClientConnection]:
    """Somebody with a nickname that is the test's own."""
    with opened(server) as socket:
        says(socket, type="hello", version=1, nick=f"u{abs(hash(request.node.name)) % 10**9}")
        until(socket, "welcome")
        yield socket


def test_two_talk_with_each_other_and_with_somebody_at_a_terminal(server: Server) -> None:
    with opened(server) as eva, opened(server) as leo:
        says(eva, type="hello", version=1, nick="eva")
        until(eva, "welcome")
        says(leo, type="hello", version=1, nick="leo")
        until(leo, "welcome")
        tia = server.guest_called("tia")

        says(eva, type="say", text="¡hola a los dos! 👋")

        assert until(leo, "said")["text"] == "¡hola a los dos! 👋"
        tia.until("eva: ¡hola a los dos! 👋\r\n")
        tia.types("hola, eva")
        said = until(eva, "said")
        assert (said["from"], said["text"]) == ("tia", "hola, eva")


def test_what_was_said_is_answered_when_it_is_on_disk(socket: ClientConnection) -> None:
    says(socket, type="say", id="a1", text="hola")

    done = until(socket, "ok")
    while done.get("id") != "a1":
        done = until(socket, "ok")
    assert done["seq"] > 0


def test_compression_is_offered_and_not_taken(socket: ClientConnection) -> None:
    assert socket.request is not None
    assert "permessage-deflate" in socket.request.headers["Sec-WebSocket-Extensions"]

    assert socket.protocol.extensions == []


def test_a_message_in_fragments_is_one(socket: ClientConnection) -> None:
    socket.send(iter(['{"type":"ti', "", 'me","id":"', 't"}']))

    assert until(socket, "time")["id"] == "t"


def test_a_ping_is_answered(socket: ClientConnection) -> None:
    assert socket.ping(b"there?").wait(SECONDS)


def test_the_longest_message_is_taken(socket: ClientConnection) -> None:
    message = '{"type":"time"}'
    socket.send(message + " " * (LONGEST - len(message)))

    until(socket, "time")


def test_a_longer_one_ends_the_connection(socket: ClientConnection) -> None:
    socket.send(" " * (LONGEST + 1))

    assert code_of(socket) == 1009


def test_so_does_one_that_never_ends(socket: ClientConnection) -> None:
    def pieces() -> Iterator[str]:
        while True:
            yield " " * 1000

    with pytest.raises(ConnectionClosed):
        socket.send(pieces())

    # Who still writes to a closed connection gets a reset, and what was said before may be lost
    # with it (RFC 1122, 4.2.2.13): the code, that is.
    assert code_of(socket) in (1009, 1006)


def test_what_is_no_text_ends_the_connection(socket: ClientConnection) -> None:
    socket.send(b"\x00\x01")

    assert code_of(socket) == 1003


def test_who_quits_is_said_goodbye_to_properly(socket: ClientConnection) -> None:
    says(socket, type="quit")

    assert code_of(socket) == 1000


def test_who_closes_has_left(server: Server, socket: ClientConnection) -> None:
    with opened(server) as other:
        says(other, type="hello", version=1, nick="watching")
        until(other, "welcome")

        socket.close()

        until(other, "quit")


def test_a_page_of_another_site_may_not_come_in(server: Server) -> None:
    with (
        pytest.raises(InvalidStatus) as refused,
        opened(server, origin="http://evil.example"),
    ):
        pass

    assert refused.value.response.status_code == 403


def test_the_servers_own_page_may(server: Server) -> None:
    with opened(server, origin=f"http://127.0.0.1:{server.port}") as socket:
        says(socket, type="ping", id="p")

        assert json.loads(socket.recv(timeout=SECONDS))["id"] == "p"


def test_under_tls_it_is_the_same_on_the_same_port(server: Server) -> None:
    url = f"wss://127.0.0.1:{server.port}/ws"
    with connect(url, ssl=unverified(), proxy=None, close_timeout=SECONDS) as socket:
        says(socket, type="hello", version=1, nick="hidden")

        until(socket, "welcome")
        says(socket, type="quit")
        assert code_of(socket) == 1000


def test_a_server_that_stops_says_that_it_goes_away() -> None:
    with running(*twistd("--host", "127.0.0.1")) as server, opened(server) as socket:
        says(socket, type="hello", version=1, nick="ana")
        until(socket, "welcome")

        server.signalled(signal.SIGTERM)

        assert code_of(socket) == 1001
        assert server.ends_with() == 0
