"""A chat server for telnet, netcat and its own client, in English and Spanish."""

from __future__ import annotations

__version__ = "1.0.0"
