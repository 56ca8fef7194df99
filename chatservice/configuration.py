"""What the operator decides: flags, environment, file and defaults make one `Configuration`.

Each option is declared once, in `OPTIONS`; the usage text, the environment variables, the file's
keys and the README's table come from there. A flag beats the environment, which beats the file,
which beats the default.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, NoReturn

from twisted.internet.endpoints import quoteStringArgument

from chatservice import values
from chatservice.core.limits import Limits
from chatservice.core.phrases import N_
from chatservice.core.refusals import Refused
from chatservice.core.settings import LANGUAGES, STYLES
from chatservice.limit_options import LIMIT_OPTIONS, limits_of
from chatservice.option import ENVIRONMENT_PREFIX, Option
from chatservice.protocols.detectors import AUTO
from chatservice.render.phrasebook import Phrasebook, locale_language, phrasebook
from chatservice.render.refusals import refusal
from chatservice.together import disagreement, has_default_port
from chatservice.values import WrongValueError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

EVERY_ADDRESS = "0.0.0.0"


@dataclass(frozen=True, slots=True)
class Configuration:
    """All that the operator decided, checked. ``motd`` holds the message's sanitised lines.

    ``listen`` are Twisted endpoints, each with what is spoken there. ``address`` is the host and
    port among them; `None` where only other endpoints are wanted. ``tls_address`` is the host and
    port of the listener that is encrypted from the first byte on, if one is wanted: there is one,
    or there are endpoints. ``host`` is the address of both, wanted or not. ``tls_certificate``
    and ``tls_key`` are absolute paths; `None` where the server makes its own. ``data`` is the
    history's folder, from the run directory, or ":memory:". ``retain`` is how long messages are
    kept; `None`: for ever. ``web_host`` are names by which browsers may come, besides its own.
    ``max_connections`` may be 0: as many as the system allows.
    """

    host: str
    address: tuple[str, int] | None
    listen: tuple[values.Door, ...]
    language: str
    style: str
    room: str
    motd: tuple[str, ...]
    data: str
    sync: str
    retain: timedelta | None
    history: int
    max_connections: int
    limits: Limits
    tls_address: tuple[str, int] | None
    tls_certificate: str | None
    tls_key: str | None
    handshake_seconds: int
    web_host: tuple[str, ...]


OPTIONS: tuple[Option, ...] = (
    Option("port", "PORT", "5050", N_("port to listen on"), values.port),
    Option("host", "ADDRESS", EVERY_ADDRESS, N_("address to listen on"), values.host),
    Option(
        "listen",
        "ENDPOINT",
        "",
        N_(
            "Twisted endpoint to listen on instead of the default port; auto=, line=, json= or "
            "web= before it says what is spoken there, auto if left out; may be repeated"
        ),
        values.listen,
        repeatable=True,
    ),
    Option(
        "language",
        "LANGUAGE",
        "en",
        N_("language until a person picks another: en or es"),
        values.one_of(*LANGUAGES),
    ),
    Option(
        "style",
        "STYLE",
        "clock",
        N_("how messages look: clock ([14:35] Juan: Hi) or bracket ([Juan] Hi)"),
        values.one_of(*STYLES),
    ),
    Option("room", "ROOM", "lobby", N_("room that everyone starts in"), values.room),
    Option("motd", "FILE", "", N_("text file that everyone reads on connecting"), values.motd),
    Option(
        "data",
        "DIRECTORY",
        "chat-data",
        N_("directory for what is said, made if there is none; :memory: keeps nothing"),
        values.data,
    ),
    Option(
        "sync",
        "HOW",
        "normal",
        N_(
            "what survives a power cut: all that anyone has read (full), or all but the last "
            "moments (normal)"
        ),
        values.one_of("normal", "full"),
    ),
    Option(
        "retain",
        "TIME",
        "",
        N_("how long messages are kept, such as 90d or 1y; for ever if left out"),
        values.retain,
        absent=None,
    ),
    Option(
        "history",
        "N",
        "50",
        N_("messages that whoever enters a room is shown; 0 for none"),
        values.history,
    ),
    Option(
        "max-connections",
        "N",
        "10000",
        N_("connections at once; 0 for as many as the system allows"),
        values.max_connections,
    ),
    *LIMIT_OPTIONS,
    Option("tls", "", "no", N_("listen for TLS connections too"), values.switch),
    Option("tls-port", "PORT", "5051", N_("port to listen on for TLS connections"), values.port),
    Option(
        "tls-certificate",
        "FILE",
        "",
        N_(
            "certificate to use instead of one that the server makes: a file, or a directory of "
            "Let's Encrypt's"
        ),
        values.tls_file,
        absent=None,
    ),
    Option(
        "tls-key",
        "FILE",
        "",
        N_("private key of that certificate, if it is in another file"),
        values.tls_file,
        absent=None,
    ),
    Option(
        "no-plain",
        "",
        "no",
        N_("listen for nothing but TLS connections; needs --tls"),
        values.switch,
    ),
    Option(
        "handshake-seconds",
        "N",
        "10",
        N_("seconds after which a TLS handshake is no longer waited for"),
        values.handshake_seconds,
    ),
    Option(
        "web-host",
        "NAME",
        "",
        N_(
            "name by which people with a browser may come, besides those of this machine and of "
            "its certificate, or * (any); may be repeated"
        ),
        values.web_host,
        repeatable=True,
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
    chosen: dict[str, Any] = {}
    given: dict[str, str] = {}
    """Where each value comes from that is no default."""
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
            chosen[option.field] = _read(option, option.default)
            continue
        given[option.name] = source
        try:
            chosen[option.field] = _read(option, found)
        except WrongValueError as error:
            fail(f"{source}: {error.sentence(book)}")
        except Refused as refused:
            fail(f"{source}: {refusal(book, refused)}")
    if wrong := disagreement(chosen, given, book):
        fail(wrong)
    chosen["limits"] = limits_of(chosen)
    plain = has_default_port(chosen, given)
    host, port = chosen["host"], chosen.pop("port")
    encrypted, encrypted_port = chosen.pop("tls"), chosen.pop("tls_port")
    del chosen["no_plain"]
    if plain:
        chosen["listen"] = (values.Door(AUTO, endpoint(host, port)), *chosen["listen"])
    return Configuration(
        address=(host, port) if plain else None,
        tls_address=(host, encrypted_port) if encrypted else None,
        **chosen,
    )


def endpoint(host: str, port: int) -> str:
    """Return the description of an endpoint at an address of this machine."""
    return f"tcp:{port}:interface={quoteStringArgument(host)}"


def _read(option: Option, found: Any) -> Any:
    if option.is_switch and isinstance(found, bool):
        return found
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
        return option.absent
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
