"""What can be asked about one's own account, declared as in `chatservice.core.commands`.

No command has a password among its arguments: it would be seen, and stay in the terminal. What is
typed when a password is asked for is no command (`chatservice.core.asking`).
"""

from __future__ import annotations

from dataclasses import dataclass

from chatservice.core.declaring import (
    AlsoMessages,
    Closing,
    Command,
    HowMany,
    NewName,
    Removing,
    Who,
)
from chatservice.core.phrases import N_


@dataclass(frozen=True, slots=True)
class Register(Command):
    """Keep one's nickname for oneself."""

    names = ("register", "registrar", "registrarme")
    summary = N_("Keep your nickname: only who knows your password can use it then.")
    example = "/register"


@dataclass(frozen=True, slots=True)
class LogIn(Command):
    """Say who one is, instead of choosing a nickname."""

    names = ("login", "identificarse")
    summary = N_("Log in with your registered name, instead of choosing a nickname.")
    example = "/login Ana"
    who = Who.ANYONE
    name: NewName


@dataclass(frozen=True, slots=True)
class Password(Command):
    """Change one's password."""

    names = ("password", "contraseña", "contrasena")
    summary = N_("Change your password.")
    example = "/password"
    who = Who.REGISTERED


@dataclass(frozen=True, slots=True)
class ForgetMe(Command):
    """Remove one's account, and on request all that one said."""

    names = ("forget-me", "olvidarme")
    summary = N_("Remove your account; with the word messages, also all that you said.")
    example = "/forget-me"
    who = Who.REGISTERED
    also: AlsoMessages | None = None


@dataclass(frozen=True, slots=True)
class Token(Command):
    """One's bots; make one, or a new token for one, or remove one."""

    names = ("token", "bots", "ficha")
    summary = N_("Your bots; /token NAME makes one, or a new token for one.")
    example = "/token deploy"
    who = Who.REGISTERED
    name: NewName | None = None
    what: Removing | None = None


@dataclass(frozen=True, slots=True)
class Sessions(Command):
    """From where one is connected; end one of those."""

    names = ("sessions", "sesiones")
    summary = N_("Your connections; /sessions close N ends one of them.")
    example = "/sessions"
    what: Closing | None = None
    number: HowMany | None = None
