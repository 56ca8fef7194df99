"""What the client says when there is no server, or no longer one."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.client.screens import CLIENT, ClientAtTerminal
from tests.client.servers import accepted, listening, never_answering, welcome
from tests.end_to_end.people import SECONDS, Piped
from tests.end_to_end.servers import running, twistd
from tests.programs import plain_environment

RUN = "import sys; from chatservice.client.command import run; "
IMPATIENT = [sys.executable, "-c", f"{RUN}sys.exit(run(sys.argv[1:], connect_seconds=0.3))"]
"""The client, which waits a fraction of a second for a server to answer."""

BREAKING = (
    "from chatservice.client.lines.conversation import Conversation as C; C.receive = 1 .__add__; "
)
BROKEN = [sys.executable, "-c", f"{RUN}{BREAKING}sys.exit(run(sys.argv[1:]))"]
"""The client with a fault in it: whatever the server says raises a TypeError."""


def outcome(command: list[str], *arguments: str, **environment: str) -> tuple[int, str]:
    """Run a client that has nothing to say; return its status and its one line of errors."""
    ended = subprocess.run(
        [*command, *arguments],
        env=plain_environment(**environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert ended.stdout == ""
    assert len(ended.stderr.splitlines()) == 1, ended.stderr
    return ended.returncode, ended.stderr


@pytest.fixture
def unused() -> Iterator[str]:
    """The address of a port that nobody listens on."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{bound.getsockname()[1]}"


def test_a_refused_connection(unused: str) -> None:
    status, sentence = outcome(CLIENT, unused)
    assert status == 1
    assert f"{unused} refused the connection: check" in sentence


def test_an_unknown_host() -> None:
    status, sentence = outcome(CLIENT, "nowhere.invalid")
    assert status == 1
    assert "nowhere.invalid can't be found: check" in sentence


def test_a_server_that_does_not_answer() -> None:
    with never_answering() as port:
        status, sentence = outcome(IMPATIENT, f"127.0.0.1:{port}")
    assert status == 1
    assert f"127.0.0.1:{port} did not answer within 0.3 seconds: check" in sentence


def test_a_wrong_value() -> None:
    status, sentence = outcome(CLIENT, CHAT_PORT="no")
    assert status == 1
    assert "CHAT_PORT: 'no' is not a port: a whole number from 1 to 65535 is allowed" in sentence


def test_failures_are_told_in_the_language_of_the_locale(unused: str) -> None:
    *_, sentence = outcome(CLIENT, unused, LC_ALL="", LANG="es_ES.UTF-8")
    assert "refused" not in sentence
    assert unused in sentence


def test_a_connection_that_is_refused_at_a_terminal(unused: str) -> None:
    with ClientAtTerminal(unused, columns=200) as client:
        assert client.ends_with() == 1
        assert f"{unused} refused the connection: check" in client.lines()[-1]


def test_ctrl_d_while_connecting_leaves_cleanly() -> None:
    with never_answering() as port, ClientAtTerminal(f"127.0.0.1:{port}") as client:
        # The kernel knows of the attempt as soon as the client waits for its answer.
        target = f"{port:04X} 02 "  # 02: SYN_SENT
        client.until_true(lambda: attempts_of(client.pid, target))
        client.types("\x04")
        assert client.ends_with() == 0
        assert "Traceback" not in client.text()


def attempts_of(pid: int, target: str) -> bool:
    """Tell whether a process waits for an answer to its attempt to connect."""
    opened = Path(f"/proc/{pid}/fd")
    inodes = set()
    for link in opened.iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            inodes.add(str(link.readlink()))
    rows = Path("/proc/net/tcp").read_text().splitlines()
    return any(target in row and f"socket:[{row.split()[9]}]" in inodes for row in rows[1:])


def test_a_server_that_vanishes_leaves_what_was_typed_where_it_is(tmp_path: Path) -> None:
    with (
        running(*twistd("--host", "127.0.0.1"), directory=tmp_path) as server,
        ClientAtTerminal(server.address, "--nick", "ana", columns=200) as client,
    ):
        client.shows("Type /help")
        client.types("half a li")
        client.until(lambda: client.before_cursor().endswith("half a li"))
        server.signalled(signal.SIGKILL)
        client.shows("The connection to the server was lost.")
        client.shows("No connection: trying again")
        assert client.before_cursor().endswith("half a li")


def test_a_server_that_stops_has_the_word_before(tmp_path: Path) -> None:
    with (
        running(*twistd("--host", "127.0.0.1"), directory=tmp_path) as server,
        ClientAtTerminal(server.address, "--nick", "ana", columns=200) as client,
    ):
        client.shows("Type /help")
        server.signalled(signal.SIGTERM)
        client.shows("The server is closing. Try again in a moment.")
        client.shows("No connection: trying again")


def test_a_filter_whose_server_vanishes() -> None:
    with listening() as listener:
        address = "{}:{}".format(*listener.getsockname())
        with Piped(*CLIENT, address, "--nick", "ana", environment=plain_environment()) as ana:
            with accepted(listener) as server:
                welcome(server, "ana")
                ana.types("hola")
                assert server.recv(100) == b"hola\r\n"
            assert f"The connection to {address} was lost: check" in ana.end()
            assert ana.ends_with() == 1


def test_a_server_that_says_no_goodbye_may_not_have_taken_everything() -> None:
    with listening() as listener:
        address = "{}:{}".format(*listener.getsockname())
        with Piped(*CLIENT, address, "--nick", "ana", environment=plain_environment()) as ana:
            with accepted(listener) as server:
                welcome(server, "ana")
                ana.closes_its_input()
                assert server.recv(100) == b"/quit\r\n"
            assert "was lost" in ana.end()
            assert ana.ends_with() == 1


def test_a_server_that_says_no_goodbye_holds_nobody_at_the_terminal() -> None:
    with listening() as listener:
        address = "{}:{}".format(*listener.getsockname())
        with ClientAtTerminal(address) as client:
            with accepted(listener) as server:
                server.sendall(b"Hello.\r\n")
                client.shows("Hello.")
                client.types("\x04")
                assert client.ends_with() == 0
            assert client.lines()[-1] == "Disconnected from the server"


def test_a_hostile_server_steers_no_terminal() -> None:
    hostile = b"\x1b]0;title\x07\x1b[2J\x1b[1;1H\x1b[?1049l\x9bcsafe\xff\r\n"
    with listening() as listener:
        address = "{}:{}".format(*listener.getsockname())
        with ClientAtTerminal(address) as client, accepted(listener) as server:
            server.sendall(b"Hello.\r\n" + hostile)
            client.shows("safe\ufffd")
            client.shows("Hello.")
            assert b"\x1b]0;title" not in client.raw
            assert b"\x1b[2J\x1b[1;1H" not in client.raw
            assert b"\x1b[?1049l" not in client.raw


def test_a_prompt_that_nobody_knows_is_shown_before_what_is_typed() -> None:
    with listening() as listener:
        address = "{}:{}".format(*listener.getsockname())
        with ClientAtTerminal(address) as client, accepted(listener) as server:
            server.sendall(b"Hello.\r\nAre you sure? ")
            client.until(lambda: client.before_cursor() == "Are you sure? ")
            client.enters("yes")
            assert server.recv(100) == b"yes\r\n"


def test_a_fault_of_the_client_is_a_sentence_in_a_filter() -> None:
    with listening() as listener:
        address = "{}:{}".format(*listener.getsockname())
        with Piped(*BROKEN, address, environment=plain_environment()) as ana:
            with accepted(listener) as server:
                server.sendall(b"Enter your nickname: ")
                assert re.fullmatch(
                    "chatservice: Something went wrong in the client .*\n", ana.end()
                )
            assert ana.ends_with() == 1


def test_a_fault_of_the_client_is_a_sentence_at_a_terminal() -> None:
    with listening() as listener:
        address = "{}:{}".format(*listener.getsockname())
        with (
            ClientAtTerminal(address, client=BROKEN, columns=200) as client,
            accepted(listener) as server,
        ):
            server.sendall(b"Hello.\r\n")
            assert client.ends_with() == 1
            assert "Something went wrong in the client" in client.lines()[-1]
            assert "Traceback" not in client.text()
