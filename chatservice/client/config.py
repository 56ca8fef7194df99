"""What a person keeps in `client.toml`: servers by their names, and how they like the client.

default = "home"
bell = false

[servers.home]
host = "chat.example.org"
nick = "ana"
rooms = ["kitchen"]
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from chatservice.client.network.address import (
    Address,
    WrongAddressError,
    WrongValueError,
    server_address,
)
from chatservice.client.network.trust import parse_fingerprint, usual_file
from chatservice.core.phrases import N_
from chatservice.core.settings import LANGUAGES

NO_NAME = N_("{value} is not a name: letters, digits, _, - and . are allowed")
NO_FINGERPRINT = N_(
    "{value} is not a SHA-256 fingerprint: 64 hexadecimal digits are allowed, with : between each "
    "two"
)

_OF_THE_FILE = ("default", "language", "plain", "bell", "history", "keyring", "servers")
_OF_A_SERVER = ("host", "port", "nick", "rooms", "tls", "fingerprint")


class ConfigError(WrongValueError):
    """Something in the file is wrong. ``source`` is the file, and the key in it."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server of the file. ``tls``: always, never, or (`None`) where the server has it."""

    name: str
    address: Address
    nick: str | None = None
    rooms: tuple[str, ...] = ()
    tls: bool | None = None
    fingerprint: str | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """What the ``file`` says. ``default`` is a key of ``servers``, or `None`."""

    file: Path
    default: str | None = None
    language: str | None = None
    plain: bool = False
    bell: bool = True
    history: bool = True
    """Whether what is sent is kept for the arrow keys of another day."""
    keyring: bool = True
    """Whether the system's keyring is asked for passwords."""
    servers: Mapping[str, Server] = field(default_factory=dict)


def usual_config(environment: Mapping[str, str]) -> Path:
    """Return where the file is if nobody says otherwise."""
    return usual_file(environment).with_name("client.toml")


def load(environment: Mapping[str, str], file: str | None = None) -> Config:
    """Return what the usual file says, or ``file``, which has to be there.

    Raises `ConfigError`.
    """
    path = usual_config(environment) if file is None else Path(file)
    try:
        text = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        if file is None:
            return Config(path)
        raise _unreadable("--config", path, error) from error
    except OSError as error:
        raise _unreadable("--config" if file is not None else "client.toml", path, error) from error
    return _config(path, _parsed(path, text))


def is_name(text: str) -> bool:
    """Return whether a server may take a text for a name, and for nothing else.

    Which names are allowed is for the server to say; here is told what it would not even take for
    one: nothing, a command, several lines.
    """
    return bool(text.strip()) and text.isprintable() and not text.lstrip().startswith("/")


def room_name(text: str) -> str:
    """Return a room's name as the server has it: people write #kitchen, too."""
    return text.strip().removeprefix("#")


def _unreadable(source: str, path: Path, error: OSError) -> ConfigError:
    return ConfigError(
        source,
        N_("{value} can't be read ({reason}): a TOML file is allowed"),
        value=repr(str(path)),
        reason=error.strerror or type(error).__name__,
    )


def _parsed(path: Path, text: bytes) -> dict[str, Any]:
    # Only who has a file waits for what reads it.
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(text.decode())
    except ValueError as error:  # not TOML, not UTF-8, or a number of thousands of digits
        raise ConfigError(
            str(path),
            N_('this is not TOML ({reason}): lines like nick = "ana" are allowed'),
            reason=" ".join(str(error).split()),
        ) from None


def _config(path: Path, found: dict[str, Any]) -> Config:
    table = _Table(str(path), "", found, _OF_THE_FILE)
    servers = {
        name: _read_server(path, name, each) for name, each in table.table("servers").items()
    }
    default = table.text("default")
    if default is not None and default not in servers:
        raise table.wrong(
            "default",
            N_("{value} is no server of this file: {allowed} are allowed")
            if servers
            else N_("{value} is no server of this file: it has none, as in [servers.home]"),
            value=repr(default),
            allowed=", ".join(servers),
        )
    language = table.text("language")
    if language is not None and language not in LANGUAGES:
        raise table.wrong(
            "language",
            N_("{value} is not known: {allowed} are allowed"),
            value=repr(language),
            allowed=", ".join(LANGUAGES),
        )
    switches = {key: table.switch(key) for key in ("plain", "bell", "history", "keyring")}
    wanted = {key: value for key, value in switches.items() if value is not None}
    return Config(path, default, language, servers=servers, **wanted)


def _read_server(path: Path, name: str, found: Any) -> Server:
    table = _Table(str(path), f"servers.{name}", found, _OF_A_SERVER)
    host = table.text("host")
    if not host:
        raise table.wrong("host", N_("it is missing: a name or an address is needed"))
    try:
        address = server_address(host, table.port("port"), {})
    except WrongAddressError as error:
        raise table.wrong(error.source.lower(), error.message, **error.details) from error
    nick, rooms = table.text("nick"), table.texts("rooms")
    for key, text in (("nick", nick), *(("rooms", room) for room in rooms)):
        if text is not None and not is_name(text):
            raise table.wrong(key, NO_NAME, value=repr(text))
    given = table.text("fingerprint")
    fingerprint = None if given is None else parse_fingerprint(given)
    if given is not None and fingerprint is None:
        raise table.wrong("fingerprint", NO_FINGERPRINT, value=repr(given))
    tls = table.switch("tls")
    if tls is False and fingerprint is not None:
        raise table.wrong("fingerprint", N_("with tls = false there is no certificate to look at"))
    return Server(name, address, nick, tuple(map(room_name, rooms)), tls, fingerprint)


def nearest(word: str, words: Iterable[str]) -> str | None:
    """Return the one of ``words`` that is most like a word; `None` where none is like it."""
    return next(iter(get_close_matches(word, list(words), n=1)), None)


class _Table:
    """A table of the file, from which values are taken by their keys.

    Keys that are not ``allowed`` raise `ConfigError`, as do values of the wrong type. What is not
    there is `None`, or empty.
    """

    def __init__(self, file: str, place: str, found: Any, allowed: tuple[str, ...]) -> None:
        self._file = file
        self._place = place
        self._found = {"": found}
        self._found = self.table("")
        for key in self._found:
            if key not in allowed:
                alike = nearest(key, allowed)
                raise self.wrong(
                    "",
                    N_("there is no key {key}: {allowed} are allowed")
                    if alike is None
                    else N_("there is no key {key}: did you mean {nearest}? {allowed} are allowed"),
                    key=repr(key),
                    nearest=alike,
                    allowed=", ".join(allowed),
                )

    def wrong(self, key: str, message: str, /, **details: object) -> ConfigError:
        """Return the error of a key, or of the whole table."""
        path = ".".join(part for part in (self._place, key) if part)
        return ConfigError(
            ": ".join(part for part in (self._file, path) if part), message, **details
        )

    def table(self, key: str) -> dict[str, Any]:
        """Return a table."""
        found = self._take(
            key,
            lambda it: isinstance(it, dict),
            N_("{value} is of the wrong kind: lines below [{place}] are allowed"),
        )
        return found or {}

    def text(self, key: str) -> str | None:
        """Return a text."""
        found: str | None = self._take(
            key,
            lambda it: isinstance(it, str),
            N_("{value} is of the wrong kind: a text in quotes is allowed"),
        )
        return found

    def texts(self, key: str) -> list[str]:
        """Return a list of texts."""
        found = self._take(
            key,
            lambda it: isinstance(it, list) and all(isinstance(each, str) for each in it),
            N_('{value} is of the wrong kind: a list like ["kitchen", "garden"] is allowed'),
        )
        return found or []

    def port(self, key: str) -> str | None:
        """Return a number, as it is written."""
        found = self._take(
            key,
            lambda it: isinstance(it, int | str) and not isinstance(it, bool),
            N_("{value} is not a port: a whole number from 1 to 65535 is allowed"),
        )
        return None if found is None else str(found)

    def switch(self, key: str) -> bool | None:
        """Return what is on or off."""
        found: bool | None = self._take(
            key,
            lambda it: isinstance(it, bool),
            N_("{value} is of the wrong kind: true or false is allowed"),
        )
        return found

    def _take(self, key: str, fits: Callable[[Any], bool], message: str) -> Any:
        found = self._found.get(key)
        if found is not None and not fits(found):
            place = ".".join(part for part in (self._place, key) if part)
            raise self.wrong(key, message, value=repr(found), place=place)
        return found
