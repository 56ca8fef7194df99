"""Tells twistd that there is a server called `chat`, and where to find it."""

from __future__ import annotations

from twisted.application.service import ServiceMaker

chat = ServiceMaker(
    "chat",
    "chatservice.service",
    "A chat server for telnet, netcat and its own client, in English and Spanish.",
    "chat",
)
