"""Real certificates, and their renewal under a server's feet."""

from __future__ import annotations

import signal
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.certified import client_context, issue
from tests.end_to_end.people import PROMPTS
from tests.end_to_end.servers import Server, running, twistd

pytestmark = pytest.mark.slow

HERE = ("--host", "127.0.0.1", "--tls", "--tls-port", "0", "--no-plain")


class Live:
    """A directory as Let's Encrypt's tools keep it: links, which lead to the newest files."""

    def __init__(self, directory: Path) -> None:
        self.path = directory / "live"
        self._archive = directory / "archive"
        self._number = 0
        self.path.mkdir()
        self._archive.mkdir()
        self.renew()

    def renew(self) -> None:
        """Let the links lead to a new certificate and its key."""
        self._number += 1
        files = [self._archive / f"{name}{self._number}.pem" for name in ("fullchain", "privkey")]
        issue(*files)
        for name, file in zip(("fullchain", "privkey"), files, strict=True):
            link = self.path / f"{name}.pem"
            link.unlink(missing_ok=True)
            link.symlink_to(file)


@pytest.fixture
def live(tmp_path: Path) -> Live:
    """A certificate that the tests' authority vouches for."""
    return Live(tmp_path)


@pytest.fixture
def certified(live: Live, tmp_path: Path) -> Iterator[Server]:
    """A server with that certificate."""
    command = twistd(*HERE, "--tls-certificate", str(live.path))
    with running(*command, directory=tmp_path) as server:
        yield server


def connected(server: Server) -> ssl.SSLSocket:
    """Return the connection of somebody who trusts nobody but the authority."""
    return client_context().wrap_socket(server.guest().socket, server_hostname="localhost")


def number_of(connection: ssl.SSLSocket) -> object:
    """Return the serial number of the certificate that somebody has seen."""
    certificate = connection.getpeercert()
    assert certificate is not None
    return certificate["serialNumber"]


def test_who_trusts_its_authority_trusts_the_server(certified: Server) -> None:
    with connected(certified) as ana:
        assert ana.recv(4096) == PROMPTS["en"].encode()


def test_a_path_is_that_from_where_it_was_typed(live: Live, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    program, *rest = twistd(*HERE, "--tls-certificate", live.path.name)

    with (
        running(program, f"--rundir={elsewhere}", *rest, directory=tmp_path) as server,
        connected(server) as ana,
    ):
        assert ana.recv(4096)


def test_a_signal_brings_the_new_one_and_disconnects_nobody(certified: Server, live: Live) -> None:
    with connected(certified) as early:
        early.sendall(b"early\r\n")
        live.renew()
        certified.signalled(signal.SIGHUP)
        certified.log.until("TLS certificate SHA-256")

        with connected(certified) as late:
            assert number_of(late) != number_of(early)
            late.sendall(b"late\r\nhello\r\n")
            read = b""
            while b"late: hello" not in read:
                read += early.recv(4096)


def test_a_broken_one_changes_nothing_and_is_told(certified: Server, live: Live) -> None:
    with connected(certified) as early:
        seen = number_of(early)
    (live.path / "privkey.pem").unlink()

    certified.signalled(signal.SIGHUP)

    certified.log.until("The TLS certificate stays as it was: ")
    assert "privkey.pem can't be read (No such file or directory)" in certified.log.until("\n")
    with connected(certified) as late:
        assert number_of(late) == seen


def test_the_certificate_of_the_one_port_is_renewed_too(tmp_path: Path) -> None:
    with running(*twistd("--host", "127.0.0.1"), directory=tmp_path) as server:
        server.signalled(signal.SIGHUP)

        server.log.until("[SERVER] TLS certificate SHA-256 ")
