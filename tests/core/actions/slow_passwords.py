"""Passwords as the server checks them, watched, or in a bad way."""

from __future__ import annotations

from collections.abc import Callable

from chatservice.core.refusals import Code, Refused
from tests.core.accounts import QuickPasswords


class Watched(QuickPasswords):
    """Notes what is checked; while ``is_slow``, it answers when told to (`answer`)."""

    def __init__(self) -> None:
        super().__init__()
        self.checked: list[tuple[str | None, str]] = []
        self.is_slow = False
        self._waiting: list[Callable[[], None]] = []

    def check(
        self, proof: str | None, password: str, done: Callable[[bool | Refused], None]
    ) -> None:
        self.checked.append((proof, password))
        if self.is_slow:
            check = super().check
            self._waiting.append(lambda: check(proof, password, done))
        else:
            super().check(proof, password, done)

    def answer(self) -> None:
        waiting, self._waiting = self._waiting, []
        for each in waiting:
            each()


class Overloaded(QuickPasswords):
    """So many are logging in that nobody's password is looked at."""

    def check(
        self, proof: str | None, password: str, done: Callable[[bool | Refused], None]
    ) -> None:
        done(Refused(Code.TOO_MANY_LOGINS))
