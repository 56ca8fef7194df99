"""`chatservice schema`: the description of the protocol for programs, for a program to read."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping

from chatservice.commands.options import Options
from chatservice.protocols import schema as described
from chatservice.render.phrasebook import Phrasebook


def schema(options: Options, book: Phrasebook, environment: Mapping[str, str]) -> None:
    """Write the JSON Schema of every message to standard output, in English everywhere."""
    text = json.dumps(described.schema(), ensure_ascii=False, indent=2)
    sys.stdout.buffer.write(f"{text}\n".encode())
