"""Accounts for chats without a server: the real store, in memory, and real argon2, but quick."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from chatservice.accounts.store import IN_MEMORY, Store
from chatservice.core.limits import Limits
from chatservice.core.refusals import Refused

WITHOUT_LIMITS = Limits(
    flood=None, flood_registered=None, renames=None, strangers=None, repeats=None, logins=None
)
"""For conversations that are about something else than how fast people type."""


class QuickPasswords:
    """Argon2 as the server uses it, with as little work as it can be told to do, and at once."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

    def make(self, password: str, done: Callable[[str | Refused], None]) -> None:
        done(self._hasher.hash(password))

    def check(
        self, proof: str | None, password: str, done: Callable[[bool | Refused], None]
    ) -> None:
        try:
            done(proof is not None and self._hasher.verify(proof, password))
        except VerifyMismatchError:
            done(False)


def store(now: Callable[[], datetime]) -> Store:
    """Return an open store in memory."""
    made = Store(IN_MEMORY, now)
    made.open()
    return made
