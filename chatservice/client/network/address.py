"""Which server to talk to: arguments, environment and defaults make one address."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass

from chatservice.core.phrases import N_
from chatservice.render.phrasebook import Phrasebook

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 5050

_BRACKETED = re.compile(r"\[(?P<host>[^\[\]]*)\](?::(?P<port>.*))?", re.DOTALL)
_LABEL = re.compile(r"(?!-)[\w-]{1,63}(?<!-)")
_LONGEST_NAME = 253
"""Characters of a host's name (RFC 1035, 2.3.4, without the lengths and the root)."""


class WrongValueError(Exception):
    """Something that a person has given can't be used. ``source`` is where it stood."""

    def __init__(self, source: str, message: str, **details: object) -> None:
        super().__init__(source, message, details)
        self.source = source
        self.message = message
        self.details = details

    def sentence(self, book: Phrasebook) -> str:
        """Return which value is wrong, what is wrong with it and what is allowed, in one line."""
        return f"{self.source}: {book.say(self.message, **self.details)}"


class WrongAddressError(WrongValueError):
    """A host or port can't be used. ``source`` is the argument or variable that held it."""


@dataclass(frozen=True, slots=True)
class Address:
    """A server: ``host`` is a name, an IPv4 or an IPv6 address; ``port`` a TCP port."""

    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def key(self) -> str:
        """How files name it: a name is the same in any case (RFC 4343), and with a last dot."""
        return str(Address(self.host.removesuffix("."), self.port)).lower()

    @property
    def is_loopback(self) -> bool:
        """Whether it is this machine's own, so that nobody can be in between."""
        host = self.host.removesuffix(".").lower()
        return host == "localhost" or (_is_address(host) and ipaddress.ip_address(host).is_loopback)


def server_address(
    host: str | None,
    port: str | None,
    environment: Mapping[str, str],
) -> Address:
    """Return the address that the arguments HOST and PORT (`None`: not given) stand for.

    HOST may hold the port too (``example.org:5050``, ``[::1]:5050``). Arguments beat the
    variables CHAT_HOST and CHAT_PORT, which beat the defaults. Raises `WrongAddressError`.
    """
    of_host, text = "HOST", host
    if not text:
        of_host, text = "CHAT_HOST", environment.get("CHAT_HOST") or DEFAULT_HOST
    name, port_in_host = _split(text)
    checked = _host(of_host, name, text)
    given = [("PORT", port)] if port else []
    variables = [("CHAT_PORT", found)] if (found := environment.get("CHAT_PORT")) else []
    if port_in_host is not None:
        (given if of_host == "HOST" else variables).insert(0, (of_host, port_in_host))
    chosen = given or variables
    ports = {_port(source, value) for source, value in chosen}
    if len(ports) > 1:
        raise WrongAddressError(
            ", ".join(source for source, _ in chosen),
            N_("{values} are two ports: one is allowed"),
            values=", ".join(value for _, value in chosen),
        )
    return Address(checked, ports.pop() if ports else DEFAULT_PORT)


def _split(text: str) -> tuple[str, str | None]:
    """Return the host and, if ``text`` has one, the port behind it, both unchecked."""
    bracketed = _BRACKETED.fullmatch(text)
    if bracketed is not None:
        return bracketed["host"], bracketed["port"]
    if text.count(":") == 1:
        host, _, port = text.partition(":")
        return host, port
    return text, None


def _port(source: str, text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= 5 and 1 <= int(text) <= 65_535:
        return int(text)
    raise WrongAddressError(
        source,
        N_("{value} is not a port: a whole number from 1 to 65535 is allowed"),
        value=repr(text),
    )


def _host(source: str, host: str, text: str) -> str:
    if _is_address(host) or _is_name(host):
        return host
    raise WrongAddressError(
        source,
        N_(
            "{value} is not a host: a name, an IPv4 or an IPv6 address is allowed, and :PORT "
            "behind it (an IPv6 address then stands in brackets)"
        ),
        value=repr(text),
    )


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_name(host: str) -> bool:
    labels = host.removesuffix(".").split(".")
    # A name's last label is never a number (RFC 3696, 2): such a text is a mistyped address.
    if len(host) > _LONGEST_NAME or labels[-1].isdigit():
        return False
    if not all(_LABEL.fullmatch(label) for label in labels):
        return False
    try:
        host.encode("idna")
    except UnicodeError:
        return False
    return True
