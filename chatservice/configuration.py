"""What the operator decides: flags, environment, file and defaults make one `Configuration`.

Each option is declared once, in `OPTIONS`; the usage text, the environment variables, the file's
keys and the README's table come from there. A flag beats the environment, which beats the file,
which beats the default.
"""

from __future__ import annotations

import ipaddress
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from twisted.internet.endpoints import quoteStringArgument, serverFromString

from chatservice.core.names import parse_name
from chatservice.core.phrases import N_
from chatservice.core.refusals import Refused
from chatservice.core.settings import LANGUAGES, STYLES
from chatservice.core.text import sanitise
from chatservice.render.phrasebook import Phrasebook, locale_language, phrasebook
from chatservice.render.refusals import refusal

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ENVIRONMENT_PREFIX = "CHAT_"
MOST_MOTD_BYTES = 65_536
EVERY_ADDRESS = "0.0.0.0"


@dataclass(frozen=True, slots=True)
class Configuration:
    """All that the operator decided, checked. ``motd`` holds the message's sanitised lines.

    ``listen`` are Twisted endpoint descriptions, at least one. ``address`` is the host and port
    among them; `None` where only other endpoints are wanted.
    """

    address: tuple[str, int] | None
    listen: tuple[str, ...]
    language: str
    style: str
    room: str
    motd: tuple[str, ...]
    data: str


class WrongValueError(Exception):
    """A value is not allowed. ``message`` (an English catalogue phrase) says what is."""

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message, details)
        self.message = message
        self.details = details

    def sentence(self, book: Phrasebook) -> str:
        """Return what is wrong and what is allowed, in words."""
        return book.say(self.message, **self.details)


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= 5 and int(text) <= 65_535:
        return int(text)
    raise WrongValueError(
        N_("{value} is not a port: a whole number from 0 to 65535 is allowed (0: any free one)"),
        value=repr(text),
    )


def _host(text: str) -> str:
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


def _listen(text: str) -> tuple[str, ...]:
    try:
        serverFromString(None, text)
    except Exception as error:  # each kind of endpoint has its own ways to refuse
        raise WrongValueError(
            N_(
                "{value} is not an endpoint ({reason}): a Twisted server endpoint is allowed, "
                "such as tcp:5050 or unix:/run/chat.sock"
            ),
            value=repr(text),
            reason=" ".join(str(error).split()) or type(error).__name__,
        ) from None
    return (text,)


def _one_of(*allowed: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text in allowed:
            return text
        raise WrongValueError(
            N_("{value} is not known: {allowed} are allowed"),
            value=repr(text),
            allowed=", ".join(allowed),
        )

    return read


def _room(text: str) -> str:
    return parse_name(text.removeprefix("#")).text


def _motd(text: str) -> tuple[str, ...]:
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


def _data(text: str) -> str:
    if text == ":memory:":
        return text
    path = Path(text).absolute()
    if not text:
        usable = False
    elif path.exists():
        usable = path.is_dir() and os.access(path, os.W_OK | os.X_OK)
    else:
        usable = path.parent.is_dir() and os.access(path.parent, os.W_OK | os.X_OK)
    if not usable:
        raise WrongValueError(
            N_(
                "{value} can't be written: a directory is allowed, or a new name in one that may "
                "be written, or :memory:"
            ),
            value=repr(text),
        )
    return str(path)


@dataclass(frozen=True, slots=True)
class Option:
    """One option's declaration.

    ``read`` makes its value of a text, or raises `WrongValueError` (or `Refused`, for a name).

    ``summary`` is an English catalogue phrase. An option whose default is empty may be left out;
    a ``repeatable`` option's ``read`` returns a tuple.
    """

    name: str
    placeholder: str
    default: str
    summary: str
    read: Callable[[str], Any]
    repeatable: bool = False

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return ENVIRONMENT_PREFIX + self.name.upper()


OPTIONS: tuple[Option, ...] = (
    Option("port", "PORT", "5050", N_("port to listen on"), _port),
    Option("host", "ADDRESS", EVERY_ADDRESS, N_("address to listen on"), _host),
    Option(
        "listen",
        "ENDPOINT",
        "",
        N_("Twisted endpoint to listen on instead of the default port; may be repeated"),
        _listen,
        repeatable=True,
    ),
    Option(
        "language",
        "LANGUAGE",
        "en",
        N_("language until a person picks another: en or es"),
        _one_of(*LANGUAGES),
    ),
    Option(
        "style",
        "STYLE",
        "clock",
        N_("how messages look: clock ([14:35] Juan: Hi) or bracket ([Juan] Hi)"),
        _one_of(*STYLES),
    ),
    Option("room", "ROOM", "lobby", N_("room that everyone starts in"), _room),
    Option("motd", "FILE", "", N_("text file that everyone reads on connecting"), _motd),
    Option(
        "data",
        "DIRECTORY",
        ":memory:",
        N_("directory for what the server keeps; :memory: for nothing"),
        _data,
    ),
)
CONFIG_SUMMARY = N_("TOML file with these options by the same names")
"""What `--config` is; it is no value of a `Configuration`, but where values come from."""


def fail(sentence: str) -> NoReturn:
    """End the program with one line on standard error and status 1."""
    raise SystemExit(f"chat: {sentence}")


def configuration(
    flags: Mapping[str, str | list[str]], environment: Mapping[str, str]
) -> Configuration:
    """Return the configuration that flags, environment and file make.

    Ends the program (see `fail`) with the name of the flag, variable or file's key whose value is
    not allowed.
    """
    book = phrasebook(locale_language(environment))
    variable = f"{ENVIRONMENT_PREFIX}CONFIG"
    source = "--config" if flags.get("config") else variable
    path = flags.get("config") or environment.get(variable)
    in_file = _read_file(str(path), source, book) if path else {}
    values: dict[str, Any] = {}
    given: set[str] = set()
    for option in OPTIONS:
        if option.name in flags:
            source, found = f"--{option.name}", flags[option.name]
        elif environment.get(option.variable):
            source, found = option.variable, environment[option.variable]
            if option.repeatable:
                found = found.split()
        elif option.name in in_file:
            source, found = f"{path}: {option.name}", in_file[option.name]
        else:
            values[option.name] = _read(option, option.default)
            continue
        given.add(option.name)
        try:
            values[option.name] = _read(option, found)
        except WrongValueError as error:
            fail(f"{source}: {error.sentence(book)}")
        except Refused as refused:
            fail(f"{source}: {refusal(book, refused)}")
    host, port = values.pop("host"), values.pop("port")
    if values["listen"] and not given & {"host", "port"}:
        return Configuration(address=None, **values)
    endpoint = f"tcp:{port}:interface={quoteStringArgument(host)}"
    values["listen"] = (endpoint, *values["listen"])
    return Configuration(address=(host, port), **values)


def _read(option: Option, found: Any) -> Any:
    if isinstance(found, bool | float | dict) or found is None:
        raise WrongValueError(
            N_("{value} is of the wrong kind: a text in quotes or a whole number is allowed"),
            value=repr(found),
        )
    if isinstance(found, list):
        if not option.repeatable:
            raise WrongValueError(
                N_("{value} are several values: one is allowed"), value=repr(found)
            )
        return tuple(value for text in found for value in option.read(str(text)))
    text = str(found)
    if not text and not option.default:
        return ()
    return option.read(text)


def _read_file(path: str, source: str, book: Phrasebook) -> dict[str, Any]:
    try:
        with Path(path).open("rb") as file:
            found = tomllib.load(file)
    except OSError as error:
        fail(
            f"{source}: "
            + book.say(
                "{value} can't be read ({reason}): a TOML file is allowed",
                value=repr(path),
                reason=error.strerror,
            )
        )
    except ValueError as error:  # not TOML, not UTF-8, or a number of thousands of digits
        reason = " ".join(str(error).split())
        fail(
            f"{source}: "
            + book.say(
                "{value} is not TOML ({reason}): lines like port = 5050 are allowed",
                value=repr(path),
                reason=reason,
            )
        )
    names = [option.name for option in OPTIONS]
    for name in found:
        if name not in names:
            fail(
                f"{path}: "
                + book.say(
                    "there is no option {name}: {allowed} are allowed",
                    name=repr(name),
                    allowed=", ".join(names),
                )
            )
    return found
