"""Keeping order in a room and on the server, declared as in `chatservice.core.commands`.

A moderator's act concerns the current room, an administrator's `/ban` and `/mute` the whole server.
Who may do what to whom is in `chatservice.core.standing`.
"""

from __future__ import annotations

from dataclasses import dataclass

from chatservice.core.declaring import (
    Command,
    ModeName,
    ModeValue,
    Period,
    Person,
    Reason,
    Target,
    Text,
    Who,
)
from chatservice.core.phrases import N_


@dataclass(frozen=True, slots=True)
class Report(Command):
    """Tell the moderators about somebody."""

    names = ("report", "denunciar")
    summary = N_("Tell the moderators of the room, and the server's, about somebody.")
    example = N_("/report Juan he does not stop shouting")
    person: Person
    text: Text


@dataclass(frozen=True, slots=True)
class Invite(Command):
    """Let somebody into an invite-only room."""

    names = ("invite", "invitar")
    summary = N_("Invite somebody to the room; they may enter even if it is invite-only.")
    example = "/invite Juan"
    who = Who.MODERATOR
    person: Person


@dataclass(frozen=True, slots=True)
class Kick(Command):
    """Throw somebody out."""

    names = ("kick", "expulsar")
    summary = N_("Throw somebody out of the room; out of the first room, off the server.")
    example = N_("/kick Juan enough for today")
    who = Who.MODERATOR
    person: Person
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Ban(Command):
    """Throw somebody out and keep them out."""

    names = ("ban", "vetar")
    summary = N_(
        "Keep somebody, or an address or network, out of the room; an administrator: off the "
        "server."
    )
    example = N_("/ban Juan 2h enough for today")
    who = Who.MODERATOR
    target: Target
    time: Period | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Unban(Command):
    """Let somebody in again."""

    names = ("unban", "perdonar")
    summary = N_("Let somebody in again who was banned.")
    example = "/unban Juan"
    who = Who.MODERATOR
    target: Target


@dataclass(frozen=True, slots=True)
class Bans(Command):
    """Who is banned or muted."""

    names = ("bans", "vetos")
    summary = N_("Who is banned or muted, by whom and how long.")
    example = "/bans"
    who = Who.MODERATOR


@dataclass(frozen=True, slots=True)
class Mute(Command):
    """Let nobody read what somebody says."""

    names = ("mute", "silenciar")
    summary = N_("Let somebody say nothing in the room; an administrator: on the server.")
    example = "/mute Juan 10m"
    who = Who.MODERATOR
    person: Person
    time: Period | None = None


@dataclass(frozen=True, slots=True)
class Unmute(Command):
    """Let somebody speak again."""

    names = ("unmute", "dejarhablar")
    summary = N_("Let somebody speak again who was muted.")
    example = "/unmute Juan"
    who = Who.MODERATOR
    person: Person


@dataclass(frozen=True, slots=True)
class Op(Command):
    """Make somebody a moderator of the room."""

    names = ("op", "moderador")
    summary = N_("Make somebody, who is registered, a moderator of the room.")
    example = "/op Juan"
    who = Who.OWNER
    person: Person


@dataclass(frozen=True, slots=True)
class Deop(Command):
    """Take that back."""

    names = ("deop", "quitarmoderador")
    summary = N_("Let somebody be a moderator of the room no longer.")
    example = "/deop Juan"
    who = Who.OWNER
    person: Person


@dataclass(frozen=True, slots=True)
class RoomMode(Command):
    """Read or change what kind of room the current one is."""

    names = ("room", "sala")
    summary = N_(
        "What kind of room this is. Its owner makes it invite-only, moderated, secret, slow or "
        "registered."
    )
    example = "/room slow 10s"
    mode: ModeName | None = None
    value: ModeValue | None = None


@dataclass(frozen=True, slots=True)
class Announce(Command):
    """Tell everyone on the server something."""

    names = ("announce", "anunciar")
    summary = N_("Tell everyone on the server something.")
    example = N_("/announce The server restarts at six")
    who = Who.ADMIN
    text: Text
