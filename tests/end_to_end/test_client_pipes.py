"""The client with servers that are not ours: netcat, and lines under TLS."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.certified import issue
from tests.client.screens import CLIENT, ClientAtTerminal, at_home
from tests.end_to_end.onscreen import LOCALES
from tests.end_to_end.people import Piped, Terminal, eventually
from tests.programs import plain_environment, program


def free_port() -> int:
    """Return a port that nobody has just now: netcat can't say which one the system chose."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


@contextmanager
def netcat(port: int) -> Iterator[Piped]:
    """Somebody who listens with Debian's netcat, and types there."""
    command = [program("nc"), "-l", "127.0.0.1", str(port)]
    with Piped(*command, environment=plain_environment()) as listener:
        # It accepts one connection only, so nobody may try whether it does.
        port_in_hex = f":{port:04X} 00000000:0000 0A "
        eventually(lambda: port_in_hex in Path("/proc/net/tcp").read_text())
        yield listener


@pytest.mark.parametrize(("columns", "language"), [(40, "en"), (80, "es"), (200, "en")])
def test_with_netcat_both_read_what_the_other_types(columns: int, language: str) -> None:
    port = free_port()
    with (
        netcat(port) as other,
        ClientAtTerminal(
            f"127.0.0.1:{port}", columns=columns, rows=24, LC_ALL=LOCALES[language]
        ) as client,
    ):
        other.types("hello from netcat, ¿qué tal?")
        client.until(lambda: "hellofromnetcat,¿quétal?" in client.letters())
        client.enters("hola, 漢字")
        other.until("hola, 漢字\r\n")
        client.enters("")
        client.enters("second line")
        other.until("second line\r\n")


def test_netcat_is_left_cleanly() -> None:
    port = free_port()
    with netcat(port) as other, ClientAtTerminal(f"127.0.0.1:{port}") as client:
        other.types("hello")
        client.shows("hello")
        client.types("\x04")
        assert client.ends_with() == 0
        assert client.lines()[-1] == "Disconnected from the server"


def test_what_is_half_typed_stays_whole_while_netcat_talks() -> None:
    port = free_port()
    with netcat(port) as other, ClientAtTerminal(f"127.0.0.1:{port}", rows=24) as client:
        other.types("first")
        client.shows("first")
        client.types("half typed")
        for number in range(30):
            other.types(f"line {number};")
        client.shows("line 29;")
        client.until(lambda: client.before_cursor().endswith("half typed"))
        client.types("\r")
        other.until("half typed\r\n")


def test_netcats_end_is_told(tmp_path: Path) -> None:
    port = free_port()
    with netcat(port) as other, ClientAtTerminal(f"127.0.0.1:{port}", columns=200) as client:
        other.types("hello")
        client.shows("hello")
        other.process.kill()
        assert client.ends_with() == 1
        assert "has closed the connection" in client.lines()[-1]


@pytest.mark.parametrize("options", [["--plain"], []])
def test_with_netcat_line_by_line(options: list[str], tmp_path: Path) -> None:
    port = free_port()
    environment = plain_environment(**at_home(tmp_path))
    client = [*CLIENT, f"127.0.0.1:{port}", *options]
    with netcat(port) as other, Terminal(*client, environment=environment) as ana:
        other.types("hello")
        read = ana.until("hello\r\n")
        ana.types("hola")
        other.until("hola\r\n")
        ana.presses(b"\x04")
        assert "\x1b" not in read + ana.end()


def test_with_netcat_through_a_pipe(tmp_path: Path) -> None:
    port = free_port()
    with netcat(port) as other:
        client = [*CLIENT, f"127.0.0.1:{port}"]
        with Piped(*client, environment=plain_environment(**at_home(tmp_path))) as ana:
            other.types("hello")
            assert ana.until("hello\n") == "hello\n"


# -- lines under TLS -----------------------------------------------------------------------------


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """The files of a certificate, and its key."""
    files = tmp_path / "certificate.pem", tmp_path / "key.pem"
    issue(*files)
    return files


@contextmanager
def lines_under_tls(certificate: tuple[Path, Path]) -> Iterator[tuple[int, Piped]]:
    """Somebody who listens with OpenSSL, and types there; and where."""
    port = free_port()
    command = [program("openssl"), "s_server", "-quiet", "-accept", f"127.0.0.1:{port}"]
    command += ["-cert", str(certificate[0]), "-key", str(certificate[1]), "-naccept", "5"]
    with Piped(*command, environment=plain_environment()) as listener:
        port_in_hex = f":{port:04X} 00000000:0000 0A "
        eventually(lambda: port_in_hex in Path("/proc/net/tcp").read_text())
        yield port, listener


def test_a_line_server_under_tls_is_talked_to(certificate: tuple[Path, Path]) -> None:
    with (
        lines_under_tls(certificate) as (port, other),
        ClientAtTerminal(f"localhost:{port}", "--tls", columns=120) as client,
    ):
        client.shows("(y/n)")
        client.enters("y")
        client.until_true(lambda: b"encrypted" in client.raw)
        client.enters("hola")
        other.until("hola")
        other.types("hello under TLS")
        client.shows("hello under TLS")


def test_a_line_server_under_tls_is_found_by_itself(certificate: tuple[Path, Path]) -> None:
    with (
        lines_under_tls(certificate) as (port, other),
        ClientAtTerminal(f"localhost:{port}", columns=120) as client,
    ):
        client.shows("not encrypted")  # nobody has said anything yet
        client.enters("hola")
        other.until("hola")
        other.types("hello under TLS")
        client.shows("hello under TLS")
