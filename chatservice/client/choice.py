"""What the command line, the environment and the file of servers make together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from chatservice.client.config import Config, Server, nearest
from chatservice.client.network.address import Address, server_address
from chatservice.client.network.trust import usual_file
from chatservice.render.phrasebook import Phrasebook, locale_language


@dataclass(frozen=True, slots=True)
class Choice:
    """What holds for this time. ``server`` is the name of a server of the file, or empty.

    ``nick`` is `None` where it is to be asked for. ``tls``: always, never, or (`None`) where the
    server has it. The last of ``rooms`` is where one talks first.
    """

    address: Address
    server: str
    nick: str | None
    rooms: tuple[str, ...]
    tls: bool | None
    fingerprint: str | None
    known_hosts: Path
    language: str
    plain: bool
    bell: bool
    history: bool
    keyring: bool


def resolve(options: Mapping[str, Any], config: Config, environment: Mapping[str, str]) -> Choice:
    """Return what the command line (`chatservice.client.options`) and all else make together.

    The command line beats everything. Where it names no server, CHAT_HOST and CHAT_PORT, if one of
    them is set, are the address; else it is that of the file's default. Raises `WrongAddressError`.
    """
    server = _server(options, config, environment)
    tls: bool | None = server.tls
    fingerprint = options["fingerprint"] or server.fingerprint
    if options["no-tls"]:
        tls, fingerprint = False, None
    elif options["tls"] or options["fingerprint"]:
        tls = True
    elif fingerprint is not None:
        # Whoever names the only certificate that will do does not want to talk without one.
        tls = True
    known_hosts = options["known-hosts"]
    nick = options["nick"]
    return Choice(
        address=server.address,
        server=server.name,
        nick=server.nick if nick is None else nick,
        rooms=tuple(options["room"]) or server.rooms,
        tls=tls,
        fingerprint=fingerprint,
        known_hosts=usual_file(environment) if known_hosts is None else Path(known_hosts),
        language=config.language or locale_language(environment),
        plain=bool(options["plain"]) or config.plain,
        bell=config.bell,
        history=config.history,
        keyring=config.keyring,
    )


def perhaps_meant(book: Phrasebook, config: Config, choice: Choice) -> str:
    """Return a sentence for a host that can't be found: which server was perhaps meant.

    Empty where the file has none whose name is like it.
    """
    alike = nearest(choice.address.host, config.servers)
    if choice.server or alike is None:
        return ""
    return book.say(
        "Did you mean {nearest}, which is a server in {file}?", nearest=alike, file=config.file
    )


def _server(options: Mapping[str, Any], config: Config, environment: Mapping[str, str]) -> Server:
    host, port = options["host"], options["port"]
    name = host
    if not host and not environment.get("CHAT_HOST") and not environment.get("CHAT_PORT"):
        name = config.default
    server = config.servers.get(name) if name else None
    if server is None:
        return Server("", server_address(host, port, environment))
    if not port:
        return server
    return replace(server, address=server_address(server.address.host, port, {}))
