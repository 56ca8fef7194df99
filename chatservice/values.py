"""What an option's text may be: each function makes a value of it, or says what is allowed."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from twisted.internet.endpoints import serverFromString

from chatservice.core.actions.history import MOST_SHOWN
from chatservice.core.names import parse_name
from chatservice.core.phrases import N_
from chatservice.core.text import sanitise
from chatservice.protocols.detectors import AUTO, SPOKEN
from chatservice.protocols.hosts import ANY
from chatservice.render.phrasebook import Phrasebook

MOST_MOTD_BYTES = 65_536

MOST_CONNECTIONS = 1_000_000

MOST_HANDSHAKE_SECONDS = 600

MOST_NAME = 253
"""Characters of a host's name (RFC 1035, 2.3.4, without what counts them)."""

IN_MEMORY = ":memory:"
"""What `--data` is for a history that is not kept."""

_HOST_NAME = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*")

_UNITS = {
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
    "m": timedelta(days=30),
    "y": timedelta(days=365),
}


class WrongValueError(Exception):
    """A value is not allowed. ``message`` (an English catalogue phrase) says what is."""

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message, details)
        self.message = message
        self.details = details

    def sentence(self, book: Phrasebook) -> str:
        """Return what is wrong and what is allowed, in words."""
        return book.say(self.message, **self.details)


def port(text: str) -> int:
    """Return a TCP port; 0 means any free one."""
    if text.isascii() and text.isdigit() and len(text) <= 5 and int(text) <= 65_535:
        return int(text)
    raise WrongValueError(
        N_("{value} is not a port: a whole number from 0 to 65535 is allowed (0: any free one)"),
        value=repr(text),
    )


def host(text: str) -> str:
    """Return an address of this machine's, for all of them or one."""
    if text == "localhost":
        return "127.0.0.1"
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise WrongValueError(
            N_(
                "{value} is not an address: an address of this machine is allowed, 0.0.0.0 or :: "
                "for all of them, 127.0.0.1 for this machine alone"
            ),
            value=repr(text),
        ) from None


class Door(NamedTuple):
    """Where to listen: a Twisted server endpoint's description, and what is spoken there."""

    speaks: str
    endpoint: str


def listen(text: str) -> tuple[Door, ...]:
    """Return what is spoken at an endpoint and its description, in a tuple.

    `AUTO` is what no word before a `=` stands for. Endpoints have theirs after a `:`.
    """
    found = re.match("([^:=]*)=", text)
    speaks, endpoint = (found[1], text[found.end() :]) if found else (AUTO, text)
    if speaks not in SPOKEN:
        raise WrongValueError(
            N_("{value} is not spoken here: {allowed} are allowed, as in line=tcp:2323"),
            value=repr(speaks),
            allowed=", ".join(SPOKEN),
        )
    try:
        serverFromString(None, endpoint)
    except Exception as error:  # each kind of endpoint has its own ways to refuse
        raise WrongValueError(
            N_(
                "{value} is not an endpoint ({reason}): a Twisted server endpoint is allowed, "
                "such as tcp:5050 or unix:/run/chat.sock"
            ),
            value=repr(endpoint),
            reason=" ".join(str(error).split()) or type(error).__name__,
        ) from None
    return (Door(speaks, endpoint),)


def web_host(text: str) -> tuple[str, ...]:
    """Return a name by which people with a browser may come, or `ANY`, in a tuple."""
    name = text.lower().removesuffix(".")
    if text == ANY or (len(name) <= MOST_NAME and _HOST_NAME.fullmatch(name)):
        return (name,)
    raise WrongValueError(
        N_(
            "{value} is no name of a host: one as a browser has it in its address is allowed, such "
            "as chat.example.org, without http:// and port, or * for any (ñ.example is "
            "xn--ida.example)"
        ),
        value=repr(text),
    )


def is_private(description: str) -> bool:
    """Return whether nobody on a network can read what goes through an endpoint."""
    # What a proxy sends comes through the endpoint that it is wrapped around.
    return description.removeprefix("haproxy:").startswith(("ssl:", "tls:", "unix:"))


def one_of(*allowed: str) -> Callable[[str], str]:
    """Return what reads one of some words."""

    def read(text: str) -> str:
        if text in allowed:
            return text
        raise WrongValueError(
            N_("{value} is not known: {allowed} are allowed"),
            value=repr(text),
            allowed=", ".join(allowed),
        )

    return read


def switch(text: str) -> bool:
    """Return whether something is on."""
    if text in ("yes", "no"):
        return text == "yes"
    raise WrongValueError(
        N_("{value} is not known: {allowed} are allowed"), value=repr(text), allowed="yes, no"
    )


def tls_file(text: str) -> str:
    """Return the absolute path of a certificate or key, or of a directory with both.

    twistd may change to another folder before it is read, and it is read again when it is renewed.
    What is in it is looked at when the server starts (`chatservice.certificates`).
    """
    path = Path(text).absolute()
    try:
        path.stat()
    except (OSError, ValueError) as error:
        raise WrongValueError(
            N_(
                "{value} can't be found ({reason}): a file in PEM format is allowed, or for a "
                "certificate a directory of Let's Encrypt's"
            ),
            value=repr(text),
            reason=getattr(error, "strerror", None) or str(error),
        ) from None
    return str(path)


def handshake_seconds(text: str) -> int:
    """Return how many seconds a handshake may take."""
    return whole_number(text, MOST_HANDSHAKE_SECONDS, least=1)


def room(text: str) -> str:
    """Return the name of a room."""
    return parse_name(text.removeprefix("#")).text


def motd(text: str) -> tuple[str, ...]:
    """Return the lines of a text file, sanitised."""
    try:
        with Path(text).open("rb") as file:
            content = file.read(MOST_MOTD_BYTES + 1)
    except OSError as error:
        raise WrongValueError(
            N_("{value} can't be read ({reason}): a text file in UTF-8 is allowed"),
            value=repr(text),
            reason=error.strerror,
        ) from None
    if len(content) > MOST_MOTD_BYTES:
        raise WrongValueError(
            N_("{value} is too long: at most {allowed} bytes are allowed"),
            value=repr(text),
            allowed=MOST_MOTD_BYTES,
        )
    return tuple(sanitise(line) for line in content.decode("utf-8", "replace").splitlines())


def data(text: str) -> str:
    """Return the path of a folder, or `:memory:`."""
    # Whether it can be used shows when the server starts, in the folder and as the user that
    # twistd has changed to by then (`chatservice.history.files`).
    if not text or "\0" in text:
        raise WrongValueError(
            N_("{value} is no directory: a path is allowed, or :memory:"), value=repr(text)
        )
    return text


def history(text: str) -> int:
    """Return how many messages are shown on entering a room."""
    return whole_number(text, MOST_SHOWN)


def max_connections(text: str) -> int:
    """Return how many connections there may be at once; 0 means as many as the system allows."""
    return whole_number(text, MOST_CONNECTIONS)


def whole_number(text: str, most: int, least: int = 0) -> int:
    """Return a whole number from ``least`` to ``most``."""
    # Its length is looked at first: Python refuses to read a number of thousands of digits.
    if text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most:
        return int(text)
    raise WrongValueError(
        N_("{value} is not allowed: a whole number from {least} to {allowed} is"),
        value=repr(text),
        least=least,
        allowed=most,
    )


def retain(text: str) -> timedelta:
    """Return how long messages are kept."""
    found = re.fullmatch(r"([1-9][0-9]{0,5})([hdwmy])", text)
    if found is None:
        raise WrongValueError(
            N_(
                "{value} is no length of time: a number and h, d, w, m or y is allowed (hours, "
                "days, weeks, months, years), such as 90d"
            ),
            value=repr(text),
        )
    return int(found[1]) * _UNITS[found[2]]
