"""The servers that are compared, each started for one measurement and ended after it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from machine import HERE, cores, prepared

from chatservice.history.files import open_history

SECONDS = 20.0
"""How long a server may take to accept its first connection."""

CONFIGURATIONS = HERE / "configurations"


@dataclass(frozen=True, slots=True)
class Running:
    """A server that accepts connections: who it is, where it is, and how it is spoken to."""

    pid: int
    port: int
    dialect: str


@dataclass(frozen=True, slots=True)
class Server:
    """One of those that are compared.

    ``command`` returns the program and its arguments for a folder of its own and a port that is
    free; one that chooses a port itself prints it, and ``port`` finds it in a line of that.
    """

    name: str
    dialect: str
    command: Callable[[Path, int], list[str]]
    port: re.Pattern[str] | None = None
    program: str | None = None
    """What must be installed for it."""
    at_once: int = 1000
    """How many may arrive at a time: ngircd's backlog is ten, and fixed. Who comes when it is
    full takes a connection for made that is not, and waits for minutes."""

    @property
    def is_here(self) -> bool:
        """Whether it can be started on this machine."""
        return self.program is None or shutil.which(self.program) is not None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _ours(data: str) -> Callable[[Path, int], list[str]]:
    def command(folder: Path, port: int) -> list[str]:
        twistd = str(Path(sys.executable).with_name("twistd"))
        address = ["--host", "127.0.0.1", "--port", "0"]
        kept = ["--data", data or str(folder / "data"), "--language", "en"]
        # As with the peers: how fast they hand out is measured, not how they slow people down.
        unhurried = ["--flood", "off", "--flood-registered", "off", "--repeats", "off"]
        return [twistd, "--nodaemon", "--pidfile=", "chat", *address, *kept, *unhurried]

    return command


FIRST_NUMBER = 1_000_000
"""Of what is said at `in_protocols`: then all that is told of it has one length."""


def in_protocols() -> list[Server]:
    """Return this server once for each protocol that people speak to it."""
    waiting = re.compile(r"Waiting for connections on 127\.0\.0\.1:(\d+)")
    serve = _ours("")

    def command(folder: Path, port: int) -> list[str]:
        with closing(open_history(folder / "data")) as connection:
            connection.execute("UPDATE counters SET value = ?", (FIRST_NUMBER,))
        return serve(folder, port)

    return [
        Server(name, dialect, command, waiting)
        for name, dialect in (
            ("lines", "plain"),
            ("JSON lines", "json"),
            ("WebSocket", "websocket"),
        )
    ]


def _configured(program: str, *arguments: str) -> Callable[[Path, int], list[str]]:
    """Return a command whose configuration is a file of this folder with its port filled in."""

    def command(folder: Path, port: int) -> list[str]:
        text = (CONFIGURATIONS / f"{program}.conf").read_text().replace("PORT", str(port))
        file = folder / f"{program}.conf"
        file.write_text(text)
        # A server that gives up its rights has to find its file again.
        folder.chmod(0o755)
        return [program, *arguments, str(file)]

    return command


def all_servers(relay: Path) -> list[Server]:
    """Return everyone who could take part; ``relay`` is the program that was compiled."""
    number = re.compile(r"^(\d+)$")
    waiting = re.compile(r"Waiting for connections on 127\.0\.0\.1:(\d+)")
    return [
        Server("relay", "plain", lambda folder, port: [str(relay)], number),
        Server(
            "naive",
            "plain",
            lambda folder, port: [sys.executable, str(HERE / "naive.py")],
            number,
        ),
        Server("ngircd", "irc", _configured("ngircd", "-n", "-f"), program="ngircd", at_once=8),
        Server(
            "inspircd",
            "irc",
            _configured("inspircd", "--runasroot", "--nofork", "--nolog", "--config"),
            program="inspircd",
        ),
        Server("ours", "plain", _ours(""), waiting),
        Server("ours, :memory:", "plain", _ours(":memory:"), waiting),
    ]


@contextmanager
def serving(server: Server) -> Iterator[Running]:
    """Run a server on a core of its own, from its first connection until it is not needed."""
    with TemporaryDirectory(prefix="fanout-") as name:
        folder, port = Path(name), _free_port()
        log = folder / "log"
        with (
            log.open("wb") as output,
            subprocess.Popen(
                server.command(folder, port),
                cwd=folder,
                env=os.environ | {"LC_ALL": "C.UTF-8", "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=prepared(cores()[1]),
            ) as process,
        ):
            try:
                yield Running(process.pid, _port(server, port, process, log), server.dialect)
            finally:
                # Nothing of it is wanted any more: ten thousand goodbyes would only take time.
                process.kill()


def _port(server: Server, port: int, process: subprocess.Popen[bytes], log: Path) -> int:
    """Return the port of a server once it accepts. Raises `SystemExit` if that never happens."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and process.poll() is None:
        if server.port is not None:
            found = server.port.search(log.read_text(errors="replace").strip())
            if found is not None:
                return int(found[1])
        elif _accepts(port):
            return port
        time.sleep(0.02)
    raise SystemExit(f"{server.name} does not start: {log.read_text(errors='replace')}")


def _accepts(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1.0).close()
    except OSError:
        return False
    return True
