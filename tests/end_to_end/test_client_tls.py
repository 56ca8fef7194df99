"""The client over TLS: whose certificates it believes, and what it sends before."""

from __future__ import annotations

import os
import re
import signal
import ssl
import stat
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.client.screens import CLIENT, ClientAtTerminal
from tests.client.servers import accepted, listening
from tests.end_to_end.onscreen import LOCALES
from tests.end_to_end.people import SECONDS, WELCOMES, Piped, Terminal
from tests.end_to_end.servers import Server, encrypted_endpoint, running, twistd
from tests.programs import plain_environment, program


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the server, with its certificate, which is its own authority."""
    folder: Path = tmp_path_factory.mktemp("encrypted")
    return folder


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    """A server whose only door is encrypted: let each test use names of its own."""
    with running(
        *twistd("--listen", encrypted_endpoint(folder), port=None), directory=folder
    ) as server:
        yield server


@pytest.fixture
def address(server: Server) -> str:
    """Where it is, by the name that its certificate has."""
    return f"localhost:{server.port}"


@pytest.fixture
def fingerprint(server: Server, folder: Path) -> str:
    """What OpenSSL says that its certificate's fingerprint is."""
    asking = [program("openssl"), "x509", "-in", str(folder / "certificate.pem"), "-noout"]
    told = subprocess.run(
        [*asking, "-fingerprint", "-sha256"], check=True, capture_output=True, text=True
    )
    return told.stdout.strip().partition("=")[2]


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """The surroundings of somebody who has accepted no certificate yet."""
    return {"HOME": str(tmp_path)}


def known_hosts(home: dict[str, str]) -> Path:
    return Path(home["HOME"]) / ".config" / "chatservice" / "known_hosts"


def accepted_before(home: dict[str, str], address: str, fingerprint: str) -> None:
    """Let somebody have accepted a certificate once."""
    known_hosts(home).parent.mkdir(parents=True)
    known_hosts(home).write_text(f"{address} SHA256:{fingerprint}\n", encoding="utf-8")


def piped(home: dict[str, str], *arguments: str, **environment: str) -> tuple[int, str, str]:
    """Let the client say one line from a pipe; return its status, output and errors."""
    ended = subprocess.run(
        [*CLIENT, "--tls", *arguments],
        env=plain_environment(**home, **environment),
        input="hello\n",
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    return ended.returncode, ended.stdout, ended.stderr


def other(fingerprint: str) -> str:
    """Return the fingerprint of another certificate."""
    return fingerprint.translate(str.maketrans("0123456789", "1234567890"))


# -- in a pipe -----------------------------------------------------------------------------------


def test_an_unknown_certificate_is_refused_with_a_sentence_that_says_how_to_trust_it(
    address: str, fingerprint: str, home: dict[str, str]
) -> None:
    status, output, errors = piped(home, address, "--nick", "ana1")

    assert (status, output) == (1, "")
    assert errors.count("\n") == 1
    assert address in errors
    assert f"--fingerprint {fingerprint}" in errors
    assert not known_hosts(home).exists()


def test_the_fingerprint_of_the_command_line_is_trusted(
    address: str, fingerprint: str, home: dict[str, str]
) -> None:
    status, output, errors = piped(home, address, "--nick", "ana2", "--fingerprint", fingerprint)

    assert (status, errors) == (0, "")
    assert output.startswith("Welcome, ana2!\n")
    assert not known_hosts(home).exists()


def test_another_than_the_fingerprint_of_the_command_line_is_refused(
    address: str, fingerprint: str, home: dict[str, str]
) -> None:
    status, output, errors = piped(
        home, address, "--nick", "ana3", "--fingerprint", other(fingerprint)
    )

    assert (status, output) == (1, "")
    assert "not the one of --fingerprint" in errors
    assert fingerprint in errors


def test_a_certificate_that_was_accepted_is_trusted(
    address: str, fingerprint: str, home: dict[str, str]
) -> None:
    accepted_before(home, address, fingerprint)

    status, output, _ = piped(home, address.upper(), "--nick", "ana4")

    assert (status, output.splitlines()[0]) == (0, "Welcome, ana4!")


def test_a_changed_certificate_is_refused_with_a_sentence_that_says_what_to_do(
    address: str, fingerprint: str, home: dict[str, str]
) -> None:
    accepted_before(home, address, other(fingerprint))

    status, output, errors = piped(home, address, "--nick", "ana5")

    assert (status, output) == (1, "")
    assert errors.count("\n") == 1
    for word in ("changed", fingerprint, address, str(known_hosts(home))):
        assert word in errors


def test_the_file_of_known_hosts_may_be_another(
    address: str, fingerprint: str, home: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "mine"
    file.write_text(f"{address} SHA256:{fingerprint}\n", encoding="utf-8")

    status, *_ = piped(home, address, "--nick", "ana6", "--known-hosts", str(file))

    assert status == 0


def test_a_file_that_means_nothing_is_told(address: str, home: dict[str, str]) -> None:
    accepted_before(home, address, "AB:CD")

    status, _, errors = piped(home, address, "--nick", "ana7")

    assert status == 1
    assert f"Line 1 of {known_hosts(home)}" in errors


@pytest.mark.parametrize(
    ("names", "host", "status"),
    [
        ("DNS:localhost", "localhost", 0),
        ("IP:127.0.0.1", "127.0.0.1", 0),
        ("DNS:localhost", "127.0.0.1", 1),
        ("IP:127.0.0.1", "localhost", 1),
        ("DNS:example.org", "localhost", 1),
    ],
)
def test_what_an_authority_vouches_for_is_believed_for_its_names_alone(
    names: str, host: str, status: int, home: dict[str, str], tmp_path: Path
) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    making = [program("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes"]
    making += ["-subj", "/CN=test", "-addext", f"subjectAltName={names}"]
    making += ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(making, check=True, capture_output=True, timeout=SECONDS)
    endpoint = f"ssl:0:privateKey={key}:certKey={certificate}:interface=127.0.0.1"
    with running(*twistd("--listen", endpoint, port=None), directory=tmp_path) as server:
        address = f"{host}:{server.port}"

        ended, _, errors = piped(home, address, "--nick", "ana", SSL_CERT_FILE=str(certificate))

    assert ended == status, errors
    assert not known_hosts(home).exists()


def test_a_server_without_tls_is_told(home: dict[str, str], tmp_path: Path) -> None:
    plain = twistd("--listen", "line=tcp:0:interface=127.0.0.1", port=None)
    with running(*plain, directory=tmp_path) as server:
        status, output, errors = piped(home, server.address, "--nick", "ana8")

        assert (status, output) == (1, "")
        assert f"no encrypted connection to {server.address}" in errors


def test_the_one_port_takes_it_under_tls(home: dict[str, str], tmp_path: Path) -> None:
    with running(*twistd("--host", "127.0.0.1"), directory=tmp_path) as server:
        told = re.search(r"TLS certificate SHA-256 (\S+)", server.opening)
        assert told is not None
        arguments = (server.address, "--nick", "ana9", "--fingerprint", told[1])

        status, output, errors = piped(home, *arguments)

        assert (status, errors) == (0, "")
        assert output.startswith("Welcome, ana9!\n")


def test_a_server_that_never_shakes_hands_is_given_up(home: dict[str, str]) -> None:
    run = "import sys; from chatservice.client.command import run; "
    impatient = [CLIENT[0], "-c", f"{run}sys.exit(run(sys.argv[1:], connect_seconds=0.5))"]
    with listening() as listener:
        address = "{}:{}".format(*listener.getsockname())
        ended = subprocess.run(
            [*impatient, address, "--tls", "--nick", "ana"],
            env=plain_environment(**home),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )

    assert ended.returncode == 1
    assert f"{address} did not answer within 0.5 seconds" in ended.stderr


def test_nothing_is_sent_before_the_certificate_is_believed(
    folder: Path, server: Server, home: dict[str, str]
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    # Of 1.3, the client may have gone away before the server knows that hands are shaken.
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with listening() as listener:
        address = "{}:{}".format(*listener.getsockname())
        client = [*CLIENT, address, "--tls", "--nick", "ana"]
        with Piped(*client, environment=plain_environment(**home)) as ana:
            with context.wrap_socket(accepted(listener), server_side=True) as conversation:
                sent = b""
                with suppress(ConnectionError, ssl.SSLError):
                    conversation.sendall(b"Enter your nickname: ")
                    sent = conversation.recv(100)
            assert "--fingerprint" in ana.end()
            assert ana.ends_with() == 1
    assert sent == b""


# -- at a terminal -------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "yes"), [("en", "y"), ("es", "s")])
def test_at_a_terminal_an_unknown_certificate_is_shown_and_asked_for_once(
    language: str, yes: str, address: str, fingerprint: str, home: dict[str, str]
) -> None:
    surroundings = home | {"LC_ALL": LOCALES[language]}
    name = f"eva{yes}"
    welcome = WELCOMES[language].format(name)
    with ClientAtTerminal(address, "--tls", "--nick", name, columns=120, **surroundings) as client:
        client.shows(fingerprint)
        client.shows(f"({yes}/n)")
        client.enters(yes)
        client.shows(welcome)
        client.types("\x04")
        assert client.ends_with() == 0
    with ClientAtTerminal(address, "--tls", "--nick", name, columns=120, **surroundings) as client:
        client.shows(welcome)
        assert fingerprint not in client.text()
        client.types("\x04")
        assert client.ends_with() == 0

    assert known_hosts(home).read_text() == f"{address} SHA256:{fingerprint}\n"
    assert stat.S_IMODE(known_hosts(home).stat().st_mode) == 0o600


def test_who_does_not_accept_a_certificate_is_not_connected(
    address: str, home: dict[str, str]
) -> None:
    with ClientAtTerminal(address, "--tls", "--nick", "leo1", columns=120, **home) as client:
        client.shows("(y/n)")
        client.enters("perhaps")
        client.until(lambda: client.before_cursor().rstrip().endswith("(y/n)"))
        client.enters("n")
        assert client.ends_with() == 1
        assert "was not accepted" in client.lines()[-1]
    assert not known_hosts(home).exists()


def test_ctrl_d_at_the_question_leaves_cleanly(address: str, home: dict[str, str]) -> None:
    with ClientAtTerminal(address, "--tls", "--nick", "leo2", columns=120, **home) as client:
        client.shows("(y/n)")
        client.types("\x04")
        assert client.ends_with() == 0
        assert "Traceback" not in client.text()
    assert not known_hosts(home).exists()


def test_a_terminal_without_abilities_asks_too(address: str, home: dict[str, str]) -> None:
    command = [*CLIENT, address, "--tls", "--nick", "leo3"]
    with Terminal(*command, environment=plain_environment(**home)) as leo:
        leo.until("(y/n) ")
        leo.types("y")
        leo.until("Welcome, leo3!\r\n")
        leo.types("exit")
        leo.until("Disconnected from the server\r\n")
        assert leo.ends_with() == 0


def test_a_changed_certificate_is_refused_at_a_terminal_without_a_question(
    address: str, fingerprint: str, home: dict[str, str]
) -> None:
    accepted_before(home, address, other(fingerprint))
    with ClientAtTerminal(address, "--tls", "--nick", "leo4", columns=400, **home) as client:
        assert client.ends_with() == 1
        assert "has changed" in client.text()
        assert "(y/n)" not in client.text()


# -- without --tls where it is needed ------------------------------------------------------------


def test_who_waits_at_a_port_for_tls_is_told_of_the_option(
    home: dict[str, str], tmp_path: Path
) -> None:
    endpoint = encrypted_endpoint(tmp_path)
    impatient = twistd("--listen", endpoint, "--handshake-seconds", "1", port=None)
    with running(*impatient, directory=tmp_path) as server:
        ended = subprocess.run(
            [*CLIENT, server.address, "--nick", "ana"],
            env=plain_environment(**home),
            input="hello\n",
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )

    assert (ended.returncode, ended.stdout) == (1, "")
    assert "if it is a port for TLS, use --tls" in ended.stderr


def test_who_types_at_a_port_for_tls_has_tls_by_itself(address: str, home: dict[str, str]) -> None:
    with ClientAtTerminal(address, columns=200, **home) as client:
        client.shows("not encrypted")  # nobody has said anything yet
        client.types("\r")
        client.types("hello\r")
        client.shows("Your nickname:")
        client.enters("leo5")
        client.shows("Welcome, leo5!")
        client.until(lambda: "  encrypted" in client.rows()[-2])


def test_who_wants_no_tls_at_a_port_for_it_is_told_of_the_option(
    address: str, home: dict[str, str]
) -> None:
    with ClientAtTerminal(address, "--no-tls", columns=200, **home) as client:
        client.shows("says nothing")
        client.enters("ana")
        assert client.ends_with() == 1
        assert "if it is a port for TLS, use --tls" in client.lines()[-1]


def test_a_signal_at_the_question_leaves_cleanly(address: str, home: dict[str, str]) -> None:
    with ClientAtTerminal(address, "--tls", "--nick", "leo6", columns=120, **home) as client:
        client.shows("(y/n)")
        client.types("\x03")
        client.shows("Ctrl+D leaves")
        os.kill(client.pid, signal.SIGINT)
        assert client.ends_with() == 0
        assert "Traceback" not in client.text()
    assert not known_hosts(home).exists()
