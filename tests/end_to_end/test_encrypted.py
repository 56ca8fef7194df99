"""A door under TLS, and those who knock at it."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.end_to_end.people import Guest
from tests.end_to_end.servers import WAITING, Server, encrypted_endpoint, running, twistd

PROMPT = b"Enter your nickname: "


@pytest.fixture
def both_doors(tmp_path: Path) -> Iterator[tuple[Server, int]]:
    """A server with a plain door, and the port of its encrypted one."""
    command = twistd("--host", "127.0.0.1", "--listen", encrypted_endpoint(tmp_path))
    with running(*command, directory=tmp_path) as server:
        found = WAITING.search(server.log.until(WAITING))  # the doors are told in their order
        assert found is not None
        yield server, int(found[1].rpartition(":")[2])


def test_who_connects_and_never_shakes_hands_is_in_the_log_at_once(
    both_doors: tuple[Server, int],
) -> None:
    server, encrypted = both_doors
    server.address = f"127.0.0.1:{encrypted}"

    silent = server.guest()

    number = silent.socket.getsockname()[1]
    server.log.until(f"[NEW CLIENT] Connected from ('127.0.0.1', {number})")


def test_lines_sent_ahead_of_the_end_are_all_said(both_doors: tuple[Server, int]) -> None:
    server, encrypted = both_doors
    leo = server.guest_called("leo")
    server.address = f"127.0.0.1:{encrypted}"
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    said = [f"line {number}" for number in range(1000)]

    with context.wrap_socket(server.guest().socket) as script:
        assert script.recv(len(PROMPT)) == PROMPT
        script.sendall("".join(f"{line}\r\n" for line in ("script", *said)).encode())
        read = leo.until(f"{said[-1]}\r\n").split("\r\n")

    leo.until("* script left")
    assert [line.split("script: ")[1] for line in read if "script: " in line] == said


def test_all_answers_come_after_the_end_of_input(both_doors: tuple[Server, int]) -> None:
    server, encrypted = both_doors
    server.address = f"127.0.0.1:{encrypted}"
    slow = _Slow(server.guest())

    slow.types("script")
    slow.types("/users")
    slow.says_goodbye()

    assert slow.reads().endswith("Users online (1):\r\n  script\r\nSee you soon!\r\n")


def test_a_proxy_under_tls_says_where_somebody_is(tmp_path: Path) -> None:
    endpoint = f"haproxy:{encrypted_endpoint(tmp_path)}"
    with running(*twistd("--listen", endpoint, port=None), directory=tmp_path) as server:
        slow = _Slow(server.guest())

        slow.types("PROXY TCP4 192.0.2.9 192.0.2.1 56324 5050")

        server.log.until("[NEW CLIENT] Connected from ('192.0.2.9', 56324)")
        slow.types("bot")
        slow.types("/users")
        slow.says_goodbye()
        assert slow.reads().endswith("Users online (1):\r\n  bot\r\nSee you soon!\r\n")


def test_who_does_not_shake_hands_is_let_go(tmp_path: Path) -> None:
    command = twistd(
        "--listen", encrypted_endpoint(tmp_path), "--handshake-seconds", "1", port=None
    )
    with running(*command, directory=tmp_path) as server:
        silent = server.guest()

        with pytest.raises(ConnectionResetError):
            silent.end()


def test_who_talks_in_the_open_to_the_encrypted_door_is_let_go(
    both_doors: tuple[Server, int],
) -> None:
    server, encrypted = both_doors
    leo = server.guest_called("leo")
    server.address = f"127.0.0.1:{encrypted}"
    stranger: Guest = server.guest()

    stranger.types("mallory", "hello")

    stranger.end()
    leo.types("/users")
    assert "mallory" not in leo.until("(1):\r\n  leo\r\n")


class _Slow:
    """Somebody under TLS of whom the system holds little: the records go through our hands."""

    def __init__(self, guest: Guest) -> None:
        self.socket = guest.socket
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        self._arrived, self._leaving = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._arrived, self._leaving)
        while not self._is_done(self._tls.do_handshake):
            self._arrived.write(self.socket.recv(65536))

    def _is_done(self, step: Callable[[], object]) -> bool:
        try:
            step()
        except ssl.SSLWantReadError:
            return False
        finally:
            self.socket.sendall(self._leaving.read())
        return True

    def types(self, line: str) -> None:
        """Send a line."""
        self._tls.write(f"{line}\r\n".encode())
        self.socket.sendall(self._leaving.read())

    def says_goodbye(self) -> None:
        """End TLS in order (close_notify, RFC 8446 6.1), and leave the connection open."""
        self._is_done(self._tls.unwrap)

    def talks_nonsense(self) -> None:
        """Send a record that nobody can decrypt."""
        self.socket.sendall(b"\x17\x03\x03\x00\x20" + bytes(32))

    def reads(self) -> str:
        """Return what the server still says, until it closes the connection."""
        while arrived := self.socket.recv(65536):
            self._arrived.write(arrived)
        read = b""
        with suppress(ssl.SSLZeroReturnError):
            while more := self._tls.read(65536):
                read += more
        return read.decode()

    def reads_to_the_end(self) -> None:
        """Read all that the server still sends, until it closes or resets the connection."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        with suppress(ConnectionError):
            while self.socket.recv(1 << 20):
                pass


@pytest.mark.parametrize("end", [_Slow.says_goodbye, _Slow.talks_nonsense])
def test_who_ends_tls_with_much_unread_is_gone_when_it_is_read(
    both_doors: tuple[Server, int], end: Callable[[_Slow], None]
) -> None:
    server, encrypted = both_doors
    ana, bob = server.guest_called("ana"), server.guest_called("bob")
    server.address = f"127.0.0.1:{encrypted}"
    slow = _Slow(server.guest(receive_buffer=4096))
    slow.types("slow")
    bob.until("* slow joined\r\n")
    for start in range(0, 1500, 100):  # 6 MB, more than the system holds
        ana.types(*["x" * 4000] * 100, f"up to {start}")
        bob.until(f"up to {start}\r\n")

    end(slow)
    ana.types("the server has seen it")
    bob.until("the server has seen it\r\n")
    slow.reads_to_the_end()

    bob.until("* slow left\r\n")
    ana.types("/users")
    ana.until("(2):\r\n")
