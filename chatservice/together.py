"""Which of the operator's values make no sense together, although each is allowed by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chatservice.render.phrasebook import Phrasebook
from chatservice.values import is_private


def disagreement(
    chosen: Mapping[str, Any], given: Mapping[str, str], book: Phrasebook
) -> str | None:
    """Return one sentence about values that don't go together; `None` if all do.

    ``chosen`` are the values by the names of their fields; ``given`` has, for each option that is
    not left at its default, where its value came from.
    """
    return _tls(chosen, given, book) or _listeners(chosen, given, book)


def _tls(chosen: Mapping[str, Any], given: Mapping[str, str], book: Phrasebook) -> str | None:
    if chosen["no_plain"] and not chosen["tls"]:
        return f"{given['no-plain']}: " + book.say("without --tls nothing would be left")
    if chosen["tls_key"] and not chosen["tls_certificate"]:
        return f"{given['tls-key']}: " + book.say("this is for --tls-certificate, which is missing")
    return None


def _listeners(chosen: Mapping[str, Any], given: Mapping[str, str], book: Phrasebook) -> str | None:
    if chosen["no_plain"]:
        for _, description in chosen["listen"]:
            if not is_private(description):
                return f"{given['listen']}: " + book.say(
                    "{value} is not encrypted, which --no-plain asks for: ssl:, tls: and unix: are "
                    "allowed",
                    value=repr(description),
                )
    port = chosen["port"]
    if chosen["tls"] and has_default_port(chosen, given) and port == chosen["tls_port"] != 0:
        return f"{given.get('tls-port') or given['port']}: " + book.say(
            "{value} is the port of the other listener: another one is allowed",
            value=repr(str(port)),
        )
    return None


def has_default_port(chosen: Mapping[str, Any], given: Mapping[str, str]) -> bool:
    """Return whether what `--host` and `--port` say is listened on, without encryption."""
    wanted = not chosen["listen"] or "host" in given or "port" in given
    return wanted and not chosen["no_plain"]
