"""People with accounts at real servers, and the operator beside them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.end_to_end.people import HINTS, PROMPTS, SECONDS, WELCOMES, Guest, Piped, Terminal
from tests.end_to_end.servers import Server
from tests.end_to_end.words import said
from tests.programs import plain_environment, program

PASSWORD = "correct horse battery"
DATA = "chat-data"
"""Where a server keeps what it keeps, in the folder that it was started in."""

Anyone = Guest | Terminal | Piped


def wanted(language: str, name: str) -> str:
    """Return the question for the password of a name."""
    return said(language, "Password for {name}: ", name=name)


def registers(somebody: Anyone, name: str, password: str = PASSWORD, language: str = "en") -> str:
    """Let somebody who has a nickname keep it; return what they read meanwhile."""
    somebody.types("/register")
    read = somebody.until(said(language, "New password for {name}: ", name=name))
    somebody.types(password)
    read += somebody.until(said(language, "The same password again: "))
    somebody.types(password)
    return read + somebody.until(
        said(
            language,
            "{name} is registered: from now on your password is asked for.",
            name=name,
        )
    )


def proves(somebody: Anyone, name: str, password: str = PASSWORD, language: str = "en") -> None:
    """Let somebody who has just connected give a registered name and its password."""
    somebody.until(PROMPTS[language])
    somebody.types(name)
    somebody.until(wanted(language, name))
    somebody.types(password)


def logs_in(somebody: Anyone, name: str, password: str = PASSWORD, language: str = "en") -> None:
    """Let somebody who has just connected come in by a registered name."""
    proves(somebody, name, password, language)
    somebody.until(WELCOMES[language].format(name))
    somebody.line(HINTS[language])


def quits(somebody: Anyone, language: str = "en") -> str:
    """Let somebody leave; return what they read before the goodbye.

    Netcat would wait for the end of its input.
    """
    somebody.types("/quit")
    return somebody.until({"en": "See you soon!\r\n", "es": "¡Hasta pronto!\r\n"}[language])


def member(server: Server, name: str, password: str = PASSWORD) -> Guest:
    """Connect somebody who takes a nickname and registers it."""
    guest = server.guest_called(name)
    registers(guest, name, password, server.language)
    return guest


def telnet(server: Server, *options: str) -> Terminal:
    """Run telnet to a server."""
    command = [program("telnet"), *options, "127.0.0.1", str(server.port)]
    return Terminal(*command, environment=plain_environment())


def netcat(server: Server, *options: str) -> Piped:
    """Run Debian's netcat to a server."""
    command = [program("nc"), "-N", *options, "127.0.0.1", str(server.port)]
    return Piped(*command, environment=plain_environment())


def operator(directory: Path, *arguments: str, typed: str = f"{PASSWORD}\n") -> str:
    """Run `chatservice account` for a server that was started in a folder; return its output."""
    command = [sys.executable, "-m", "chatservice", "account", *arguments]
    ended = subprocess.run(
        [*command, "--data", str(directory / DATA)],
        input=typed,
        env=plain_environment(),
        capture_output=True,
        timeout=SECONDS,
        check=False,
        encoding="utf-8",
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout


def administrator(server: Server, directory: Path, name: str) -> Guest:
    """Connect somebody whom the operator has made an administrator."""
    operator(directory, "add", name)
    operator(directory, "role", name, "admin")
    guest = server.guest()
    logs_in(guest, name, language=server.language)
    return guest
