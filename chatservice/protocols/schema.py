"""The description of JSON lines as a JSON Schema (draft 2020-12), made from the structs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import Struct
from msgspec.json import schema_components

from chatservice import __version__
from chatservice.protocols.requests import REQUESTS
from chatservice.protocols.requests.messages import VERSION
from chatservice.render.messages import SERVER_MESSAGES

CLIENT, SERVER = "client", "server"
"""The definitions of what either side sends."""


def schema() -> dict[str, Any]:
    """Return the schema of every message, either way, as what `json` can write.

    The definition of one is called like its struct, behind the side that sends it: `server.Said`.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "chatservice: JSON lines",
        "description": f"Version {VERSION} of the protocol, as chatservice {__version__} speaks it."
        " Each line, or WebSocket message, is one of these objects. Fields that are not described "
        "are to be ignored.",
        "anyOf": [{"$ref": f"#/$defs/{side}"} for side in (CLIENT, SERVER)],
        "$defs": _side(CLIENT, REQUESTS) | _side(SERVER, SERVER_MESSAGES),
    }


def _side(side: str, types: Iterable[type[Struct]]) -> dict[str, Any]:
    types = tuple(types)
    references, found = schema_components(types, ref_template=f"#/$defs/{side}.{{name}}")
    return {side: {"anyOf": list(references)}} | {
        f"{side}.{name}": definition for name, definition in found.items()
    }
