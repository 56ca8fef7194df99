"""Passwords that the system's keyring keeps: GNOME's, KDE's, macOS's.

The library `keyring` speaks with them. It need not be installed, and takes long to import: that is
done when a password is wanted, in a thread, as is all the rest. A keyring may wait for the person
to unlock it, or for a program that hangs.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from chatservice.client.network.address import Address
from chatservice.client.talk.words import folded
from chatservice.core.phrases import N_
from chatservice.core.text import sanitise
from chatservice.render.phrasebook import Phrasebook

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

SECONDS = 20.0
"""How long the keyring may take: as long as somebody needs to type the password that unlocks it."""

_LONGEST_REASON = 200


class KeyringError(Exception):
    """The keyring can't do what was asked for. ``message`` is an English catalogue phrase."""

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message, details)
        self.message = message
        self.details = details

    def sentence(self, book: Phrasebook) -> str:
        """Return why not, and what helps, in one line."""
        return book.say(self.message, **self.details)


class NoKeyringError(KeyringError):
    """There is none, or not the library that speaks with it."""


class Passwords:
    """The passwords of nicknames on servers, in the keyring.

    What it has not done after some ``seconds`` is given up.
    """

    def __init__(self, reactor: Any, seconds: float = SECONDS) -> None:
        self._reactor = reactor
        self._seconds = seconds

    async def find(self, server: Address, nick: str) -> str | None:
        """Return the password of a nickname; `None` if none is kept, or there is no keyring.

        Raises `KeyringError`, as where it stays locked.
        """
        try:
            return await self._do(lambda keyring: keyring.get_password(*_entry(server, nick)))
        except NoKeyringError:
            return None

    async def keep(self, server: Address, nick: str, password: str) -> None:
        """Keep a password, in the place of one that is there. Raises `KeyringError`."""
        await self._do(lambda keyring: keyring.set_password(*_entry(server, nick), password))

    async def forget(self, server: Address, nick: str) -> bool:
        """Remove a password; return whether one was there. Raises `KeyringError`."""

        def forget(keyring: KeyringBackend) -> bool:
            if keyring.get_password(*_entry(server, nick)) is None:
                return False
            keyring.delete_password(*_entry(server, nick))
            return True

        return await self._do(forget)

    def _do(self, work: Callable[[KeyringBackend], T]) -> Deferred[T]:
        """Do something with the keyring, in a thread."""
        done: Deferred[T] = Deferred()

        def finish(result: Any) -> None:
            if not done.called:
                done.callback(result)

        def in_thread() -> None:
            result: Any
            try:
                result = _work(work)
            except KeyringError as error:
                result = Failure(error)
            except Exception as error:  # each keyring, and D-Bus, has its own ways to fail
                result = Failure(_trouble(error))
            # The client may have ended meanwhile, and its loop with it.
            with suppress(RuntimeError):
                self._reactor.callFromThread(finish, result)

        def give_up(_: Any, __: float) -> Failure:
            return Failure(KeyringError(N_("The system's keyring does not answer.")))

        # Not one of the reactor's: it would be waited for at the end.
        threading.Thread(target=in_thread, name="keyring", daemon=True).start()
        return done.addTimeout(self._seconds, self._reactor, give_up)


def _entry(server: Address, nick: str) -> tuple[str, str]:
    """Return how the keyring calls a nickname's password: names are the same in any case."""
    return f"chatservice {server.key}", folded(nick)


def _work(work: Callable[[KeyringBackend], T]) -> T:
    """Do something with the keyring; may take long. Raises `KeyringError`."""
    try:
        from keyring import errors
    except ImportError:
        raise NoKeyringError(
            N_(
                "The library that speaks with the system's keyring is missing. This installs it: "
                "{command}"
            ),
            command=f"{sys.executable} -m pip install keyring",
        ) from None
    # Its complaints, tracebacks among them, would be printed if nobody took them.
    logging.getLogger("keyring").addHandler(logging.NullHandler())
    try:
        return work(_keyring())
    except errors.KeyringLocked:
        raise KeyringError(
            N_("The system's keyring is locked: unlock it, and try again.")
        ) from None


def _trouble(error: Exception) -> KeyringError:
    """Return an error that nobody has thought of as one of ours."""
    reason = sanitise(" ".join(str(error).split()))[:_LONGEST_REASON]
    return KeyringError(
        N_("The system's keyring can't be used ({reason})."), reason=reason or type(error).__name__
    )


def _keyring() -> KeyringBackend:
    """Return the system's keyring, or the one that the person has set up for `keyring`."""
    from keyring import core
    from keyring.backends import fail, null

    # What is less than recommended keeps passwords in plain files.
    core.init_backend(limit=core.recommended)
    found = core.get_keyring()
    if isinstance(found, fail.Keyring | null.Keyring):
        raise NoKeyringError(
            N_("No keyring is running, such as those of GNOME, KDE and macOS are.")
        )
    return found
