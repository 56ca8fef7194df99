"""A line that was typed: whether it is a command, which one, and where it leads."""

from __future__ import annotations

import re

from chatservice.client.talk.own import own
from chatservice.client.talk.talks import Talk
from chatservice.client.talk.words import folded
from chatservice.core import commands as server
from chatservice.core.catalogue import CATALOGUE
from chatservice.core.declaring import Command
from chatservice.core.refusals import Refused as Unknown

_LINE = re.compile(r"/(?P<name>[^\s/]\S*|\?)\s*(?P<rest>.*)", re.DOTALL)
_LEAVING = "exit"
"""The word that leaves without a slash, alone on a line."""

TURNING = (server.Whisper, server.Reply, server.Join)
"""What turns to a talk that it names itself, if it is not refused."""


def command_of(text: str) -> tuple[str, str] | None:
    """Return the name and the rest of a command; `None` where something is said."""
    lines = [line for line in text.splitlines() if line.strip()]
    found = _LINE.fullmatch(lines[0].strip()) if len(lines) == 1 else None
    return None if found is None else (found["name"].lower(), found["rest"].strip())


def known(name: str) -> type[Command] | None:
    """Return the server's command of a name or an alias; `None`: none that is known here."""
    try:
        return CATALOGUE.find(name).command
    except Unknown:
        return None


def is_leaving(text: str) -> bool:
    """Return whether a line ends the conversation."""
    command = command_of(text)
    if command is None:
        return text.strip() == _LEAVING
    return own(command[0]) is None and known(command[0]) is server.Leaving


def turns(command: type[Command] | None, rest: str, here: Talk) -> bool:
    """Return whether what is typed behind a command may be meant for another talk.

    Of one that is not known here nobody can say: it may be misspelt.
    """
    if command is server.Leave:
        return not rest or folded(rest.removeprefix("#")) == folded(here.name)
    return command is None or command in TURNING


def names_a_place(text: str) -> bool:
    """Return whether a line goes to the same place wherever it is typed."""
    name, rest = command_of(text) or ("", "")
    return bool(rest) and (own(name) == "talk" or known(name) in TURNING)
