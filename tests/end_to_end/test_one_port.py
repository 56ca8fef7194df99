"""One port, and whatever somebody connects with finds its language there."""

from __future__ import annotations

import re
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.certified import client_context
from tests.end_to_end.people import HINTS, PROMPTS, SECONDS, WELCOMES, Guest, Piped
from tests.end_to_end.servers import Server, running, twistd
from tests.programs import plain_environment, program

HERE = "interface=127.0.0.1"
HEADER = b"PROXY TCP4 192.0.2.9 192.0.2.1 56324 5050\r\n"
HELLO = '{"type":"hello","version":1,"nick":"%s"}\n'

CLIENTS = {
    "nc": ["nc", "-N", "127.0.0.1", "{port}"],
    "ncat": ["ncat", "--ssl", "127.0.0.1", "{port}"],
    "openssl": ["openssl", "s_client", "-quiet", "-connect", "127.0.0.1:{port}"],
}
"""How programs connect that say what they are told: without TLS, and with it."""

BROWSERS = {
    "http": ["curl", "-sS", "-i", "http://127.0.0.1:{port}/"],
    "https": ["curl", "-sS", "-i", "-k", "https://127.0.0.1:{port}/"],
}
"""The same for one that speaks HTTP, as browsers do."""


@pytest.fixture(scope="module")
def one_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with its one port, shared by this module's tests."""
    directory: Path = tmp_path_factory.mktemp("one-port")
    with running(*twistd("--host", "127.0.0.1"), directory=directory) as server:
        yield server


def printed(command: list[str], port: int, typed: str = "") -> str:
    """Return what `printf typed | command` prints."""
    name, *arguments = (word.format(port=port) for word in command)
    ended = subprocess.run(
        [program(name), *arguments],
        input=typed.encode(),
        capture_output=True,
        env=plain_environment(),
        timeout=SECONDS,
        check=True,
    )
    return ended.stdout.decode()


@contextmanager
def shaken(guest: Guest, *offered: str) -> Iterator[Guest]:
    """Yield somebody after the handshake, who offers these protocols by name (ALPN)."""
    context = client_context(authority=False)
    if offered:
        context.set_alpn_protocols(list(offered))
    with context.wrap_socket(guest.socket, server_hostname="localhost") as encrypted:
        yield EncryptedGuest(encrypted)


class EncryptedGuest(Guest):
    """Somebody under TLS."""

    def __init__(self, connected: ssl.SSLSocket) -> None:
        super().__init__(connected)
        self._connected = connected

    def _more(self, deadline: float) -> bool:
        data = self._connected.recv(65536)  # which has a deadline of its own
        self._unread += data
        self._ended = not data
        return True


@pytest.mark.parametrize("client", CLIENTS)
def test_a_person_is_answered_as_one(one_port: Server, client: str) -> None:
    read = printed(CLIENTS[client], one_port.port, f"{client}\n/users\n/quit\n")

    lines = read.split("\r\n")
    assert lines[:2] == [PROMPTS["en"] + WELCOMES["en"].format(client), HINTS["en"]]
    assert lines[-2:] == ["See you soon!", ""]


@pytest.mark.parametrize("client", CLIENTS)
def test_a_person_who_waits_is_greeted(one_port: Server, client: str) -> None:
    name, *arguments = (word.format(port=one_port.port) for word in CLIENTS[client])
    with Piped(program(name), *arguments, environment=plain_environment()) as somebody:
        somebody.until(PROMPTS["en"])
        somebody.types(f"{client}-2")
        somebody.line(HINTS["en"])
        somebody.types("/quit")
        somebody.until("See you soon!")


@pytest.mark.parametrize("client", CLIENTS)
def test_a_program_is_answered_in_json(one_port: Server, client: str) -> None:
    typed = HELLO % f"{client}-3" + '{"type":"quit"}\n'

    first, *_ = printed(CLIENTS[client], one_port.port, typed).splitlines()

    assert first.startswith(f'{{"type":"welcome","nick":"{client}-3",')


@pytest.mark.parametrize("browser", BROWSERS)
def test_a_browser_gets_the_page(one_port: Server, browser: str) -> None:
    read = printed(BROWSERS[browser], one_port.port)

    assert read.startswith("HTTP/1.1 200 ")
    assert "<!doctype html>" in read.lower()


def test_nothing_is_printed_to_who_agreed_on_http_and_waits(one_port: Server) -> None:
    with shaken(one_port.guest(), "http/1.1") as browser:
        browser.sends(b"GET /nowhere HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")

        assert browser.end().startswith("HTTP/1.1 404 ")


def test_who_agreed_on_http_can_say_nothing_else(one_port: Server) -> None:
    witness = one_port.guest_called("witness")
    with shaken(one_port.guest(), "http/1.1") as stranger:
        stranger.types("mallory", "said by a confused deputy", "")

        assert stranger.end().startswith("HTTP/1.1 400 ")
    witness.types("/users")
    assert "mallory" not in witness.until("  witness\r\n")
    witness.types("/quit")


def test_everyone_is_in_one_room(one_port: Server) -> None:
    ana = one_port.guest_called("ana")
    with shaken(one_port.guest()) as bob:
        bob.enters_as("bob")
        bot = one_port.guest()
        bot.sends((HELLO % "bot").encode())
        bot.until('"type":"welcome"')
        ana.types("from ana")
        bob.until("ana: from ana\r\n")
        bot.until('"from":"ana","text":"from ana"}\n')

        bot.sends(b'{"type":"say","text":"from bot"}\n')
        ana.until("bot: from bot\r\n")
        bob.types("from bob")
        ana.until("bob: from bob\r\n")
        bot.until('"from":"bob","text":"from bob"}\n')
        bob.types("/quit")
    for guest in (ana, bot):
        guest.vanishes()


@pytest.mark.parametrize("cut", [1, 2, 3, 4])
def test_a_request_in_two_packets_is_one(one_port: Server, cut: int) -> None:
    request = b"GET /nowhere HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    browser = one_port.guest()
    browser.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    browser.sends(request[:cut])
    browser.sends(request[cut:])

    assert browser.end().startswith("HTTP/1.1 404 ")


def test_what_an_endpoint_speaks_can_be_fixed(tmp_path: Path) -> None:
    for speaks, said, read in (
        ("line", b"GET / HTTP/1.1\r\n\r\n", "you are speaking HTTP."),
        ("json", b"ana\r\n", '"code":"not-json"'),
        ("web", b"ana\r\n\r\n", "HTTP/1.1 400 "),
    ):
        command = twistd("--listen", f"{speaks}=tcp:0:{HERE}", port=None)
        with running(*command, directory=tmp_path) as server:
            guest = server.guest()
            guest.sends(said)
            guest.until(read)


def test_no_tls_is_spoken_where_something_else_is_fixed(tmp_path: Path) -> None:
    command = twistd("--listen", f"line=tcp:0:{HERE}", port=None)
    with running(*command, directory=tmp_path) as server:
        stranger = server.guest()
        with pytest.raises(ssl.SSLError):
            client_context(authority=False).wrap_socket(stranger.socket)


def test_a_unix_socket_is_as_good_as_a_port(tmp_path: Path) -> None:
    path = tmp_path / "chat.sock"
    with running(*twistd("--listen", f"unix:{path}", port=None), directory=tmp_path):
        person = printed(["nc", "-N", "-U", str(path)], 0, "ana\n/quit\n")
        program_read = printed(["nc", "-N", "-U", str(path)], 0, HELLO % "bot")
        page = printed(["curl", "-sS", "-i", "--unix-socket", str(path), "http://localhost/"], 0)
        with socket.socket(socket.AF_UNIX) as connecting:
            connecting.settimeout(SECONDS)
            connecting.connect(str(path))
            with shaken(Guest(connecting)) as eva:
                eva.enters_as("eva")

    assert person.endswith("See you soon!\r\n")
    assert program_read.startswith('{"type":"welcome"')
    assert page.startswith("HTTP/1.1 200 ")


def test_behind_a_proxy_it_is_the_same(tmp_path: Path) -> None:
    command = twistd("--listen", f"haproxy:tcp:0:{HERE}", port=None)
    with running(*command, directory=tmp_path) as server:
        person, robot, browser, encrypted = (server.guest() for _ in range(4))
        person.sends(HEADER)
        person.enters_as("ana")
        robot.sends(HEADER + (HELLO % "bot").encode())
        robot.until('"type":"welcome"')
        browser.sends(HEADER + b"GET /nowhere HTTP/1.1\r\nHost: chat\r\nConnection: close\r\n\r\n")
        assert browser.end().startswith("HTTP/1.1 404 ")
        encrypted.sends(HEADER)
        with shaken(encrypted) as eva:
            eva.enters_as("eva")
        server.log.until("[NEW CLIENT] Connected from ('192.0.2.9', 56324)")


def test_an_encrypted_port_speaks_all_of_it_inside(tmp_path: Path) -> None:
    command = twistd("--host", "127.0.0.1", "--tls", "--tls-port", "0", "--no-plain")
    with running(*command, directory=tmp_path) as server:
        assert printed(BROWSERS["https"], server.port).startswith("HTTP/1.1 200 ")
        assert printed(CLIENTS["ncat"], server.port, HELLO % "bot").startswith('{"type":"welcome"')
        assert printed(CLIENTS["ncat"], server.port, "ana\n").startswith(PROMPTS["en"])


def test_a_server_that_stops_says_so_to_who_has_said_nothing(tmp_path: Path) -> None:
    with running(*twistd("--host", "127.0.0.1"), directory=tmp_path) as server:
        silent = server.guest()
        server.log.until(re.compile(r"\[NEW CLIENT\] .*\n"))

        server.process.terminate()

        assert silent.end().endswith("The server is closing. Try again in a moment.\r\n")
