"""TLS as the programs that people have speak it, and what an operator sees of it."""

from __future__ import annotations

import re
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.certified import client_context
from tests.end_to_end.people import HINTS, PROMPTS, SECONDS, WELCOMES, Guest, Piped
from tests.end_to_end.servers import Server, outcome, running, twistd
from tests.programs import plain_environment, program

FINGERPRINT = re.compile(r"\[SERVER\] TLS certificate SHA-256 ([0-9A-F]{2}(?::[0-9A-F]{2}){31})\n")
HERE = ("--host", "127.0.0.1", "--tls", "--tls-port", "0")

CLIENTS = {
    "ncat": ["ncat", "--ssl", "127.0.0.1", "{port}"],
    "socat": ["socat", "-t10", "-", "openssl:127.0.0.1:{port},verify=0"],
    "openssl": ["openssl", "s_client", "-quiet", "-connect", "127.0.0.1:{port}"],
}
"""How each program connects. By itself socat reads for half a second after the end of its input."""


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that speaks nothing but TLS, shared by this module's tests."""
    directory: Path = tmp_path_factory.mktemp("encrypted")
    with running(*twistd(*HERE, "--no-plain"), directory=directory) as server:
        yield server


def said_by(client: str, server: Server, typed: bytes) -> list[str]:
    """Return the lines that `printf typed | client` prints."""
    name, *arguments = (word.format(port=server.port) for word in CLIENTS[client])
    ended = subprocess.run(
        [program(name), *arguments],
        input=typed,
        capture_output=True,
        env=plain_environment(),
        timeout=SECONDS,
        check=True,
    )
    return ended.stdout.decode().split("\r\n")


def shaken(server: Server, context: ssl.SSLContext | None = None) -> ssl.SSLSocket:
    """Return somebody's connection after the handshake."""
    context = context or client_context(authority=False)
    return context.wrap_socket(server.guest().socket, server_hostname="localhost")


@pytest.mark.parametrize("client", CLIENTS)
def test_what_is_typed_ahead_gets_all_answers_and_then_the_end(
    encrypted: Server, client: str
) -> None:
    lines = said_by(client, encrypted, f"{client}\n/rooms\n/users\n/quit\n".encode())

    assert lines[:2] == [PROMPTS["en"] + WELCOMES["en"].format(client), HINTS["en"]]
    assert lines[-4:] == ["Users online (1):", f"  {client}", "See you soon!", ""]


@pytest.mark.parametrize("client", ["ncat", "socat"])
def test_the_end_of_input_is_a_polite_leave(encrypted: Server, client: str) -> None:
    lines = said_by(client, encrypted, f"{client}-2\n/users\n".encode())

    assert lines[-4:] == ["Users online (1):", f"  {client}-2", "See you soon!", ""]


@pytest.mark.parametrize("client", CLIENTS)
def test_a_conversation_goes_through_it(encrypted: Server, client: str) -> None:
    name, *arguments = (word.format(port=encrypted.port) for word in CLIENTS[client])
    with Piped(program(name), *arguments, environment=plain_environment()) as somebody:
        somebody.until(PROMPTS["en"])
        somebody.types(f"{client}-3")
        somebody.line(HINTS["en"])
        somebody.types("/set echo on")
        somebody.types("hello")
        somebody.until(f"{client}-3: hello\r\n")
        somebody.types("/quit")
        somebody.until("See you soon!")
        assert somebody.ends_with() == 0


def test_much_is_read_to_its_end_after_the_end_of_input(encrypted: Server) -> None:
    lines = said_by(
        "ncat", encrypted, b"eager\n/set echo on\n" + b"z" * 4000 + b"\n" + b"/help\n" * 200
    )

    assert lines[-2:] == ["See you soon!", ""]
    assert sum("/quit" in line for line in lines) >= 200


def test_the_log_has_the_fingerprint_that_openssl_tells(tmp_path: Path) -> None:
    with running(*twistd(*HERE, "--no-plain"), directory=tmp_path) as server:
        found = FINGERPRINT.search(server.opening)
    asking = [program("openssl"), "x509", "-noout", "-fingerprint", "-sha256", "-in"]

    told = subprocess.run(
        [*asking, str(tmp_path / "chat-data" / "tls-certificate.pem")],
        check=True,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )

    assert found is not None
    assert told.stdout.rpartition("=")[2].strip() == found[1]


def test_a_server_that_starts_again_has_the_same_certificate(tmp_path: Path) -> None:
    seen = []
    for _ in range(2):
        with running(*twistd(*HERE, "--no-plain"), directory=tmp_path) as server:
            seen += FINGERPRINT.findall(server.opening)

    assert len(seen) == 2
    assert seen[0] == seen[1]


def test_the_key_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    with running(*twistd(*HERE, "--no-plain"), directory=tmp_path):
        mode = (tmp_path / "chat-data" / "tls-key.pem").stat().st_mode

    assert mode & 0o777 == 0o600


def test_both_doors_lead_to_the_same_chat(tmp_path: Path) -> None:
    with running(*twistd(*HERE), directory=tmp_path) as server:
        ana = server.guest_called("ana")
        server.address = server.log.until(re.compile(r"Waiting for connections on \S+")).split()[-1]
        with shaken(server) as bob:
            bob.sendall(b"bob\r\nhello from bob\r\n")

            ana.until("bob: hello from bob\r\n")


def test_no_plain_understands_nothing_else(encrypted: Server) -> None:
    stranger: Guest = encrypted.guest()

    stranger.types("mallory")

    assert PROMPTS["en"] not in stranger.end()


def test_who_does_not_shake_hands_is_let_go(tmp_path: Path) -> None:
    command = twistd(*HERE, "--no-plain", "--handshake-seconds", "1")
    with running(*command, directory=tmp_path) as server:
        silent = server.guest()
        with shaken(server) as ana:  # who is silent as well, after it
            with pytest.raises(ConnectionResetError):
                silent.end()

            ana.sendall(b"ana\r\n")
            assert ana.recv(4096)
        server.log.until("no TLS handshake in 1 seconds")


def s_client(server: Server, *arguments: str) -> str:
    """Return all that `openssl s_client` tells about a connection."""
    command = [program("openssl"), "s_client", "-connect", f"127.0.0.1:{server.port}"]
    ended = subprocess.run(
        [*command, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=plain_environment(),
        timeout=SECONDS,
        check=False,
    )
    return ended.stdout.decode(errors="replace")


@pytest.mark.parametrize(
    ("arguments", "agreed"),
    [
        (["-tls1_2"], r"Protocol\s*: TLSv1\.2"),
        (["-tls1_3"], r"New, TLSv1\.3, Cipher is TLS_"),
        (["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"], "ECDHE-ECDSA-AES128-GCM-SHA256"),
        (["-tls1_2", "-cipher", "ECDHE-ECDSA-AES256-GCM-SHA384"], "ECDHE-ECDSA-AES256-GCM-SHA384"),
        (["-tls1_2", "-cipher", "ECDHE-ECDSA-CHACHA20-POLY1305"], "ECDHE-ECDSA-CHACHA20-POLY1305"),
        (["-tls1_3", "-ciphersuites", "TLS_CHACHA20_POLY1305_SHA256"], "TLS_CHACHA20_POLY1305"),
        (["-groups", "X25519"], r"Server Temp Key: X25519"),
        (["-tls1_2"], "Compression: NONE"),
        (["-tls1_2"], "Secure Renegotiation IS supported"),
        (["-alpn", "chatservice"], "ALPN protocol: chatservice"),
        (["-alpn", "http/1.1,chatservice"], "ALPN protocol: chatservice"),
        (["-alpn", "h2,http/1.1"], "ALPN protocol: http/1.1"),
    ],
)
def test_what_is_strong_is_spoken(encrypted: Server, arguments: list[str], agreed: str) -> None:
    assert re.search(agreed, s_client(encrypted, *arguments))


@pytest.mark.parametrize(
    "arguments",
    [
        ["-tls1", "-cipher", "ALL:@SECLEVEL=0"],
        ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"],
        ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES256-SHA:ECDHE-ECDSA-AES128-SHA256"],
        ["-tls1_2", "-cipher", "kRSA:@SECLEVEL=0"],
        ["-tls1_2", "-cipher", "DHE:@SECLEVEL=0"],
        ["-tls1_2", "-cipher", "aNULL:@SECLEVEL=0"],
        ["-tls1_2", "-cipher", "ALL:!AESGCM:!CHACHA20:@SECLEVEL=0"],
        ["-tls1_3", "-ciphersuites", "TLS_AES_128_CCM_8_SHA256:TLS_AES_128_CCM_SHA256"],
        ["-alpn", "h2"],
    ],
)
def test_what_is_weak_or_foreign_is_refused(encrypted: Server, arguments: list[str]) -> None:
    told = s_client(encrypted, *arguments)

    assert "alert" in told, told
    assert "Cipher is (NONE)" in told or "Cipher    : 0000" in told, told


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--no-plain"], ["--no-plain", "--tls"]),
        (["--tls-certificate", "nowhere.pem"], ["--tls-certificate", "'nowhere.pem'"]),
        (["--tls-certificate", "certificate.pem"], ["certificate.pem", "certificate"]),
        (["--tls", "--tls-certificate", "certificate.pem"], ["certificate.pem", "certificate"]),
        (["--tls", "--tls-port", "65536"], ["--tls-port", "0 to 65535"]),
    ],
)
def test_a_wrong_value_is_one_line_that_says_what_is_wrong(
    arguments: list[str], named: list[str], tmp_path: Path
) -> None:
    tmp_path.joinpath("certificate.pem").write_text("hello\n")

    status, output, errors = outcome(*twistd(*arguments, port=None), directory=tmp_path)

    assert status == 1
    assert output == ""
    assert errors.count("\n") == 1, errors
    for word in named:
        assert word in errors
