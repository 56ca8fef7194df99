"""A second signal, and an address that is only a number."""

from __future__ import annotations

import signal
import socket
import sys
from pathlib import Path

import pytest

from tests.end_to_end.servers import running, twistd
from tests.programs import script

LINE = "a" * 4000
FIRST_AND_SECOND = [
    (signal.SIGINT, signal.SIGTERM),
    (signal.SIGTERM, signal.SIGINT),
    (signal.SIGINT, signal.SIGINT),
    (signal.SIGTERM, signal.SIGTERM),
]


@pytest.mark.parametrize(("first", "second"), FIRST_AND_SECOND)
def test_a_second_signal_ends_a_server_that_waits_for_its_people(
    first: signal.Signals, second: signal.Signals, tmp_path: Path
) -> None:
    with running(*twistd("--host", "127.0.0.1"), directory=tmp_path) as server:
        # Someone who reads nothing, for whom it would wait some seconds.
        server.guest(receive_buffer=4096).types("sleeper")
        ana, bob = server.guest_called("ana"), server.guest_called("bob")
        for _ in range(10):
            ana.types(*[LINE] * 100, "so far")
            bob.until("so far\r\n")
        server.signalled(first)
        server.log.until(f"Received {first.name}, stopping")

        server.signalled(second)

        assert server.ends_with() == -second
        assert "Traceback" not in server.log.end()


@pytest.mark.parametrize(
    "command", [[script("chatservice")], [sys.executable, "-m", "chatservice"]]
)
def test_an_address_of_digits_only_is_a_port(command: list[str], tmp_path: Path) -> None:
    # Whoever took the number for a host would meet a port in use.
    with (
        socket.create_server(("127.0.0.1", 0)) as other,
        running(
            *command,
            "server",
            "0",
            directory=tmp_path,
            CHAT_HOST="127.0.0.1",
            CHAT_PORT=str(other.getsockname()[1]),
        ) as server,
    ):
        assert server.address.startswith("127.0.0.1:")
        server.guest_called("ana")
