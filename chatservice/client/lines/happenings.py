"""What the server's bytes meant, as `chatservice.client.lines.conversation` tells it."""

from __future__ import annotations

from dataclasses import dataclass


class Happening:
    """Something that the server's bytes meant."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Line(Happening):
    """A line to show: displayable, perhaps with colours, without its end."""

    text: str


@dataclass(frozen=True, slots=True)
class NicknameAsked(Happening):
    """The server waits for a nickname; ``question`` is how it asked."""

    question: str


@dataclass(frozen=True, slots=True)
class NicknameOffered(Happening):
    """The server asked, and was given the nickname of the command line."""

    question: str
    name: str


@dataclass(frozen=True, slots=True)
class NicknameRefused(Happening):
    """The server did not take a nickname; its reason came before, as a line."""


@dataclass(frozen=True, slots=True)
class PasswordAsked(Happening):
    """The server waits for the password of a nickname; ``question`` is how it asked."""

    question: str


@dataclass(frozen=True, slots=True)
class PasswordRefused(Happening):
    """The server did not take a password; its reason came before, as a line."""


@dataclass(frozen=True, slots=True)
class Welcomed(Happening):
    """The server took a nickname: from here on lines are said to others."""

    name: str


@dataclass(frozen=True, slots=True)
class SaidGoodbye(Happening):
    """The server answered `/quit`: everything before it has been taken."""


@dataclass(frozen=True, slots=True)
class Rang(Happening):
    """The server rings the terminal's bell."""
