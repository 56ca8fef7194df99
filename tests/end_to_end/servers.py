"""Real servers: programs of their own, on ports that the system chooses."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.end_to_end.people import SECONDS, Guest, Reader
from tests.programs import plain_environment, program, script

WAITING = re.compile(r"\[SERVER\] Waiting for connections on (\S+)(?: \([a-z]+\))?\n")


UNHURRIED = [
    *("--flood", "off", "--flood-registered", "off", "--repeats", "off"),
    *("--renames", "off", "--strangers", "off"),
]
"""For programs that type faster than people, about something else than that."""


def twistd(*arguments: str, port: str | None = "0", limited: bool = False) -> list[str]:
    """Return the command that serves in the foreground; no `port` leaves the option out.

    `limited` leaves the limits as they are by default on how fast people type.
    """
    choice = [] if port is None else ["--port", port]
    choice += [] if limited else UNHURRIED
    return [script("twistd"), "--nodaemon", "--pidfile=", "chat", *choice, *arguments]


class Server:
    """A server that runs: `log` is what it writes, `address` where it listens."""

    def __init__(self, process: subprocess.Popen[bytes], language: str) -> None:
        assert process.stdout is not None
        self.process = process
        self.log = Reader(process.stdout.fileno())
        self.language = language
        self.opening = self.log.until(WAITING)
        found = WAITING.search(self.opening)
        assert found is not None
        self.address = found[1]
        self._guests: list[Guest] = []

    @property
    def port(self) -> int:
        """The TCP port."""
        return int(self.address.rpartition(":")[2])

    def guest(self, *, receive_buffer: int | None = None, source: str | None = None) -> Guest:
        """Connect somebody; `receive_buffer` makes the system hold few bytes for them.

        `source` is the address that they come from, one of this machine's own.
        """
        connecting = socket.socket()
        if source is not None:
            connecting.bind((source, 0))
        if receive_buffer is not None:
            connecting.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        connecting.settimeout(SECONDS)
        try:
            connecting.connect(("127.0.0.1", self.port))
        except OSError:
            connecting.close()
            raise
        self._guests.append(Guest(connecting, self.language))
        return self._guests[-1]

    def guest_called(self, name: str) -> Guest:
        """Connect somebody who takes a nickname at once."""
        guest = self.guest()
        guest.enters_as(name)
        return guest

    def signalled(self, number: signal.Signals) -> None:
        """Send the process a signal."""
        self.process.send_signal(number)

    def ends_with(self) -> int:
        """Return the exit status, once the process has ended by itself."""
        return self.process.wait(SECONDS)

    def leave_no_trace(self) -> None:
        """Close the connections that were made through this object."""
        for guest in self._guests:
            guest.socket.close()


@contextmanager
def running(
    *command: str,
    language: str = "en",
    directory: Path | None = None,
    inherited: tuple[int, ...] = (),
    **environment: str,
) -> Iterator[Server]:
    """Run a server's command, from when it waits for connections until it is no longer needed.

    It runs in `directory`, or in one of its own: a server keeps its history where it is started.
    """
    own = TemporaryDirectory()
    process = subprocess.Popen(
        command,
        env=plain_environment(**environment),
        cwd=directory or own.name,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        pass_fds=inherited,
    )
    server = None
    try:
        server = Server(process, language)
        yield server
    finally:
        if server is not None:
            server.leave_no_trace()
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
        process.__exit__(None, None, None)
        own.cleanup()


def encrypted_endpoint(directory: Path) -> str:
    """Return the description of an endpoint under TLS, whose certificate is made in a folder."""
    key, certificate = directory / "key.pem", directory / "certificate.pem"
    making = [program("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes"]
    making += ["-subj", "/CN=localhost", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(making, check=True, capture_output=True, timeout=SECONDS)
    return f"ssl:0:privateKey={key}:certKey={certificate}:interface=127.0.0.1"


def outcome(*command: str, directory: Path, **environment: str) -> tuple[int, str, str]:
    """Run a command that ends by itself; return its status, output and errors."""
    ended = subprocess.run(
        command,
        env=plain_environment(**environment),
        cwd=directory,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    return ended.returncode, ended.stdout, ended.stderr


def is_running(pid: int) -> bool:
    """Tell whether a process that is not a child of this one still runs."""
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"  # ended, and nobody has asked for its status
